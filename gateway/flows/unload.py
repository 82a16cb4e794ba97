"""The back office collects a shipment: look at the list, take each payload, then confirm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gateway.domain.carried import CarriedKind, Enclosure
from gateway.domain.delivery import ReceptionState
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import Octets
from gateway.errors import NotFoundError
from gateway.flows.collect import Collect, begin_taking, confirm
from gateway.flows.in_turn import in_turn
from gateway.flows.packing import read_list
from gateway.flows.queries import PAGE, Followed, follow
from gateway.ports import MessageRecord, Ports, UnitOfWork


@dataclass(frozen=True, slots=True)
class Unloaded:
    """One payload of a shipment, and what the list says of it."""

    enclosure: Enclosure
    content: Octets


@dataclass(frozen=True, slots=True)
class Shipment:
    """One shipment, in or out: where it stands, and its packing list."""

    followed: Followed
    enclosures: tuple[Enclosure, ...]


async def list_shipments(ports: Ports) -> Sequence[MessageRecord]:
    """Return the shipments that wait for the back office, oldest first, one page."""
    async with ports.unit_of_work() as uow:
        return await uow.messages.list_waiting_shipments(PAGE)


async def open_shipment(direction: Direction, reference: ReferenceNumber, sender: Oin, ports: Ports) -> Shipment:
    """Return where a shipment stands and what is in it, but no content; raise NotFoundError."""
    followed = await follow(direction, reference, sender, ports)
    if followed.record.type is not CarriedKind.SHIPMENT:
        raise NotFoundError("shipment")
    async with ports.unit_of_work() as uow:
        return Shipment(followed, await read_list(followed.record, uow))


async def take_enclosure(command: Collect, number: int, ports: Ports) -> Unloaded:
    """Return the payload with that number, from 1; taking it again returns the same. Raise NotFoundError."""
    return await in_turn(lambda uow: _take(command, number, ports, uow), ports)


async def confirm_shipment(command: Collect, ports: Ports) -> None:
    """Note that the back office has the shipment safe; confirming twice is confirming once."""
    await in_turn(lambda uow: _confirm(command, ports, uow), ports)


async def _take(command: Collect, number: int, ports: Ports, uow: UnitOfWork) -> Unloaded:
    record = await _find(command, uow)
    enclosures = await read_list(record, uow)
    if not 1 <= number <= len(enclosures):
        raise NotFoundError("payload")
    enclosure = enclosures[number - 1]
    content = await uow.payloads.open(enclosure.payload)
    begin_taking(record, uow)
    uow.evidence.append(
        # Reading is an event each time (D24), so the entry is in the commit that lets the reader see.
        EvidenceEntry(
            type=EvidenceType.TAKEN,
            at=ports.clock.now(),
            subject=record.subject,
            actor=f"back-office/{command.client}",
            facts=(("part", str(number)),),
        )
    )
    return Unloaded(enclosure, content)


async def _confirm(command: Collect, ports: Ports, uow: UnitOfWork) -> None:
    record = await _find(command, uow)
    if record.state is ReceptionState.WAITING and not await read_list(record, uow):
        # Where there is nothing to take, looking at the list was taking it.
        begin_taking(record, uow)
        record = replace(record, state=ReceptionState.TAKEN)
    confirm(record, command, ports, uow)


async def _find(command: Collect, uow: UnitOfWork) -> MessageRecord:
    record = await uow.messages.find(Direction.IN, command.reference, command.sender)
    if record is None or record.type is not CarriedKind.SHIPMENT:
        raise NotFoundError("shipment")
    return record
