"""A shipment arrives: payloads of a service that is carried without being read."""

import re
from typing import Final

from gateway import policy
from gateway.domain.agreement import Agreement
from gateway.domain.carried import CarriedKind, Enclosure
from gateway.domain.delivery import ReceptionState
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import size_of
from gateway.flows.dispatch import digest_of, sha256
from gateway.flows.packing import write_list
from gateway.formats import interpreter
from gateway.ports import MessageRecord, Ports, UnitOfWork
from gateway.wire.stages import Part, Proven

# StUF 03.01: Refnummer has at most forty positions.
_REFERENCE_LENGTH: Final = 40
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def is_carried(proven: Proven, agreement: Agreement, ports: Ports) -> bool:
    """Tell whether this is a shipment that may come in; what is not goes the way of messages, and is refused there."""
    address = proven.address
    named = ports.carried.carries(agreement.partner.party_id.oin, address.service)
    of_the_chain = interpreter.is_of_the_chain(address.service, address.action)
    return policy.judge_carriage(of_the_chain=of_the_chain, named=named) is None


async def take_aboard(proven: Proven, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> MessageRecord:
    """Record the shipment with its payloads, and tell the back office that it waits."""
    enclosures = [await _enclose(part, ports, uow) for part in proven.parts]
    reference = await _reference_for(proven, agreement.partner.party_id.oin, uow)
    record = _record(reference, proven, agreement, ports)
    uow.messages.record(record)
    uow.payloads.put(record.content, write_list(enclosures))
    uow.events.put(BackOfficeEvent(type=EventType.SHIPMENT_WAITING, reference=record.reference, at=ports.clock.now()))
    return record


async def _enclose(part: Part, ports: Ports, uow: UnitOfWork) -> Enclosure:
    payload = ports.randomness.new_payload_id()
    uow.payloads.put(payload, part.content)
    return Enclosure(
        payload=payload,
        content_id=part.content_id,
        media_type=part.media_type,
        file_name=part.file_name,
        size=size_of(part.content),
        sha256=await digest_of(part.content, ports),
    )


def _record(reference: ReferenceNumber, proven: Proven, agreement: Agreement, ports: Ports) -> MessageRecord:
    address = proven.address
    return MessageRecord(
        reference=reference,
        direction=Direction.IN,
        type=CarriedKind.SHIPMENT,
        service=address.service,
        action=address.action,
        sender=agreement.partner.party_id.oin,
        receiver=agreement.own.party_id.oin,
        conversation=address.conversation_id,
        cross_reference=None,
        agreement_id=agreement.agreement_id,
        agreement_digest=agreement.digest,
        message_id=address.message_id,
        state=ReceptionState.WAITING,
        recorded_at=ports.clock.now(),
        content=ports.randomness.new_payload_id(),
    )


async def _reference_for(proven: Proven, sender: Oin, uow: UnitOfWork) -> ReferenceNumber:
    """Return what its sender calls it too, where that sender is as we are: the first part of the MessageId.

    Of any other MessageId, and where that is the reference of another already, a digest of the whole.
    """
    local, _, domain = str(proven.address.message_id).partition("@")
    if _UUID.fullmatch(local) and domain:
        own = ReferenceNumber(local)
        if await uow.messages.find(Direction.IN, own, sender) is None:
            return own
    return ReferenceNumber(sha256(str(proven.address.message_id).encode())[:_REFERENCE_LENGTH])
