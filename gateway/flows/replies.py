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


def queue_receipt(header: Header, service: str, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Tell the sender, under the service of its message, that this is in the mailbox of our back office (layer R)."""
    reply = _header(MessageType.TEC_02, header.reference, header.conversation, agreement, ports)
    _queue(Message(header=reply, content=Content()), service, agreement, ports, uow)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedContent:
    """A message that arrived and went no further: what was wrong, and how its sender names it."""

    error: ContentRefusedError
    reference: ReferenceNumber
    conversation: ConversationId
    service: str


def queue_fault(refused: RefusedContent, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Tell the sender why its message went no further: fault code and places, nothing of what it said."""
    reply = _header(MessageType.TEC_04, refused.reference, refused.conversation, agreement, ports)
    fault = Fout(code=refused.error.fault, omschrijving=_FAULT_TEXT, plaatsen=refused.error.places)
    _queue(Message(header=reply, content=Content(fout=fault)), refused.service, agreement, ports, uow)


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


def _queue(message: Message, service: str, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Queue it where the agreement has a place for it; where it has not, the transport receipt is all they get.

    It travels under the service of the message that it is about; under one of ours when we do not speak that (R147).
    """
    ways = interpreter.ways_of(message.header.type)
    ways = tuple(way for way in ways if way.service == service) or ways
    agreed = next((way for way in ways if agreement.find_action(way.service, way.action, outbound=True)), None)
    if agreed is not None:
        queue_message(message, interpreter.render(message, agreed.service), agreement, ports, uow)
