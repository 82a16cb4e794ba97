"""Something comes when its agreement is over, or has a newer version: it counts by the one it began under (F57)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from gateway.domain.agreement import Agreement
from gateway.flows.dispatch import patience_of
from gateway.ports import Ports
from gateway.wire.stages import Address, EnvelopeKind

_ANSWERS: Final = frozenset({EnvelopeKind.ACKNOWLEDGMENT, EnvelopeKind.MESSAGE_ERROR})


async def find_held_open(address: Address, at: datetime, ports: Ports) -> Agreement | None:
    """Return the version that this is about, held open for this one: a receipt, a refusal, or a copy.

    A receipt or refusal is about what we sent under it. A copy is of what we accepted under it: its sender still
    retries (ebMS 2.0, 6.5.4), so it gets the stored answer again, and what is no copy an InconsistentDuplicate.
    None for whatever else comes: under an agreement that is over nothing else is looked at (bad input 113).
    """
    if address.kind in _ANSWERS:
        agreement = await _find_sent_under(address, at, ports)
    elif address.kind is EnvelopeKind.MESSAGE:
        agreement = await _find_accepted_under(address, at, ports)
    else:
        return None
    return None if agreement is None else replace(agreement, end=max(agreement.end, at, address.timestamp))


def find_earlier(address: Address, at: datetime, ports: Ports) -> Agreement | None:
    """Return the version that was in force when this was made, if it still is: a newer one began meanwhile.

    As it holds now: a certificate whose time is over does not come back. And for as long as it lets its sender try: who
    says when a message was made could otherwise choose the version, and with it what proves the message.
    """
    then = ports.agreements.find(address.agreement_id, address.timestamp)
    held = None if then is None else ports.agreements.find_version(then.agreement_id, then.digest, at)
    if held is None or not held.in_force(at):
        return None
    patience = patience_of(*(action.reliability for action in held.actions))
    return held if at <= address.timestamp + patience else None


async def _find_sent_under(address: Address, at: datetime, ports: Ports) -> Agreement | None:
    if address.refers_to is None:
        return None
    async with ports.unit_of_work() as uow:
        record = await uow.messages.find_by_message_id(address.refers_to)
    if record is None or record.agreement_id != address.agreement_id:
        return None
    return ports.agreements.find_version(record.agreement_id, record.agreement_digest, at)


async def _find_accepted_under(address: Address, at: datetime, ports: Ports) -> Agreement | None:
    async with ports.unit_of_work() as uow:
        first = await uow.inbox.find(address.sender.oin, address.message_id)
    if first is None or first.agreement_id != address.agreement_id:
        return None
    # Both moments lay within the term, but for the clock of the partner that is ahead, and for our own work on it.
    then = ports.agreements.find(first.agreement_id, min(first.recorded_at, address.timestamp))
    if then is None or then.partner.party_id.oin != first.sender:
        return None
    return ports.agreements.find_version(then.agreement_id, then.digest, at)
