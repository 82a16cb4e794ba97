"""What may be seen of messages from outside; reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.domain.events import BackOfficeEvent
from gateway.domain.evidence import ChainedEntry
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction
from gateway.errors import NotFoundError
from gateway.ports import LayerRecord, MessageRecord, Ports

PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One message with its layers and its evidence."""

    record: MessageRecord
    layers: tuple[LayerRecord, ...]
    evidence: tuple[ChainedEntry, ...]


async def list_waiting(ports: Ports) -> Sequence[MessageRecord]:
    """Return what waits for the back office, oldest first, one page."""
    async with ports.unit_of_work() as uow:
        return await uow.messages.list_waiting(PAGE)


async def list_recent(ports: Ports) -> Sequence[MessageRecord]:
    """Return the newest messages in both directions, one page."""
    async with ports.unit_of_work() as uow:
        return await uow.messages.list_recent(PAGE)


async def list_events(after: int, ports: Ports) -> Sequence[tuple[int, BackOfficeEvent]]:
    """Return events with a number above `after`, one page."""
    async with ports.unit_of_work() as uow:
        return await uow.events.list_after(after, PAGE)


async def follow(direction: Direction, reference: ReferenceNumber, sender: Oin, ports: Ports) -> Followed:
    """Return everything known about one message but its content; raise NotFoundError."""
    async with ports.unit_of_work() as uow:
        record = await uow.messages.find(direction, reference, sender)
        if record is None:
            raise NotFoundError("message")
        return Followed(
            record=record,
            layers=tuple(await uow.layers.list_of(direction, reference)),
            evidence=tuple(await uow.evidence.list_of(record.subject)),
        )
