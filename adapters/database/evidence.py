"""The chain of evidence: every entry gets its place in the transaction that it describes (D23)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain as flatten
from typing import Final, NamedTuple

from sqlalchemy import bindparam, exists, func, insert, literal, select

from adapters.database.columns import Moment
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import DECRYPTION_FAILED, EVIDENCE
from adapters.database.statements import Connection, Row, Statement, Values
from gateway.domain.chain import FIRST, Link, chain, tampered
from gateway.domain.evidence import DECRYPTION, ENTRY_VERSION, ChainedEntry, EvidenceEntry, EvidenceType
from gateway.errors import TamperedError

_COLLECTION: Final = "evidence"
_ALL: Final = select(EVIDENCE)
_OF_SUBJECT: Final = Statement(_ALL.where(EVIDENCE.c.subject == bindparam("subject")).order_by(EVIDENCE.c.sequence))
_LAST: Final = Statement(select(EVIDENCE.c.sequence, EVIDENCE.c.digest).order_by(EVIDENCE.c.sequence.desc()).limit(1))
_AFTER: Final = Statement(
    _ALL.where(EVIDENCE.c.sequence > bindparam("after")).order_by(EVIDENCE.c.sequence).limit(bindparam("rows"))
)
_NEWEST: Final = Statement(
    _ALL.where(EVIDENCE.c.type == bindparam("type")).order_by(EVIDENCE.c.sequence.desc()).limit(bindparam("rows"))
)
_RESUMED: Final = EVIDENCE.alias("resumed")
_COUNTS_NO_LONGER: Final = exists().where(
    _RESUMED.c.subject == literal(DECRYPTION) + EVIDENCE.c.actor,
    _RESUMED.c.type == literal(EvidenceType.DECRYPTION_RESUMED, _RESUMED.c.type.type),
    _RESUMED.c.sequence > EVIDENCE.c.sequence,
)
_FAILING: Final = Statement(
    select(EVIDENCE.c.actor)
    .where(DECRYPTION_FAILED, EVIDENCE.c.at > bindparam("since", type_=Moment), ~_COUNTS_NO_LONGER)
    .group_by(EVIDENCE.c.actor)
    .having(func.count() >= bindparam("at_least"))
    .order_by(EVIDENCE.c.actor)
)
_NEWEST_OF_ALL: Final = Statement(_ALL.order_by(EVIDENCE.c.sequence.desc()).limit(1))
_SIZE: Final = Statement(select(func.max(EVIDENCE.c.sequence).label("size")))
_DIGESTS: Final = Statement(
    select(EVIDENCE.c.digest)
    .where(EVIDENCE.c.sequence >= bindparam("first"), EVIDENCE.c.sequence < bindparam("behind"))
    .order_by(EVIDENCE.c.sequence)
)
_INSERT: Final = Statement(insert(EVIDENCE))


class _Last(NamedTuple):
    """The end of the chain: all that the next entry needs of the one before it."""

    sequence: int
    digest: str


class EvidenceTable:
    """The append-only chain."""

    def __init__(self, readers: Readers, pending: Pending) -> None:
        self._readers = readers
        self._pending = pending

    async def list_of(self, subject: str) -> Sequence[ChainedEntry]:
        """Return the entries about one subject, in order; raise TamperedError for one that cannot even be read."""
        values = {"subject": subject}
        return await self._readers.read(lambda connection: _entries(_OF_SUBJECT, connection, values))

    async def list_after(self, sequence: int, limit: int) -> Sequence[ChainedEntry]:
        """Return entries of the whole chain, in order, from behind that sequence."""
        return await self._readers.read(lambda connection: list_after(connection, sequence, limit))

    async def list_newest(self, kind: EvidenceType, limit: int) -> Sequence[ChainedEntry]:
        """Return the newest entries of that type, the newest first; raise as `list_of` does."""
        values = {"type": kind, "rows": limit}
        return await self._readers.read(lambda connection: _entries(_NEWEST, connection, values))

    async def last(self) -> ChainedEntry | None:
        """Return the entry that was written last, if there is any; raise as `list_of` does."""
        found = await self._readers.read(lambda connection: _entries(_NEWEST_OF_ALL, connection, {}))
        return found[0] if found else None

    async def list_failing(self, since: datetime, at_least: int) -> Sequence[str]:
        """Return the actors with at least that many entries DECRYPTION_FAILED after that moment, in order.

        What came before the last DECRYPTION_RESUMED about that actor (`decryption_of`) in the chain does not count.
        """
        values = {"since": since, "at_least": at_least}
        rows = await self._readers.read(lambda connection: _FAILING.rows(connection, values))
        return [row["actor"] for row in rows]

    def append(self, entry: EvidenceEntry) -> None:
        """Add an entry; its place and digests are given at commit, in the order of appending."""
        self._pending.gather(_COLLECTION, entry, _append_all)


def _entries(statement: Statement, connection: Connection, values: Values) -> Sequence[ChainedEntry]:
    try:
        return tuple(map(_chained, statement.rows(connection, values)))
    except (TypeError, ValueError):
        raise TamperedError(_COLLECTION) from None


def list_after(connection: Connection, sequence: int, limit: int) -> Sequence[ChainedEntry]:
    """Return entries in order, from behind that sequence; raise TamperedError for one that cannot even be read."""
    try:
        return _entries(_AFTER, connection, {"after": sequence, "rows": limit})
    except TamperedError:
        if limit == 1:
            raise tampered(sequence + 1) from None
    # One of them is not what a column can hold: come closer, so that it can be named.
    return list_after(connection, sequence, limit // 2)


def count(connection: Connection) -> int:
    """Return how many entries there are."""
    row = _SIZE.row(connection)
    return (row and row["size"]) or 0


def list_digests(connection: Connection, start: int, stop: int) -> Sequence[str]:
    """Return the digests of the entries from index `start` up to `stop`, the first entry having index 0."""
    rows = _DIGESTS.rows(connection, {"first": start + FIRST, "behind": stop + FIRST})
    return [row["digest"] for row in rows]


def _append_all(connection: Connection, entries: Sequence[EvidenceEntry]) -> None:
    row = _LAST.row(connection)
    last: Link | None = None if row is None else _Last(**row)
    values: list[Row] = []
    for entry in entries:
        chained = last = chain(entry, last)
        values.append(_values(chained))
    _INSERT.run_each(connection, values)


def _values(chained: ChainedEntry) -> Row:
    entry = chained.entry
    return {
        "sequence": chained.sequence,
        "version": ENTRY_VERSION,
        "type": entry.type,
        "at": entry.at,
        "subject": entry.subject,
        "actor": entry.actor,
        "facts": entry.facts,
        "previous": chained.previous,
        "digest": chained.digest,
    }


def _chained(row: Row) -> ChainedEntry:
    texts = (row["subject"], row["actor"], row["previous"], row["digest"], *flatten.from_iterable(row["facts"]))
    if row["version"] != ENTRY_VERSION or set(map(type, texts)) != {str}:
        raise tampered(row["sequence"])
    entry = EvidenceEntry(
        type=row["type"],
        at=row["at"],
        subject=row["subject"],
        actor=row["actor"],
        facts=tuple((name, value) for name, value in row["facts"]),
    )
    return ChainedEntry(sequence=row["sequence"], entry=entry, previous=row["previous"], digest=row["digest"])
