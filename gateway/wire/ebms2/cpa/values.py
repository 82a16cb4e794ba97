"""Simple values of the schema: moments, durations, numbers, booleans; None for what we cannot reckon with."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

# What XML calls white space; `strip()` alone would take more.
SPACE: Final = " \t\r\n"
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)
# No years or months: they have no length of their own, so no horizon could be reckoned from them.
_DURATION: Final = re.compile(
    r"P(?!$)(?:([0-9]{1,5})D)?(?:T(?=[0-9])(?:([0-9]{1,6})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,9})(?:\.[0-9]{1,9})?S)?)?",
    re.ASCII,
)
# With an offset: a moment without one means something else on every machine.
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)


def read_boolean(text: str | None) -> bool | None:
    """Read xs:boolean."""
    return _BOOLEANS.get(text.strip(SPACE)) if text else None


def read_number(text: str | None) -> int | None:
    """Read xs:integer of at most nine digits."""
    return int(text.strip(SPACE)) if text and _NUMBER.fullmatch(text.strip(SPACE)) else None


def read_duration(text: str | None) -> timedelta | None:
    """Read xs:duration in days, hours, minutes and seconds; parts of a second are left out."""
    match = _DURATION.fullmatch(text.strip(SPACE)) if text else None
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def read_moment(text: str | None) -> datetime | None:
    """Read xs:dateTime with its offset, as UTC; parts of a second are left out."""
    match = _MOMENT.fullmatch(text.strip(SPACE)) if text else None
    if match is None:
        return None
    try:
        return datetime.fromisoformat(f"{match[1]}{match[2].replace('Z', '+00:00')}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def write_duration(duration: timedelta) -> str:
    """Write xs:duration in whole days, hours, minutes and seconds."""
    minutes, seconds = divmod(duration.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    time = "".join(f"{value}{unit}" for value, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if value)
    days = f"{duration.days}D" if duration.days or not time else ""
    return f"P{days}{'T' if time else ''}{time}"


def write_moment(moment: datetime) -> str:
    """Write xs:dateTime in UTC, in whole seconds."""
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"
