from datetime import UTC, date, datetime

import pytest
from lxml import etree

from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.gm_incident import Incident, day_of, read_day, read_moments, write_incident
from gateway.formats.stuf_jz.gm_shapes import MELDING_GENERIEK
from gateway.formats.stuf_jz.names import NAMESPACES
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root, steps_of
from gateway.strict_xml import Element

EVENING = datetime(2026, 3, 1, 20, tzinfo=UTC)
NIGHT = datetime(2026, 3, 1, 23, 30, 0, 250_000, tzinfo=UTC)
DAY = IncompleteDate(2026, 3, 1)
MONTH = IncompleteDate(2026, 3)


def parsed(inside: str) -> Element:
    names = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    return etree.fromstring(f"<JZ:gerelateerde {names}>{inside}</JZ:gerelateerde>")


def read(inside: str) -> tuple[Incident, list[str]]:
    element, seen = parsed(inside), list[Element]()
    found = read_moments(element, seen)
    day = read_day(element, found, seen)
    return Incident(since=found.since, until=found.until, day=day), [str(each.text) for each in seen]


def period(begin: str, end: str) -> str:
    return (
        f"<JZ:periodeVanTot><JZ:datumtijdBegin>{begin}</JZ:datumtijdBegin>"
        f"<JZ:datumtijdEinde>{end}</JZ:datumtijdEinde></JZ:periodeVanTot>"
    )


def beside(day: str, mark: str = "V") -> str:
    return (
        f'<StUF:extraElementen><StUF:extraElement naam="datumIncident" StUF:indOnvolledigeDatum="{mark}">{day}'
        "</StUF:extraElement></StUF:extraElementen>"
    )


def written(incident: Incident) -> Node:
    steps = steps_of("JZ:object/ZKN:betreft/ZKN:gerelateerde/JZ:kent/JZ:gerelateerde")
    node, writing = new_root(MELDING_GENERIEK).open(steps), Writing()
    write_incident(node, incident, writing)
    assert not writing.mistakes
    return node


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20260301", date(2026, 3, 1)),
        ("2026030121", date(2026, 3, 1)),
        ("20260301210000123", date(2026, 3, 1)),
        ("20261301", None),
        ("2026030", None),
        ("202603012100001234", None),
        ("", None),
    ],
)
def test_the_day_of_a_moment_is_known_however_much_of_it_is_given(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_a_moment_is_a_moment_and_a_day_is_a_day() -> None:
    assert read("<JZ:datumTijd>20260301210000</JZ:datumTijd>") == (Incident(since=EVENING), ["20260301210000"])
    assert read("<JZ:datumTijd>20260301</JZ:datumTijd>") == (Incident(day=DAY), ["20260301"])


@pytest.mark.parametrize("text", ["202603012100", "20261301", ""])
def test_what_is_neither_is_left_where_it_is(text: str) -> None:
    assert read(f"<JZ:datumTijd>{text}</JZ:datumTijd>") == (Incident(), [])


def test_a_period_has_both_ends_or_is_left_where_it_is() -> None:
    texts = ["20260301210000", "20260302003000250"]
    assert read(period(*texts)) == (Incident(since=EVENING, until=NIGHT), texts)
    assert read(period("20260301210000", "2026")) == (Incident(), [])


def test_a_day_stands_beside_a_moment_or_where_it_is_incomplete() -> None:
    moment = "<JZ:datumTijd>20260301210000</JZ:datumTijd>"
    assert read(moment + beside("20260302"))[0] == Incident(since=EVENING, day=IncompleteDate(2026, 3, 2))
    assert read(beside("20260301", "D"))[0] == Incident(day=MONTH)
    assert read(beside("20260301"))[0] == Incident()
    assert read(beside("maart"))[0] == Incident()
    assert read("<JZ:datumTijd>20260301</JZ:datumTijd>" + beside("20260401", "D"))[0] == Incident(day=DAY)


@pytest.mark.parametrize(
    "incident",
    [
        Incident(since=EVENING),
        Incident(since=EVENING, until=NIGHT),
        Incident(since=EVENING, until=NIGHT, day=DAY),
        Incident(since=NIGHT, day=MONTH),
        Incident(day=DAY),
        Incident(day=MONTH),
        Incident(day=IncompleteDate(2026)),
    ],
)
def test_what_is_known_of_an_incident_is_read_back(incident: Incident) -> None:
    element = written(incident).element
    seen: list[Element] = []
    found = read_moments(element, seen)
    assert Incident(since=found.since, until=found.until, day=read_day(element, found, seen)) == incident


def test_a_period_without_a_beginning_is_a_mistake() -> None:
    mistakes: list[str] = []
    complete(written(Incident(until=NIGHT)), mistakes)
    assert mistakes == ["generiek.incidentVanaf: missing"]
