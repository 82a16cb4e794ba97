"""vtoDi01, the request for investigation (MSG-51): what each element of the standard is in the domain."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gateway.domain.content import Betrokkene, Bijlage, Contact, Content, OngeborenKind, VerzoekTotOnderzoek
from gateway.formats.stuf_jz.forms import DATE, DAY, OCTETS, TRUE_FALSE, Form, words
from gateway.formats.stuf_jz.persons import (
    INFORMED,
    Numbered,
    Persons,
    Relation,
    identity_rows,
    own_name,
    registered_address,
    write_person,
)
from gateway.formats.stuf_jz.roles import CHILD, CHILD_OF_CHILD, CLIENT, ROLES, UNBORN_CLIENT
from gateway.formats.stuf_jz.rows import (
    Group,
    Reading,
    Row,
    Table,
    attribute_row,
    extra_row,
    find_all,
    group,
    read_first,
    read_record,
    read_values,
    row,
    write_record,
)
from gateway.formats.stuf_jz.shapes import Text, text
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

_OBJECT: Final = "JZ:object"
_PERSON: Final = "ZKN:gerelateerde/ZKN:natuurlijkPersoon"
_MIME: Final = "application/octet-stream"


def _person_rows(person: str) -> tuple[Row | Group, ...]:
    return (
        *identity_rows(person),
        row(f"{person}/BG:sub.telefoonnummer", "telefoonnummer"),
        row(f"{person}/BG:sub.emailadres", "emailadres"),
        registered_address(person, "BG:verblijfsadres"),
        extra_row(person, "vreemdelingennummer", "vreemdelingennummer"),
        extra_row(person, "aanvullendeInformatie", "aanvullende_informatie"),
        extra_row(person, "overigeZorgMinderjarige", "overige_zorg"),
        extra_row(person, "taal", "taal"),
    )


def _relation(name: str, roles: Form) -> Relation:
    return Relation(
        name=name,
        person=steps_of(_PERSON),
        table=Table(record=Betrokkene, rows=(*_person_rows(_PERSON), row("ZKN:omschrijving", "rol", roles), INFORMED)),
        needs_person=True,
        needs_role=True,
    )


_CHILD: Final = _relation("ZKN:heeftBetrekkingOp", words({CHILD: CLIENT}))
_OTHER: Final = _relation(
    "ZKN:heeftAlsBelanghebbende", words({CHILD_OF_CHILD if role == CHILD else role: role for role in ROLES})
)
# One client can be several persons; the later ones have nothing of their own but who they are.
_SIBLING: Final = Table(record=Betrokkene, rows=_person_rows(""))
_UNBORN: Final = Table(
    record=OngeborenKind,
    rows=(
        row(f"{_PERSON}/BG:geboortedatum", "uitgerekende_datum", DATE),
        extra_row("", "kenmerkMoeder", "kenmerk_moeder"),
    ),
)
_EMPLOYEE: Final = "ZKN:gerelateerde/ZKN:medewerker"
_AANVRAGER: Final = Table(
    record=Contact,
    rows=(
        row(f"{_EMPLOYEE}/ZKN:achternaam", "naam"),
        row(f"{_EMPLOYEE}/ZKN:functie", "functie"),
        row(f"{_EMPLOYEE}/ZKN:telefoonnummer", "telefoonnummer"),
        row(f"{_EMPLOYEE}/ZKN:emailadres", "emailadres"),
        row("ZKN:gerelateerde/ZKN:nietNatuurlijkPersoon/BG:statutaireNaam", "organisatie"),
        extra_row("", "afdeling", "afdeling"),
    ),
)
_VERZOEK: Final = Table(
    record=VerzoekTotOnderzoek,
    rows=(
        row("ZKN:identificatie", "zaak"),
        row("ZKN:omschrijving", "omschrijving"),
        row("ZKN:startdatum", "startdatum", DAY),
        row("ZKN:registratiedatum", "registratiedatum", DAY),
        extra_row("", "indicatieSpoed", "spoed", TRUE_FALSE),
        group("ZKN:heeftAlsUitvoerende", "aanvrager", _AANVRAGER),
    ),
    blank=frozenset({"omschrijving"}),
)
_DOCUMENT: Final = "ZKN:gerelateerde"
# Demanded, and still it may be empty: an empty one is written again, and none at all is numbered by us.
_IDENTIFICATION: Final = row(f"{_DOCUMENT}/ZKN:identificatie", "identificatie", Form(str))
_BIJLAGE: Final = Table(
    record=Bijlage,
    rows=(
        attribute_row(f"{_DOCUMENT}/ZKN:inhoud", "StUF:bestandsnaam", "naam", text(255)),
        row(f"{_DOCUMENT}/ZKN:dct.omschrijving", "soort"),
        attribute_row(f"{_DOCUMENT}/ZKN:inhoud", "xmime:contentType", "mime", Text(shortest=3)),
        row(f"{_DOCUMENT}/ZKN:inhoud", "inhoud", OCTETS, strict=True),
        _IDENTIFICATION,
        row(f"{_DOCUMENT}/ZKN:creatiedatum", "datum", DAY),
    ),
)


def read_vto(root: Element, reading: Reading) -> Content:
    """Return what a vto says."""
    persons = Persons(reading)
    clients = list(find_all(root, f"{_OBJECT}/{_CHILD.name}"))
    for element in clients:
        if persons.read(_CHILD, element) is not None:
            _read_siblings(element, persons)
    for element in find_all(root, f"{_OBJECT}/{_OTHER.name}"):
        persons.read(_OTHER, element)
    return Content(
        betrokkenen=tuple(persons.found),
        ongeboren=tuple(_read_unborn(clients, persons, reading)),
        verzoek=_read_request(root, reading),
        bijlagen=tuple(_read_documents(root, reading)),
    )


def _read_siblings(element: Element, persons: Persons) -> None:
    for sibling in list(find_all(element, _PERSON))[1:]:
        seen: list[Element] = []
        values = read_values(_SIBLING, sibling, seen)
        if values:
            persons.add({**values, "rol": CHILD}, seen, _sibling_name(len(persons.found)))


def _sibling_name(number: int) -> str:
    """Return our name for a client who stands in one relation with the client before."""
    return f"{own_name(number)}+"


def _read_unborn(clients: list[Element], persons: Persons, reading: Reading) -> Iterator[OngeborenKind]:
    """Yield the unborn children whose mother is among the persons."""
    mothers = {person.kenmerk for person in persons.found}
    number = 0
    for element in clients:
        seen: list[Element] = []
        child = read_record(_UNBORN, element, seen)
        roles = [found for found in find_all(element, "ZKN:omschrijving") if found.text == UNBORN_CLIENT]
        if roles and isinstance(child, OngeborenKind) and child.kenmerk_moeder in mothers:
            reading.tell([*seen, *roles])
            reading.items[element] = f"ongeboren[{number}]"
            number += 1
            yield child


def _read_request(root: Element, reading: Reading) -> VerzoekTotOnderzoek | None:
    seen: list[Element] = []
    request = read_first(_VERZOEK, root, _OBJECT, seen)
    reading.tell(seen)
    return request if isinstance(request, VerzoekTotOnderzoek) else None


def _read_documents(root: Element, reading: Reading) -> Iterator[Bijlage]:
    number = 0
    for element in find_all(root, f"{_OBJECT}/ZKN:heeftRelevant"):
        seen: list[Element] = []
        values = read_values(_BIJLAGE, element, seen)
        if values.keys() >= {"naam", "soort", "inhoud"}:
            reading.tell(seen)
            reading.items[element] = f"bijlagen[{number}]"
            number += 1
            yield Bijlage(**{"mime": _MIME, **values})


def prepare_vto(content: Content) -> Content:
    """Number the documents that have no identification: the standard demands one, a back office need not have one."""
    numbered = (
        item if item.identificatie is not None else replace(item, identificatie=f"bijlage-{number}")
        for number, item in enumerate(content.bijlagen, start=1)
    )
    return replace(content, bijlagen=tuple(numbered))


def write_vto(root: Node, content: Content, writing: Writing) -> None:
    """Write a vto as far as the content goes."""
    if content.verzoek is not None:
        write_record(_VERZOEK, root.open(steps_of(_OBJECT)), content.verzoek, writing, "verzoek")
    _write_persons(root, content, writing)
    for number, child in enumerate(content.ongeboren):
        _write_unborn(root, child, number, content, writing)
    for number, item in enumerate(content.bijlagen):
        node = root.open(steps_of(_OBJECT)).add("ZKN:heeftRelevant")
        writing.items[f"bijlagen[{number}]"] = node.element
        _write_document(node, item, writing, f"bijlagen[{number}]")


def _write_persons(root: Node, content: Content, writing: Writing) -> None:
    """Write the children before the others, as the standard does."""
    places = sorted(enumerate(content.betrokkenen), key=lambda place: place[1].rol != CHILD)
    child: Node | None = None
    for number, (place, person) in enumerate(places):
        numbered = Numbered(person, number, f"betrokkenen[{place}]")
        if person.rol != CHILD:
            write_person(_OTHER, root.open(steps_of(_OBJECT)), numbered, writing)
        elif child is not None and person.kenmerk == _sibling_name(number):
            sibling = child.open(steps_of("ZKN:gerelateerde")).add("ZKN:natuurlijkPersoon")
            write_record(_SIBLING, sibling, person, writing, numbered.place)
        else:
            child = write_person(_CHILD, root.open(steps_of(_OBJECT)), numbered, writing)


def _write_unborn(root: Node, child: OngeborenKind, number: int, content: Content, writing: Writing) -> None:
    if all(person.kenmerk != child.kenmerk_moeder for person in content.betrokkenen):
        writing.mistakes.append(f"ongeboren[{number}].kenmerkMoeder: nobody in the message")
    node = root.open(steps_of(_OBJECT)).add(_CHILD.name)
    writing.items[f"ongeboren[{number}]"] = node.element
    write_record(_UNBORN, node, child, writing, f"ongeboren[{number}]")
    node.open(steps_of("ZKN:omschrijving")).element.text = UNBORN_CLIENT


def _write_document(node: Node, item: Bijlage, writing: Writing, place: str) -> None:
    write_record(_BIJLAGE, node, replace(item, mime="" if item.mime == _MIME else item.mime), writing, place)
    if item.identificatie is not None:
        _IDENTIFICATION.write(node, item.identificatie, writing, f"{place}.identificatie")
