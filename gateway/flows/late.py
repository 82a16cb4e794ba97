"""A receipt or a refusal comes when its agreement is over: it still tells of what was sent while that held (F57)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from gateway.domain.agreement import Agreement
from gateway.ports import Ports
from gateway.wire.stages import Address, EnvelopeKind

_KINDS: Final = frozenset({EnvelopeKind.ACKNOWLEDGMENT, EnvelopeKind.MESSAGE_ERROR})


async def find_sent_under(address: Address, at: datetime, ports: Ports) -> Agreement | None:
    """Return the version under which we sent what a receipt or refusal is about, held open for this one signal.

    None for whatever else comes: under an agreement that is over nothing else is looked at (bad input 113).
    """
    if address.kind not in _KINDS or address.refers_to is None:
        return None
    async with ports.unit_of_work() as uow:
        record = await uow.messages.find_by_message_id(address.refers_to)
    if record is None or record.agreement_id != address.agreement_id:
        return None
    agreement = ports.agreements.find_version(record.agreement_id, record.agreement_digest, at)
    return None if agreement is None else replace(agreement, end=max(agreement.end, at, address.timestamp))
