"""A proven message is accepted once; the same again gets the stored answer, whatever happened to the first one."""

import hashlib
from dataclasses import dataclass
from typing import Final

from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import Oin
from gateway.domain.octets import pieces_of, size_of
from gateway.errors import AlreadyRecordedError, InconsistentDuplicateError
from gateway.flows.arrive import Arrival, record_arrival
from gateway.flows.dispatch import sha256
from gateway.flows.signals import KeptSignal, answer_again, answer_with
from gateway.ports import InboxRecord, Ports, UnitOfWork
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Address, Answer, Proven

# Each try reads anew; another copy that comes in the same moment has got further meanwhile.
_TRIES: Final = 8


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message is ours; `answer` goes back over its connection, where that was agreed; `again`: it was ours before."""

    answer: Answer | None
    again: bool = False


async def accept(proven: Proven, agreement: Agreement, ports: Ports) -> Accepted:
    """Accept a proven message once, with its receipt; the same again gets the stored answer.

    Raises InconsistentDuplicateError for other content under its id, and HeaderRefusedError for a reference to what is
    not between us (E-61): both are to be refused.
    """
    octets = sum(size_of(part.content) for part in proven.parts)
    digest = await ports.workbench.run(octets, content_digest, proven)
    for _ in range(_TRIES):
        accepted = await _accept_once(proven, digest, agreement, ports)
        accepted = accepted or await _answer_again(proven, digest, agreement, ports)
        if accepted is not None:
            return accepted
    raise AlreadyRecordedError("inbox")


async def _accept_once(proven: Proven, digest: str, agreement: Agreement, ports: Ports) -> Accepted | None:
    """Return None when this message, or its reference, was recorded before, be it in the same moment."""
    sender = agreement.partner.party_id.oin
    async with ports.unit_of_work() as uow:
        if await uow.inbox.find(sender, proven.address.message_id) is not None:
            return None
        await _check_reference(proven.address, sender, uow)
        answer = await _make_receipt(proven, agreement, ports, uow)
        arrival = Arrival(proven=proven, agreement=agreement, answer=answer)
        uow.inbox.record(
            InboxRecord(
                sender=sender,
                message_id=proven.address.message_id,
                digest=digest,
                agreement_id=agreement.agreement_id,
                answer=answer.payload_id if answer else None,
                subject=await record_arrival(arrival, ports, uow),
                recorded_at=ports.clock.now(),
            )
        )
        ports.steps.reached("in.19-before-commit")
        try:
            await uow.commit()
        except AlreadyRecordedError:
            return None
    ports.steps.reached("in.21-committed")
    return Accepted(answer.at_once if answer else None)


async def _make_receipt(proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> KeptSignal | None:
    if not proven.receipt_wanted:
        return None
    draft = ebms2.compose_receipt(proven, agreement, ports.randomness.new_message_id(), ports.clock.now())
    return await answer_with(draft, proven.address, agreement, ports, uow)


async def _answer_again(proven: Proven, digest: str, agreement: Agreement, ports: Ports) -> Accepted | None:
    """Return None when there is no answer yet, or another copy queues it in the same moment."""
    sender, answer = agreement.partner.party_id.oin, None
    async with ports.unit_of_work() as uow:
        earlier = await uow.inbox.find(sender, proven.address.message_id)
        if earlier is None:
            return None
        if earlier.digest != digest:
            raise InconsistentDuplicateError(str(proven.address.message_id))
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.DUPLICATE_RECEIVED,
                at=ports.clock.now(),
                subject=earlier.subject,
                actor=str(sender),
                facts=(("soap-sha256", sha256(proven.soap)),),
            )
        )
        if earlier.answer is not None:
            answer = await answer_again(earlier.answer, proven.address, agreement, ports, uow)
        try:
            await uow.commit()
        except AlreadyRecordedError:
            return None
    return Accepted(answer, again=True)


async def _check_reference(address: Address, sender: Oin, uow: UnitOfWork) -> None:
    """Refuse what refers to a message that this organisation neither sent nor got (E-61; bad input 127).

    Under whichever agreement that was: an answer may come when the one of the question has been replaced.
    """
    if address.refers_to is None:
        return
    ours = await uow.messages.find_by_message_id(address.refers_to)
    theirs = await uow.inbox.find(sender, address.refers_to)
    if theirs is None and (ours is None or ours.receiver != sender):
        ebms2.refuse_reference()


def content_digest(proven: Proven) -> str:
    """Return what recognises the same content under the same MessageId: envelope octets and decrypted parts."""
    digest = hashlib.sha256(proven.soap)
    for part in proven.parts:
        inner = hashlib.sha256(part.content_id.encode() + b"\0")
        for piece in pieces_of(part.content):
            inner.update(piece)
        digest.update(inner.digest())
    return digest.hexdigest()
