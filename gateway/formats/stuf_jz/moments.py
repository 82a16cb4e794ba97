"""StUF's own way to write a moment: digits without a zone, so the legal time in the Netherlands."""

import re
from datetime import datetime, timedelta
from typing import Final

from gateway.domain.workdays import legal_time, moment_at

# Day, second or millisecond; anything between is valid for the schema and no moment.
_FORM: Final = re.compile(r"(\d{8})(?:(\d{6})(\d{3})?)?", re.ASCII)


def write_moment(at: datetime) -> str:
    """Return a moment as `yyyymmddhhmmss`."""
    return f"{legal_time(at):%Y%m%d%H%M%S}".rjust(14, "0")


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
        shown = datetime.strptime(f"{day}{time or '000000'}", "%Y%m%d%H%M%S")  # noqa: DTZ007 - what clocks here show
        return moment_at(shown + timedelta(milliseconds=int(thousandths or 0)))
    except (ValueError, OverflowError):
        return None
