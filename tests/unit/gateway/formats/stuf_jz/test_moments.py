from datetime import UTC, datetime, timedelta, timezone

import pytest

from gateway.formats.stuf_jz.moments import read_moment, write_exact_moment, write_moment


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 3, 2, 9, 15, tzinfo=UTC), "20260302101500"),
        (datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), "20260329015959"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "20260329030000"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "20260702003000"),
        (datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC), "20261025025959"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "20261025020000"),
        (datetime(2021, 10, 31, 1, 0, tzinfo=UTC), "20211031020000"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "20270101003000"),
        (datetime(3, 1, 1, tzinfo=UTC), "00030101010000"),
    ],
)
def test_a_moment_is_written_in_the_legal_time_of_the_netherlands(at: datetime, text: str) -> None:
    assert write_moment(at) == text


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    assert write_moment(datetime(2026, 3, 2, 19, 15, tzinfo=timezone(timedelta(hours=10)))) == "20260302101500"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20260302", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("20260302101500", datetime(2026, 3, 2, 9, 15, tzinfo=UTC)),
        ("20260302101500250", datetime(2026, 3, 2, 9, 15, 0, 250_000, tzinfo=UTC)),
        ("20260702003000", datetime(2026, 7, 1, 22, 30, tzinfo=UTC)),
        ("20261025023000", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_day_a_second_and_a_millisecond_are_read(text: str, at: datetime) -> None:
    assert read_moment(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026030210",
        "20260231101500",
        "20260302250000",
        "00010101000000",
        "2026-03-02",
        "\u0662\u0660260302",
    ],
)
def test_what_is_no_moment_is_read_as_none(text: str) -> None:
    assert read_moment(text) is None


def test_an_exact_moment_has_its_thousandths_and_no_more() -> None:
    at = datetime(2026, 3, 2, 9, 15, 0, 7_999, tzinfo=UTC)
    assert write_exact_moment(at) == "20260302101500007"
    assert read_moment("20260302101500007") == at.replace(microsecond=7_000)
    assert write_exact_moment(at.replace(microsecond=999)) == "20260302101500"
