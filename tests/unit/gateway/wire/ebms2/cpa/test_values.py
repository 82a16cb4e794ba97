"""Simple values of a CPA."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.wire.ebms2.cpa.values import (
    read_boolean,
    read_duration,
    read_moment,
    read_number,
    write_duration,
    write_moment,
)


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), (" 1 ", True), ("false", False), ("0", False), ("yes", None), (None, None)]
)
def test_a_boolean_is_one_of_four_words(text: str | None, value: bool | None) -> None:  # noqa: FBT001 - the case itself
    assert read_boolean(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [("8", 8), ("\n +8 ", 8), ("-1", -1), ("1234567890", None), ("\u0661", None), ("", None), (None, None)],
)
def test_a_number_has_at_most_nine_plain_digits(text: str | None, value: int | None) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PT3H", timedelta(hours=3)),
        (" P1DT2H3M4.5S ", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("P2D", timedelta(days=2)),
        ("PT0S", timedelta()),
        ("P", None),
        ("PT", None),
        ("P1DT", None),
        ("P1Y", None),
        ("P1M", None),
        ("-P1D", None),
        ("P999999D", None),
        (None, None),
    ],
)
def test_a_duration_has_a_length_of_its_own(text: str | None, value: timedelta | None) -> None:
    assert read_duration(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-01T01:00:00+01:00", datetime(2026, 1, 1, tzinfo=UTC)),
        (" 2026-01-01T00:00:00.123Z ", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01T00:00:00", None),
        ("2026-02-30T00:00:00Z", None),
        ("0000-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("2026-01-01T00:00:00+99:99", None),
        ("", None),
        (None, None),
    ],
)
def test_a_moment_has_an_offset_and_becomes_utc(text: str | None, value: datetime | None) -> None:
    assert read_moment(text) == value


@pytest.mark.parametrize("text", ["PT3H", "P1D", "P2DT1H1M1S", "PT5M", "PT1S"])
def test_a_duration_is_written_as_it_was_read(text: str) -> None:
    duration = read_duration(text)
    assert duration is not None
    assert write_duration(duration) == text


def test_no_duration_at_all_is_zero_days() -> None:
    assert write_duration(timedelta()) == "P0D"


def test_a_moment_is_written_in_utc_and_whole_seconds() -> None:
    assert write_moment(datetime(2026, 1, 1, 12, 0, 0, 999, tzinfo=UTC)) == "2026-01-01T12:00:00Z"
