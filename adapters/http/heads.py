"""The header of a request, judged on its octets: its form, its size, how it frames its body, what it may ask."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from adapters.http.bodies import BodyFraming, Chunked, Sized

# Request line and each header line; 64 lines, and 16 KiB for all of them together (7.4, HTTP).
LINE_OCTETS: Final = 8190
HEADER_LINES: Final = 64
HEADER_OCTETS: Final = 16 * 1024
END: Final = b"\r\n\r\n"

_HEAD: Final = re.compile(rb"[A-Z]+ /[!-~]* HTTP/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+\r\n")
# What no honest client sends: an octet that starts no method, or half a line end (bad inputs 6 and 21).
_STRAY: Final = re.compile(rb"\A[^A-Z]|(?<!\r)\n|\r(?!\n|\Z)")

# A space may stand before a value, and nothing around a length (bad input 3).
_LENGTH: Final = re.compile(rb" ?(0|[1-9][0-9]{0,17})")
_CHUNKED: Final = re.compile(rb" ?chunked", re.IGNORECASE)
_HOST: Final = re.compile(rb" ?(?:[0-9A-Za-z._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
# What a header may say when it is there, and the answer to anything else.
_LIMITED: Final = (
    (b"expect", re.compile(rb" ?100-continue", re.IGNORECASE), HTTPStatus.EXPECTATION_FAILED),
    (b"content-encoding", re.compile(rb" ?identity", re.IGNORECASE), HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
)
# Another protocol on this connection (bad input 22).
_FORBIDDEN: Final = (b"upgrade", b"http2-settings")

Fields = Mapping[bytes, Sequence[bytes]]


def is_stray(octets: bytes, start: int, end: int) -> bool:
    """Tell whether what has come so far can no longer become a header; what stands before `start` was asked before."""
    return _STRAY.search(octets, start, end) is not None


def read_head(head: bytes) -> BodyFraming | HTTPStatus:
    """Return how the body is framed, or the status of a refusal; the octets end with an empty line."""
    lines = head[: -len(END)].split(b"\r\n")
    if len(lines) > HEADER_LINES + 1 or max(map(len, lines)) > LINE_OCTETS:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    if _HEAD.fullmatch(head) is None:
        return HTTPStatus.BAD_REQUEST
    fields: dict[bytes, list[bytes]] = {}
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        fields.setdefault(name.lower(), []).append(value)
    return _refusal_of(fields) or _framing_of(fields)


def _refusal_of(fields: Fields) -> HTTPStatus | None:
    hosts = fields.get(b"host", ())
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]) or any(name in fields for name in _FORBIDDEN):
        return HTTPStatus.BAD_REQUEST
    for name, allowed, refusal in _LIMITED:
        values = fields.get(name, ())
        if values and (len(values) > 1 or not allowed.fullmatch(values[0])):
            return refusal
    return None


def _framing_of(fields: Fields) -> BodyFraming | HTTPStatus:
    """Two ways to say where a body ends are two readings of what follows it (bad inputs 1 to 4)."""
    lengths, codings = fields.get(b"content-length", ()), fields.get(b"transfer-encoding", ())
    if len(lengths) + len(codings) > 1:
        return HTTPStatus.BAD_REQUEST
    if codings:
        return Chunked() if _CHUNKED.fullmatch(codings[0]) else HTTPStatus.BAD_REQUEST
    length = _LENGTH.fullmatch(lengths[0] if lengths else b"0")
    return Sized(int(length[1])) if length else HTTPStatus.BAD_REQUEST
