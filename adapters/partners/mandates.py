"""What a file says of mandates: for whom an organisation may act, with what, and when (R014a; E-31, E-32, E-89)."""

from datetime import date, datetime
from typing import Any, Final

from adapters.partners.reading import oin_of, records_of, words_of
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.party import HubMandate, HubUse, Mandate

_KEYS: Final = frozenset({"principal", "types", "valid_from", "valid_until"})
_HUB_KEYS: Final = frozenset({"principal", "uses", "valid_from", "valid_until"})


def read_mandates(value: object) -> tuple[Mandate, ...] | None:
    """Return the mandates of one party, or None when something in them is wrong."""
    return records_of(value, _read)


def _read(entry: dict[str, Any]) -> Mandate | None:
    if entry.keys() != _KEYS:
        return None
    principal, types = oin_of(entry["principal"]), words_of(entry["types"], MessageType)
    begin, end = _day(entry["valid_from"]), _day(entry["valid_until"])
    if principal is None or not types or begin is None or end is None or end < begin:
        return None
    return Mandate(principal=principal, types=types, valid_from=begin, valid_until=end)


def read_hub_mandates(value: object, holder: Oin | None) -> tuple[HubMandate, ...] | None:
    """Return the mandates under which the certificates of an organisation stand in; None when one is wrong."""
    return None if holder is None else records_of(value, lambda entry: _read_hub(entry, holder))


def _read_hub(entry: dict[str, Any], holder: Oin) -> HubMandate | None:
    if entry.keys() != _HUB_KEYS:
        return None
    principal, uses = oin_of(entry["principal"]), words_of(entry["uses"], HubUse)
    begin, end = _day(entry["valid_from"]), _day(entry["valid_until"])
    if principal is None or not uses or begin is None or end is None or end < begin:
        return None
    return HubMandate(holder=holder, principal=principal, uses=uses, valid_from=begin, valid_until=end)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
