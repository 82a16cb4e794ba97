"""How one value of the domain stands in a text of the document, and back; what is no such value reads as None."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gateway.domain.content import Geslacht
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Urgency
from gateway.domain.moments import IncompleteDate
from gateway.errors import InvalidDateError, InvalidIdentifierError
from gateway.formats.stuf_jz.names import clark
from gateway.strict_xml import Element

_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NUMBER: Final = re.compile(r"\+?0*(\d{1,9})", re.ASCII)
_INCOMPLETE: Final = "StUF:indOnvolledigeDatum"
# What of a date is known under each mark; J, nothing, is no date at all.
_KNOWN: Final = {"V": 3, "D": 2, "M": 1}
_DAY_UNKNOWN: Final = "D"
_MONTH_UNKNOWN: Final = "M"
_COMPLETE: Final = "V"
# XML 1.0, 2.3.
_SPACE: Final = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Form:
    """A pair of functions over the text; `Any` because a row knows no better type than its field's."""

    reader: Callable[[str], object | None]
    writer: Callable[[Any], str] = str

    def read(self, element: Element) -> object | None:
        """Return what the element says."""
        return self.reader(element.text or "")

    def marks(self, _value: object) -> Mapping[str, str]:
        """Return the attributes that stand with the text."""
        return {}


class _DateForm(Form):
    """A date of which the day, or day and month, may be unknown: the text is always a whole date."""

    def read(self, element: Element) -> object | None:
        known = _KNOWN.get(element.get(clark(_INCOMPLETE), _COMPLETE))
        match = _DAY.fullmatch((element.text or "").strip())
        if known is None or match is None:
            return None
        try:
            return IncompleteDate.parse("-".join(match.groups()[:known]))
        except InvalidDateError:
            return None

    def marks(self, value: object) -> Mapping[str, str]:
        if not isinstance(value, IncompleteDate) or value.day is not None:
            return {}
        return {_INCOMPLETE: _MONTH_UNKNOWN if value.month is None else _DAY_UNKNOWN}


class _DayForm(_DateForm):
    """A date that the domain knows to the day."""

    def read(self, element: Element) -> object | None:
        found = super().read(element)
        return found.earliest if isinstance(found, IncompleteDate) and found.day is not None else None


def _read_text(text: str) -> str | None:
    return text or None


def read_token(text: str) -> str | None:
    """Return a text as the schema compares a token with its list: white space around it says nothing."""
    return " ".join(text.split()) or None


def _read_number(text: str) -> int | None:
    match = _NUMBER.fullmatch(text.strip())
    return int(match[1]) if match else None


def read_octets(text: str) -> bytes | None:
    """Return what base64 stands for; white space may stand anywhere, and nothing else (RFC 4648, 3.3 and 3.5)."""
    try:
        packed = without_space(text)
        octets = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None
    # Only the last four signs can say more than their octets.
    tail = base64.b64encode(octets[-(len(octets) % 3 or 3) :]) if octets else b""
    return octets if packed.endswith(tail) and len(packed) == 4 * -(-len(octets) // 3) else None


def without_space(text: str) -> bytes:
    """Return base64, of which there may be megabytes, without the white space of XML."""
    return text.encode().translate(None, _SPACE)


def _write_octets(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _write_date(value: date | IncompleteDate) -> str:
    # The unknown parts are written as 1: every reader can make a date of it, and the mark says what it is worth.
    day = value.earliest if isinstance(value, IncompleteDate) else value
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _identifier(kind: type[Oin | ReferenceNumber]) -> Form:
    def read(text: str) -> object | None:
        try:
            return kind.parse(text)
        except InvalidIdentifierError:
            return None

    return Form(read)


def words(values: Mapping[object, str]) -> Form:
    """Return a form with a fixed text for each value; any other is written as it is, for the shape to refuse."""
    texts = {text: value for value, text in values.items()}
    return Form(texts.get, lambda value: values.get(value, str(value)))


TEXT: Final = Form(_read_text)
TOKEN: Final = Form(read_token)
NUMBER: Final = Form(_read_number)
DAY: Final = _DayForm(_read_text, _write_date)
DATE: Final = _DateForm(_read_text, _write_date)
OCTETS: Final = Form(read_octets, _write_octets)
OIN: Final = _identifier(Oin)
REFERENCE: Final = _identifier(ReferenceNumber)
YES_NO: Final = words({True: "Ja", False: "Nee"})
# Extra elements: the standard's own test messages write indicatieGeinformeerd as true.
TRUE_FALSE: Final = words({True: "true", False: "false"})
GENDER: Final = words({value: str(value) for value in Geslacht})
URGENCY: Final = words({value: str(value) for value in Urgency})
