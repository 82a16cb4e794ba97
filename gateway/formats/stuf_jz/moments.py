"""StUF's own way to write a moment: digits without a zone, so the legal time in the Netherlands."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

# Day, second or millisecond; anything between is valid for the schema and no moment.
_FORM: Final = re.compile(r"(\d{8})(?:(\d{6})(\d{3})?)?", re.ASCII)
_WINTER: Final = timedelta(hours=1)
_SUMMER: Final = timedelta(hours=2)
_MARCH: Final = 3
_OCTOBER: Final = 10


def write_moment(at: datetime) -> str:
    """Return a moment as `yyyymmddhhmmss`."""
    utc = at.astimezone(UTC).replace(tzinfo=None)
    return f"{utc + _offset(utc):%Y%m%d%H%M%S}".rjust(14, "0")


def write_exact_moment(at: datetime) -> str:
    """Return a moment as `yyyymmddhhmmss`, and with thousandths where it has any."""
    thousandths = at.microsecond // 1000
    return f"{write_moment(at)}{thousandths:03}" if thousandths else write_moment(at)


def read_moment(text: str) -> datetime | None:
    """Return the moment, or None when it is none; the hour that comes twice in autumn is read as summer time."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    day, time, thousandths = match.groups()
    try:
        local = datetime.strptime(f"{day}{time or '000000'}", "%Y%m%d%H%M%S")  # noqa: DTZ007 - made aware below
        return _to_utc(local + timedelta(milliseconds=int(thousandths or 0)))
    except (ValueError, OverflowError):
        return None


def _to_utc(local: datetime) -> datetime:
    utc = local - _SUMMER
    return (utc if _offset(utc) == _SUMMER else local - _WINTER).replace(tzinfo=UTC)


def _offset(utc: datetime) -> timedelta:
    """Return how far the Netherlands is ahead (directive 2000/84/EC: summer time begins and ends at 01:00 UTC)."""
    return _SUMMER if _last_sunday(utc.year, _MARCH) <= utc < _last_sunday(utc.year, _OCTOBER) else _WINTER


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1)  # noqa: DTZ001 - compared with UTC without zone
    return last - timedelta(days=last.isoweekday() % 7)
