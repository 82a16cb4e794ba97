"""xsd:dateTime as ebMS uses it: read with any offset, written in UTC with Z (ebms2.md 8, quirk 26)."""

import re
from datetime import UTC, datetime
from typing import Final

# Longer than any legal form, so that the expression below never sees a megabyte (bad input 109).
_LONGEST: Final = 40
_MOMENT: Final = re.compile(
    r"(2[01][0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"  # no message is older than this century
    r"(?:\.([0-9]{1,9}))?(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])",
    re.ASCII,
)


def parse_moment(text: str) -> datetime | None:
    """Return the moment in UTC, to the microsecond; None when the text is not one moment on every machine."""
    match = _MOMENT.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    fraction = (match[2] or "").ljust(6, "0")[:6]
    try:
        return datetime.fromisoformat(f"{match[1]}.{fraction}{match[3].replace('Z', '+00:00')}").astimezone(UTC)
    except ValueError:
        return None


def render_moment(moment: datetime) -> str:
    """Return the moment in UTC with Z, with parts of a second only where there are any."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
