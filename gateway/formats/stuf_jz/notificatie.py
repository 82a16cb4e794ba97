"""notificatieDi01 (MSG-53) and notificatiejrDi01 (JZ-03): what each element of the standard is in the domain."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from gateway.domain.content import Beslissing, Betrokkene, Content, Jeugdreclassering, Notificatie
from gateway.formats.stuf_jz.case_rows import (
    FUNCTION,
    OBJECT,
    PERSON,
    WAYS,
    initiator,
    named,
    point_of_contact,
    reached,
    registered,
    registered_anywhere,
)
from gateway.formats.stuf_jz.clients import Clients, read_clients, write_clients
from gateway.formats.stuf_jz.forms import DAY, Form, words
from gateway.formats.stuf_jz.lists import read_items
from gateway.formats.stuf_jz.moments import read_moment, write_moment
from gateway.formats.stuf_jz.organisations import CONCERNED
from gateway.formats.stuf_jz.persons import INFORMED, Relation
from gateway.formats.stuf_jz.roles import CHILD, CLIENT
from gateway.formats.stuf_jz.rows import (
    Reading,
    Table,
    extra_row,
    find_all,
    read_first,
    row,
    write_record,
)
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.formats.stuf_jz.young_persons import (
    YoungPersons,
    read_young_persons,
    write_young_persons,
    young,
)
from gateway.strict_xml import Element

_MOMENT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})((?:\d{6}(?:\d{3})?)?)", re.ASCII)


def _read_day(text: str) -> date | None:
    match = _MOMENT.fullmatch(text)
    try:
        return date(*map(int, match.groups()[:3])) if match else None
    except ValueError:
        return None


def _read_time(text: str) -> datetime | None:
    match = _MOMENT.fullmatch(text)
    return read_moment(text) if match and match[4] else None


_SET: Final = "ZKN:heeft/ZKN:datumStatusGezet"
_NOTIFICATIE: Final = Table(
    record=Notificatie,
    rows=(
        row("ZKN:heeft/ZKN:gerelateerde/ZKN:omschrijving", "status"),
        # One element for both: a day, and the time where it is known.
        row(_SET, "datum", Form(_read_day, DAY.writer)),
        row(_SET, "tijdstip", Form(_read_time, write_moment)),
        row("ZKN:heeftBetrekkingOpAndere/ZKN:gerelateerde/ZKN:identificatie", "verzoek"),
        row("ZKN:identificatie", "identificatie"),
        row("ZKN:resultaat/ZKN:omschrijving", "resultaat"),
        extra_row("", "uitvoerendeOrganisatie", "uitvoerende"),
    ),
)
_DECISION: Final = "ZKN:leidtTot"
_BESLISSING: Final = Table(
    record=Beslissing,
    rows=(
        row("ZKN:gerelateerde/ZKN:datumBeslissing", "datum", DAY),
        row("ZKN:gerelateerde/ZKN:toelichting", "maatregel"),
        row("ZKN:gerelateerde/ZKN:ingangsdatumWerking", "vanaf", DAY),
        row("ZKN:gerelateerde/ZKN:einddatumWerking", "tot", DAY),
    ),
)
_CLIENTS: Final = Clients(
    child=Relation(
        name="ZKN:heeftBetrekkingOp",
        person=steps_of(PERSON),
        table=Table(
            record=Betrokkene,
            rows=(
                *named(PERSON),
                registered(PERSON),
                row("ZKN:omschrijving", "rol", words({CHILD: CLIENT})),
                INFORMED,
            ),
        ),
        needs_person=True,
        needs_role=True,
    ),
    other=Relation(
        name=CONCERNED,
        person=steps_of(PERSON),
        table=Table(
            record=Betrokkene,
            rows=(
                *named(PERSON),
                registered_anywhere(PERSON),
                *reached(PERSON),
                row("ZKN:omschrijving", "rol"),
                INFORMED,
            ),
        ),
        needs_person=True,
        needs_role=True,
    ),
    sibling=Table(record=Betrokkene, rows=(*named(""), registered(""))),
)
_JEUGDRECLASSERING: Final = Table(
    record=Jeugdreclassering,
    rows=(
        extra_row("", "signaaltype", "signaal"),
        row("ZKN:omschrijving", "omschrijving"),
        extra_row("ZKN:heeftBetrekkingOp", "toezichtSoort", "toezicht_soort"),
        extra_row("ZKN:heeftBetrekkingOp", "toezichtBegindatum", "toezicht_vanaf", DAY),
        extra_row("ZKN:heeftBetrekkingOp", "toezichtEinddatum", "toezicht_tot", DAY),
        initiator(point_of_contact(FUNCTION, *WAYS)),
    ),
    blank=frozenset({"signaal"}),
)
_YOUNG: Final = YoungPersons(young=young(*named(""), INFORMED))


def read_notificatie(root: Element, reading: Reading) -> Content:
    """Return what a notificatie says."""
    persons, unborn = read_clients(_CLIENTS, root, reading)
    return Content(betrokkenen=tuple(persons), ongeboren=tuple(unborn), notificatie=_read_notificatie(root, reading))


def _read_notificatie(root: Element, reading: Reading) -> Notificatie | None:
    seen: list[Element] = []
    found = read_first(_NOTIFICATIE, root, OBJECT, seen)
    if not isinstance(found, Notificatie):
        return None
    reading.tell(seen)
    decisions = read_items(_BESLISSING, find_all(root, f"{OBJECT}/{_DECISION}"), "beslissingen", reading)
    return replace(found, beslissingen=tuple(decisions))


def write_notificatie(root: Node, content: Content, writing: Writing) -> None:
    """Write a notificatie as far as the content goes."""
    if content.notificatie is not None:
        node = root.open(steps_of(OBJECT))
        write_record(_NOTIFICATIE, node, content.notificatie, writing, "notificatie")
        for number, decision in enumerate(content.notificatie.beslissingen):
            relation = node.add(_DECISION)
            writing.items[f"beslissingen[{number}]"] = relation.element
            write_record(_BESLISSING, relation, decision, writing, f"notificatie.beslissingen[{number}]")
    write_clients(_CLIENTS, root, content, writing)


def read_notificatiejr(root: Element, reading: Reading) -> Content:
    """Return what a notificatiejr says."""
    seen: list[Element] = []
    notice = read_first(_JEUGDRECLASSERING, root, OBJECT, seen)
    reading.tell(seen)
    return Content(betrokkenen=read_young_persons(_YOUNG, root, reading), jeugdreclassering=notice)


def write_notificatiejr(root: Node, content: Content, writing: Writing) -> None:
    """Write a notificatiejr as far as the content goes."""
    if content.jeugdreclassering is not None:
        node = root.open(steps_of(OBJECT))
        write_record(_JEUGDRECLASSERING, node, content.jeugdreclassering, writing, "jeugdreclassering")
    write_young_persons(_YOUNG, root, content, writing)
