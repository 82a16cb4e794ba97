"""A partner hands us octets: a message, or a signal about one of ours."""

import hashlib

from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.errors import (
    AlreadyRecordedError,
    InconsistentDuplicateError,
    PartnerError,
    SecurityRefusedError,
    UnknownAgreementError,
)
from gateway.flows.arrive import Arrival, record_arrival
from gateway.flows.dispatch import sha256
from gateway.flows.settle import settle_receipt, settle_refusal
from gateway.flows.signals import QueuedSignal, put_signal, queue_signal
from gateway.ports import InboxRecord, Ports, UnitOfWork
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Envelope, EnvelopeKind, Proven, Received
from gateway.wire.trust import Purpose


async def receive(received: Received, ports: Ports) -> None:
    """Return when everything about these octets is durable, so that the door may answer.

    Raises PartnerError when nothing can be identified: the door answers with a fault. What goes wrong later becomes a
    MessageError that travels like any signal.
    """
    ports.steps.reached("in.04-body-complete")
    envelope = await ports.workbench.run(ebms2.parse, received)
    ports.steps.reached("in.07-parsed")
    agreement = _find_agreement(envelope, received, ports)
    try:
        proven = await _prove(envelope, agreement, received, ports)
    except PartnerError as error:
        await _refuse(envelope, agreement, error, ports)
        return
    ports.steps.reached("in.11-proven")
    if proven.address.kind is EnvelopeKind.ACKNOWLEDGMENT:
        await settle_receipt(proven, agreement, ports)
    elif proven.address.kind is EnvelopeKind.MESSAGE_ERROR:
        await settle_refusal(proven, agreement, ports)
    else:
        await _accept(envelope, proven, agreement, ports)


def _find_agreement(envelope: Envelope, received: Received, ports: Ports) -> Agreement:
    """Unknown, not in force and somebody else's look the same from outside (bad inputs 112 to 116)."""
    agreement = ports.agreements.find(envelope.address.agreement_id, received.at)
    if agreement is None or agreement.partner.party_id.oin != received.partner:
        raise UnknownAgreementError
    return agreement


async def _prove(envelope: Envelope, agreement: Agreement, received: Received, ports: Ports) -> Proven:
    ebms2.check_header(envelope, agreement, received.partner, received.at)
    signer = await ports.trust.prove(agreement.partner.signing_certificate, Purpose.SIGNING, received.at)
    if signer != received.partner:
        raise SecurityRefusedError("signing-certificate")
    wrapped = await ports.workbench.run(ebms2.wrapped_keys, envelope, agreement)
    keys = await ports.signer.unwrap(wrapped) if wrapped else ()
    return await ports.workbench.run(ebms2.prove, envelope, agreement, keys, received.at)


async def _refuse(envelope: Envelope, agreement: Agreement, error: PartnerError, ports: Ports) -> None:
    """Record why, and queue the MessageError; a signal is never answered with one (E-59)."""
    address = envelope.address
    async with ports.unit_of_work() as uow:
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.SECURITY_REFUSED,
                at=ports.clock.now(),
                subject=f"wire/{agreement.partner.party_id.oin}/{sha256(str(address.message_id).encode())}",
                actor=str(agreement.partner.party_id.oin),
                facts=(
                    ("code", error.code),
                    ("reason", str(getattr(error, "reason", ""))),
                    ("soap-sha256", sha256(envelope.soap)),
                ),
            )
        )
        if address.kind is EnvelopeKind.MESSAGE:
            draft = ebms2.compose_refusal(
                envelope, agreement, ebms2.error_item(error), ports.randomness.new_message_id(), ports.clock.now()
            )
            await queue_signal(draft, agreement, ports, uow)
        await uow.commit()


async def _accept(envelope: Envelope, proven: Proven, agreement: Agreement, ports: Ports) -> None:
    """Accept a proven message once; the same again gets the stored answer, other content under its id a refusal."""
    digest = content_digest(proven)
    try:
        if not await _accept_once(proven, digest, agreement, ports):
            await _answer_again(proven, digest, agreement, ports)
    except InconsistentDuplicateError as error:
        await _refuse(envelope, agreement, error, ports)


async def _accept_once(proven: Proven, digest: str, agreement: Agreement, ports: Ports) -> bool:
    """Return False when this message was accepted before, also when that happened in the same moment."""
    sender = agreement.partner.party_id.oin
    async with ports.unit_of_work() as uow:
        if await uow.inbox.find(sender, proven.address.message_id) is not None:
            return False
        answer = await _queue_receipt(proven, agreement, ports, uow)
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
            return False
    ports.steps.reached("in.21-committed")
    return True


async def _queue_receipt(proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> QueuedSignal | None:
    if not proven.receipt_wanted:
        return None
    draft = ebms2.compose_receipt(proven, agreement, ports.randomness.new_message_id(), ports.clock.now())
    return await queue_signal(draft, agreement, ports, uow)


async def _answer_again(proven: Proven, digest: str, agreement: Agreement, ports: Ports) -> None:
    sender = agreement.partner.party_id.oin
    async with ports.unit_of_work() as uow:
        earlier = await uow.inbox.find(sender, proven.address.message_id)
        if earlier is None or earlier.digest != digest:
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
            await put_signal(earlier.answer, agreement, ports, uow)
        await uow.commit()


def content_digest(proven: Proven) -> str:
    """Return what recognises the same content under the same MessageId: envelope octets and decrypted parts."""
    digest = hashlib.sha256(proven.soap)
    for part in proven.parts:
        digest.update(hashlib.sha256(part.content_id.encode() + b"\0" + part.content).digest())
    return digest.hexdigest()
