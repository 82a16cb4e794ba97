"""A receipt or a refusal arrives for something we sent.

What has ended stays as it ended (E-51, bad input 224). When the partner then says otherwise that is recorded, and the
back office is told: only people can find out what became of the message.
"""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from gateway.domain.agreement import Agreement
from gateway.domain.delivery import FINAL_STATES, DeliveryState, Happening, advance_delivery
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.kinds import Layer
from gateway.errors import ContradictedError, ReceiptRefusedError, StepNotAllowedError
from gateway.flows.dispatch import sha256, wire_subject
from gateway.flows.in_turn import in_turn
from gateway.flows.layers import complete_layer, quotable
from gateway.flows.signers import signer_facts
from gateway.ports import MessageRecord, Ports, UnitOfWork, WorkKind
from gateway.tracking import Completion, LayerState
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Proven

# Why a signal cannot be so, where no error of ours says it: it is about nothing that we sent under its agreement.
_NOTHING_SENT: Final = "nothing-sent"
_SIGNAL: Final = "signal"
_REASON: Final = "reason"
_RECEIVED_AFTER_ALL: Final = (
    "De ontvanger bevestigt alsnog dat hij dit bericht heeft, nadat het als niet afgeleverd was gemeld. Bel de "
    "ontvanger voordat u het opnieuw verstuurt."
)
_REFUSED_AFTER_ALL: Final = (
    "De ontvanger meldt alsnog dat hij dit bericht niet verwerkt ({code}), nadat het als afgeleverd was gemeld. Bel de "
    "ontvanger; de beheerder ziet de oorzaak."
)

_Apply: TypeAlias = Callable[[MessageRecord, Proven, Agreement, Ports, UnitOfWork], Awaitable[ContradictedError | None]]


async def settle_receipt(proven: Proven, agreement: Agreement, ports: Ports) -> ContradictedError | None:
    """Mark the message delivered, if the receipt proves that; else record it, change nothing, and return why."""
    return await _settle(_apply_receipt, proven, agreement, ports)


async def settle_refusal(proven: Proven, agreement: Agreement, ports: Ports) -> ContradictedError | None:
    """Mark the message refused, on the word of a proven MessageError only (bad input 223).

    Where that cannot be, record it, change nothing, and return why.
    """
    return await _settle(_apply_refusal, proven, agreement, ports)


async def _settle(apply: _Apply, proven: Proven, agreement: Agreement, ports: Ports) -> ContradictedError | None:
    async def act(uow: UnitOfWork) -> ContradictedError | None:
        record = await _find(proven, agreement, uow)
        if record is None:
            subject = wire_subject(proven.address, agreement)
            contradicted: ContradictedError | None = _contradict(subject, _NOTHING_SENT, proven, agreement, ports, uow)
        else:
            contradicted = await apply(record, proven, agreement, ports, uow)
        ports.steps.reached("ack.02-before-commit")
        return contradicted

    ports.steps.reached("ack.01-proven")
    contradicted = await in_turn(act, ports)
    ports.steps.reached("ack.03-committed")
    return contradicted


async def _find(proven: Proven, agreement: Agreement, uow: UnitOfWork) -> MessageRecord | None:
    """Only under its own agreement can a message be settled (bad inputs 131, 132)."""
    if proven.address.refers_to is None:
        return None
    record = await uow.messages.find_by_message_id(proven.address.refers_to)
    return record if record is not None and record.agreement_id == agreement.agreement_id else None


async def _apply_receipt(
    record: MessageRecord, proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork
) -> ContradictedError | None:
    if record.state is DeliveryState.DELIVERED:
        return None
    sent = await uow.sent.find(record.message_id)
    try:
        ebms2.check_receipt(proven, sent.references if sent and _is_signed(record, agreement) else ())
        state = _advance(record, Happening.RECEIPT)
    except ReceiptRefusedError as error:
        return _contradict(record.subject, error.code, proven, agreement, ports, uow)
    except StepNotAllowedError as error:
        if record.state in FINAL_STATES:
            await _tell(record, _RECEIVED_AFTER_ALL, proven, ports, uow)
        return _contradict(record.subject, error.code, proven, agreement, ports, uow)
    uow.messages.move(record, state)
    uow.outbox.done(WorkKind.DELIVER, str(record.reference))
    _note(EvidenceType.RECEIPT_RECEIVED, record.subject, proven, agreement, ports, uow)
    await complete_layer(
        record, Completion(Layer.TECHNICAL, LayerState.COMPLETE), str(proven.address.message_id), ports, uow
    )
    uow.events.put(BackOfficeEvent(type=EventType.DELIVERED, reference=record.reference, at=ports.clock.now()))
    return None


def _is_signed(record: MessageRecord, agreement: Agreement) -> bool:
    """Tell whether the receipt must return what we signed; what was not agreed must prove everything (E-68)."""
    action = agreement.find_action(record.service, record.action, outbound=True)
    return action is None or action.receipt_signed


def _advance(record: MessageRecord, happening: Happening) -> DeliveryState:
    return advance_delivery(DeliveryState(record.state), happening)


async def _apply_refusal(
    record: MessageRecord, proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork
) -> ContradictedError | None:
    if record.state is DeliveryState.REFUSED:
        return None
    code = quotable(proven.errors[0].code if proven.errors else "")
    try:
        state = _advance(record, Happening.REFUSAL)
    except StepNotAllowedError as error:
        # That a message which failed was also refused is no news.
        if record.state is DeliveryState.DELIVERED:
            await _tell(record, _REFUSED_AFTER_ALL.format(code=code), proven, ports, uow)
        return _contradict(record.subject, error.code, proven, agreement, ports, uow)
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
    return None


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


async def _tell(record: MessageRecord, explanation: str, proven: Proven, ports: Ports, uow: UnitOfWork) -> None:
    """Tell the back office that the partner contradicts the end it was told; of each kind of signal once."""
    said = {(_SIGNAL, str(proven.address.kind)), (_REASON, StepNotAllowedError.code)}
    entries = [chained.entry for chained in await uow.evidence.list_of(record.subject)]
    if not any(entry.type is EvidenceType.CONTRADICTED and said <= set(entry.facts) for entry in entries):
        uow.events.put(
            BackOfficeEvent(
                type=EventType.DELIVERY_CONTRADICTED,
                reference=record.reference,
                at=ports.clock.now(),
                explanation=explanation,
            )
        )


def _contradict(
    subject: str, reason: str, proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork
) -> ContradictedError:
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.CONTRADICTED,
            at=ports.clock.now(),
            subject=subject,
            actor=str(agreement.partner.party_id.oin),
            facts=((_SIGNAL, proven.address.kind), (_REASON, reason), ("soap-sha256", sha256(proven.soap))),
        )
    )
    return ContradictedError(reason)
