"""What a file says of a mandate: for whom an organisation may act, with which messages, and when (R014a)."""

from datetime import date, datetime
from typing import Final

from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.party import Mandate
from gateway.errors import InvalidIdentifierError

_KEYS: Final = frozenset({"principal", "types", "valid_from", "valid_until"})


def read_mandates(value: object) -> tuple[Mandate, ...] | None:
    """Return the mandates of one party, or None when something in them is wrong."""
    if not isinstance(value, list):
        return None
    read = tuple(_read(entry) for entry in value)
    mandates = tuple(mandate for mandate in read if mandate is not None)
    return mandates if len(mandates) == len(read) else None


def _read(entry: object) -> Mandate | None:
    if not isinstance(entry, dict) or entry.keys() != _KEYS:
        return None
    principal, types = _oin(entry["principal"]), _types(entry["types"])
    begin, end = _day(entry["valid_from"]), _day(entry["valid_until"])
    if principal is None or not types or begin is None or end is None or end < begin:
        return None
    return Mandate(principal=principal, types=types, valid_from=begin, valid_until=end)


def _oin(value: object) -> Oin | None:
    try:
        return Oin.parse(value) if isinstance(value, str) else None
    except InvalidIdentifierError:
        return None


def _types(value: object) -> frozenset[MessageType]:
    known = set(MessageType)
    if not isinstance(value, list) or not all(isinstance(each, str) and each in known for each in value):
        return frozenset()
    return frozenset(MessageType(each) for each in value)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
