"""Header fields of a MIME part, and the parameters in them, read strictly: each field once, each parameter once."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.errors import MimeRefusedError, NotAMessageError
from gateway.wire.stages import Part

# D17: five fields do; nothing honest comes near.
HEADER_LIMIT: Final = 8 * 1024
LINES_LIMIT: Final = 16
_FOLD: Final = re.compile(r"\r\n[ \t]+")
_FIELD: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)")
_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_DISPOSITION: Final = re.compile(rf"{_WORD}[ \t]*")
_QUOTED_PAIR: Final = re.compile(r"\\(.)")
_MEDIA_TYPE: Final = re.compile(rf"({_WORD}/{_WORD})[ \t]*", re.ASCII)
_PARAMETER: Final = re.compile(rf';[ \t]*({_WORD})=(?:({_WORD})|"((?:[^"\\]|\\.)*)")[ \t]*')
# RFC 5322 msg-id in brackets, or a bare word in brackets as the common adapter gives it (ebms2.md 8, quirk 6).
_CONTENT_ID: Final = re.compile(r"<([A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]{1,250})>", re.ASCII)
# C0 and C1 without the tab, which only separates; and halves of characters, which have no octets.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]")
# A name of our own; longer ones no file system takes.
_FILE_NAME_LIMIT: Final = 255
# The common adapter writes the word when it has no name (ebms2.md 8, quirk 8).
_NO_FILE_NAME: Final = frozenset({"", "null"})
_COMPOSITES: Final = ("multipart/", "message/")


class MimeReason(StrEnum):
    """Why a packaging was refused; never with a piece of the input."""

    MEDIA_TYPE = "media-type"
    PARAMETER = "parameter"
    CHARSET = "charset"
    BOUNDARY = "boundary"
    FRAMING = "framing"
    PARTS = "parts"
    ROOT = "root"
    HEADER = "header"
    NESTED = "nested"
    CONTENT_ID = "content-id"
    CONTENT_ENCODING = "content-encoding"
    TRANSFER_ENCODING = "transfer-encoding"
    FILE_NAME = "file-name"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHeader:
    """What a part says about itself."""

    content_id: str
    media_type: str
    transfer_encoding: str
    file_name: str | None


def parse_part_header(piece: bytes) -> tuple[PartHeader, bytes]:
    """Return the header of a part that begins with CRLF, and what follows it; raise MimeRefusedError."""
    fields, rest = read_fields(piece)
    # Required: Content-ID, Content-Type. Optional: transfer encoding, disposition. Refused: Content-Encoding, which
    # would let a digest mean two things (bad input 77). Ignored: the rest, Content-Length and -Location among it.
    if "content-encoding" in fields:
        raise MimeRefusedError(MimeReason.CONTENT_ENCODING)
    media_type, parameters = parse_media_type(fields.get("content-type", ""))
    check_charset(parameters)
    if media_type.startswith(_COMPOSITES):
        raise MimeRefusedError(MimeReason.NESTED)
    content_id = _parse_content_id(fields.get("content-id", ""))
    header = PartHeader(
        content_id=content_id,
        media_type=media_type,
        transfer_encoding=fields.get("content-transfer-encoding", "binary").lower(),
        file_name=_parse_file_name(fields.get("content-disposition", "attachment"), content_id),
    )
    return header, rest


def read_fields(piece: bytes) -> tuple[dict[str, str], bytes]:
    """Return the fields of a part that begins with CRLF, by lower-case name, and what follows them."""
    end = piece.find(b"\r\n\r\n", 0, HEADER_LIMIT)
    if end < 0:
        raise MimeRefusedError(MimeReason.HEADER)
    return _read_fields(piece[2:end]), piece[end + 4 :]


def parse_media_type(value: str) -> tuple[str, dict[str, str]]:
    """Return the media type in lower case and its parameters; raise MimeRefusedError."""
    match = _MEDIA_TYPE.match(value)
    if match is None or not value.isascii():
        raise MimeRefusedError(MimeReason.MEDIA_TYPE)
    return match[1].lower(), parse_parameters(value[match.end() :])


def check_charset(parameters: dict[str, str]) -> None:
    """Raise MimeRefusedError for any other character set than UTF-8 (E-23)."""
    if parameters.get("charset", "utf-8").lower() != "utf-8":
        raise MimeRefusedError(MimeReason.CHARSET)


def render_part_header(part: Part) -> bytes:
    """Return the header fields, each line with its CRLF; raise NotAMessageError for what no field may hold."""
    # A file name always: older adapters fail without one (ebms2.md 8, quirk 8).
    name = part.file_name or part.content_id
    if _MEDIA_TYPE.fullmatch(part.media_type) is None or _CONTENT_ID.fullmatch(f"<{part.content_id}>") is None:
        raise NotAMessageError(("part header",))
    if len(name) > _FILE_NAME_LIMIT or _CONTROL.search(name) is not None or "\t" in name:
        raise NotAMessageError(("file name",))
    quoted = re.sub(r'(["\\])', r"\\\1", name)
    return (
        f"Content-Type: {part.media_type}\r\n"
        f"Content-ID: <{part.content_id}>\r\n"
        f'Content-Disposition: attachment; filename="{quoted}"\r\n'
    ).encode()


def _read_fields(block: bytes) -> dict[str, str]:
    try:
        text = _FOLD.sub(" ", block.decode())
    except UnicodeDecodeError:
        raise MimeRefusedError(MimeReason.HEADER) from None
    lines = text.split("\r\n")
    if len(lines) > LINES_LIMIT:
        raise MimeRefusedError(MimeReason.HEADER)
    fields: dict[str, str] = {}
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match is None or _CONTROL.search(line) is not None or match[1].lower() in fields:
            raise MimeRefusedError(MimeReason.HEADER)
        fields[match[1].lower()] = match[2].rstrip(" \t")
    return fields


def _parse_content_id(value: str) -> str:
    match = _CONTENT_ID.fullmatch(value)
    if match is None:
        raise MimeRefusedError(MimeReason.CONTENT_ID)
    return match[1]


def _parse_file_name(disposition: str, content_id: str) -> str | None:
    kind, separator, rest = disposition.partition(";")
    if _DISPOSITION.fullmatch(kind) is None:
        raise MimeRefusedError(MimeReason.FILE_NAME)
    name = parse_parameters(separator + rest, extended_allowed=True).get("filename", "")
    # The Content-ID as name is how we say that there is none.
    return None if name in {*_NO_FILE_NAME, content_id} else name


def parse_parameters(text: str, *, extended_allowed: bool = False) -> dict[str, str]:
    """Return the parameters behind a value, each once; raise MimeRefusedError."""
    parameters: dict[str, str] = {}
    while text:
        match = _PARAMETER.match(text)
        name = match[1].lower() if match is not None else ""
        # `boundary*=` (RFC 2231) is a second way to say one thing (bad input 63).
        if match is None or name in parameters or ("*" in name and not extended_allowed):
            raise MimeRefusedError(MimeReason.PARAMETER)
        parameters[name] = match[2] or _QUOTED_PAIR.sub(r"\1", match[3] or "")
        text = text[match.end() :]
    return parameters
