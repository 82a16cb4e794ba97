"""What the gateway itself answers to a message that arrived: a functional receipt (TEC-02) or fault (TEC-04)."""

from dataclasses import dataclass

from gateway.domain.agreement import Agreement
from gateway.domain.content import Content, Fout
from gateway.domain.identifiers import ConversationId, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message
from gateway.errors import ContentRefusedError
from gateway.flows.dispatch import queue_message
from gateway.formats import interpreter
from gateway.ports import Ports, UnitOfWork

_FAULT_TEXT = "Het bericht is niet verwerkt; de plaatsen of regels staan erbij."


def queue_receipt(header: Header, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Tell the sender that its message is in the mailbox of our back office (layer R)."""
    reply = _header(MessageType.TEC_02, header.reference, header.conversation, agreement, ports)
    _queue(Message(header=reply, content=Content()), header.type, agreement, ports, uow)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedContent:
    """A message that arrived and went no further: what was wrong, and how its sender names it."""

    error: ContentRefusedError
    reference: ReferenceNumber
    conversation: ConversationId
    about: MessageType


def queue_fault(refused: RefusedContent, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Tell the sender why its message went no further: fault code and places, nothing of what it said."""
    reply = _header(MessageType.TEC_04, refused.reference, refused.conversation, agreement, ports)
    fault = Fout(code=refused.error.fault, omschrijving=_FAULT_TEXT, plaatsen=refused.error.places)
    _queue(Message(header=reply, content=Content(fout=fault)), refused.about, agreement, ports, uow)


def _header(
    kind: MessageType, about: ReferenceNumber, conversation: ConversationId, agreement: Agreement, ports: Ports
) -> Header:
    return Header(
        reference=ports.randomness.new_reference(),
        type=kind,
        sender=agreement.own.party_id.oin,
        receiver=agreement.partner.party_id.oin,
        conversation=conversation,
        created_at=ports.clock.now(),
        cross_reference=about,
    )


def _queue(message: Message, about: MessageType, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Queue it where the agreement has a place for it; where it has not, the transport receipt is all they get."""
    rendered = interpreter.render(message, about=about)
    if agreement.find_action(rendered.service, rendered.action, outbound=True) is not None:
        queue_message(message, rendered, agreement, ports, uow)
