"""What is still to be done for partners: one lane each, so that a dead partner delays nobody else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from adapters.database.columns import columns_of, names_of, values_of
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import OUTBOX
from adapters.database.statements import Connection, Statement, Values
from adapters.database.writer import Writer
from gateway.domain.identifiers import Oin
from gateway.errors import ConcurrencyError
from gateway.ports import Work, WorkKind

_COLLECTION: Final = "outbox"
_COLUMNS: Final = columns_of(OUTBOX, Work)
_NAMES: Final = names_of(_COLUMNS)
_IS_ABOUT: Final = (OUTBOX.c.kind == bindparam("kind"), OUTBOX.c.subject == bindparam("subject"))
_FIND: Final = Statement(select(*_COLUMNS).where(*_IS_ABOUT))
_COUNT: Final = Statement(
    select(OUTBOX.c.partner, func.count().label("works"))
    .where(OUTBOX.c.kind == bindparam("kind"))
    .group_by(OUTBOX.c.partner)
)
_INSERT: Final = Statement(insert(OUTBOX), columns=set(_NAMES) - {"work_id"})
_DONE: Final = Statement(delete(OUTBOX).where(*_IS_ABOUT))
_RESCHEDULE: Final = Statement(
    update(OUTBOX)
    .where(OUTBOX.c.work_id == bindparam("its_id"), OUTBOX.c.attempts == bindparam("its_attempts"))
    .values(attempts=OUTBOX.c.attempts + 1, due_at=bindparam("new_due_at"))
)
_POSTPONE: Final = Statement(
    update(OUTBOX).where(OUTBOX.c.work_id == bindparam("its_id")).values(due_at=bindparam("new_due_at"))
)
_HASTEN: Final = Statement(update(OUTBOX).where(OUTBOX.c.due_at > bindparam("now")).values(due_at=bindparam("now")))
_EXISTS: Final = Statement(select(OUTBOX.c.work_id).where(OUTBOX.c.work_id == bindparam("its_id")))

# The partners that have work: one step through the index for each, however long their lanes are.
_FIRST_LANE: Final = select(func.min(OUTBOX.c.partner).label("partner")).cte("lanes", recursive=True)
_NEXT_LANE: Final = select(func.min(OUTBOX.c.partner)).where(OUTBOX.c.partner > _FIRST_LANE.c.partner)
_LANES: Final = _FIRST_LANE.union_all(select(_NEXT_LANE.scalar_subquery()).where(_FIRST_LANE.c.partner.is_not(None)))
_IS_DUE: Final = OUTBOX.c.due_at <= bindparam("at")
_DUE_LANES: Final = Statement(
    select(_LANES.c.partner).where(exists().where(OUTBOX.c.partner == _LANES.c.partner, _IS_DUE).correlate(_LANES))
)
_DUE: Final = Statement(
    select(*_COLUMNS)
    .where(OUTBOX.c.partner == bindparam("partner"), _IS_DUE)
    .order_by(OUTBOX.c.due_at, OUTBOX.c.work_id)
    .limit(bindparam("rows"))
)
_LEASE: Final = Statement(
    update(OUTBOX).where(OUTBOX.c.work_id == bindparam("its_id")).values(due_at=bindparam("leased_until"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What may be taken now, and until when it is then ours."""

    at: datetime
    leased_until: datetime
    in_hand: Collection[Work]
    per_partner: int
    limit: int

    def room(self, connection: Connection) -> Mapping[Oin, int]:
        """Return how many rows each partner that has due work may have, where that is any."""
        lanes = (row["partner"] for row in _DUE_LANES.rows(connection, {"at": self.at}))
        room = {partner: self.per_partner - len(self._held(partner)) for partner in lanes}
        return {partner: rows for partner, rows in room.items() if rows > 0}

    def take(self, connection: Connection) -> Sequence[Work]:
        """Lease what is due; the returned work carries the end of the lease."""
        taken = self._due(connection)
        if taken:
            leases = [{"its_id": work.work_id, "leased_until": self.leased_until} for work in taken]
            _LEASE.run_each(connection, leases)
        return tuple(replace(work, due_at=self.leased_until) for work in taken)

    def _due(self, connection: Connection) -> Sequence[Work]:
        due: list[Work] = []
        for partner, rows in self.room(connection).items():
            held = self._held(partner)
            found = _DUE.rows(connection, {"at": self.at, "partner": partner, "rows": rows + len(held)})
            due += [Work(**row) for row in found if row["work_id"] not in held][:rows]
        return sorted(due, key=lambda work: (work.due_at, work.work_id))[: self.limit]

    def _held(self, partner: Oin) -> frozenset[int]:
        return frozenset(work.work_id for work in self.in_hand if work.partner == partner)


class OutboxTable:
    """What is still to be done, with its schedule."""

    def __init__(self, readers: Readers, writer: Writer, pending: Pending) -> None:
        self._readers = readers
        self._writer = writer
        self._pending = pending

    async def claim(
        self, at: datetime, lease: timedelta, *, in_hand: Collection[Work], per_partner: int, limit: int
    ) -> Sequence[Work]:
        """Take due work, oldest first, leased until `at + lease`, in a commit of its own (D3).

        For each partner at most `per_partner` rows less those in hand, so that one dead partner never delays another
        (D27, F38). What is in hand itself stays due where its lease ended: it may be taken when its attempt is over.
        The returned `due_at` is the end of the lease.
        """
        claim = _Claim(at=at, leased_until=at + lease, in_hand=in_hand, per_partner=per_partner, limit=limit)
        # Looking costs the writer nothing, and mostly there is nothing.
        if not await self._readers.find(claim.room):
            return ()
        return await self._writer.write(claim.take)

    async def find(self, kind: WorkKind, subject: str) -> Work | None:
        """Return the work on that subject, if it is still to be done."""
        values = {"kind": kind, "subject": subject}
        row = await self._readers.find(lambda connection: _FIND.row(connection, values))
        return None if row is None else Work(**row)

    async def count(self, kind: WorkKind) -> Mapping[Oin, int]:
        """Return how much work of that kind there is for each partner that has any."""
        rows = await self._readers.read(lambda connection: _COUNT.rows(connection, {"kind": kind}))
        return {row["partner"]: row["works"] for row in rows}

    def put(self, work: Work) -> None:
        """Add work; `work_id` is given by the store and ignored here."""
        values = values_of(work, _NAMES)
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))

    def reschedule(self, work: Work, due_at: datetime) -> None:
        """Count one attempt more, and make it due again at that moment; nothing happens when it is done already.

        The number of attempts is the fencing token (F58): who was paused while another tried counts nothing.
        """
        values = {"its_id": work.work_id, "its_attempts": work.attempts, "new_due_at": due_at}
        self._pending.add(_COLLECTION, lambda connection: _reschedule(connection, values))

    def postpone(self, work: Work, due_at: datetime) -> None:
        """Make work due at another moment without counting an attempt; nothing happens when it is done already."""
        values = {"its_id": work.work_id, "new_due_at": due_at}
        self._pending.add(_COLLECTION, lambda connection: _POSTPONE.run(connection, values))

    def hasten(self, at: datetime) -> None:
        """Make everything due at that moment that would be later."""
        self._pending.add(_COLLECTION, lambda connection: _HASTEN.run(connection, {"now": at}))

    def done(self, kind: WorkKind, subject: str) -> None:
        """Take the work out, whoever holds it."""
        values = {"kind": kind, "subject": subject}
        self._pending.add(_COLLECTION, lambda connection: _DONE.run(connection, values))


def _reschedule(connection: Connection, values: Values) -> None:
    if _RESCHEDULE.run(connection, values) == 1:
        return
    if _EXISTS.row(connection, {"its_id": values["its_id"]}) is not None:
        raise ConcurrencyError(_COLLECTION)
