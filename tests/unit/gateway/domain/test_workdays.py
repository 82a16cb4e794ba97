from datetime import UTC, date, datetime
from typing import Final

import pytest

from gateway.domain.workdays import (
    add_workdays,
    end_of_statutory_term,
    end_of_workdays,
    holidays,
    is_workday,
    legal_time,
)

# domain-rules.md 4.1, the table of holidays: those that fall on a weekday or a Saturday.
TABLE = {
    2026: [(4, 3), (4, 6), (4, 27), (5, 5), (5, 14), (5, 25), (12, 25), (12, 26)],
    2027: [(3, 26), (3, 29), (4, 27), (5, 5), (5, 6), (5, 17), (12, 25), (12, 26)],
    2028: [(4, 14), (4, 17), (4, 27), (5, 5), (5, 25), (6, 5), (12, 25), (12, 26)],
    2029: [(3, 30), (4, 2), (4, 27), (5, 5), (5, 10), (5, 21), (12, 25), (12, 26)],
    2030: [(4, 19), (4, 22), (4, 27), (5, 5), (5, 30), (6, 10), (12, 25), (12, 26)],
}


@pytest.mark.parametrize("year", TABLE)
def test_the_holidays_are_those_of_the_table_and_new_years_day(year: int) -> None:
    assert holidays(year) == {date(year, month, day) for month, day in [(1, 1), *TABLE[year]]}


@pytest.mark.parametrize("year", [2025, 2031])
def test_koningsdag_is_a_saturday_when_27_april_is_a_sunday(year: int) -> None:
    assert date(year, 4, 26) in holidays(year)
    assert date(year, 4, 27) not in holidays(year)


@pytest.mark.parametrize(
    ("year", "easter_monday"), [(1954, (4, 19)), (1981, (4, 20)), (2000, (4, 24)), (2049, (4, 19)), (2076, (4, 20))]
)
def test_the_years_in_which_the_reckoning_of_easter_has_its_exceptions(
    year: int, easter_monday: tuple[int, int]
) -> None:
    assert date(year, *easter_monday) in holidays(year)


def test_weekends_and_holidays_are_no_working_days() -> None:
    assert is_workday(date(2026, 6, 1))
    assert not is_workday(date(2026, 6, 6))
    assert not is_workday(date(2026, 6, 7))
    assert not is_workday(date(2026, 5, 14))


# 4.1, worked examples, the column of CAL-WD.
@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 6, 1), date(2026, 6, 8)),
        (date(2026, 6, 3), date(2026, 6, 10)),
        (date(2026, 4, 2), date(2026, 4, 13)),
        (date(2026, 4, 24), date(2026, 5, 4)),
        (date(2026, 5, 12), date(2026, 5, 20)),
        (date(2027, 5, 4), date(2027, 5, 13)),
        (date(2026, 12, 23), date(2026, 12, 31)),
        (date(2026, 12, 24), date(2027, 1, 4)),
    ],
)
def test_five_working_days_end_as_the_worked_examples_say(start: date, last: date) -> None:
    assert add_workdays(start, 5) == last


def test_a_saturday_counts_as_day_zero() -> None:
    assert add_workdays(date(2026, 6, 6), 1) == date(2026, 6, 8)
    assert add_workdays(date(2026, 6, 6), 0) == date(2026, 6, 6)


@pytest.mark.parametrize(
    ("at", "count", "over"),
    [
        (datetime(2026, 3, 2, 10, tzinfo=UTC), 2, datetime(2026, 3, 4, 23, tzinfo=UTC)),
        (datetime(2026, 6, 1, 10, tzinfo=UTC), 1, datetime(2026, 6, 2, 22, tzinfo=UTC)),
        # Here it is Saturday already, and summer time begins before the term is over.
        (datetime(2026, 3, 27, 23, 30, tzinfo=UTC), 1, datetime(2026, 3, 30, 22, tzinfo=UTC)),
        (datetime(2026, 10, 23, 12, tzinfo=UTC), 1, datetime(2026, 10, 26, 23, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 0, datetime(2026, 10, 24, 22, tzinfo=UTC)),
    ],
    ids=["winter", "summer", "into summer", "out of summer", "the eve of winter time"],
)
def test_a_term_is_over_at_midnight_here(at: datetime, count: int, over: datetime) -> None:
    assert end_of_workdays(at, count) == over


@pytest.mark.parametrize(
    ("at", "hour"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), 3),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), 2),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), 2),
    ],
)
def test_clocks_here_change_at_one_oclock_utc(at: datetime, hour: int) -> None:
    assert legal_time(at).hour == hour


# domain-rules.md 4.1, worked examples: begin, "vijf werkdagen", "vijf dagen".
BOTH_CLOCKS: Final = (
    (date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 8)),
    (date(2026, 6, 3), date(2026, 6, 10), date(2026, 6, 8)),
    (date(2026, 4, 2), date(2026, 4, 13), date(2026, 4, 8)),
    (date(2026, 4, 24), date(2026, 5, 4), date(2026, 4, 29)),
    (date(2026, 5, 12), date(2026, 5, 20), date(2026, 5, 18)),
    (date(2027, 5, 4), date(2027, 5, 13), date(2027, 5, 10)),
    (date(2026, 12, 23), date(2026, 12, 31), date(2026, 12, 28)),
    (date(2026, 12, 24), date(2027, 1, 4), date(2026, 12, 29)),
)


@pytest.mark.parametrize(("begin", "workdays", "days"), BOTH_CLOCKS)
def test_distinction_12_five_days_never_end_later_than_five_working_days(
    begin: date, workdays: date, days: date
) -> None:
    assert (add_workdays(begin, 5), end_of_statutory_term(begin, 5)) == (workdays, days)
    assert days <= workdays


@pytest.mark.parametrize(
    ("begin", "days", "last"),
    [
        (date(2026, 2, 16), 70, date(2026, 4, 28)),
        (date(2026, 3, 30), 28, date(2026, 4, 28)),
        (date(2026, 4, 7), 21, date(2026, 4, 28)),
        # Above 90 days it ends on a Saturday when it must, and two days over Christmas need hold no working day.
        (date(2026, 1, 2), 92, date(2026, 4, 4)),
        (date(2026, 12, 24), 2, date(2026, 12, 28)),
        (date(2026, 4, 2), 3, date(2026, 4, 8)),
    ],
)
def test_distinction_13_a_long_term_is_not_extended_and_three_days_hold_two_working_days(
    begin: date, days: int, last: date
) -> None:
    assert end_of_statutory_term(begin, days) == last


def test_a_term_that_no_calendar_holds_ends_with_it() -> None:
    assert add_workdays(date(9999, 12, 30), 5) == date.max
