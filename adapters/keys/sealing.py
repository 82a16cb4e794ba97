"""Octets at rest, in chunks that cannot be cut off, reordered, extended or moved to another place (D19)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import TamperedError

DATA_KEY_BITS: Final = 256
CHUNK_BYTES: Final = 64 * 1024
_TAG_BYTES: Final = 16
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + _TAG_BYTES
# STREAM (Hoang, Reyhanitabar, Rogaway, Vizar 2015): 7 octets of chance, 4 of counter, 1 that marks the last chunk.
_PREFIX_BYTES: Final = 7
_COUNTER_BYTES: Final = 4
_VERSION: Final = b"\x01"
HEADER_BYTES: Final = len(_VERSION) + _PREFIX_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class SealContext:
    """What the octets are: they open only where the same is said again."""

    purpose: str
    object_id: str
    schema_version: int

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_id}"

    def octets(self) -> bytes:
        """Return an encoding in which no two contexts look alike: every field after its length."""
        fields = (self.purpose.encode(), self.object_id.encode(), str(self.schema_version).encode())
        return b"".join([len(field).to_bytes(4) + field for field in fields])


def new_data_key() -> bytes:
    """Make a key for one object; its deletion is the erasure of the object."""
    return AESGCM.generate_key(DATA_KEY_BITS)


def seal(plaintext: bytes | Iterable[bytes], data_key: bytes, context: SealContext) -> list[bytes]:
    """Return sealed chunks; joined they may be stored as one, `split` takes them apart again."""
    if isinstance(plaintext, bytes) and len(plaintext) <= CHUNK_BYTES:
        header = _new_header()
        said = header + context.octets()
        return [header + AESGCM(data_key).encrypt(_nonce(header, 0, last=True), plaintext, said)]
    return list(seal_stream((plaintext,) if isinstance(plaintext, bytes) else plaintext, data_key, context))


def seal_stream(pieces: Iterable[bytes], data_key: bytes, context: SealContext) -> Iterator[bytes]:
    """Yield each sealed chunk, holding one at a time; the first begins with the header."""
    header = _new_header()
    cipher, said, before = AESGCM(data_key), header + context.octets(), header
    for number, (chunk, last) in enumerate(_marking_last(_chunks(pieces))):
        yield before + cipher.encrypt(_nonce(header, number, last=last), chunk, said)
        before = b""


def open_sealed(sealed: Iterable[bytes], data_key: bytes, context: SealContext) -> bytes:
    """Return the octets that were sealed, all of them; raise TamperedError, and return nothing, otherwise."""
    return b"".join(open_stream(sealed, data_key, context))


def open_stream(sealed: Iterable[bytes], data_key: bytes, context: SealContext) -> Iterator[bytes]:
    """Yield each chunk as soon as it is genuine; that nothing was cut off is known only when this ends by itself.

    The header may also stand alone, before the first chunk: so it was stored until revision 0005.
    """
    chunks = iter(sealed)
    first = next(chunks, b"")
    header, begun = first[:HEADER_BYTES], first[HEADER_BYTES:]
    if len(header) != HEADER_BYTES or not header.startswith(_VERSION):
        raise TamperedError(str(context))
    cipher, said = AESGCM(data_key), header + context.octets()
    ended = False
    for number, (chunk, last) in enumerate(_marking_last(chain((begun,), chunks) if begun else chunks)):
        ended = last
        try:
            yield cipher.decrypt(_nonce(header, number, last=last), chunk, said)
        except InvalidTag as error:
            raise TamperedError(str(context)) from error
    if not ended:
        raise TamperedError(str(context))


def size_of(octets: int) -> int:
    """Return how many octets were sealed, from how many they became."""
    chunks = -(-(octets - HEADER_BYTES) // SEALED_CHUNK_BYTES)
    return octets - HEADER_BYTES - chunks * _TAG_BYTES


def split(sealed: bytes) -> list[bytes]:
    """Take apart what was stored as one: chunks of which the first has the header, and only the last may be short."""
    places = range(HEADER_BYTES + SEALED_CHUNK_BYTES, len(sealed), SEALED_CHUNK_BYTES)
    first = sealed[: HEADER_BYTES + SEALED_CHUNK_BYTES]
    return [first, *(sealed[place : place + SEALED_CHUNK_BYTES] for place in places)]


def _new_header() -> bytes:
    return _VERSION + AESGCM.generate_key(128)[:_PREFIX_BYTES]


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut what comes in into chunks of one size; the last is short, and empty when there is nothing."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > CHUNK_BYTES:
            yield bytes(waiting[:CHUNK_BYTES])
            del waiting[:CHUNK_BYTES]
    yield bytes(waiting)


def _marking_last(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    waiting: bytes | None = None
    for chunk in chunks:
        if waiting is not None:
            yield waiting, False
        waiting = chunk
    if waiting is not None:
        yield waiting, True


def _nonce(header: bytes, number: int, *, last: bool) -> bytes:
    """A counter that would start anew raises OverflowError before a nonce is used twice (256 TiB)."""
    return header[len(_VERSION) :] + number.to_bytes(_COUNTER_BYTES) + bytes([last])
