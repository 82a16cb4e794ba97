"""Octets that wait for a partner, kept with their content type so that each attempt sends the same."""

from typing import Final

from gateway.domain.octets import Octets, cut, join, read, size_of

_BREAK: Final = b"\r\n\r\n"
# A content type of ours names a boundary and a MessageId, and neither is longer than two hundred signs.
_LONGEST_HEAD: Final = 4 * 1024


def pack(content_type: str, body: Octets) -> Octets:
    """Return one run of octets that `unpack` takes apart again."""
    return join((content_type.encode("ascii") + _BREAK, body))


def unpack(parcel: Octets) -> tuple[str, Octets]:
    """Return the content type and the body."""
    head, _, _ = read(parcel, 0, _LONGEST_HEAD).partition(_BREAK)
    return head.decode("ascii"), cut(parcel, len(head) + len(_BREAK), size_of(parcel))
