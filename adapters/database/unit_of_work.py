"""The store's face: one unit of work for each commit, and the care around it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from adapters.database.audit import Audited, CheckSignature, audit
from adapters.database.cases import CaseTable
from adapters.database.checkpoints import Checkpoints
from adapters.database.connections import make_private, open_reading, open_writing, require_sound
from adapters.database.events import EventTable
from adapters.database.evidence import EvidenceTable
from adapters.database.inbox import InboxTable
from adapters.database.layers import LayerTable
from adapters.database.messages import MessageTable
from adapters.database.outbox import OutboxTable
from adapters.database.parked import ParkedTable
from adapters.database.payloads import PayloadTable, Vault, forget_payloads
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.sent import SentTable
from adapters.database.submissions import SubmissionTable
from adapters.database.writer import Writer
from gateway.domain.identifiers import PayloadId
from gateway.errors import StorageUnavailableError
from gateway.ports import HEAVY, Clock, Randomness, Signer, Workbench
from gateway.ports.store import (
    Cases,
    Events,
    EvidenceChain,
    Inbox,
    Layers,
    Messages,
    Outbox,
    Parked,
    Payloads,
    SentSignatures,
    Submissions,
)


class Database:
    """The store of one process; several processes may share the file."""

    def __init__(self, path: Path, *, vault: Vault, workbench: Workbench, randomness: Randomness) -> None:
        """Open the database, or raise ConfigError with what to do."""
        require_sound(path)
        self._path = path
        self.writer = Writer(open_writing(path))
        self.connect = partial(open_reading, path)
        self.readers = Readers(self.connect)
        self.vault = vault
        self.workbench = workbench
        self.randomness = randomness
        make_private(path)

    def unit_of_work(self) -> "SqlUnitOfWork":
        """Return a fresh unit of work."""
        return SqlUnitOfWork(self)

    def checkpoints(self, signer: Signer, clock: Clock) -> Checkpoints:
        """Return what signs heads of the chain of evidence and proves its entries."""
        return Checkpoints(self.readers, self.writer, signer, clock)

    async def audit(self, check_signature: CheckSignature) -> Audited:
        """Read the whole chain of evidence; raise TamperedError that names the first bad place."""
        return await audit(self.readers, check_signature)

    @property
    def healthy(self) -> bool:
        """Tell whether commits can succeed; after a failing disk they cannot, until a restart."""
        return self.writer.healthy

    async def purge(self, payload_ids: Sequence[PayloadId]) -> None:
        """Destroy the keys of payloads for good, in the log of writes too (D19); evidence about them stays.

        Raises StorageUnavailableError when somebody reads for so long that the log cannot be emptied: call it again.
        """
        await self.writer.write(lambda connection: forget_payloads(connection, payload_ids))
        for payload_id in payload_ids:
            self.vault.forget(payload_id)
        await asyncio.to_thread(self._empty_log)

    def _empty_log(self) -> None:
        # Until it is emptied, the write-ahead log still holds the pages as they were.
        with closing(open_writing(self._path)) as connection:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StorageUnavailableError

    async def close(self) -> None:
        """Finish what was handed in, then close the files."""
        # The writer last: it alone can put the log of writes into the database and take it away.
        await self.readers.close()
        await self.writer.close()


class SqlUnitOfWork:
    """One commit on the database; a collection is made when it is first asked for."""

    messages: Messages
    layers: Layers
    inbox: Inbox
    outbox: Outbox
    evidence: EvidenceChain
    payloads: Payloads
    submissions: Submissions
    sent: SentSignatures
    events: Events
    parked: Parked
    cases: Cases

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pending = Pending()

    def __getattr__(self, name: str) -> object:
        """Make the collection of that name."""
        make = _COLLECTIONS.get(name)
        if make is None:
            raise AttributeError(name)
        made = make(self._database, self._pending)
        setattr(self, name, made)
        return made

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget what was not committed."""
        self._pending.take()

    async def commit(self) -> None:
        """Make all writes durable, in one transaction; return only when a power cut cannot undo them."""
        batch = self._pending.take()
        if not batch.steps:
            return
        if batch.heavy:
            batch = await self._database.workbench.run(HEAVY, batch.prepared)
        await self._database.writer.write(batch.apply)


def _payloads(database: Database, pending: Pending) -> PayloadTable:
    return PayloadTable(database.readers, database.vault, pending, database.connect)


def _events(database: Database, pending: Pending) -> EventTable:
    payloads = _payloads(database, pending)
    return EventTable(database.readers, database.vault, database.randomness, payloads, pending)


_COLLECTIONS: Final[Mapping[str, Callable[[Database, Pending], object]]] = {
    "messages": lambda database, pending: MessageTable(database.readers, pending),
    "layers": lambda database, pending: LayerTable(database.readers, pending),
    "inbox": lambda database, pending: InboxTable(database.readers, pending),
    "outbox": lambda database, pending: OutboxTable(database.readers, database.writer, pending),
    "evidence": lambda database, pending: EvidenceTable(database.readers, pending),
    "payloads": _payloads,
    "submissions": lambda database, pending: SubmissionTable(database.readers, pending),
    "sent": lambda database, pending: SentTable(database.readers, pending),
    "events": _events,
    "parked": lambda database, pending: ParkedTable(database.readers, pending),
    "cases": lambda database, pending: CaseTable(database.readers, pending),
}
