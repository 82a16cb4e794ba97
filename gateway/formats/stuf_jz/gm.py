"""meldingGeneriek (MSG-03) and uitkomstMeldingGeneriek (MSG-11): what each element of the standard is in the domain."""

from typing import Final

from gateway.domain.content import Bereikbaarheid, Content, Melding, MeldingGeneriek, Terugkoppeling, VraagAntwoord
from gateway.formats.stuf_jz.forms import OIN, TOKEN, YES_NO, words
from gateway.formats.stuf_jz.gm_codes import PROFESSIONALS
from gateway.formats.stuf_jz.gm_incident import MOMENT, Incident, day_of, read_day, read_moments, write_incident
from gateway.formats.stuf_jz.gm_persons import read_persons, read_units, write_persons, write_units
from gateway.formats.stuf_jz.gm_units import concerned_unit, unit_row
from gateway.formats.stuf_jz.lists import listed
from gateway.formats.stuf_jz.persons import contact_table
from gateway.formats.stuf_jz.rows import (
    Group,
    Reading,
    Row,
    Table,
    find_all,
    group,
    read_record,
    read_values,
    row,
    write_record,
)
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element

_OBJECT: Final = "JZ:object"
_SITUATION: Final = f"{_OBJECT}/ZKN:betreft/ZKN:gerelateerde"
_INCIDENT: Final = f"{_SITUATION}/JZ:kent/JZ:gerelateerde"
_REPORTED_AT: Final = f"{_OBJECT}/JZ:datumTijdMelding"
_RECEIVER: Final = "JZ:stuurgegevens/StUF:ontvanger/StUF:aanvullendeIdentificerendeGegevens"


def _receiver_row() -> Group:
    """Return the row of what tells the receiver apart: the standard has room for one sort of it."""
    table = Table(
        record=Bereikbaarheid,
        rows=(
            row("StUF:telefoonnummer", "telefoonnummers", many=True),
            row("StUF:emailadres", "emailadressen", many=True),
        ),
    )
    return group(_RECEIVER, "ontvanger", table)


def _coded_rows(code: str, answer: str) -> Table:
    return Table(record=VraagAntwoord, rows=(row(code, "code", TOKEN), row(answer, "antwoord")))


_UNITS: Final[tuple[Row | Group, ...]] = (
    unit_row(f"{_OBJECT}/ZKN:heeftAlsInitiator", "initiator"),
    unit_row(f"{_OBJECT}/ZKN:heeftAlsUitvoerende", "uitvoerende"),
)
_MELDING: Final = Table(
    record=Melding,
    rows=(
        row(f"{_OBJECT}/ZKN:identificatie", "identificatie"),
        row(f"{_INCIDENT}/JZ:omschrijving", "omschrijving"),
        row(f"{_INCIDENT}/JZ:locatieAanduiding", "locatie_incident"),
        row(f"{_SITUATION}/JZ:omschrijvingZorgelijkeSituatie", "zorgelijke_situatie"),
        row(f"{_SITUATION}/JZ:nadereOmschrijving", "aanvullende_informatie"),
    ),
)
_GENERIEK: Final = Table(
    record=MeldingGeneriek,
    rows=(
        row(f"{_OBJECT}/JZ:soortmeldingCode", "soort", TOKEN),
        row(_REPORTED_AT, "tijdstip", MOMENT),
        row(f"{_OBJECT}/JZ:redenMelding/JZ:omschrijving", "reden"),
        row(f"{_OBJECT}/JZ:redenMelding/JZ:code", "reden_code", TOKEN),
        *_UNITS,
        row(f"{_OBJECT}/JZ:verzoekOmschrijving", "verzoek"),
        row(f"{_OBJECT}/JZ:indicatieTerugkoppelingGewenst", "terugkoppeling_gewenst", YES_NO),
        listed(f"{_SITUATION}/JZ:vraagAntwoord", "antwoorden", _coded_rows("JZ:vraagCode", "JZ:antwoord")),
        listed(f"{_SITUATION}/JZ:leefgebied", "leefgebieden", _coded_rows("JZ:leefgebiedCode", "JZ:toelichting")),
        row(f"{_SITUATION}/JZ:indicatieInstantiesBetrokken", "instanties_betrokken", words({True: "J", False: "N"})),
        row(f"{_OBJECT}/JZ:overigeInformatie/JZ:omschrijving", "overige_informatie"),
        row(f"{_OBJECT}/JZ:overigeInformatie/JZ:url", "verwijzingen", many=True),
        _receiver_row(),
    ),
)
_TERUGKOPPELING: Final = Table(
    record=Terugkoppeling,
    rows=(
        row(f"{_OBJECT}/ZKN:identificatie", "identificatie"),
        *_UNITS,
        listed(f"{_OBJECT}/ZKN:heeftAlsOverigBetrokkene", "eenheden", concerned_unit(PROFESSIONALS)),
        row(f"{_OBJECT}/JZ:uwIdentificatie", "identificatie_melding"),
        row(f"{_OBJECT}/JZ:soortmeldingCode", "soort", TOKEN),
        row(f"{_OBJECT}/JZ:statuscode", "status", TOKEN),
        row(f"{_OBJECT}/JZ:casus/JZ:registratienummer", "zaaknummer"),
        group(f"{_OBJECT}/JZ:casus/JZ:contact", "contact", contact_table("")),
        row(f"{_OBJECT}/JZ:toelichtendeinformatie/JZ:omschrijving", "toelichting"),
        row(f"{_OBJECT}/JZ:toelichtendeinformatie/JZ:url", "verwijzing"),
        row(f"{_OBJECT}/JZ:routerenNaarInstantie/JZ:identificatie", "juiste_oin", OIN),
        row(f"{_OBJECT}/JZ:routerenNaarInstantie/JZ:naam", "juiste_organisatie"),
        _receiver_row(),
    ),
)


def read_melding(root: Element, reading: Reading) -> Content:
    """Return what a meldingGeneriek says."""
    seen: list[Element] = []
    incident = Incident()
    for element in find_all(root, _INCIDENT):
        incident = read_moments(element, seen)
    report = _read_report(root, incident, seen)
    generic = _read_generic(root, incident, seen, reading)
    reading.tell(seen)
    return Content(betrokkenen=read_persons(root, reading), melding=report, generiek=generic)


def _read_report(root: Element, incident: Incident, seen: list[Element]) -> Melding | None:
    """Return the report, if the day of its moment is known and it says anything; it may have no number and no story."""
    own: list[Element] = []
    values = read_values(_MELDING, root, own)
    for element in find_all(root, _INCIDENT):
        day = read_day(element, incident, own)
        values |= {} if day is None else {"datum_incident": day}
    days = (day_of(element.text or "") for element in find_all(root, _REPORTED_AT))
    reported_on = next(days, None)
    if reported_on is None or not values:
        return None
    seen.extend(own)
    return Melding(datum_melding=reported_on, **{"identificatie": "", "omschrijving": "", **values})


def _read_generic(root: Element, incident: Incident, seen: list[Element], reading: Reading) -> MeldingGeneriek | None:
    values = read_values(_GENERIEK, root, seen)
    beside = {
        "incident_vanaf": incident.since,
        "incident_tot": incident.until,
        "eenheden": tuple(read_units(root, reading)),
    }
    values |= {name: value for name, value in beside.items() if value}
    return MeldingGeneriek(**values) if values else None


def write_melding(root: Node, content: Content, writing: Writing) -> None:
    """Write a meldingGeneriek as far as the content goes."""
    report, generic = content.melding, content.generiek
    if report is not None:
        write_record(_MELDING, root, report, writing, "melding")
    if generic is not None:
        write_record(_GENERIEK, root, generic, writing, "generiek")
        _require_one_sort(generic.ontvanger, "generiek", writing)
        write_units(root, generic.eenheden, writing)
    if report is not None and generic is not None:
        _require_same_day(report, generic, writing)
    _write_incident(root, report, generic, writing)
    write_persons(root, content.betrokkenen, writing)


def _write_incident(root: Node, report: Melding | None, generic: MeldingGeneriek | None, writing: Writing) -> None:
    incident = Incident(
        since=None if generic is None else generic.incident_vanaf,
        until=None if generic is None else generic.incident_tot,
        day=None if report is None else report.datum_incident,
    )
    if incident != Incident():
        write_incident(root.open(steps_of(_INCIDENT)), incident, writing)


def _require_same_day(report: Melding, generic: MeldingGeneriek, writing: Writing) -> None:
    """Note a day of the report that is not the one of its moment: the standard has no place for another."""
    if generic.tijdstip is not None and day_of(MOMENT.writer(generic.tijdstip)) != report.datum_melding:
        writing.mistakes.append("melding.datumMelding: not the day of generiek.tijdstip")


def _require_one_sort(receiver: Bereikbaarheid | None, group_name: str, writing: Writing) -> None:
    if receiver is not None and receiver.telefoonnummers and receiver.emailadressen:
        writing.mistakes.append(f"{group_name}.ontvanger: telefoonnummers or emailadressen, not both")


def read_uitkomst(root: Element, reading: Reading) -> Content:
    """Return what an uitkomstMeldingGeneriek says."""
    seen: list[Element] = []
    outcome = read_record(_TERUGKOPPELING, root, seen)
    reading.tell(seen)
    return Content(terugkoppeling=outcome)


def write_uitkomst(root: Node, content: Content, writing: Writing) -> None:
    """Write an uitkomstMeldingGeneriek as far as the content goes."""
    if content.terugkoppeling is not None:
        write_record(_TERUGKOPPELING, root, content.terugkoppeling, writing, "terugkoppeling")
        _require_one_sort(content.terugkoppeling.ontvanger, "terugkoppeling", writing)
