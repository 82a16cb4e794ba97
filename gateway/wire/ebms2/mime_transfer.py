"""Transfer encodings of a part: identity, or base64 without any leniency, for its octets stand under a digest."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import Final

from gateway.domain.octets import Keep, Octets, keep_in_memory, pieces_of
from gateway.errors import MimeRefusedError
from gateway.wire.ebms2.mime_header import MimeReason

_IDENTITIES: Final = frozenset({"7bit", "8bit", "binary"})
_BREAK: Final = b"\r\n"
_QUANTUM: Final = 4


def decode(encoding: str, content: Octets, keep: Keep = keep_in_memory) -> Octets:
    """Return the octets; raise MimeRefusedError for any other encoding and for doubtful base64 (bad input 76)."""
    if encoding in _IDENTITIES:
        return content
    if encoding != "base64":
        raise MimeRefusedError(MimeReason.TRANSFER_ENCODING)
    return keep(_decoded(pieces_of(content)))


def _decoded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the octets of base64 in lines, whole groups of four letters at a time."""
    rest = b""
    for piece in _without_breaks(pieces):
        letters = rest + piece
        whole = len(letters) - len(letters) % _QUANTUM
        # What is padded ends, so the last group waits for the end.
        whole = max(whole - _QUANTUM, 0)
        yield _octets_of(letters[:whole], last=False)
        rest = letters[whole:]
    yield _octets_of(rest, last=True)


def _without_breaks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces without their line ends, also where one is cut in two."""
    held = b""
    for piece in pieces:
        joined = held + piece
        held = b"\r" if joined.endswith(b"\r") else b""
        yield (joined[:-1] if held else joined).replace(_BREAK, b"")
    yield held


def _octets_of(letters: bytes, *, last: bool) -> bytes:
    try:
        octets = base64.b64decode(letters, validate=True)
    except binascii.Error:
        raise MimeRefusedError(MimeReason.TRANSFER_ENCODING) from None
    # Spare bits of the last letter may not say a second thing, and nothing stands behind an end.
    if base64.b64encode(octets) != letters or (not last and b"=" in letters[-_QUANTUM:]):
        raise MimeRefusedError(MimeReason.TRANSFER_ENCODING)
    return octets
