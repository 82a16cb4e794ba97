"""Multipart bytes <-> parts: our own strict reader and writer of multipart/related (D17, E-22)."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from gateway.errors import MimeRefusedError
from gateway.wire.ebms2.mime_header import (
    MimeReason,
    PartHeader,
    check_charset,
    parse_media_type,
    parse_part_header,
    render_part_header,
)
from gateway.wire.ebms2.mime_transfer import decode
from gateway.wire.stages import Part

SOAP_MEDIA_TYPE: Final = "text/xml"
SOAP_CONTENT_TYPE: Final = "text/xml; charset=UTF-8"
# Root included; more than any service of the chain knows (D17).
PARTS_LIMIT: Final = 200
# RFC 2046, 5.1.1, without the space that two readers in three accept at the end (bad input 62).
_BOUNDARY: Final = re.compile(r"[A-Za-z0-9'()+_,./:=?-]{1,70}", re.ASCII)
_CRLF: Final = b"\r\n"
_CLOSING: Final = frozenset({b"--", b"--\r\n"})


def split(content_type: str, body: bytes) -> tuple[bytes, tuple[Part, ...]]:
    """Return the octets of the SOAP part and the payload parts in order, decoded; raise MimeRefusedError."""
    media_type, parameters = parse_media_type(content_type)
    check_charset(parameters)
    if media_type == SOAP_MEDIA_TYPE:
        return body, ()
    if media_type != "multipart/related" or parameters.get("type", "").lower() != SOAP_MEDIA_TYPE:
        raise MimeRefusedError(MimeReason.MEDIA_TYPE)
    (header, soap), *others = [_read_part(piece) for piece in _cut(body, _boundary_of(parameters))]
    _check_root(header, parameters.get("start"))
    _check_distinct([header, *(other for other, _ in others)])
    return soap, tuple(_to_part(other, content) for other, content in others)


def join(soap: bytes, parts: Sequence[Part], root_id: str) -> tuple[str, bytes]:
    """Return the Content-Type and the body; bare text/xml without parts. The boundary follows from `root_id`."""
    if not parts:
        return SOAP_CONTENT_TYPE, soap
    boundary = _choose_boundary(root_id, [soap, *(part.content for part in parts)])
    root_header = f"Content-Type: {SOAP_CONTENT_TYPE}\r\nContent-ID: <{root_id}>\r\n".encode()
    chunks: list[bytes] = []
    for header, content in ((root_header, soap), *((render_part_header(part), part.content) for part in parts)):
        chunks += [b"--", boundary, _CRLF, header, _CRLF, content, _CRLF]
    chunks += [b"--", boundary, b"--", _CRLF]
    content_type = f'multipart/related; type="text/xml"; start="<{root_id}>"; boundary="{boundary.decode()}"'
    return content_type, b"".join(chunks)


def _boundary_of(parameters: dict[str, str]) -> bytes:
    boundary = parameters.get("boundary", "")
    if _BOUNDARY.fullmatch(boundary) is None:
        raise MimeRefusedError(MimeReason.BOUNDARY)
    return boundary.encode()


def _cut(body: bytes, boundary: bytes) -> list[bytes]:
    # A preamble could hide something; an empty one cannot (RFC 2046: `[preamble CRLF] dash-boundary`).
    framed = body if body.startswith(_CRLF) else _CRLF + body
    # Cut after LF and ask for the CR later: a bare LF before a boundary cuts for other readers (bad input 67).
    start, *pieces = framed.split(b"\n--" + boundary, PARTS_LIMIT + 2)
    if len(pieces) > PARTS_LIMIT + 1:
        raise MimeRefusedError(MimeReason.PARTS)
    # Nothing after the closing boundary, and no message without one (bad inputs 65, 66); `--Bx` cuts too (64).
    *parts, closing = pieces or [b""]
    framed_well = all(part.startswith(_CRLF) and part.endswith(b"\r") for part in parts)
    if start != b"\r" or closing not in _CLOSING or not parts or not framed_well:
        raise MimeRefusedError(MimeReason.FRAMING)
    return [part[:-1] for part in parts]


def _read_part(piece: bytes) -> tuple[PartHeader, bytes]:
    header, rest = parse_part_header(piece)
    return header, decode(header.transfer_encoding, rest)


def _check_root(header: PartHeader, start: str | None) -> None:
    # The first part is the root, and `start` may only agree (bad inputs 71, 84).
    if header.media_type != SOAP_MEDIA_TYPE or start not in {None, f"<{header.content_id}>"}:
        raise MimeRefusedError(MimeReason.ROOT)


def _check_distinct(headers: Sequence[PartHeader]) -> None:
    # Names that only a careful reader tells apart count as one (bad inputs 68, 120).
    if len({unquote(header.content_id).casefold() for header in headers}) != len(headers):
        raise MimeRefusedError(MimeReason.CONTENT_ID)


def _to_part(header: PartHeader, content: bytes) -> Part:
    return Part(content_id=header.content_id, media_type=header.media_type, content=content, file_name=header.file_name)


def _choose_boundary(root_id: str, contents: Sequence[bytes]) -> bytes:
    # No randomness in this room: a digest of the MessageId, hashed on until no content holds it.
    boundary = sha256(root_id.encode()).hexdigest()[:32].encode()
    while any(boundary in content for content in contents):
        boundary = sha256(boundary).hexdigest()[:32].encode()
    return boundary
