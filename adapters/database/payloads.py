"""Octets at rest: sealed before they come here, kept as rows of chunks, gone for ever with the row of their key."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from sqlalchemy import bindparam, delete, exists, func, insert, select

from adapters.database.faults import unavailable
from adapters.database.pending import Pending, Write
from adapters.database.readers import Readers
from adapters.database.schema import PAYLOAD_CHUNKS, PAYLOAD_KEYS
from adapters.database.statements import Connection, Row, Statement
from gateway.domain.identifiers import PayloadId
from gateway.domain.octets import Octets, Stream, whole
from gateway.errors import NotFoundError, StorageUnavailableError

_COLLECTION: Final = "payloads"
_KIND: Final = "payload"
_ROWS_AT_ONCE: Final = 8
# What has more chunks than this is read as a stream: a header, and 2 MiB.
_FEW_CHUNKS: Final = 33
# Sealing so much takes the writing thread less than handing it to another would.
_LIGHT_OCTETS: Final = 64 * 1024
_OF_PAYLOAD: Final = PAYLOAD_CHUNKS.c.payload_id == bindparam("payload_id")
_FIND: Final = Statement(
    select(
        PAYLOAD_KEYS.c.key_id,
        PAYLOAD_KEYS.c.wrapped_key,
        PAYLOAD_KEYS.c.octets,
        exists().where(_OF_PAYLOAD).correlate(None).label("more"),
    ).where(PAYLOAD_KEYS.c.payload_id == bindparam("payload_id"))
)
_MEASURE: Final = Statement(select(func.sum(func.length(PAYLOAD_CHUNKS.c.octets)).label("octets")).where(_OF_PAYLOAD))
_READ_ON: Final = Statement(
    select(PAYLOAD_CHUNKS.c.number, PAYLOAD_CHUNKS.c.octets)
    .where(_OF_PAYLOAD, PAYLOAD_CHUNKS.c.number >= bindparam("first"))
    .order_by(PAYLOAD_CHUNKS.c.number)
    .limit(bindparam("rows"))
)
_INSERT: Final = Statement(insert(PAYLOAD_KEYS))
_INSERT_CHUNK: Final = Statement(insert(PAYLOAD_CHUNKS))
_FORGET: Final = Statement(delete(PAYLOAD_KEYS).where(PAYLOAD_KEYS.c.payload_id == bindparam("payload_id")))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPayload:
    """Octets sealed in chunks under a key of their own, and that key wrapped under the one that `key_id` names."""

    key_id: str
    wrapped_key: bytes
    chunks: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedStream:
    """The same of octets that are too many to hold: the chunks come one by one, once."""

    key_id: str
    wrapped_key: bytes
    chunks: Iterator[bytes]


class Vault(Protocol):
    """Seals and opens payloads; called on threads, several at once."""

    def seal(self, payload_id: PayloadId, octets: bytes) -> SealedPayload:
        """Return the octets sealed under a fresh key, bound to that name; at least one chunk."""
        ...

    def open(self, payload_id: PayloadId, sealed: SealedPayload) -> bytes:
        """Return the octets; raise TamperedError when they are not what was sealed under that name."""
        ...

    def seal_stream(self, payload_id: PayloadId, pieces: Iterable[bytes]) -> SealedStream:
        """Seal as `seal` does, one chunk at a time."""
        ...

    def open_stream(self, payload_id: PayloadId, sealed: SealedStream) -> Iterator[bytes]:
        """Open as `open` does, one chunk at a time; that nothing was cut off is known when it ends by itself."""
        ...

    def size_of(self, octets: int) -> int:
        """Return how many octets were sealed, from how many they became."""
        ...

    def forget(self, payload_id: PayloadId) -> None:
        """Drop whatever is still remembered of that payload: its key was destroyed."""
        ...


class PayloadTable:
    """Octets at rest."""

    def __init__(self, readers: Readers, vault: Vault, pending: Pending, connect: Callable[[], Connection]) -> None:
        self._readers = readers
        self._connect = connect
        self._vault = vault
        self._pending = pending

    async def open(self, payload_id: PayloadId) -> Octets:
        """Return the octets, large ones as a stream; raise NotFoundError when absent, TamperedError."""
        row = await self._readers.find(lambda connection: _find(connection, payload_id))
        if _is_small(row):
            return _open_small(row, self._vault, payload_id)
        return await self._readers.read(
            lambda connection: open_payload(connection, self._vault, payload_id, self._connect)
        )

    def put(self, payload_id: PayloadId, octets: Octets) -> None:
        """Store the octets sealed, as part of this commit; a stream is read and sealed as it is written."""
        if not isinstance(octets, bytes):
            write = partial(_insert_stream, vault=self._vault, payload_id=payload_id, octets=octets)
            self._pending.add(_COLLECTION, write)
        elif len(octets) > _LIGHT_OCTETS:
            self._pending.add_heavy(lambda: _sealed_write(self._vault, payload_id, octets))
        else:
            self._pending.add(
                _COLLECTION, lambda connection: _insert(connection, payload_id, self._vault.seal(payload_id, octets))
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStream:
    """A large payload: each reading has a connection of its own, and holds a few chunks at a time."""

    connect: Callable[[], Connection]
    vault: Vault
    payload_id: PayloadId
    key_id: str
    wrapped_key: bytes
    before: Sequence[bytes]
    size: int

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the octets from `start` to `end`; raise TamperedError, also when it was purged meanwhile."""
        last, place = self.size if end is None else min(end, self.size), 0
        with closing(self.connect()) as connection:
            sealed = SealedStream(key_id=self.key_id, wrapped_key=self.wrapped_key, chunks=self._sealed(connection))
            for chunk in self.vault.open_stream(self.payload_id, sealed):
                if place >= last and last < self.size:
                    return
                if place + len(chunk) > start:
                    yield chunk[max(start - place, 0) : last - place]
                place += len(chunk)

    def _sealed(self, connection: Connection) -> Iterator[bytes]:
        """Yield the chunks, with a query for every few: no reading holds up the log of writes."""
        yield from self.before
        first = 0
        while True:
            try:
                rows = _read_on(connection, self.payload_id, first, _ROWS_AT_ONCE)
            except sqlite3.Error as error:
                raise unavailable(error) from None
            yield from (row["octets"] for row in rows)
            if not rows:
                return
            first = rows[-1]["number"] + 1


def open_payload(
    connection: Connection, vault: Vault, payload_id: PayloadId, connect: Callable[[], Connection]
) -> Octets:
    """Return the octets: read and unsealed on this thread while they are few."""
    row = _find(connection, payload_id)
    if _is_small(row):
        return _open_small(row, vault, payload_id)
    key_id, wrapped_key = row["key_id"], row["wrapped_key"]
    before = () if row["octets"] is None else (row["octets"],)
    rows = _read_on(connection, payload_id, 0, _FEW_CHUNKS + 1)
    if len(rows) <= _FEW_CHUNKS:
        chunks = (*before, *(row["octets"] for row in rows))
        return vault.open(payload_id, SealedPayload(key_id=key_id, wrapped_key=wrapped_key, chunks=chunks))
    (measured,) = _MEASURE.rows(connection, {"payload_id": payload_id})
    return StoredStream(
        connect=connect,
        vault=vault,
        payload_id=payload_id,
        key_id=key_id,
        wrapped_key=wrapped_key,
        before=before,
        size=vault.size_of(measured["octets"] + sum(map(len, before))),
    )


def _find(connection: Connection, payload_id: PayloadId) -> Row:
    row = _FIND.row(connection, {"payload_id": payload_id})
    if row is None:
        raise NotFoundError(_KIND)
    return row


def _is_small(row: Row) -> bool:
    """Tell whether the row holds everything: unsealing that costs less than handing it to another thread."""
    return row["octets"] is not None and not row["more"]


def _open_small(row: Row, vault: Vault, payload_id: PayloadId) -> bytes:
    sealed = SealedPayload(key_id=row["key_id"], wrapped_key=row["wrapped_key"], chunks=(row["octets"],))
    return vault.open(payload_id, sealed)


def _read_on(connection: Connection, payload_id: PayloadId, first: int, rows: int) -> list[Row]:
    return _READ_ON.rows(connection, {"payload_id": payload_id, "first": first, "rows": rows})


def open_text(connection: Connection, vault: Vault, payload_id: PayloadId) -> str:
    """Return a sentence of ours, which is short."""
    return whole(open_payload(connection, vault, payload_id, _not_wanted)).decode()


def _not_wanted() -> Connection:
    raise StorageUnavailableError


def forget_payloads(connection: Connection, payload_ids: Iterable[PayloadId]) -> None:
    """Destroy the keys, and the chunks with them; what is absent already stays absent."""
    for payload_id in payload_ids:
        _FORGET.run(connection, {"payload_id": payload_id})


def _sealed_write(vault: Vault, payload_id: PayloadId, octets: bytes) -> Write:
    sealed = vault.seal(payload_id, octets)
    return Write(_COLLECTION, lambda connection: _insert(connection, payload_id, sealed))


def _insert(connection: Connection, payload_id: PayloadId, sealed: SealedPayload | SealedStream) -> None:
    """Write the first chunk with the key, in one row, and the others if there are any."""
    chunks = iter(sealed.chunks)
    key = {"payload_id": payload_id, "key_id": sealed.key_id, "wrapped_key": sealed.wrapped_key}
    _INSERT.run(connection, {**key, "octets": next(chunks)})
    for number, octets in enumerate(chunks, start=1):
        _INSERT_CHUNK.run(connection, {"payload_id": payload_id, "number": number, "octets": octets})


def _insert_stream(connection: Connection, vault: Vault, payload_id: PayloadId, octets: Stream) -> None:
    """Seal and write chunk by chunk, on the writing thread: memory holds one of them."""
    _insert(connection, payload_id, vault.seal_stream(payload_id, octets.chunks()))
