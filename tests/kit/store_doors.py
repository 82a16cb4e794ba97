"""What the store and the evidence need from other doors, small enough for a test: a vault, a workbench, a signer."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, ParamSpec, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.database.payloads import SealedPayload, SealedStream
from gateway.domain.agreement import SignatureMethod
from gateway.domain.identifiers import PayloadId
from gateway.errors import NotFoundError, TamperedError
from gateway.wire.stages import WrappedKey
from tests.kit.wire_keys import SIGNATURE_HASHES, wire_key

P = ParamSpec("P")
R = TypeVar("R")

# Small, so that a test has several.
_CHUNK_BYTES: Final = 1024
_KEY: Final = "kek-test"
_NONCE: Final = bytes(12)
_TAG_BYTES: Final = 16


class ToyVault:
    """Seals with AES-GCM: chunks under a key for each payload, that key under one that lives as long as the vault."""

    def __init__(self, wrapping_key: bytes | None = None, *, chunk_bytes: int = _CHUNK_BYTES) -> None:
        self._chunk_bytes = chunk_bytes
        self._wrapping = AESGCM(wrapping_key or secrets.token_bytes(32))
        self.forgotten: list[PayloadId] = []

    def seal(self, payload_id: PayloadId, octets: bytes) -> SealedPayload:
        key = secrets.token_bytes(32)
        nonce = secrets.token_bytes(12)
        name = str(payload_id).encode()
        chunks = tuple(
            AESGCM(key).encrypt(_nonce(number), chunk, _place(name, number, last))
            for number, chunk, last in _numbered(octets, self._chunk_bytes)
        )
        return SealedPayload(key_id=_KEY, wrapped_key=nonce + self._wrapping.encrypt(nonce, key, name), chunks=chunks)

    def open(self, payload_id: PayloadId, sealed: SealedPayload) -> bytes:
        name = str(payload_id).encode()
        count = len(sealed.chunks)
        try:
            key = self._wrapping.decrypt(sealed.wrapped_key[:12], sealed.wrapped_key[12:], name)
            return b"".join(
                AESGCM(key).decrypt(_nonce(number), chunk, _place(name, number, last=number == count - 1))
                for number, chunk in enumerate(sealed.chunks)
            )
        except InvalidTag:
            raise TamperedError(str(payload_id)) from None

    def seal_stream(self, payload_id: PayloadId, pieces: Iterable[bytes]) -> SealedStream:
        sealed = self.seal(payload_id, b"".join(pieces))
        return SealedStream(key_id=sealed.key_id, wrapped_key=sealed.wrapped_key, chunks=iter(sealed.chunks))

    def open_stream(self, payload_id: PayloadId, sealed: SealedStream) -> Iterator[bytes]:
        chunks = tuple(sealed.chunks)
        yield self.open(payload_id, SealedPayload(key_id=sealed.key_id, wrapped_key=sealed.wrapped_key, chunks=chunks))

    def size_of(self, octets: int) -> int:
        return octets + octets // -(self._chunk_bytes + _TAG_BYTES) * _TAG_BYTES

    def forget(self, payload_id: PayloadId) -> None:
        self.forgotten.append(payload_id)


def _numbered(octets: bytes, size: int) -> Iterator[tuple[int, bytes, bool]]:
    starts = range(0, max(len(octets), 1), size)
    for number, start in enumerate(starts):
        yield number, octets[start : start + size], number == len(starts) - 1


def _nonce(number: int) -> bytes:
    return number.to_bytes(12)


def _place(name: bytes, number: int, last: bool) -> bytes:  # noqa: FBT001 - one field of what is bound
    return name + number.to_bytes(4) + bytes([last])


class InlineWorkbench:
    """Does the work at once, where it is asked for."""

    async def run(self, octets: int, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)


class ToySigner:
    """Signs with RSA keys that are made once a run; unwraps nothing."""

    def __init__(self, evidence: str = "evidence") -> None:
        self._evidence = evidence

    async def sign(self, octets: bytes, method: SignatureMethod, certificate: bytes) -> bytes:
        return wire_key("signing").sign(octets, SIGNATURE_HASHES[method])

    async def attest(self, octets: bytes) -> bytes:
        return wire_key(self._evidence).sign(octets)

    async def unwrap(self, wrapped: Sequence[WrappedKey]) -> tuple[bytes, ...]:
        raise NotFoundError("key")
