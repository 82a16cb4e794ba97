"""What the store still holds of a message that evidence is about: what it says, and what was done about it."""

from collections.abc import Awaitable
from dataclasses import dataclass, replace

from gateway.domain.carried import CarriedKind
from gateway.domain.employees import Employee
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Message
from gateway.domain.parking import StepTaken
from gateway.errors import CallerError, ConfigError, NotFoundError, PartnerError
from gateway.flows.dispatch import in_memory
from gateway.flows.parked import content_of, steps_about
from gateway.formats import interpreter
from gateway.ports import MessageRecord, ParkedRecord, Ports, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A message as it was handed in when a person had to act on it, else as it travelled; None when it is gone.

    Gone is what was purged, or sealed under a key that was destroyed; `unreadable` tells that it is here and damaged.
    """

    type: MessageType
    message: Message | None
    unreadable: bool = False
    author: Employee | None = None
    steps: tuple[StepTaken, ...] = ()


async def recall(subject: str, ports: Ports, uow: UnitOfWork) -> Recalled | None:
    """Return what is left of it; None when evidence is about no message, or one refused at once or carried unread."""
    parts = subject.split("/", 2)
    if parts[0] not in set(Direction) or len(parts) < len(("direction", "sender", "reference")):
        return None
    direction, sender, reference = Direction(parts[0]), Oin.parse(parts[1]), ReferenceNumber.parse(parts[2])
    if direction is Direction.OUT and (found := await _recall_parked(reference, ports, uow)) is not None:
        return found
    record = await uow.messages.find(direction, reference, sender)
    if record is None or isinstance(record.type, CarriedKind):
        return None
    kind = record.type
    return await _unless_gone(kind, _travelled(kind, record, ports, uow))


async def _recall_parked(reference: ReferenceNumber, ports: Ports, uow: UnitOfWork) -> Recalled | None:
    record = await uow.parked.find(reference)
    return None if record is None else await _unless_gone(record.type, _waited(record, ports, uow))


async def _unless_gone(kind: MessageType, recalled: Awaitable[Recalled]) -> Recalled:
    try:
        return await recalled
    except (NotFoundError, ConfigError):
        return Recalled(type=kind, message=None)
    except (CallerError, PartnerError):
        return Recalled(type=kind, message=None, unreadable=True)


async def _waited(record: ParkedRecord, ports: Ports, uow: UnitOfWork) -> Recalled:
    message, steps = await content_of(record, ports, uow), await steps_about(record, uow)
    return Recalled(type=record.type, message=message, author=record.author, steps=steps)


async def _travelled(kind: MessageType, record: MessageRecord, ports: Ports, uow: UnitOfWork) -> Recalled:
    octets = await in_memory(await uow.payloads.open(record.content), ports)
    message = await ports.workbench.run(len(octets), interpreter.parse, record.service, record.action, octets)
    # E-35: the envelope said which conversation it was; StUF has no word for it.
    header = replace(message.header, conversation=record.conversation)
    return Recalled(type=kind, message=replace(message, header=header))
