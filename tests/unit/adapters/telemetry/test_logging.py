"""The log."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.telemetry.logging import Log
from gateway.domain.identifiers import MessageId
from gateway.errors import StorageUnavailableError

OIN = "00000099000000010000"
Lines = Callable[[], list[dict[str, Any]]]  # Any: what JSON holds


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log(stream: io.StringIO) -> Log:
    return Log(stream)


@pytest.fixture
def lines(stream: io.StringIO) -> Lines:
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_of_json(log: Log, lines: Lines) -> None:
    log.event("work_done", partner=OIN, outcome="posted", attempt=2)
    (line,) = lines()
    assert line.pop("at").endswith("Z")
    assert line == {"event": "work_done", "level": "info", "partner": OIN, "outcome": "posted", "attempt": 2}


def test_what_is_not_listed_is_dropped_and_named(log: Log, lines: Lines, stream: io.StringIO) -> None:
    fields = {"bsn": "999990019", "outcome": "Jansen", "naam van kind": "Jansen"}
    log.event("work_done", **fields)
    assert lines()[0]["dropped"] == ["bsn", "outcome", "unnamed"]
    assert "999990019" not in stream.getvalue()
    assert "Jansen" not in stream.getvalue()
    assert "kind" not in stream.getvalue()


def test_an_event_that_is_not_listed_is_not_repeated(log: Log, lines: Lines, stream: io.StringIO) -> None:
    log.event("Jansen called")
    assert lines()[0]["event"] == "unlisted_event"
    assert lines()[0]["dropped"] == ["event"]
    assert "Jansen" not in stream.getvalue()


def test_a_failure_has_code_types_and_frames_and_no_text(log: Log, lines: Lines, stream: io.StringIO) -> None:
    try:
        try:
            int("Jansen 999990019")
        except ValueError as error:
            raise StorageUnavailableError from error
    except StorageUnavailableError as error:
        log.failed("work_failed", error, partner=OIN)
    (line,) = lines()
    assert (line["level"], line["code"]) == ("error", "storage-unavailable")
    assert line["types"] == ["StorageUnavailableError", "ValueError"]
    assert line["frames"]
    assert "999990019" not in stream.getvalue()


def test_a_caller_cannot_hand_in_what_the_door_writes_itself(log: Log, lines: Lines, stream: io.StringIO) -> None:
    log.event("work_done", frames="Jansen", types="Jansen", logger="Jansen", level="Jansen", at="Jansen", own="Jansen")
    assert "Jansen" not in stream.getvalue()
    assert lines()[0]["level"] == "info"


def test_what_is_bound_once_comes_with_every_event(log: Log, lines: Lines) -> None:
    bound = log.bind(partner=OIN).bind(attempt=1)
    bound.event("work_done", attempt=2)
    bound.failed("work_failed", ValueError())
    log.event("work_done")
    assert [(line.get("partner"), line.get("attempt")) for line in lines()] == [(OIN, 2), (OIN, 1), (None, None)]


def test_one_log_hides_the_same_text_behind_the_same_hash(log: Log, lines: Lines) -> None:
    for each in (log, log.bind(attempt=1)):
        each.event("message_received", partner_message_id=MessageId("999990019@a.test"))
    first, second = (line["partner_message_id"] for line in lines())
    assert first == second != "999990019@a.test"


def test_a_log_writes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    Log().event("process_started", version="0.1.0")
    written = capsys.readouterr()
    assert written.out == ""
    assert json.loads(written.err)["event"] == "process_started"


def test_a_line_cannot_be_broken_in_two(log: Log, stream: io.StringIO) -> None:
    log.event("work_done", outcome="ok\nJansen", partner="\x1b[2J")
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()
