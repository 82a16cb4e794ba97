"""A partner hands us octets: a message, or a signal about one of ours."""

import hashlib
from datetime import datetime
from typing import Final

from gateway.domain.agreement import Action, Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.errors import (
    AlreadyRecordedError,
    HeaderRefusedError,
    InconsistentDuplicateError,
    PartnerError,
    SecurityRefusedError,
    UnknownAgreementError,
)
from gateway.flows.arrive import Arrival, record_arrival
from gateway.flows.dispatch import sha256, wire_subject
from gateway.flows.settle import settle_receipt, settle_refusal
from gateway.flows.signals import QueuedSignal, put_signal, queue_signal
from gateway.ports import InboxRecord, Ports, UnitOfWork
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Envelope, EnvelopeKind, Proven, Received
from gateway.wire.trust import Purpose

# Each try reads anew; another copy that comes in the same moment has got further meanwhile.
_TRIES: Final = 8
# E-09: one message handler asks the other. Their answers ask nothing, so two handlers never talk for ever.
_QUESTIONS: Final = frozenset({EnvelopeKind.PING, EnvelopeKind.STATUS_REQUEST})


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
    elif proven.address.kind is EnvelopeKind.MESSAGE:
        await _accept(envelope, proven, agreement, ports)
    elif proven.address.kind in _QUESTIONS:
        await _answer_question(proven, agreement, ports)


def _find_agreement(envelope: Envelope, received: Received, ports: Ports) -> Agreement:
    """Unknown, not in force and somebody else's look the same from outside (bad inputs 112 to 116)."""
    agreement = ports.agreements.find(envelope.address.agreement_id, received.at)
    if agreement is None or agreement.partner.party_id.oin != received.partner:
        raise UnknownAgreementError
    return agreement


async def _prove(envelope: Envelope, agreement: Agreement, received: Received, ports: Ports) -> Proven:
    """Prove the message as of now; a copy of what we accepted as of then: its time may be over (bad input 221)."""
    try:
        return await _prove_as_of(received.at, envelope, agreement, received, ports)
    except HeaderRefusedError:
        async with ports.unit_of_work() as uow:
            first = await uow.inbox.find(received.partner, envelope.address.message_id)
        if first is None:
            raise
    return await _prove_as_of(first.recorded_at, envelope, agreement, received, ports)


async def _prove_as_of(
    at: datetime, envelope: Envelope, agreement: Agreement, received: Received, ports: Ports
) -> Proven:
    action = ebms2.check_header(envelope, agreement, received.partner, at)
    await _check_signer(action, agreement, received, ports)
    wrapped = await ports.workbench.run(ebms2.wrapped_keys, envelope, agreement)
    keys = await ports.signer.unwrap(wrapped) if wrapped else ()
    return await ports.workbench.run(ebms2.prove, envelope, agreement, keys, at)


async def _check_signer(action: Action | None, agreement: Agreement, received: Received, ports: Ports) -> None:
    """Where a signature is what proves, its certificate must prove the partner today; elsewhere none is agreed."""
    signed = any(each.profile.signed for each in agreement.actions) if action is None else action.profile.signed
    if not signed:
        return
    signer = await ports.trust.prove(agreement.partner.signing_certificate, Purpose.SIGNING, received.at)
    if signer != received.partner:
        raise SecurityRefusedError("signing-certificate")


async def _refuse(envelope: Envelope, agreement: Agreement, error: PartnerError, ports: Ports) -> None:
    """Record why, and queue the MessageError; a signal is never answered with one (E-59)."""
    address = envelope.address
    async with ports.unit_of_work() as uow:
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.SECURITY_REFUSED,
                at=ports.clock.now(),
                subject=wire_subject(address, agreement),
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
        for _ in range(_TRIES):
            if await _accept_once(proven, digest, agreement, ports):
                return
            if await _answer_again(proven, digest, agreement, ports):
                return
    except InconsistentDuplicateError as error:
        await _refuse(envelope, agreement, error, ports)
        return
    raise AlreadyRecordedError("inbox")


async def _accept_once(proven: Proven, digest: str, agreement: Agreement, ports: Ports) -> bool:
    """Return False when this message, or its reference, was recorded before, be it in the same moment."""
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


async def _answer_again(proven: Proven, digest: str, agreement: Agreement, ports: Ports) -> bool:
    """Return False when there is no answer yet, or another copy queues it in the same moment."""
    sender = agreement.partner.party_id.oin
    async with ports.unit_of_work() as uow:
        earlier = await uow.inbox.find(sender, proven.address.message_id)
        if earlier is None:
            return False
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
            await put_signal(earlier.answer, agreement, ports, uow)
        try:
            await uow.commit()
        except AlreadyRecordedError:
            return False
    return True


async def _answer_question(proven: Proven, agreement: Agreement, ports: Ports) -> None:
    """Answer a Ping or StatusRequest; who asks about a message hears only of what it sent us itself."""
    async with ports.unit_of_work() as uow:
        message_id, at = ports.randomness.new_message_id(), ports.clock.now()
        if proven.asked_about is None:
            draft = ebms2.compose_pong(proven, agreement, message_id, at)
        else:
            known = await uow.inbox.find(agreement.partner.party_id.oin, proven.asked_about)
            draft = ebms2.compose_status(proven, known.recorded_at if known else None, agreement, message_id, at)
        await queue_signal(draft, agreement, ports, uow)
        await uow.commit()


def content_digest(proven: Proven) -> str:
    """Return what recognises the same content under the same MessageId: envelope octets and decrypted parts."""
    digest = hashlib.sha256(proven.soap)
    for part in proven.parts:
        digest.update(hashlib.sha256(part.content_id.encode() + b"\0" + part.content).digest())
    return digest.hexdigest()
