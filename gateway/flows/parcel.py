"""Octets that wait for a partner, kept with their content type so that each attempt sends the same."""

from typing import Final

_BREAK: Final = b"\r\n\r\n"


def pack(content_type: str, body: bytes) -> bytes:
    """Return one run of octets that `unpack` takes apart again."""
    return content_type.encode("ascii") + _BREAK + body


def unpack(parcel: bytes) -> tuple[str, bytes]:
    """Return the content type and the body."""
    head, _, body = parcel.partition(_BREAK)
    return head.decode("ascii"), body
