import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from gateway.wire.ebms2.moments import parse_moment, render_moment

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T09:00:00Z", AT),
        ("2026-11-23T10:00:00+01:00", AT),
        ("2026-11-22T19:00:00-14:00", AT),
        ("2026-11-23T09:00:00.1Z", AT + timedelta(milliseconds=100)),
        ("2026-11-23T09:00:00.000001Z", AT + timedelta(microseconds=1)),
        ("2026-11-23T09:00:00.123456789Z", AT + timedelta(microseconds=123456)),
        ("2000-01-01T00:00:00+14:00", datetime(1999, 12, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_any_offset(text: str, moment: datetime) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23",
        "2026-11-23T09:00:00",
        "2026-11-23 09:00:00Z",
        " 2026-11-23T09:00:00Z",
        "2026-11-23T09:00:00Z\n",
        "2026-11-23T09:00:00.Z",
        "2026-11-23T09:00:00.1234567890Z",
        "2026-11-23T09:00:00z",
        "2026-11-23T09:00:00+15:00",
        "2026-11-23T09:00:00+01:60",
        "2026-13-23T09:00:00Z",
        "2026-02-30T09:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T09:00:60Z",
        "1970-01-01T00:00:00Z",
        "2200-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "-2026-11-23T09:00:00Z",
        "٢٠٢٦-11-23T09:00:00Z",
        "2026-11-23T09:00:00." + "0" * 100 + "Z",
    ],
)
def test_129_what_is_not_one_moment_is_none(text: str) -> None:
    assert parse_moment(text) is None


def test_109_a_megabyte_of_white_space_costs_nothing() -> None:
    started = time.process_time()
    assert parse_moment(" " * 1_000_000) is None
    assert time.process_time() - started < 0.05


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (AT, "2026-11-23T09:00:00Z"),
        (AT.astimezone(timezone(timedelta(hours=1))), "2026-11-23T09:00:00Z"),
        (AT + timedelta(microseconds=1), "2026-11-23T09:00:00.000001Z"),
    ],
)
def test_a_moment_is_written_in_utc(moment: datetime, text: str) -> None:
    assert render_moment(moment) == text
    assert parse_moment(text) == moment
