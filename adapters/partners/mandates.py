"""What a file says of mandates: for whom an organisation may act, with what, and when (R014a; E-31, E-32, E-89)."""

from datetime import date, datetime
from typing import Final

from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.party import HubMandate, HubUse, Mandate
from gateway.errors import InvalidIdentifierError

_KEYS: Final = frozenset({"principal", "types", "valid_from", "valid_until"})
_HUB_KEYS: Final = frozenset({"principal", "uses", "valid_from", "valid_until"})


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


def read_hub_mandates(value: object, holder: Oin | None) -> tuple[HubMandate, ...] | None:
    """Return the mandates under which the certificates of an organisation stand in; None when one is wrong."""
    if not isinstance(value, list) or holder is None:
        return None
    read = tuple(_read_hub(entry, holder) for entry in value)
    mandates = tuple(mandate for mandate in read if mandate is not None)
    return mandates if len(mandates) == len(read) else None


def _read_hub(entry: object, holder: Oin) -> HubMandate | None:
    if not isinstance(entry, dict) or entry.keys() != _HUB_KEYS:
        return None
    principal, uses = _oin(entry["principal"]), _uses(entry["uses"])
    begin, end = _day(entry["valid_from"]), _day(entry["valid_until"])
    if principal is None or not uses or begin is None or end is None or end < begin:
        return None
    return HubMandate(holder=holder, principal=principal, uses=uses, valid_from=begin, valid_until=end)


def _uses(value: object) -> frozenset[HubUse]:
    known = set(HubUse)
    if not isinstance(value, list) or not all(isinstance(each, str) and each in known for each in value):
        return frozenset()
    return frozenset(HubUse(each) for each in value)


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
