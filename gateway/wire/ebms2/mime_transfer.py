"""Transfer encodings of a part: identity, or base64 without any leniency, for its octets stand under a digest."""

import base64
import binascii
from typing import Final

from gateway.errors import MimeRefusedError
from gateway.wire.ebms2.mime_header import MimeReason

_IDENTITIES: Final = frozenset({"7bit", "8bit", "binary"})


def decode(encoding: str, content: bytes) -> bytes:
    """Return the octets; raise MimeRefusedError for any other encoding and for doubtful base64 (bad input 76)."""
    if encoding in _IDENTITIES:
        return content
    if encoding != "base64":
        raise MimeRefusedError(MimeReason.TRANSFER_ENCODING)
    text = content.replace(b"\r\n", b"")
    try:
        octets = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise MimeRefusedError(MimeReason.TRANSFER_ENCODING) from None
    # Spare bits of the last letter may not say a second thing.
    if base64.b64encode(octets) != text:
        raise MimeRefusedError(MimeReason.TRANSFER_ENCODING)
    return octets
