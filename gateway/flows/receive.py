"""A partner hands us octets: a message, or a signal about one of ours."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.octets import size_of
from gateway.domain.party import HubUse
from gateway.errors import (
    ContradictedError,
    HeaderRefusedError,
    InconsistentDuplicateError,
    PartnerError,
    ReceiptRefusedError,
    UnknownAgreementError,
    UnprovenRefusalError,
)
from gateway.flows.accept import accept
from gateway.flows.budget import budget_of
from gateway.flows.dispatch import sha256, wire_subject
from gateway.flows.late import find_earlier, find_held_open
from gateway.flows.questions import note_answer, note_unproven_answer
from gateway.flows.settle import settle_receipt, settle_refusal
from gateway.flows.signals import answer_with
from gateway.flows.signers import with_mandate, with_proven_signers
from gateway.flows.unproven import note_unproven_refusal
from gateway.ports import Ports
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Answer, Envelope, EnvelopeKind, Proven, Received

# E-09: one message handler asks the other. Their answers ask nothing, so two handlers never talk for ever.
_QUESTIONS: Final = frozenset({EnvelopeKind.PING, EnvelopeKind.STATUS_REQUEST})
_ANSWERS: Final = frozenset(EnvelopeKind) - _QUESTIONS - {EnvelopeKind.MESSAGE}

# A signal that is recorded and changes nothing: nobody is answered, and somebody should look.
Noted: TypeAlias = ContradictedError | UnprovenRefusalError


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Everything about some octets is durable; `answer` goes back over their connection, where that was agreed.

    `refusal` is why they were not accepted, or why what they say changes nothing; `again` that they came before.
    """

    answer: Answer | None = None
    refusal: PartnerError | Noted | None = None
    again: bool = False


async def receive(received: Received, ports: Ports) -> Taken:
    """Return when everything about these octets is durable, so that the door may answer.

    Raises PartnerError when nothing can be identified: the door answers with a fault. What goes wrong later becomes a
    MessageError that travels like any signal.
    """
    ports.steps.reached("in.04-body-complete")
    envelope = await ports.workbench.run(size_of(received.body), ebms2.parse, received, ports.spools.keep)
    ports.steps.reached("in.07-parsed")
    agreement = await _find_agreement(envelope, received, ports)
    try:
        proven = await _prove(envelope, agreement, received, ports)
    except PartnerError as error:
        return await _refuse(envelope, agreement, error, ports)
    ports.steps.reached("in.11-proven")
    if proven.address.kind is EnvelopeKind.MESSAGE:
        try:
            accepted = await accept(proven, agreement, ports)
        except (InconsistentDuplicateError, HeaderRefusedError) as error:
            return await _refuse(envelope, agreement, error, ports)
        return Taken(answer=accepted.answer, again=accepted.again)
    if proven.address.kind in _QUESTIONS:
        return await _answer_question(proven, agreement, ports)
    return Taken(refusal=await _settle(proven, agreement, ports))


async def receive_answer(answer: Answer, agreement: Agreement, ports: Ports) -> Noted | None:
    """Take what came back over the connection of our own message, where that was agreed (E-28).

    The partner is whom the channel proved. Only a signal can be there, and nothing is ever answered to it. Returns why
    it changes nothing, where it is recorded as it would be over a connection of its own. Raises PartnerError for what
    else proves nothing: the message is sent again as if nothing had come.
    """
    received = Received(
        body=answer.body,
        content_type=answer.content_type,
        soap_action=ebms2.SOAP_ACTION,
        partner=agreement.partner.party_id.oin,
        at=ports.clock.now(),
        client_certificate=agreement.partner.client_certificate,
    )
    envelope = await ports.workbench.run(size_of(received.body), ebms2.parse, received)
    if envelope.address.kind not in _ANSWERS:
        raise ReceiptRefusedError(envelope.address.kind)
    agreement = await _find_agreement(envelope, received, ports)
    try:
        proven = await _prove(envelope, agreement, received, ports)
    except PartnerError as error:
        refusal = (await _refuse(envelope, agreement, error, ports)).refusal
        if isinstance(refusal, UnprovenRefusalError):
            return refusal
        raise
    return await _settle(proven, agreement, ports)


async def _settle(proven: Proven, agreement: Agreement, ports: Ports) -> ContradictedError | None:
    if proven.address.kind is EnvelopeKind.ACKNOWLEDGMENT:
        return await settle_receipt(proven, agreement, ports)
    if not await note_answer(proven, agreement, ports) and proven.address.kind is EnvelopeKind.MESSAGE_ERROR:
        return await settle_refusal(proven, agreement, ports)
    return None


async def _find_agreement(envelope: Envelope, received: Received, ports: Ports) -> Agreement:
    """Unknown, not in force and somebody else's look the same from outside (bad inputs 112 to 116)."""
    address, at = envelope.address, received.at
    agreement = ports.agreements.find(address.agreement_id, at)
    if agreement is None or not (agreement.in_force(address.timestamp) and _may_bring(received, agreement)):
        agreement = await find_held_open(address, at, ports) or find_earlier(address, at, ports) or agreement
    if agreement is None or not _may_bring(received, agreement):
        raise UnknownAgreementError
    return agreement


def _may_bring(received: Received, agreement: Agreement) -> bool:
    if not agreement.partner.is_held_by(received.partner, HubUse.TLS, received.at):
        return False
    # E-87: the organisation is right, yet its certificate may not be one that was agreed.
    return not agreement.client_pinned or received.client_certificate in agreement.partner.client_certificates


async def _prove(envelope: Envelope, agreement: Agreement, received: Received, ports: Ports) -> Proven:
    """Prove the message as of now; a copy of what we accepted as of then: its time may be over (bad input 221)."""
    try:
        return await _prove_as_of(received.at, envelope, agreement, received, ports)
    except HeaderRefusedError:
        async with ports.unit_of_work() as uow:
            first = await uow.inbox.find(agreement.partner.party_id.oin, envelope.address.message_id)
        if first is None:
            raise
    return await _prove_as_of(first.recorded_at, envelope, agreement, received, ports)


async def _prove_as_of(
    at: datetime, envelope: Envelope, agreement: Agreement, received: Received, ports: Ports
) -> Proven:
    action = ebms2.check_header(envelope, agreement, received.partner, at)
    agreement, holders = await with_proven_signers(action, agreement, received, ports)
    octets, keep = size_of(received.body), ports.spools.keep
    # D13: who did not sign gets no key of ours used.
    covered = await ports.workbench.run(octets, ebms2.verify, envelope, agreement, at)
    wrapped = await ports.workbench.run(octets, ebms2.wrapped_keys, covered, agreement, received.at)
    async with budget_of(envelope, agreement, received.at, ports) if wrapped else nullcontext():
        keys = await ports.signer.unwrap(wrapped) if wrapped else ()
        proven = await ports.workbench.run(octets, ebms2.prove, covered, agreement, keys, at, keep)
    return with_mandate(proven, holders, agreement, received.at)


async def _refuse(envelope: Envelope, agreement: Agreement, error: PartnerError, ports: Ports) -> Taken:
    """Record why, and answer with the MessageError; a signal is never answered with one (E-59)."""
    address, answer = envelope.address, None
    async with ports.unit_of_work() as uow:
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.SECURITY_REFUSED,
                at=ports.clock.now(),
                subject=wire_subject(address, agreement),
                actor=str(agreement.partner.party_id.oin),
                facts=(
                    ("code", error.code),
                    ("reason", error.reason),
                    ("soap-sha256", sha256(envelope.soap)),
                ),
            )
        )
        if address.kind is EnvelopeKind.MESSAGE:
            draft = ebms2.compose_refusal(
                envelope, agreement, ebms2.error_item(error), ports.randomness.new_message_id(), ports.clock.now()
            )
            answer = (await answer_with(draft, address, agreement, ports, uow)).at_once
        await note_unproven_answer(address, agreement, error, ports, uow)
        said = await note_unproven_refusal(envelope, agreement, error, ports, uow)
        await uow.commit()
    return Taken(answer=answer, refusal=error if said is None else UnprovenRefusalError(said))


async def _answer_question(proven: Proven, agreement: Agreement, ports: Ports) -> Taken:
    """Answer a Ping or StatusRequest; who asks about a message hears only of what it sent us itself."""
    async with ports.unit_of_work() as uow:
        message_id, at = ports.randomness.new_message_id(), ports.clock.now()
        if proven.asked_about is None:
            draft = ebms2.compose_pong(proven, agreement, message_id, at)
        else:
            known = await uow.inbox.find(agreement.partner.party_id.oin, proven.asked_about)
            draft = ebms2.compose_status(proven, known.recorded_at if known else None, agreement, message_id, at)
        answer = await answer_with(draft, proven.address, agreement, ports, uow)
        await uow.commit()
    return Taken(answer=answer.at_once)
