"""Octets at rest: sealed before they come here, kept as rows of chunks, gone for ever with the row of their key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import bindparam, delete, insert, select

from adapters.database.pending import Pending, Write
from adapters.database.readers import Readers
from adapters.database.schema import PAYLOAD_CHUNKS, PAYLOAD_KEYS
from adapters.database.statements import Connection, Row, Statement
from gateway.domain.identifiers import PayloadId
from gateway.errors import NotFoundError

_COLLECTION: Final = "payloads"
_KIND: Final = "payload"
# Sealing so much takes the writing thread less than handing it to another would.
_LIGHT_OCTETS: Final = 64 * 1024
_FIND: Final = Statement(
    select(PAYLOAD_KEYS.c.key_id, PAYLOAD_KEYS.c.wrapped_key, PAYLOAD_CHUNKS.c.octets)
    .join_from(PAYLOAD_KEYS, PAYLOAD_CHUNKS)
    .where(PAYLOAD_KEYS.c.payload_id == bindparam("payload_id"))
    .order_by(PAYLOAD_CHUNKS.c.number)
)
_INSERT_KEY: Final = Statement(insert(PAYLOAD_KEYS))
_INSERT_CHUNK: Final = Statement(insert(PAYLOAD_CHUNKS))
_FORGET: Final = Statement(delete(PAYLOAD_KEYS).where(PAYLOAD_KEYS.c.payload_id == bindparam("payload_id")))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPayload:
    """Octets sealed in chunks under a key of their own, and that key wrapped under the one that `key_id` names."""

    key_id: str
    wrapped_key: bytes
    chunks: tuple[bytes, ...]


class Vault(Protocol):
    """Seals and opens payloads; called on threads, several at once."""

    def seal(self, payload_id: PayloadId, octets: bytes) -> SealedPayload:
        """Return the octets sealed under a fresh key, bound to that name; at least one chunk."""
        ...

    def open(self, payload_id: PayloadId, sealed: SealedPayload) -> bytes:
        """Return the octets; raise TamperedError when they are not what was sealed under that name."""
        ...

    def forget(self, payload_id: PayloadId) -> None:
        """Drop whatever is still remembered of that payload: its key was destroyed."""
        ...


class PayloadTable:
    """Octets at rest."""

    def __init__(self, readers: Readers, vault: Vault, pending: Pending) -> None:
        self._readers = readers
        self._vault = vault
        self._pending = pending

    async def open(self, payload_id: PayloadId) -> bytes:
        """Return the octets; raise TamperedError when they are not what was put, NotFoundError when absent."""
        return await self._readers.read(lambda connection: open_payload(connection, self._vault, payload_id))

    def put(self, payload_id: PayloadId, octets: bytes) -> None:
        """Store the octets sealed, as part of this commit."""
        if len(octets) > _LIGHT_OCTETS:
            self._pending.add_heavy(lambda: _sealed_write(self._vault, payload_id, octets))
        else:
            self._pending.add(
                _COLLECTION, lambda connection: _insert(connection, payload_id, self._vault.seal(payload_id, octets))
            )


def open_payload(connection: Connection, vault: Vault, payload_id: PayloadId) -> bytes:
    """Return the octets, read and unsealed on this thread."""
    rows = _FIND.rows(connection, {"payload_id": payload_id})
    if not rows:
        raise NotFoundError(_KIND)
    sealed = SealedPayload(
        key_id=rows[0]["key_id"], wrapped_key=rows[0]["wrapped_key"], chunks=tuple(row["octets"] for row in rows)
    )
    return vault.open(payload_id, sealed)


def forget_payloads(connection: Connection, payload_ids: Iterable[PayloadId]) -> None:
    """Destroy the keys, and the chunks with them; what is absent already stays absent."""
    for payload_id in payload_ids:
        _FORGET.run(connection, {"payload_id": payload_id})


def _sealed_write(vault: Vault, payload_id: PayloadId, octets: bytes) -> Write:
    sealed = vault.seal(payload_id, octets)
    return Write(_COLLECTION, lambda connection: _insert(connection, payload_id, sealed))


def _insert(connection: Connection, payload_id: PayloadId, sealed: SealedPayload) -> None:
    key = {"payload_id": payload_id, "key_id": sealed.key_id, "wrapped_key": sealed.wrapped_key}
    _INSERT_KEY.run(connection, key)
    _INSERT_CHUNK.run_each(connection, _chunk_rows(payload_id, sealed.chunks))


def _chunk_rows(payload_id: PayloadId, chunks: Sequence[bytes]) -> list[Row]:
    return [{"payload_id": payload_id, "number": number, "octets": octets} for number, octets in enumerate(chunks)]
