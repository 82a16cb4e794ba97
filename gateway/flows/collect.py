"""The back office collects what waits for it: take, then confirm."""

from dataclasses import dataclass, replace
from typing import Final

from gateway.domain.carried import CarriedKind
from gateway.domain.delivery import Handling, ReceptionState, advance_reception
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction, Message
from gateway.errors import NotFoundError
from gateway.flows.dispatch import in_memory
from gateway.flows.in_turn import in_turn
from gateway.formats import interpreter
from gateway.ports import MessageRecord, Ports, UnitOfWork

_EVIDENCE: Final = {Handling.TAKE: EvidenceType.TAKEN, Handling.CONFIRM: EvidenceType.CONFIRMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect:
    """Which inbound message, and which back office asks."""

    client: str
    sender: Oin
    reference: ReferenceNumber


async def take_message(command: Collect, ports: Ports) -> Message:
    """Return the message; taking it again returns the same, until it is confirmed and after."""
    record, octets = await in_turn(lambda uow: _take(command, ports, uow), ports)
    message = await ports.workbench.run(len(octets), interpreter.reread, record.action, octets)
    return replace(message, header=replace(message.header, conversation=record.conversation))


async def confirm_message(command: Collect, ports: Ports) -> None:
    """Note that the back office has the message safe; confirming twice is confirming once."""
    await in_turn(lambda uow: _confirm(command, ports, uow), ports)


def begin_taking(record: MessageRecord, uow: UnitOfWork) -> None:
    """Note that the back office begins to take what waits for it."""
    if record.state is ReceptionState.WAITING:
        _move(record, Handling.TAKE, uow)


def confirm(record: MessageRecord, command: Collect, ports: Ports, uow: UnitOfWork) -> None:
    """Note that the back office has it safe, unless that was noted before."""
    if record.state is not ReceptionState.CONFIRMED:
        _move(record, Handling.CONFIRM, uow)
        _note(record, Handling.CONFIRM, command, ports, uow)


async def _take(command: Collect, ports: Ports, uow: UnitOfWork) -> tuple[MessageRecord, bytes]:
    record = await _find(command, uow)
    octets = await in_memory(await uow.payloads.open(record.content), ports)
    begin_taking(record, uow)
    _note(record, Handling.TAKE, command, ports, uow)
    return record, octets


async def _confirm(command: Collect, ports: Ports, uow: UnitOfWork) -> None:
    confirm(await _find(command, uow), command, ports, uow)


async def _find(command: Collect, uow: UnitOfWork) -> MessageRecord:
    record = await uow.messages.find(Direction.IN, command.reference, command.sender)
    if record is None or record.type is CarriedKind.SHIPMENT:
        raise NotFoundError("message")
    return record


def _move(record: MessageRecord, handling: Handling, uow: UnitOfWork) -> None:
    uow.messages.move(record, advance_reception(ReceptionState(record.state), handling))


def _note(record: MessageRecord, handling: Handling, command: Collect, ports: Ports, uow: UnitOfWork) -> None:
    """Reading is an event each time (D24), so the entry is in the commit that lets the reader see."""
    uow.evidence.append(
        EvidenceEntry(
            type=_EVIDENCE[handling],
            at=ports.clock.now(),
            subject=record.subject,
            actor=f"back-office/{command.client}",
        )
    )
