"""When the incident of a generic report was: a moment, a period, or no more than a day."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.forms import DATE, Form
from gateway.formats.stuf_jz.moments import read_moment, write_exact_moment
from gateway.formats.stuf_jz.rows import extra_row, row
from gateway.formats.stuf_jz.tree import Node, Writing
from gateway.strict_xml import Element

# A part of a moment may be left out from the right, down to the day.
_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})\d{0,9}", re.ASCII)
_ONLY_DAY: Final = 8


def day_of(text: str) -> date | None:
    """Return the day of a moment, however much of the moment is given."""
    match = _DIGITS.fullmatch(text)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_only_day(text: str) -> IncompleteDate | None:
    day = day_of(text) if len(text) == _ONLY_DAY else None
    return None if day is None else IncompleteDate(day.year, day.month, day.day)


MOMENT: Final = Form(read_moment, write_exact_moment)
_TIMED: Final = Form(lambda text: read_moment(text) if len(text) > _ONLY_DAY else None, write_exact_moment)
_SINCE: Final = row("JZ:datumTijd", "incident_vanaf", _TIMED)
_ON: Final = row("JZ:datumTijd", "datum_incident", Form(_read_only_day, DATE.writer))
_BEGIN: Final = row("JZ:periodeVanTot/JZ:datumtijdBegin", "incident_vanaf", MOMENT)
_END: Final = row("JZ:periodeVanTot/JZ:datumtijdEinde", "incident_tot", MOMENT)
# The standard has no room for a date of which the day is unknown, nor for a day beside a moment.
_BESIDE: Final = extra_row("", "datumIncident", "datum_incident", DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """When it was: `day` is all that is known, or what is said beside a moment."""

    since: datetime | None = None
    until: datetime | None = None
    day: IncompleteDate | None = None


def read_moments(element: Element, seen: list[Element]) -> Incident:
    """Return the moment or period that the document says; half a period is left where it is."""
    since = _SINCE.read(element, seen)
    if isinstance(since, datetime):
        return Incident(since=since)
    own: list[Element] = []
    begin, end = _BEGIN.read(element, own), _END.read(element, own)
    if not (isinstance(begin, datetime) and isinstance(end, datetime)):
        return Incident()
    seen.extend(own)
    return Incident(since=begin, until=end)


def read_day(element: Element, known: Incident, seen: list[Element]) -> IncompleteDate | None:
    """Return the day that the document says by itself, or beside a moment that is known."""
    own: list[Element] = []
    day = None if known.since else _ON.read(element, own)
    if day is None:
        own = []
        day = _BESIDE.read(element, own)
        # A whole day by itself has its place in the standard; it is not what we would write beside.
        if not isinstance(day, IncompleteDate) or (day.day is not None and known.since is None):
            return None
    seen.extend(own)
    return day if isinstance(day, IncompleteDate) else None


def write_incident(node: Node, incident: Incident, writing: Writing) -> None:
    """Write when it was."""
    if incident.until is not None:
        _END.write(node, incident.until, writing, "generiek.incidentTot")
    if incident.since is not None:
        begin = _SINCE if incident.until is None else _BEGIN
        begin.write(node, incident.since, writing, "generiek.incidentVanaf")
    if incident.day is not None:
        is_alone = incident.since is None and incident.until is None and incident.day.day is not None
        (_ON if is_alone else _BESIDE).write(node, incident.day, writing, "melding.datumIncident")
