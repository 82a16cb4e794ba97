"""Multipart octets <-> parts: our own strict reader and writer of multipart/related (D17, E-22), of any size."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from gateway.domain.octets import Keep, Octets, cut, find_all, keep_in_memory, read, size_of
from gateway.domain.octets import join as join_octets
from gateway.errors import MimeRefusedError, XmlRefusedError
from gateway.wire.ebms2.mime_header import (
    HEADER_LIMIT,
    MimeReason,
    PartHeader,
    check_charset,
    parse_media_type,
    parse_part_header,
    render_part_header,
)
from gateway.wire.ebms2.mime_transfer import decode
from gateway.wire.ebms2.xml import LIMITS, XmlReason
from gateway.wire.stages import Part

SOAP_MEDIA_TYPE: Final = "text/xml"
SOAP_CONTENT_TYPE: Final = "text/xml; charset=UTF-8"
# Root included; more than any service of the chain knows (D17).
PARTS_LIMIT: Final = 200
# RFC 2046, 5.1.1, without the space that two readers in three accept at the end (bad input 62).
_BOUNDARY: Final = re.compile(r"[A-Za-z0-9'()+_,./:=?-]{1,70}", re.ASCII)
_CRLF: Final = b"\r\n"
_CLOSING: Final = frozenset({b"--", b"--\r\n"})
_LONGEST_CLOSING: Final = 4
# The boundary before the root, and the closing one.
_FEWEST: Final = 2


def split(content_type: str, body: Octets, keep: Keep = keep_in_memory) -> tuple[bytes, tuple[Part, ...]]:
    """Return the octets of the SOAP part and the payload parts in order, decoded; raise MimeRefusedError.

    Parts of a stream are stretches of it; `keep` gets what must be decoded. A SOAP part beyond every limit is an
    XmlRefusedError before it comes into memory.
    """
    media_type, parameters = parse_media_type(content_type)
    check_charset(parameters)
    if media_type == SOAP_MEDIA_TYPE:
        return _read_soap(body), ()
    if media_type != "multipart/related" or parameters.get("type", "").lower() != SOAP_MEDIA_TYPE:
        raise MimeRefusedError(MimeReason.MEDIA_TYPE)
    pieces = cut_parts(body, boundary_of(parameters))
    (header, soap), *others = [_read_part(piece, keep) for piece in pieces]
    _check_root(header, parameters.get("start"))
    _check_distinct([header, *(other for other, _ in others)])
    return _read_soap(soap), tuple(_to_part(other, content) for other, content in others)


def join(soap: bytes, parts: Sequence[Part], root_id: str) -> tuple[str, Octets]:
    """Return the Content-Type and the body; bare text/xml without parts. The boundary follows from `root_id`."""
    if not parts:
        return SOAP_CONTENT_TYPE, soap
    boundary = _choose_boundary(root_id, [soap, *(part.content for part in parts)])
    root_header = f"Content-Type: {SOAP_CONTENT_TYPE}\r\nContent-ID: <{root_id}>\r\n".encode()
    members: list[Octets] = []
    for header, content in ((root_header, soap), *((render_part_header(part), part.content) for part in parts)):
        members += [b"".join((b"--", boundary, _CRLF, header, _CRLF)), content, _CRLF]
    members.append(b"".join((b"--", boundary, b"--", _CRLF)))
    content_type = f'multipart/related; type="text/xml"; start="<{root_id}>"; boundary="{boundary.decode()}"'
    return content_type, join_octets(members)


def boundary_of(parameters: Mapping[str, str]) -> bytes:
    """Return the boundary that a media type names; raise MimeRefusedError."""
    boundary = parameters.get("boundary", "")
    if _BOUNDARY.fullmatch(boundary) is None:
        raise MimeRefusedError(MimeReason.BOUNDARY)
    return boundary.encode()


def cut_parts(body: Octets, boundary: bytes) -> list[Octets]:
    """Return the parts, each from the CRLF behind its boundary to the CRLF before the next; raise MimeRefusedError."""
    # Cut after LF and ask for the CR later: a bare LF before a boundary cuts for other readers (bad input 67).
    mark = b"\n--" + boundary
    # Nor a bare CR: some readers end a line, and so a part, there.
    if find_all(body, b"\r--" + boundary, 1):
        raise MimeRefusedError(MimeReason.FRAMING)
    places = find_all(body, mark, PARTS_LIMIT + 2)
    # RFC 2046: `[preamble CRLF] dash-boundary`. A preamble could hide something; an empty one cannot.
    first = 1 if read(body, 0, len(_CRLF)) == _CRLF else -1
    if first < 0 and read(body, 0, len(mark) - 1) == mark[1:]:
        places.insert(0, first)
    if len(places) > PARTS_LIMIT + 1:
        raise MimeRefusedError(MimeReason.PARTS)
    # Nothing after the closing boundary, and no message without one (bad inputs 65, 66); `--Bx` cuts too (64).
    starts, size = [place + len(mark) for place in places], size_of(body)
    if len(places) < _FEWEST or places[0] != first or not _closes(body, starts[-1], size):
        raise MimeRefusedError(MimeReason.FRAMING)
    return [_framed(body, start, end) for start, end in zip(starts, places[1:], strict=False)]


def _closes(body: Octets, start: int, size: int) -> bool:
    return size - start <= _LONGEST_CLOSING and read(body, start, size) in _CLOSING


def _framed(body: Octets, start: int, end: int) -> Octets:
    """Return what stands between two boundaries, without the CR that belongs to the second."""
    if read(body, start, min(start + len(_CRLF), end)) != _CRLF or read(body, end - 1, end) != b"\r":
        raise MimeRefusedError(MimeReason.FRAMING)
    return cut(body, start, end - 1)


def _read_part(piece: Octets, keep: Keep) -> tuple[PartHeader, Octets]:
    head = read(piece, 0, min(HEADER_LIMIT, size_of(piece)))
    header, rest = parse_part_header(head)
    content = cut(piece, len(head) - len(rest), size_of(piece))
    return header, decode(header.transfer_encoding, content, keep)


def _read_soap(octets: Octets) -> bytes:
    """Return the SOAP part; one that no reader of ours takes does not even come into memory."""
    if size_of(octets) > LIMITS.octets:
        raise XmlRefusedError(XmlReason.TOO_LARGE)
    return read(octets, 0, size_of(octets))


def _check_root(header: PartHeader, start: str | None) -> None:
    # The first part is the root, and `start` may only agree (bad inputs 71, 84).
    if header.media_type != SOAP_MEDIA_TYPE or start not in {None, f"<{header.content_id}>"}:
        raise MimeRefusedError(MimeReason.ROOT)


def _check_distinct(headers: Sequence[PartHeader]) -> None:
    # Names that only a careful reader tells apart count as one (bad inputs 68, 120).
    if len({unquote(header.content_id).casefold() for header in headers}) != len(headers):
        raise MimeRefusedError(MimeReason.CONTENT_ID)


def _to_part(header: PartHeader, content: Octets) -> Part:
    return Part(content_id=header.content_id, media_type=header.media_type, content=content, file_name=header.file_name)


def _choose_boundary(root_id: str, contents: Sequence[Octets]) -> bytes:
    # No randomness in this room: a digest of the MessageId, hashed on until no content holds it.
    boundary = sha256(root_id.encode()).hexdigest()[:32].encode()
    while any(find_all(content, boundary, 1) for content in contents):
        boundary = sha256(boundary).hexdigest()[:32].encode()
    return boundary
