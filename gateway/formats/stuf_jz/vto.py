"""vtoDi01, the request for investigation (MSG-51): what each element of the standard is in the domain."""

from dataclasses import replace
from typing import Final

from gateway.domain.content import Betrokkene, Bijlage, Contact, Content, VerzoekTotOnderzoek
from gateway.formats.stuf_jz.case_rows import OBJECT, PERSON, named, reached, registered, registered_anywhere
from gateway.formats.stuf_jz.clients import Clients, read_clients, write_clients
from gateway.formats.stuf_jz.documents import DOCUMENT, ROWS, read_documents, write_documents
from gateway.formats.stuf_jz.forms import DAY, TRUE_FALSE, Form, words
from gateway.formats.stuf_jz.organisations import CONCERNED, ESTABLISHED, read_organisations, write_organisations
from gateway.formats.stuf_jz.persons import INFORMED, Relation
from gateway.formats.stuf_jz.roles import CHILD, CHILD_OF_CHILD, CLIENT, ROLES
from gateway.formats.stuf_jz.rows import Group, Reading, Row, Table, extra_row, group, read_first, row, write_record
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element


def _relation(name: str, address: Group, roles: Form) -> Relation:
    rows: tuple[Row | Group, ...] = (
        *named(PERSON),
        address,
        *reached(PERSON),
        row("ZKN:omschrijving", "rol", roles),
        INFORMED,
    )
    return Relation(
        name=name,
        person=steps_of(PERSON),
        table=Table(record=Betrokkene, rows=rows),
        needs_person=True,
        needs_role=True,
    )


_CLIENTS: Final = Clients(
    child=_relation("ZKN:heeftBetrekkingOp", registered(PERSON), words({CHILD: CLIENT})),
    other=_relation(
        CONCERNED,
        registered_anywhere(PERSON),
        words({CHILD_OF_CHILD if role == CHILD else role: role for role in ROLES}),
    ),
    sibling=Table(record=Betrokkene, rows=(*named(""), registered(""), *reached(""))),
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
    # It takes two to request, and they may both be organisations.
    blank=frozenset({"naam"}),
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
_BIJLAGE: Final = Table(
    record=Bijlage,
    rows=(
        *ROWS,
        row(f"{DOCUMENT}/ZKN:taal", "taal"),
        row(f"{DOCUMENT}/ZKN:status", "status"),
        row(f"{DOCUMENT}/ZKN:vertrouwelijkAanduiding", "vertrouwelijkheid"),
        row(f"{DOCUMENT}/ZKN:link", "link"),
    ),
)


def read_vto(root: Element, reading: Reading) -> Content:
    """Return what a vto says."""
    persons, unborn = read_clients(_CLIENTS, root, reading)
    return Content(
        betrokkenen=tuple(persons),
        ongeboren=tuple(unborn),
        organisaties=tuple(read_organisations(ESTABLISHED, root, reading)),
        verzoek=_read_request(root, reading),
        bijlagen=tuple(read_documents(_BIJLAGE, root, reading)),
    )


def _read_request(root: Element, reading: Reading) -> VerzoekTotOnderzoek | None:
    seen: list[Element] = []
    request = read_first(_VERZOEK, root, OBJECT, seen)
    reading.tell(seen)
    return request if isinstance(request, VerzoekTotOnderzoek) else None


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
        write_record(_VERZOEK, root.open(steps_of(OBJECT)), content.verzoek, writing, "verzoek")
    write_clients(_CLIENTS, root, content, writing)
    write_organisations(ESTABLISHED, root, content, writing)
    write_documents(_BIJLAGE, root, content, writing)
