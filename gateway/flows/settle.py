"""A receipt or a refusal arrives for something we sent."""

from typing import Final

from gateway.domain.agreement import Agreement
from gateway.domain.delivery import DeliveryState, Happening, advance_delivery
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.kinds import Layer
from gateway.errors import ConcurrencyError, ReceiptRefusedError, StepNotAllowedError
from gateway.flows.dispatch import sha256, wire_subject
from gateway.flows.layers import complete_layer, quotable
from gateway.flows.signers import signer_facts
from gateway.ports import MessageRecord, Ports, UnitOfWork, WorkKind
from gateway.tracking import Completion, LayerState
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Proven

# Each try reads anew; whoever changed the message meanwhile has ended it or made an attempt, and both are few.
_TRIES: Final = 8
_MESSAGES: Final = "messages"


async def settle_receipt(proven: Proven, agreement: Agreement, ports: Ports) -> None:
    """Mark the message delivered, if the receipt proves that; anything else is recorded and changes nothing."""
    ports.steps.reached("ack.01-proven")
    for _ in range(_TRIES):
        async with ports.unit_of_work() as uow:
            record = await _find(proven, agreement, uow)
            if record is None:
                _contradict_unsent("receipt for nothing we sent", proven, agreement, ports, uow)
            else:
                await _apply_receipt(record, proven, agreement, ports, uow)
            ports.steps.reached("ack.02-before-commit")
            try:
                await uow.commit()
            except ConcurrencyError:
                continue
            ports.steps.reached("ack.03-committed")
            return
    raise ConcurrencyError(_MESSAGES)


async def _find(proven: Proven, agreement: Agreement, uow: UnitOfWork) -> MessageRecord | None:
    """Only under its own agreement can a message be settled (bad inputs 131, 132)."""
    if proven.address.refers_to is None:
        return None
    record = await uow.messages.find_by_message_id(proven.address.refers_to)
    return record if record is not None and record.agreement_id == agreement.agreement_id else None


async def _apply_receipt(
    record: MessageRecord, proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork
) -> None:
    if record.state is DeliveryState.DELIVERED:
        return
    try:
        state = _advance(record, Happening.RECEIPT)
        sent = await uow.sent.find(record.message_id)
        ebms2.check_receipt(proven, sent.references if sent and _is_signed(record, agreement) else ())
    except (StepNotAllowedError, ReceiptRefusedError) as error:
        _contradict(record.subject, error.code, proven, agreement, ports, uow)
        return
    uow.messages.move(record, state)
    uow.outbox.done(WorkKind.DELIVER, str(record.reference))
    _note(EvidenceType.RECEIPT_RECEIVED, record.subject, proven, agreement, ports, uow)
    await complete_layer(
        record, Completion(Layer.TECHNICAL, LayerState.COMPLETE), str(proven.address.message_id), ports, uow
    )
    uow.events.put(BackOfficeEvent(type=EventType.DELIVERED, reference=record.reference, at=ports.clock.now()))


def _is_signed(record: MessageRecord, agreement: Agreement) -> bool:
    """Tell whether the receipt must return what we signed; what was not agreed must prove everything (E-68)."""
    action = agreement.find_action(record.service, record.action, outbound=True)
    return action is None or action.receipt_signed


def _advance(record: MessageRecord, happening: Happening) -> DeliveryState:
    return advance_delivery(DeliveryState(record.state), happening)


async def settle_refusal(proven: Proven, agreement: Agreement, ports: Ports) -> None:
    """Mark the message refused, on the word of a proven MessageError only (bad input 223)."""
    for _ in range(_TRIES):
        async with ports.unit_of_work() as uow:
            record = await _find(proven, agreement, uow)
            if record is None:
                _contradict_unsent("refusal of nothing we sent", proven, agreement, ports, uow)
            else:
                _apply_refusal(record, proven, agreement, ports, uow)
            try:
                await uow.commit()
            except ConcurrencyError:
                continue
            return
    raise ConcurrencyError(_MESSAGES)


def _apply_refusal(record: MessageRecord, proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    if record.state is DeliveryState.REFUSED:
        return
    code = quotable(proven.errors[0].code if proven.errors else "")
    try:
        state = _advance(record, Happening.REFUSAL)
    except StepNotAllowedError as error:
        _contradict(record.subject, error.code, proven, agreement, ports, uow)
        return
    uow.messages.move(record, state, reason=code)
    uow.outbox.done(WorkKind.DELIVER, str(record.reference))
    _note(EvidenceType.REFUSAL_RECEIVED, record.subject, proven, agreement, ports, uow)
    uow.events.put(
        BackOfficeEvent(
            type=EventType.REFUSED_BY_PARTNER,
            reference=record.reference,
            at=ports.clock.now(),
            explanation=f"De ontvanger weigert dit bericht op transportniveau ({code}). Vraag het de beheerder.",
        )
    )


def _note(
    kind: EvidenceType, subject: str, proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork
) -> None:
    """Keep the exact octets of the signal, and chain their digest."""
    payload_id = ports.randomness.new_payload_id()
    uow.payloads.put(payload_id, proven.soap)
    uow.evidence.append(
        EvidenceEntry(
            type=kind,
            at=ports.clock.now(),
            subject=subject,
            actor=str(agreement.partner.party_id.oin),
            facts=(("soap-sha256", sha256(proven.soap)), ("soap-payload", str(payload_id)), *signer_facts(proven)),
        )
    )


def _contradict_unsent(reason: str, proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    _contradict(wire_subject(proven.address, agreement), reason, proven, agreement, ports, uow)


def _contradict(subject: str, reason: str, proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.CONTRADICTED,
            at=ports.clock.now(),
            subject=subject,
            actor=str(agreement.partner.party_id.oin),
            facts=(("reason", reason), ("soap-sha256", sha256(proven.soap))),
        )
    )
