from typing import Final

import pytest

from gateway.errors import MimeRefusedError, NotAMessageError
from gateway.wire.ebms2.mime_header import (
    HEADER_LIMIT,
    LINES_LIMIT,
    MimeReason,
    PartHeader,
    check_charset,
    parse_media_type,
    parse_part_header,
    render_part_header,
)
from gateway.wire.stages import Part

R = MimeReason
LINES: Final = (b"Content-Type: Application/XML; charset=UTF-8", b"Content-ID: <een@zij.example>")
HEADER: Final = PartHeader(
    content_id="een@zij.example", media_type="application/xml", transfer_encoding="binary", file_name=None
)


def _read(*lines: bytes, content: bytes = b"data") -> tuple[PartHeader, bytes]:
    return parse_part_header(b"".join(b"\r\n" + line for line in lines) + b"\r\n\r\n" + content)


def _refusal(*lines: bytes) -> str:
    with pytest.raises(MimeRefusedError) as caught:
        _read(*lines)
    return caught.value.reason


def _named(value: str) -> str | None:
    return _read(*LINES, b"Content-Disposition: " + value.encode())[0].file_name


def test_a_part_header_is_read_and_the_content_left() -> None:
    assert _read(*LINES, content=b"\r\n\r\nx") == (HEADER, b"\r\n\r\nx")


def test_names_of_fields_have_no_case_and_unknown_fields_are_ignored() -> None:
    assert _read(*(line.lower() for line in LINES), b"X-Any:thing")[0] == HEADER


def test_a_folded_field_is_one_line() -> None:
    assert _read(LINES[0].replace(b"; ", b";\r\n\t "), LINES[1])[0] == HEADER


def test_sixteen_lines_and_eight_kilobytes_are_allowed() -> None:
    padding = [b"X-%d: y" % number for number in range(LINES_LIMIT - 3)]
    size = sum(len(line) + 2 for line in (*LINES, *padding)) + len("\r\nX: \r\n\r\n")
    assert _read(*LINES, *padding, b"X: " + b"x" * (HEADER_LIMIT - size))[0] == HEADER
    assert _refusal(*LINES, *padding, b"X: " + b"x" * (HEADER_LIMIT - size + 1)) == R.HEADER
    assert _refusal(*LINES, *padding, b"X: x", b"Y: y") == R.HEADER


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((LINES[0],), R.CONTENT_ID),
        ((LINES[0], b"Content-ID: <>"), R.CONTENT_ID),
        ((LINES[0], b"Content-ID: <a> <b>"), R.CONTENT_ID),
        ((LINES[0], b'Content-ID: <a"b>'), R.CONTENT_ID),
        ((LINES[1],), R.MEDIA_TYPE),
        ((b"Content-Type: xml", LINES[1]), R.MEDIA_TYPE),
        ((b"Content-Type: application/\xc3\xa9", LINES[1]), R.MEDIA_TYPE),
        ((b"Content-Type: text/xml; charset=latin1", LINES[1]), R.CHARSET),
        ((b"Content-Type: text/xml; charset", LINES[1]), R.PARAMETER),
        ((b"Content-Type: text/xml; a=1; A=2", LINES[1]), R.PARAMETER),
        ((b"Content-Type: text/xml; a*=1", LINES[1]), R.PARAMETER),
        ((b"Content-Type: Multipart/mixed", LINES[1]), R.NESTED),
        ((*LINES, LINES[1].lower()), R.HEADER),
        ((*LINES, b"X: a\rb"), R.HEADER),
        ((*LINES, b"X: a\nb"), R.HEADER),
        ((*LINES, b"X: \x85"), R.HEADER),
        ((*LINES, "X: \x85".encode()), R.HEADER),
        ((*LINES, b"Content-Encoding: identity"), R.CONTENT_ENCODING),
        ((*LINES, b"Content-Disposition: ; filename=x"), R.FILE_NAME),
        ((*LINES, b"Content-Disposition: attachment; filename"), R.PARAMETER),
        ((*LINES, b"Content-Disposition: attachment; filename=a; filename=b"), R.PARAMETER),
    ],
)
def test_a_doubtful_part_header_is_refused(lines: tuple[bytes, ...], reason: MimeReason) -> None:
    assert _refusal(*lines) == reason


def test_a_header_without_end_is_refused() -> None:
    with pytest.raises(MimeRefusedError):
        parse_part_header(b"\r\n" + LINES[0])


def test_the_transfer_encoding_is_told_in_lower_case() -> None:
    assert _read(*LINES, b"Content-Transfer-Encoding: Base64")[0].transfer_encoding == "base64"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("attachment", None),
        ("attachment; filename=a.xml", "a.xml"),
        ('attachment ; filename="a \\"b\\" \\\\ é.xml"', 'a "b" \\ é.xml'),
        ('inline; size=3; filename="a"', "a"),
        ('attachment; filename="null"', None),
        ('attachment; filename=""', None),
        ('attachment; filename="een@zij.example"', None),
        ("attachment; filename*=UTF-8''x; filename=a", "a"),
    ],
)
def test_a_file_name_is_what_the_disposition_says(value: str, name: str | None) -> None:
    assert _named(value) == name


def test_a_media_type_is_told_in_lower_case_with_its_parameters() -> None:
    assert parse_media_type('Text/XML ; Charset="UTF-8";a=b') == ("text/xml", {"charset": "UTF-8", "a": "b"})


def test_only_utf_8_is_a_character_set() -> None:
    check_charset({})
    check_charset({"charset": "Utf-8"})
    with pytest.raises(MimeRefusedError):
        check_charset({"charset": "utf-16"})


@pytest.mark.parametrize("name", [None, "a.xml", 'é "x" \\ y', "\u202e"])
def test_a_rendered_header_reads_back(name: str | None) -> None:
    part = Part(content_id="een@zij.example", media_type="application/xml", content=b"", file_name=name)
    header, _ = parse_part_header(b"\r\n" + render_part_header(part) + b"\r\n")
    assert (header.content_id, header.media_type, header.file_name) == (part.content_id, part.media_type, name)


def test_a_part_always_goes_with_a_file_name() -> None:
    part = Part(content_id="een", media_type="text/plain", content=b"")
    assert b'filename="een"' in render_part_header(part)


@pytest.mark.parametrize(
    "part",
    [
        Part(content_id="een twee", media_type="text/plain", content=b""),
        Part(content_id="een", media_type="text/plain\r\nX: y", content=b""),
        Part(content_id="een", media_type="text", content=b""),
        Part(content_id="een", media_type="text/plain", content=b"", file_name="a\r\nX: y"),
        Part(content_id="een", media_type="text/plain", content=b"", file_name="a\tb"),
        Part(content_id="een", media_type="text/plain", content=b"", file_name="\ud800"),
        Part(content_id="een", media_type="text/plain", content=b"", file_name="x" * 256),
    ],
)
def test_nothing_is_injected_into_a_header(part: Part) -> None:
    with pytest.raises(NotAMessageError):
        render_part_header(part)
