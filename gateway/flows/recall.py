"""What the store still holds of a message that evidence is about: what it says, and what was done about it."""

from dataclasses import dataclass, replace

from gateway.domain.carried import CarriedKind
from gateway.domain.employees import Employee
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Message
from gateway.domain.parking import StepTaken
from gateway.errors import NotFoundError
from gateway.flows.dispatch import in_memory
from gateway.flows.parked import content_of, steps_about
from gateway.formats import interpreter
from gateway.ports import MessageRecord, Ports, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A message as it was handed in when a person had to act on it, else as it travelled; None when purged."""

    type: MessageType
    message: Message | None
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
    return Recalled(type=record.type, message=await _travelled(record, ports, uow))


async def _recall_parked(reference: ReferenceNumber, ports: Ports, uow: UnitOfWork) -> Recalled | None:
    record = await uow.parked.find(reference)
    if record is None:
        return None
    try:
        message, steps = await content_of(record, ports, uow), await steps_about(record, uow)
    except NotFoundError:
        return Recalled(type=record.type, message=None)
    return Recalled(type=record.type, message=message, author=record.author, steps=steps)


async def _travelled(record: MessageRecord, ports: Ports, uow: UnitOfWork) -> Message | None:
    try:
        octets = await in_memory(await uow.payloads.open(record.content), ports)
    except NotFoundError:
        return None
    message = await ports.workbench.run(len(octets), interpreter.parse, record.service, record.action, octets)
    # E-35: the envelope said which conversation it was; StUF has no word for it.
    return replace(message, header=replace(message.header, conversation=record.conversation))
