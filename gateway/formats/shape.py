"""The shape of our own formats, read off the domain's dataclasses once: the same for XML, XSD, JSON and JSON Schema."""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Final, get_args, get_origin, get_type_hints

from gateway.domain.identifiers import Identifier
from gateway.domain.moments import IncompleteDate
from gateway.errors import InvalidDateError, InvalidIdentifierError

# The version of our own formats; docs/formats.md says what may change within it.
VERSION: Final = "1.0.0"
# Longer than any text a person writes into one field; short enough that a screen can show it.
MOST_CHARACTERS: Final = 20_000
# What the domain demands and a sender may yet not know: such a text is empty then, in StUF it is nil. Rules judge it.
_NOT_ALWAYS_KNOWN: Final = frozenset(
    {
        "Beslissing.maatregel",
        "Betrokkene.geslachtsnaam",
        "Betrokkene.rol",
        "Bijlage.naam",
        "Contact.naam",
        "Eenheid.naam",
        "Fout.code",
        "Fout.omschrijving",
        "Jeugdreclassering.signaal",
        "Melding.identificatie",
        "Melding.omschrijving",
        "OngeborenKind.kenmerk_moeder",
        "Uitvraag.reden",
        "VerzoekTotOnderzoek.omschrijving",
        "Zorgmelding.kenmerk",
        "Zorgmelding.signaal",
        "Zorgterugkoppeling.kenmerk",
    }
)
# Characters that XML 1.0 cannot carry; refused in JSON as well, so that both formats say the same.
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
_LAST_MOMENT: Final = datetime(9999, 12, 31, 22, 59, 59, 999_999, UTC)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INTEGER: Final = re.compile(r"-?\d{1,9}", re.ASCII)


class Leaf(StrEnum):
    """What a field without fields of its own holds."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"
    INCOMPLETE_DATE = "incomplete-date"
    CODE = "code"
    IDENTIFIER = "identifier"
    OCTETS = "octets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its name here and outside, and either a leaf or a record with fields of its own; many repeat it.

    `may_be_empty`: an empty text says that the sender does not know it.
    """

    name: str
    label: str
    kind: type
    leaf: Leaf | None
    many: bool
    required: bool
    may_be_empty: bool = False


_LEAVES: Final[tuple[tuple[type, Leaf], ...]] = (
    (StrEnum, Leaf.CODE),
    (Identifier, Leaf.IDENTIFIER),
    (IncompleteDate, Leaf.INCOMPLETE_DATE),
    (bool, Leaf.BOOLEAN),
    (int, Leaf.INTEGER),
    (datetime, Leaf.MOMENT),
    (date, Leaf.DATE),
    (bytes, Leaf.OCTETS),
    (str, Leaf.TEXT),
)


def camel(name: str) -> str:
    """Return a Python name as JSON and XML write it: `datum_melding` becomes `datumMelding`."""
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


def fields_of(record: type) -> tuple[Field, ...]:
    """Return the fields of a dataclass of the domain, in order."""
    return _fields_of(record)


@cache
def _fields_of(record: type) -> tuple[Field, ...]:
    hints = get_type_hints(record)
    return tuple(
        replace(
            _field(item.name, hints[item.name], required=item.default is MISSING),
            may_be_empty=f"{record.__name__}.{item.name}" in _NOT_ALWAYS_KNOWN,
        )
        for item in fields(record)
    )


def _field(name: str, hint: object, *, required: bool) -> Field:
    many = get_origin(hint) is tuple
    kind = _kind_in(hint)
    leaf = next((leaf for base, leaf in _LEAVES if issubclass(kind, base)), None)
    return Field(name=name, label=camel(name), kind=kind, leaf=leaf, many=many, required=required)


def _kind_in(hint: object) -> type:
    """Return the one kind in a hint: of a tuple what it holds, of what may be None what it is else."""
    if isinstance(hint, type):
        return hint
    return _kind_in(next(part for part in get_args(hint) if part is not NoneType))


def write(field: Field, value: object) -> str:
    """Return a leaf's value as text."""
    if field.leaf is Leaf.BOOLEAN:
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return str(value)


def read(field: Field, text: str) -> object | None:
    """Return the value that a text stands for, or None when it is no such value; no value is ever repeated."""
    if field.leaf is None:
        return None
    try:
        return _READERS[field.leaf](field, text)
    except (ValueError, OverflowError, InvalidDateError, InvalidIdentifierError, binascii.Error):
        return None


def _text(field: Field, text: str) -> str | None:
    if not text:
        return text if field.may_be_empty else None
    return text if len(text) <= MOST_CHARACTERS and not _UNPRINTABLE.search(text) else None


def _boolean(_: Field, text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _integer(_: Field, text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _date(_: Field, text: str) -> date | None:
    return date.fromisoformat(text) if _DAY.fullmatch(text) else None


def _moment(_: Field, text: str) -> datetime | None:
    """Return the moment; the last hour of the year 9999 is none, for no clock in the Netherlands can show it."""
    at = datetime.fromisoformat(text).astimezone(UTC) if _MOMENT.fullmatch(text) else None
    return None if at is None or at > _LAST_MOMENT else at


def _constructed(field: Field, text: str) -> object:
    return field.kind(text)


def _identifier(field: Field, text: str) -> object:
    return field.kind.parse(text)  # type: ignore[attr-defined]  # the leaf table lets only Identifiers in


def _incomplete_date(_: Field, text: str) -> IncompleteDate:
    return IncompleteDate.parse(text)


def _octets(_: Field, text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_READERS: Final[dict[Leaf, Callable[[Field, str], object | None]]] = {
    Leaf.TEXT: _text,
    Leaf.BOOLEAN: _boolean,
    Leaf.INTEGER: _integer,
    Leaf.DATE: _date,
    Leaf.MOMENT: _moment,
    Leaf.INCOMPLETE_DATE: _incomplete_date,
    Leaf.CODE: _constructed,
    Leaf.IDENTIFIER: _identifier,
    Leaf.OCTETS: _octets,
}


def codes_of(field: Field) -> tuple[str, ...]:
    """Return the values that a code may have."""
    return tuple(str(code) for code in field.kind) if issubclass(field.kind, StrEnum) else ()
