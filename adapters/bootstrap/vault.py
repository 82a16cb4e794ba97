"""The vault of the keys door as the database door wants it: neither knows the other."""

from collections.abc import Iterable, Iterator

from adapters.database.payloads import SealedPayload, SealedStream
from adapters.keys.sealing import size_of
from adapters.keys.vault import KeyVault
from gateway.domain.identifiers import PayloadId


class PayloadVault:
    """Hands the vault of the keys door to the database door, which knows nothing of keys."""

    def __init__(self, vault: KeyVault) -> None:
        self._vault = vault

    def seal(self, payload_id: PayloadId, octets: bytes) -> SealedPayload:
        """Return the octets sealed under a fresh key."""
        key_id, wrapped, chunks = self._vault.seal(payload_id, octets)
        return SealedPayload(key_id=key_id, wrapped_key=wrapped, chunks=chunks)

    def open(self, payload_id: PayloadId, sealed: SealedPayload) -> bytes:
        """Return the octets; raise TamperedError."""
        return self._vault.open(payload_id, sealed.key_id, sealed.wrapped_key, tuple(sealed.chunks))

    def seal_stream(self, payload_id: PayloadId, pieces: Iterable[bytes]) -> SealedStream:
        """Seal as `seal` does, one chunk at a time."""
        key_id, wrapped, chunks = self._vault.seal_stream(payload_id, pieces)
        return SealedStream(key_id=key_id, wrapped_key=wrapped, chunks=chunks)

    def open_stream(self, payload_id: PayloadId, sealed: SealedStream) -> Iterator[bytes]:
        """Open as `open` does, one chunk at a time."""
        return self._vault.open_stream(payload_id, sealed.key_id, sealed.wrapped_key, sealed.chunks)

    def size_of(self, octets: int) -> int:
        """Return how many octets were sealed."""
        return size_of(octets)

    def forget(self, payload_id: PayloadId) -> None:
        """Nothing is remembered here."""
