"""MIME: a content type, a line end, a body. What comes apart must go together again and come apart the same."""

from collections.abc import Sequence
from typing import Final

from gateway.domain.octets import whole
from gateway.errors import MimeRefusedError, NotAMessageError
from gateway.wire.ebms2 import mime
from gateway.wire.stages import Part
from tests.fuzz.target import Target

_ROOT: Final = "wortel@wij.example"
_PARTS: Final = (
    Part(content_id="een@wij.example", media_type="application/xml", content=b"<a/>", file_name="a.xml"),
    Part(content_id="twee", media_type="text/plain; charset=utf-8", content=b"--\r\n\r\n"),
)
_WORDS: Final = (
    "multipart/related",
    "text/xml",
    "application/octet-stream",
    "message/rfc822",
    "boundary=",
    "boundary*=utf-8''B",
    "boundary*0=",
    "type=",
    "start=",
    "start-info=",
    "charset=UTF-8",
    "\r\n--B\r\n",
    "\n--B\n",
    "\r\n--B--\r\n",
    "\r\n--Bx",
    "Content-ID: <",
    "Content-Type: ",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Disposition: attachment; filename=",
    "filename*=UTF-8''",
    "Content-Encoding: gzip",
    "Content-Length: ",
    "\r\n\r\n",
    "\r\n ",
    '"',
    "\\",
    "%40",
    "null",
)


def attempt(data: bytes) -> None:
    """Read a message; raise for anything but MimeRefusedError, and where reading and writing do not agree."""
    content_type, _, body = data.partition(b"\n")
    try:
        soap, parts = mime.split(content_type.decode("latin-1"), body)
    except MimeRefusedError:
        return
    if not parts:
        return
    try:
        packed = mime.join(soap, parts, _ROOT)
    except NotAMessageError:
        # We read more than we write: a media type of more than a word, a name longer than ours.
        return
    if any(part.content_id.casefold() == _ROOT for part in parts):
        return
    assert mime.split(*packed) == (soap, parts)


def seeds() -> Sequence[bytes]:
    """Return a message without parts, one as we write it, and one as the common adapter writes it."""
    content_type, body = mime.join(b"<soap/>", (_PARTS[0],), _ROOT)
    theirs = (
        b'multipart/related; boundary="-=B=-"; type="text/xml"; start="<a>"; start-info="text/xml"\n'
        b"---=B=-\r\nContent-Type: text/xml; charset=UTF-8\r\nContent-ID: <a>\r\n\r\n<s/>\r\n"
        b"---=B=-\r\nContent-Type: application/pdf\r\nContent-ID: <b>\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="null"\r\n\r\nAAEC\r\n---=B=---\r\n'
    )
    return [
        b"text/xml; charset=UTF-8\n<soap/>",
        content_type.encode() + b"\n" + whole(body),
        theirs,
        theirs.replace(b"-=B=-", b"B").replace(b"AAEC", b"").replace(b"base64", b"binary"),
    ]


TARGET: Final = Target(name="mime", attempt=attempt, seeds=seeds, words=_WORDS, is_xml=False)
