"""vtMelding (MSG-01) and vtTerugkoppeling (MSG-08): what each element of the standard is in the domain."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gateway.domain.content import (
    Betrokkene,
    Contact,
    Content,
    Geinformeerde,
    Melding,
    OngeborenKind,
    Relatie,
    Terugkoppeling,
)
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.forms import DATE, DAY, OIN, YES_NO
from gateway.formats.stuf_jz.lists import listed, read_items
from gateway.formats.stuf_jz.persons import (
    INFORMED,
    Numbered,
    Persons,
    Relation,
    actual_address,
    identity_rows,
    reference_row,
    registered_address,
    write_person,
)
from gateway.formats.stuf_jz.rows import (
    Reading,
    Row,
    Table,
    extra,
    extra_row,
    find_all,
    group,
    read_first,
    row,
    write_record,
)
from gateway.formats.stuf_jz.submitter import read_submitter, write_submitter
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

_OBJECT: Final = "JZ:object"
_SITUATION: Final = "JZ:betreft/JZ:gerelateerde"
_PERSON: Final = "JZ:gerelateerde"
_DUE_DATE: Final = extra("uitgerekendeDatum")
_UITGEREKEND: Final = row("", "uitgerekende_datum", DATE)


def _contact(path: str, above: str, prefix: str) -> Table:
    """Return the rows of a contact; organisation and function have no element, so they stand beside it."""
    return Table(
        record=Contact,
        rows=(
            row(f"{path}/JZ:naamContactpersoon", "naam"),
            row(f"{path}/JZ:afdeling", "afdeling"),
            row(f"{path}/JZ:eMail", "emailadres"),
            row(f"{path}/JZ:telefoonnummer", "telefoonnummer"),
            extra_row(above, f"{prefix}Organisatie", "organisatie"),
            extra_row(above, f"{prefix}Functie", "functie"),
        ),
        blank=frozenset({"naam"}),
    )


_MELDING: Final = Table(
    record=Melding,
    rows=(
        row("JZ:identificatieVtMelding", "identificatie"),
        row("JZ:datumMelding", "datum_melding", DAY),
        row("JZ:datumIncident", "datum_incident", DATE),
        row("JZ:locatieIncident", "locatie_incident"),
        row("JZ:omschrijvingIncident", "omschrijving"),
        row("JZ:indicatieAgenderingAfstemmingsoverlegGewenst", "afstemmingsoverleg_gewenst", YES_NO),
        group("", "contact_verdieping", _contact("JZ:contactgegevensVerdiepingOpInfo", "", "contactVerdieping")),
        row("JZ:informering", "informering"),
        row("JZ:indicatieSASHIngevuld", "sash_ingevuld", YES_NO),
        row("JZ:SASHniveau", "sash_niveau"),
        row(f"{_SITUATION}/JZ:omschrijvingZorgelijkeSituatie", "zorgelijke_situatie"),
        row(f"{_SITUATION}/JZ:relevanteRegistratie", "relevante_registraties", many=True),
        row(f"{_SITUATION}/JZ:aanvullendeInformatie", "aanvullende_informatie"),
        row(f"{_SITUATION}/JZ:bestaandeHulpverlening", "bestaande_hulpverlening"),
        row(f"{_SITUATION}/JZ:tijdelijkHuisverbod", "tijdelijk_huisverbod"),
        row(f"{_SITUATION}/JZ:aanhouding", "aanhouding"),
        row(f"{_SITUATION}/JZ:aangifte", "aangifte"),
        row(f"{_SITUATION}/JZ:eergerelateerdGeweld", "eergerelateerd_geweld"),
    ),
    blank=frozenset({"identificatie", "omschrijving"}),
)


def _named(path: str) -> tuple[Row, ...]:
    """Return the rows of somebody who is named, and may stand among the persons too."""
    return (
        reference_row(path),
        row(f"{path}/BG:inp.bsn", "bsn"),
        row(f"{path}/BG:geslachtsnaam", "geslachtsnaam"),
        row(f"{path}/BG:voorvoegselGeslachtsnaam", "voorvoegsel"),
        row(f"{path}/BG:voornamen", "voornamen"),
        row(f"{path}/BG:vreemdelingennummer", "vreemdelingennummer"),
        row(f"{path}/BG:rni", "rni"),
        row(f"{path}/BG:volledigeNaam", "volledige_naam"),
    )


_GEINFORMEERDE: Final = Table(
    record=Geinformeerde,
    rows=(
        *_named(_PERSON),
        row("JZ:wijzeVanInformering", "wijze"),
        row("JZ:indicatieGereageerd", "gereageerd", YES_NO),
        row("JZ:strekkingReactie", "reactie"),
        row("JZ:datumGeinformeerd", "datum", DATE),
    ),
)
_RELATIE: Final = Table(
    record=Relatie,
    rows=(*_named("BG:gerelateerde"), row("BG:omschrijvingSocialeRelatie", "omschrijving")),
)
_BETROKKEN: Final = Relation(
    name="JZ:heeftBetrokken",
    person=steps_of(_PERSON),
    table=Table(
        record=Betrokkene,
        rows=(
            *identity_rows(_PERSON),
            row(f"{_PERSON}/BG:vreemdelingennummer", "vreemdelingennummer"),
            row(f"{_PERSON}/BG:telefoonnummer", "telefoonnummer"),
            row(f"{_PERSON}/BG:taal", "taal"),
            extra_row(_PERSON, "emailadres", "emailadres"),
            row(f"{_PERSON}/BG:rni", "rni"),
            row(f"{_PERSON}/BG:nationaliteit", "nationaliteit"),
            extra_row(_PERSON, "voorletters", "voorletters"),
            extra_row(_PERSON, "nationaliteitcode", "nationaliteit_code"),
            registered_address(_PERSON, "BG:formeelVerblijfadresBinnenland", "BG:formeelVerblijfsadresBuitenland"),
            actual_address(_PERSON, "BG:feitelijkVerblijfsadresBinnenland", "BG:feitelijkVerblijfsadresBuitenland"),
            listed(f"{_PERSON}/BG:staatInRelatieTot", "relaties", _RELATIE),
            row("JZ:jeugzorgrol", "rol"),
            row("JZ:aanvullendeInformatieBetrokkenPersoon", "aanvullende_informatie"),
            row("JZ:overigeZorgMinderjarige", "overige_zorg"),
            INFORMED,
        ),
    ),
)
_REPORT: Final = "ZKN:naarAanleidingVan/ZKN:gerelateerde"
_REPORTED: Final = f"{_REPORT}/JZ:betreft/JZ:gerelateerde"
_EXECUTED: Final = "ZKN:isUitgevoerdDoor/ZKN:gerelateerde"
_TERUGKOPPELING: Final = Table(
    record=Terugkoppeling,
    rows=(
        row("ZKN:identificatie", "identificatie"),
        row("ZKN:toelichting", "toelichting"),
        row("ZKN:uitkomst", "uitkomst"),
        row("ZKN:status", "status"),
        row(f"{_REPORT}/JZ:identificatieVtMelding", "identificatie_melding"),
        group(_REPORTED, "contact", _contact("JZ:contactgegevensVerantwoordelijkeOrganisatie", "", "contact")),
        row(
            f"{_REPORTED}/JZ:verantwoordelijkVoorZichtOpDeVeiligheidBelegdBij/JZ:gerelateerde/ZKN:naam",
            "zicht_op_veiligheid_bij",
        ),
        row(f"{_EXECUTED}/ZKN:naam", "uitgevoerd_door_naam"),
        row(f"{_EXECUTED}/ZKN:oinNummer", "uitgevoerd_door_oin", OIN),
    ),
)


def read_melding(root: Element, reading: Reading) -> Content:
    """Return what a vtMelding says."""
    persons = Persons(reading)
    unborn: list[OngeborenKind] = []
    for element in find_all(root, f"{_OBJECT}/{_SITUATION}/JZ:heeftBetrokken"):
        person = persons.read(_BETROKKEN, element)
        if person is not None:
            unborn += _read_unborn(element, person.kenmerk, reading)
    return Content(betrokkenen=tuple(persons.found), ongeboren=tuple(unborn), melding=_read_report(root, reading))


def _read_unborn(element: Element, mother: str, reading: Reading) -> Iterator[OngeborenKind]:
    for due in find_all(element, _DUE_DATE):
        date = DATE.read(due)
        if isinstance(date, IncompleteDate):
            reading.tell([due])
            yield OngeborenKind(kenmerk_moeder=mother, uitgerekende_datum=date)


def _read_report(root: Element, reading: Reading) -> Melding | None:
    seen: list[Element] = []
    report = read_first(_MELDING, root, _OBJECT, seen)
    if not isinstance(report, Melding):
        return None
    reading.tell(seen)
    submitters = (read_submitter(found, reading) for found in find_all(root, f"{_OBJECT}/JZ:isIngediendDoor"))
    told = read_items(_GEINFORMEERDE, find_all(root, f"{_OBJECT}/JZ:isGeinformeerdAan"), "geinformeerden", reading)
    return replace(report, ingediend_door=next(submitters, None), geinformeerden=tuple(told))


def write_melding(root: Node, content: Content, writing: Writing) -> None:
    """Write a vtMelding as far as the content goes."""
    if content.melding is not None:
        _write_report(root.open(steps_of(_OBJECT)), content.melding, writing)
    mothers: dict[str, Node] = {}
    for number, person in enumerate(content.betrokkenen):
        situation = root.open(steps_of(f"{_OBJECT}/{_SITUATION}"))
        numbered = Numbered(person, number, f"betrokkenen[{number}]")
        mothers.setdefault(person.kenmerk, write_person(_BETROKKEN, situation, numbered, writing))
    for number, child in enumerate(content.ongeboren):
        _write_unborn(mothers.get(child.kenmerk_moeder), child, writing, f"ongeboren[{number}]")


def _write_unborn(mother: Node | None, child: OngeborenKind, writing: Writing, place: str) -> None:
    if mother is None:
        writing.mistakes.append(f"{place}.kenmerkMoeder: nobody in the message")
        return
    element = mother.open(steps_of("StUF:extraElementen")).add_step(steps_of(_DUE_DATE)[-1])
    _UITGEREKEND.write(element, child.uitgerekende_datum, writing, place)


def _write_report(node: Node, report: Melding, writing: Writing) -> None:
    write_record(_MELDING, node, report, writing, "melding")
    for number, informed in enumerate(report.geinformeerden):
        relation = node.add("JZ:isGeinformeerdAan")
        writing.items[f"geinformeerden[{number}]"] = relation.element
        write_record(_GEINFORMEERDE, relation, informed, writing, f"melding.geinformeerden[{number}]")
    if report.ingediend_door is not None:
        write_submitter(node.open(steps_of("JZ:isIngediendDoor")), report.ingediend_door, writing)


def read_terugkoppeling(root: Element, reading: Reading) -> Content:
    """Return what a vtTerugkoppeling says."""
    seen: list[Element] = []
    feedback = read_first(_TERUGKOPPELING, root, _OBJECT, seen)
    reading.tell(seen)
    return Content(terugkoppeling=feedback)


def write_terugkoppeling(root: Node, content: Content, writing: Writing) -> None:
    """Write a vtTerugkoppeling as far as the content goes."""
    if content.terugkoppeling is not None:
        node = root.open(steps_of(_OBJECT))
        write_record(_TERUGKOPPELING, node, content.terugkoppeling, writing, "terugkoppeling")
