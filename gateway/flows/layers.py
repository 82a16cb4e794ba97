"""Acknowledgement layers of our messages: an arriving message or signal completes the ones it speaks for."""

import re
from dataclasses import replace
from typing import Final

from gateway.domain.content import Fout
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction, Message
from gateway.ports import MessageRecord, Ports, UnitOfWork
from gateway.tracking import Completion, LayerState, completions

# What standards call faults; whatever else a partner writes there is not ours to repeat (bad input 243).
_FAULT_CODE: Final = re.compile(r"[A-Za-z0-9]{1,40}", re.ASCII)


async def complete_layers(message: Message, ports: Ports, uow: UnitOfWork) -> None:
    """Tell the earlier message of ours that this one refers to which layers it completes or refuses."""
    earlier = await _earlier(message, uow)
    if earlier is None or not isinstance(earlier.type, MessageType):
        return
    for completion in completions(message, earlier.type):
        await complete_layer(earlier, completion, str(message.header.reference), ports, uow)
    if message.header.type is MessageType.TEC_04:
        uow.events.put(
            BackOfficeEvent(
                type=EventType.REFUSED_BY_PARTNER,
                reference=earlier.reference,
                at=ports.clock.now(),
                explanation=_explain_fault(message.content.fout),
            )
        )


def _explain_fault(fault: Fout | None) -> str:
    code = quotable(fault.code if fault else "")
    return f"De ontvanger kan dit bericht niet verwerken (fout {code}). Verbeter het bericht en verstuur het opnieuw."


def quotable(code: str) -> str:
    """Return a partner's fault code if it looks like one, so that an operator may see it."""
    return code if _FAULT_CODE.fullmatch(code) else "onbekend"


async def _earlier(message: Message, uow: UnitOfWork) -> MessageRecord | None:
    reference = message.header.cross_reference
    if reference is None:
        return None
    earlier = await uow.messages.find(Direction.OUT, reference)
    # Only the organisation that got a message can answer it (bad input 127).
    return earlier if earlier is not None and earlier.receiver == message.header.sender else None


async def complete_layer(record: MessageRecord, completion: Completion, by: str, ports: Ports, uow: UnitOfWork) -> None:
    """Record what became of an expected layer of our message; the unexpected, or a second one, changes nothing."""
    at = ports.clock.now()
    for expected in await uow.layers.list_of(Direction.OUT, record.reference):
        if expected.layer is completion.layer and expected.completed_at is None:
            refused = completion.state is LayerState.REFUSED
            uow.layers.complete(replace(expected, completed_at=at, by=by, refused=refused))
            uow.events.put(
                BackOfficeEvent(
                    type=EventType.LAYER_COMPLETED,
                    reference=record.reference,
                    at=at,
                    explanation=_explain_layer(completion.layer, refused=refused),
                )
            )
            uow.evidence.append(
                EvidenceEntry(
                    type=EvidenceType.LAYER_COMPLETED,
                    at=at,
                    subject=record.subject,
                    actor=str(record.receiver),
                    facts=(("layer", completion.layer), ("state", completion.state), ("by", by)),
                )
            )


_LAYER_NAMES = {
    Layer.TECHNICAL: "technische ontvangst",
    Layer.RECEIPT: "ontvangst door de organisatie",
    Layer.ACCEPTANCE: "acceptatie",
    Layer.BUSINESS: "inhoudelijk antwoord",
}


def _explain_layer(layer: Layer, *, refused: bool) -> str:
    return f"Laag {layer} ({_LAYER_NAMES[layer]}) is {'geweigerd' if refused else 'binnen'}."
