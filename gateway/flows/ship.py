"""The back office hands us a shipment: payloads for a partner, of a service that is carried without being read."""

from dataclasses import dataclass
from functools import partial

from gateway import policy
from gateway.domain.agreement import Agreement
from gateway.domain.carried import CarriedKind, Enclosure
from gateway.domain.delivery import DeliveryState
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import ConversationId, MessageId, Oin, ReferenceNumber
from gateway.domain.kinds import Layer
from gateway.domain.message import Direction
from gateway.domain.octets import Octets
from gateway.errors import NoRouteError, NotAMessageError, PolicyRefusedError
from gateway.flows.dispatch import queue_delivery
from gateway.flows.once import once
from gateway.flows.packing import write_list
from gateway.flows.route import guard_way
from gateway.formats import interpreter
from gateway.ports import LayerRecord, MessageRecord, Ports, UnitOfWork
from gateway.wire.ebms2 import endpoint as ebms2


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """One payload as it was handed in; `sha256` is its digest (hex)."""

    media_type: str
    file_name: str | None
    content: Octets
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ship:
    """A shipment and the client key under which the same call has one effect; `digest` is over all that was handed in.

    Without a conversation it begins one.
    """

    client: str
    key: str
    digest: str
    receiver: Oin
    service: str
    action: str
    conversation: ConversationId | None
    enclosed: tuple[Enclosed, ...]


async def ship(command: Ship, ports: Ports) -> ReferenceNumber:
    """Accept the shipment for delivery and return its reference; the answer may leave, it is durable.

    Raises KeyReusedError, PolicyRefusedError, NoRouteError, RouteGuardError, NotAMessageError.
    """
    return await once(command, partial(_take_in, command, ports), _same_reference, ports)


async def _same_reference(reference: ReferenceNumber, _: UnitOfWork) -> ReferenceNumber:
    return reference


async def _take_in(command: Ship, ports: Ports, uow: UnitOfWork) -> tuple[ReferenceNumber, ReferenceNumber]:
    message_id = ports.randomness.new_message_id()
    # What we call it, and what its receiver can call it too.
    reference = ReferenceNumber.parse(str(message_id).partition("@")[0])
    await _judge(command, reference, ports, uow)
    agreement = await _find_way(command, ports)
    record = _record(command, reference, message_id, agreement, ports)
    enclosures = [_enclose(each, number, record, ports) for number, each in enumerate(command.enclosed, start=1)]
    uow.messages.record(record)
    uow.payloads.put(record.content, write_list(enclosures))
    for each, enclosure in zip(command.enclosed, enclosures, strict=True):
        uow.payloads.put(enclosure.payload, each.content)
    uow.layers.expect(LayerRecord(reference=reference, direction=Direction.OUT, layer=Layer.TECHNICAL))
    queue_delivery(record, agreement, ports, uow)
    uow.evidence.append(_submitted(record, enclosures, ports))
    return reference, reference


async def _judge(command: Ship, reference: ReferenceNumber, ports: Ports, uow: UnitOfWork) -> None:
    """Let the rule speak; a refusal is evidence too, so it is committed before it is raised."""
    refused = policy.judge_carriage(
        of_the_chain=interpreter.is_of_the_chain(command.service, command.action),
        named=ports.carried.carries(command.receiver, command.service),
    )
    if refused is None:
        return
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.POLICY_DECIDED,
            at=ports.clock.now(),
            subject=f"{Direction.OUT}/{ports.parties.own.oin}/{reference}",
            actor=command.client,
            facts=(("type", CarriedKind.SHIPMENT), ("outcome", "refused"), ("rules", refused.rule)),
        )
    )
    await uow.commit()
    raise PolicyRefusedError((refused.rule,), (refused.explanation,))


async def _find_way(command: Ship, ports: Ports) -> Agreement:
    agreement = ports.agreements.find_route(command.receiver, command.service, command.action, ports.clock.now())
    action = None if agreement is None else agreement.find_action(command.service, command.action, outbound=True)
    if agreement is None or action is None:
        raise NoRouteError(CarriedKind.SHIPMENT)
    if len(command.enclosed) > ebms2.most_parts(action):
        raise NotAMessageError((f"parts: more than {ebms2.most_parts(action)}",))
    await guard_way(ports.parties.own.oin, command.receiver, agreement, action, ports)
    return agreement


def _record(
    command: Ship, reference: ReferenceNumber, message_id: MessageId, agreement: Agreement, ports: Ports
) -> MessageRecord:
    return MessageRecord(
        reference=reference,
        direction=Direction.OUT,
        type=CarriedKind.SHIPMENT,
        service=command.service,
        action=command.action,
        sender=ports.parties.own.oin,
        receiver=command.receiver,
        conversation=command.conversation or ports.randomness.new_conversation(),
        cross_reference=None,
        agreement_id=agreement.agreement_id,
        agreement_digest=agreement.digest,
        message_id=message_id,
        state=DeliveryState.QUEUED,
        recorded_at=ports.clock.now(),
        content=ports.randomness.new_payload_id(),
    )


def _enclose(each: Enclosed, number: int, record: MessageRecord, ports: Ports) -> Enclosure:
    return Enclosure(
        payload=ports.randomness.new_payload_id(),
        content_id=f"payload-{number}-{record.message_id}",
        media_type=each.media_type,
        file_name=each.file_name,
        size=each.size,
        sha256=each.sha256,
    )


def _submitted(record: MessageRecord, enclosures: list[Enclosure], ports: Ports) -> EvidenceEntry:
    return EvidenceEntry(
        type=EvidenceType.SUBMITTED,
        at=ports.clock.now(),
        subject=record.subject,
        actor=str(record.sender),
        facts=(
            ("type", CarriedKind.SHIPMENT),
            ("receiver", str(record.receiver)),
            *((f"part-{number}-sha256", each.sha256) for number, each in enumerate(enclosures, start=1)),
            ("agreement", record.agreement_digest),
        ),
    )
