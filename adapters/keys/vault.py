"""Payloads at rest: each sealed under a key of its own, and that key wrapped (D19)."""

from collections.abc import Iterable, Iterator
from typing import Final

from adapters.keys.key_encryption import KeyEncryption, SealedKey
from adapters.keys.sealing import (
    SealContext,
    new_data_key,
    open_sealed,
    open_stream,
    seal,
    seal_stream,
)
from gateway.domain.identifiers import PayloadId

_PURPOSE: Final = "payload"
_SCHEMA_VERSION: Final = 1


class KeyVault:
    """Seals under fresh data keys; whoever stores the result keeps the wrapped key beside the chunks."""

    def __init__(self, key_encryption: KeyEncryption) -> None:
        self._key_encryption = key_encryption

    def seal(self, payload_id: PayloadId, octets: bytes) -> tuple[str, bytes, tuple[bytes, ...]]:
        """Return the identifier of the key-encryption key, the wrapped key, and the sealed chunks."""
        data_key = new_data_key()
        sealed = self._key_encryption.seal_key(data_key)
        return sealed.kek_id, sealed.wrapped, tuple(seal(octets, data_key, _context(payload_id)))

    def seal_stream(self, payload_id: PayloadId, pieces: Iterable[bytes]) -> tuple[str, bytes, Iterator[bytes]]:
        """Seal as `seal` does, one chunk at a time."""
        data_key = new_data_key()
        sealed = self._key_encryption.seal_key(data_key)
        return sealed.kek_id, sealed.wrapped, seal_stream(pieces, data_key, _context(payload_id))

    def open_stream(
        self, payload_id: PayloadId, key_id: str, wrapped_key: bytes, chunks: Iterable[bytes]
    ) -> Iterator[bytes]:
        """Open as `open` does, one chunk at a time; raise TamperedError at the first that is not genuine."""
        data_key = self._key_encryption.unseal_key(SealedKey(key_id, wrapped_key))
        return open_stream(chunks, data_key, _context(payload_id))

    def open(self, payload_id: PayloadId, key_id: str, wrapped_key: bytes, chunks: tuple[bytes, ...]) -> bytes:
        """Return the octets; raise TamperedError when they are not what was sealed under that name."""
        data_key = self._key_encryption.unseal_key(SealedKey(key_id, wrapped_key))
        return open_sealed(chunks, data_key, _context(payload_id))


def _context(payload_id: PayloadId) -> SealContext:
    return SealContext(purpose=_PURPOSE, object_id=str(payload_id), schema_version=_SCHEMA_VERSION)
