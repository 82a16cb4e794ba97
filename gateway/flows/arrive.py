"""A proven message gets its meaning and its place, in the unit of work that also holds its receipt."""

from dataclasses import dataclass, replace
from typing import Final

from gateway import policy
from gateway.domain.agreement import Agreement
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.delivery import ReceptionState
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.faults import FaultCode
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Header, Message
from gateway.domain.octets import size_of, whole
from gateway.errors import ContentRefusedError, InvalidIdentifierError
from gateway.flows.carry import is_carried, take_aboard
from gateway.flows.dispatch import digest_of, in_memory, patience_of, sha256
from gateway.flows.history import history_of
from gateway.flows.layers import complete_layers
from gateway.flows.replies import RefusedContent, queue_fault, queue_receipt
from gateway.flows.signals import KeptSignal
from gateway.flows.signers import signer_facts
from gateway.formats import interpreter
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.ports import MessageRecord, Ports, UnitOfWork
from gateway.wire.stages import Proven

# StUF 03.01: Refnummer has at most forty positions.
_REFERENCE_LENGTH: Final = 40
# Gateway messages end here; they are about a message, not for the back office.
_FOR_THE_GATEWAY: Final = frozenset({MessageType.TEC_02, MessageType.TEC_04})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A proven message, its agreement, and the transport receipt that was made for it."""

    proven: Proven
    agreement: Agreement
    answer: KeptSignal | None


async def record_arrival(arrival: Arrival, ports: Ports, uow: UnitOfWork) -> str:
    """Record what arrived: for the back office, for an earlier message of ours, or refused with a functional fault.

    A shipment of a service that is carried unread is recorded as it is.
    Returns the subject under which the evidence about it is kept.
    """
    if is_carried(arrival.proven, arrival.agreement, ports):
        shipment = await take_aboard(arrival.proven, arrival.agreement, ports, uow)
        await _note_evidence(shipment.subject, arrival, ports, uow)
        return shipment.subject
    try:
        message = await _interpret(arrival, ports)
        await _check_arrival(message, arrival, ports, uow)
    except ContentRefusedError as error:
        return await _record_refused(arrival, error, ports, uow)
    record = _record(message.header, arrival, ports)
    uow.messages.record(record)
    uow.payloads.put(record.content, arrival.proven.parts[0].content)
    await _note_evidence(record.subject, arrival, ports, uow)
    await complete_layers(message, ports, uow)
    if message.header.type not in _FOR_THE_GATEWAY:
        _announce(message, arrival, ports, uow)
    return record.subject


def _announce(message: Message, arrival: Arrival, ports: Ports, uow: UnitOfWork) -> None:
    """Tell the back office, and where the gateway itself confirms receipt by the organisation, the sender."""
    header = message.header
    uow.events.put(BackOfficeEvent(type=EventType.MESSAGE_WAITING, reference=header.reference, at=ports.clock.now()))
    if CATALOGUE[header.type].receipt_by is MessageType.TEC_02:
        queue_receipt(header, arrival.proven.address.service, arrival.agreement, ports, uow)


async def _interpret(arrival: Arrival, ports: Ports) -> Message:
    address = arrival.proven.address
    if len(arrival.proven.parts) != 1:
        raise ContentRefusedError(FaultCode.NOT_CONFORMING, ("number of payloads",))
    interpreter.require_known(address.service, address.action)
    octets = await _payload(arrival.proven, ports)
    places = await ports.workbench.run(len(octets), ports.schemas.validate, address.service, address.action, octets)
    if places:
        raise ContentRefusedError(FaultCode.NOT_CONFORMING, places)
    message = await ports.workbench.run(len(octets), interpreter.parse, address.service, address.action, octets)
    # E-35: the envelope says which conversation this is, whatever the payload calls it; StUF has no word for it.
    return replace(message, header=replace(message.header, conversation=address.conversation_id))


async def _payload(proven: Proven, ports: Ports) -> bytes:
    """Return the one payload in memory, where it can be read; one that no reader takes does not come there."""
    content = proven.parts[0].content
    if size_of(content) > PAYLOAD_LIMITS.octets:
        raise ContentRefusedError(FaultCode.NOT_CONFORMING, ("size of the payload",))
    return await in_memory(content, ports)


async def _check_arrival(message: Message, arrival: Arrival, ports: Ports, uow: UnitOfWork) -> None:
    """Refuse what a rule stops on arrival, with every rule that does; all that a schema cannot say is among them."""
    sender, partner = message.header.sender, arrival.agreement.partner.party_id.oin
    at = ports.clock.now()
    facts = policy.Facts(
        message=message,
        sender=ports.parties.find(sender),
        receiver=ports.parties.own,
        direction=Direction.IN,
        at=at,
        history=await history_of(message.header, sender, ports.parties, uow),
        certificate=partner,
        references=ports.references.current(),
        region=ports.regions.in_force(at),
        patience=patience_of(*(action.reliability for action in arrival.agreement.actions)),
        house=_house(arrival, ports),
    )
    decision = policy.judge(facts)
    if not decision.passes:
        raise ContentRefusedError(decision.fault, decision.places)


def _house(arrival: Arrival, ports: Ports) -> policy.House:
    """Return what the agreement says of the way it took; what was proven by another action tells nothing."""
    address = arrival.proven.address
    action = arrival.agreement.find_action(address.service, address.action, outbound=False)
    if action is None:
        return policy.UNKNOWN_HOUSE
    return policy.house_of(arrival.agreement, action, ports.clock.now())


def _record(header: Header, arrival: Arrival, ports: Ports) -> MessageRecord:
    for_us = header.type in _FOR_THE_GATEWAY
    return MessageRecord(
        reference=header.reference,
        direction=Direction.IN,
        type=header.type,
        service=arrival.proven.address.service,
        action=arrival.proven.address.action,
        sender=header.sender,
        receiver=header.receiver,
        conversation=header.conversation,
        cross_reference=header.cross_reference,
        agreement_id=arrival.agreement.agreement_id,
        agreement_digest=arrival.agreement.digest,
        message_id=arrival.proven.address.message_id,
        state=ReceptionState.CONFIRMED if for_us else ReceptionState.WAITING,
        recorded_at=ports.clock.now(),
        content=ports.randomness.new_payload_id(),
    )


async def _note_evidence(
    subject: str, arrival: Arrival, ports: Ports, uow: UnitOfWork, *refused: tuple[str, str]
) -> None:
    """Keep the exact SOAP octets, sealed, and chain their digest with that of the receipt."""
    proven = arrival.proven
    soap = ports.randomness.new_payload_id()
    uow.payloads.put(soap, proven.soap)
    digests = [await digest_of(part.content, ports) for part in proven.parts]
    facts = [
        ("agreement", arrival.agreement.digest),
        ("soap-sha256", sha256(proven.soap)),
        ("soap-payload", str(soap)),
        *((f"part-{number}-sha256", digest) for number, digest in enumerate(digests, start=1)),
        *signer_facts(proven),
        *refused,
    ]
    if arrival.answer is not None:
        facts.append(("receipt-sha256", arrival.answer.soap_sha256))
        facts.append(("receipt-payload", str(arrival.answer.payload_id)))
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.RECEIVED,
            at=ports.clock.now(),
            subject=subject,
            actor=str(arrival.agreement.partner.party_id.oin),
            facts=tuple(facts),
        )
    )


async def _record_refused(arrival: Arrival, error: ContentRefusedError, ports: Ports, uow: UnitOfWork) -> str:
    """Keep the evidence, and answer with the functional fault of the format; nothing reaches the back office."""
    octets = sum(size_of(part.content) for part in arrival.proven.parts)
    reference = await ports.workbench.run(octets, _reference_of, arrival.proven)
    subject = f"{Direction.IN}/{arrival.agreement.partner.party_id.oin}/{reference}"
    await _note_evidence(subject, arrival, ports, uow, ("refused", error.fault), ("places", "; ".join(error.places)))
    address = arrival.proven.address
    about = interpreter.type_of(address.action)
    if about is not None and about not in _FOR_THE_GATEWAY:
        refused = RefusedContent(
            error=error, reference=reference, conversation=address.conversation_id, service=address.service
        )
        queue_fault(refused, arrival.agreement, ports, uow)
    return subject


def _reference_of(proven: Proven) -> ReferenceNumber:
    """The sender's own reference where it can be read, else one that follows from the MessageId."""
    content = proven.parts[0].content if proven.parts else b""
    octets = b"" if size_of(content) > PAYLOAD_LIMITS.octets else whole(content)
    local_part = str(proven.address.message_id).partition("@")[0][:_REFERENCE_LENGTH]
    return interpreter.peek_reference(octets) or _as_reference(local_part)


def _as_reference(local_part: str) -> ReferenceNumber:
    try:
        return ReferenceNumber.parse(local_part)
    except InvalidIdentifierError:
        # A MessageId may have signs that no reference has.
        return ReferenceNumber(sha256(local_part.encode())[:_REFERENCE_LENGTH])
