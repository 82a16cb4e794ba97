"""Stores in memory with one defect each: what a property about interleavings must find, or it proves nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.identifiers import MessageId, Oin
from gateway.ports import InboxRecord, MessageRecord, UnitOfWork, Work, WorkKind
from tests.kit.mortal import MemoryDisk
from tests.kit.store import FakeInbox, FakeMessages, FakeOutbox, FakeStore, FakeUnitOfWork, MessageKey, Tables, Write


class ForgetfulInbox(FakeInbox):
    """Knows no message that came before."""

    async def find(self, sender: Oin, message_id: MessageId) -> InboxRecord | None:
        return None

    def record(self, record: InboxRecord) -> None:
        return None


class CarelessMessages(FakeMessages):
    """Takes a reference a second time."""

    def record(self, record: MessageRecord) -> None:
        self._writes.append(lambda tables: tables.messages.update({_key(record): record}))


class BlindMessages(FakeMessages):
    """Changes a state without asking whether it still is what was read."""

    def move(self, record: MessageRecord, state: DeliveryState | ReceptionState, reason: str = "") -> None:
        def write(tables: Tables) -> None:
            tables.messages[_key(record)] = replace(tables.messages[_key(record)], state=state, reason=reason)

        self._writes.append(write)


class StubbornOutbox(FakeOutbox):
    """Keeps work that is done."""

    def done(self, kind: WorkKind, subject: str) -> None:
        return None


class HastyOutbox(FakeOutbox):
    """Takes work out as soon as it is tried once."""

    def reschedule(self, work: Work, due_at: datetime) -> None:
        self.done(work.kind, work.subject)


class LyingStore(FakeStore):
    """Says that a commit is durable before it is: a death takes the last one back."""

    def __init__(self) -> None:
        super().__init__()
        self.durable = self.tables

    def apply(self, writes: Sequence[Write]) -> None:
        """Do all writes, and make those of the time before durable."""
        before = self.tables
        super().apply(writes)
        self.durable = before


class DefectiveDisk(MemoryDisk):
    """A store in memory of which one collection is another."""

    def __init__(self, **collections: type) -> None:
        super().__init__()
        self._collections = collections

    def unit_of_work(self) -> UnitOfWork:
        uow = FakeUnitOfWork(self.store)
        for name, collection in self._collections.items():
            setattr(uow, name, collection(self.store, uow._writes))  # noqa: SLF001 - a defect is inside
        return uow


class LyingDisk(MemoryDisk):
    """A disk that lies."""

    def __init__(self) -> None:
        super().__init__()
        self._lying = LyingStore()
        self.store = self._lying

    async def restart(self, *, died: bool) -> None:
        if died:
            self._lying.tables = self._lying.durable


DEFECTS: Final[Mapping[str, Callable[[], MemoryDisk]]] = {
    "the inbox knows nothing": lambda: DefectiveDisk(inbox=ForgetfulInbox),
    "nothing is unique on arrival": lambda: DefectiveDisk(inbox=ForgetfulInbox, messages=CarelessMessages),
    "a state is changed blindly": lambda: DefectiveDisk(messages=BlindMessages),
    "done work comes back": lambda: DefectiveDisk(outbox=StubbornOutbox),
    "work is forgotten when it is tried": lambda: DefectiveDisk(outbox=HastyOutbox),
    "a commit is not durable": LyingDisk,
}


def _key(record: MessageRecord) -> MessageKey:
    return record.direction, record.reference, record.sender
