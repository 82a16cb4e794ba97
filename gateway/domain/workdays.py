"""Working days and statutory terms in the Netherlands (domain-rules.md 4.1), and the legal time they are counted in."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 6
_SUNDAY: Final = 7
_MARCH: Final = 3
_OCTOBER: Final = 10
_WINTER: Final = timedelta(hours=1)
_SUMMER: Final = timedelta(hours=2)
# ATW 4: a longer term is not extended. ATW 2: one of three days and more holds at least two working days.
_LONGEST_EXTENDED_DAYS: Final = 90
_SHORTEST_HELD_DAYS: Final = 3
_WORKDAYS_HELD: Final = 2
# Days from Easter Sunday: Goede Vrijdag, Tweede Paasdag, Hemelvaartsdag, Tweede Pinksterdag.
_AROUND_EASTER: Final = (-2, 1, 39, 50)
# Nieuwjaarsdag, 5 mei, Eerste en Tweede Kerstdag.
_FIXED: Final = ((1, 1), (5, 5), (12, 25), (12, 26))


def is_workday(day: date) -> bool:
    """Tell whether it is Monday to Friday and no holiday."""
    return day.isoweekday() < _SATURDAY and day not in holidays(day.year)


def add_workdays(day: date, count: int) -> date:
    """Return the last day of a term of so many working days (or of the calendar); the day of the event is not one."""
    while count > 0 and day < date.max:
        day += _DAY
        count -= is_workday(day)
    return day


def end_of_statutory_term(day: date, days: int) -> date:
    """Return the last day of a term of so many days by the Algemene termijnenwet (CAL-ATW), counted from that day.

    Terms in hours, in years and of the restraining order (CAL-H, CAL-M, CAL-D) are never extended: add their length.
    """
    last = day + days * _DAY
    if days > _LONGEST_EXTENDED_DAYS:
        return last
    held = sum(is_workday(day + number * _DAY) for number in range(1, days + 1))
    wanted = _WORKDAYS_HELD if days >= _SHORTEST_HELD_DAYS else 0
    while not is_workday(last) or held < wanted:
        last += _DAY
        held += is_workday(last)
    return last


def end_of_workdays(at: datetime, count: int) -> datetime:
    """Return the moment at which a term of so many working days after that moment is over: midnight, legal time."""
    return moment_at(datetime.combine(add_workdays(legal_time(at).date(), count) + _DAY, time()))


def legal_time(at: datetime) -> datetime:
    """Return the moment as clocks in the Netherlands show it, without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None) + _ahead(at)


def moment_at(shown: datetime) -> datetime:
    """Return the moment at which clocks in the Netherlands show this; what they show twice in autumn is summer time."""
    summer = shown.replace(tzinfo=UTC) - _SUMMER
    return summer if _ahead(summer) == _SUMMER else shown.replace(tzinfo=UTC) - _WINTER


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the holidays of 4.1: Goede Vrijdag and 5 mei are among them, Sundays are not."""
    easter = _easter(year)
    kings_day = date(year, 4, 27)
    return frozenset(
        {
            kings_day - _DAY if kings_day.isoweekday() == _SUNDAY else kings_day,
            *(easter + days * _DAY for days in _AROUND_EASTER),
            *(date(year, month, day) for month, day in _FIXED),
        }
    )


def _easter(year: int) -> date:
    """Return Easter Sunday by the Gregorian reckoning, as Gauss and Lichtenberg gave it."""
    century = year // 100
    shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    golden = year % 19
    moon = (19 * golden + shift) % 30
    correction = moon // 29 + (moon // 28 - moon // 29) * (golden // 11)
    full_moon = 21 + moon - correction
    first_sunday = 7 - (year + year // 4 + 2 - (3 * century + 3) // 4) % 7
    return date(year, 3, 1) + (full_moon + 7 - (full_moon - first_sunday) % 7 - 1) * _DAY


def _ahead(at: datetime) -> timedelta:
    """Return how far the Netherlands is ahead of UTC (directive 2000/84/EC: changes are at 01:00 UTC)."""
    begins, ends = (_last_sunday(at.year, month) for month in (_MARCH, _OCTOBER))
    return _SUMMER if begins <= at < ends else _WINTER


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=last.isoweekday() % 7)
