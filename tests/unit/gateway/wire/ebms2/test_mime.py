"""Group C of the bad inputs, each under its own number, and what is good."""

import base64
import time
from typing import Final

import pytest

from gateway.domain.octets import Joined, whole
from gateway.errors import MimeRefusedError, NotAMessageError, XmlRefusedError
from gateway.wire.ebms2 import mime
from gateway.wire.ebms2.mime_header import MimeReason
from gateway.wire.ebms2.xml import LIMITS
from gateway.wire.stages import Part
from tests.kit.streams import Scattered

R = MimeReason

TYPE: Final = 'multipart/related; type="text/xml"; start="<root@zij.example>"; boundary="B-1"'
ROOT: Final = b"Content-Type: text/xml; charset=UTF-8\r\nContent-ID: <root@zij.example>"
PLAIN: Final = b"Content-Type: application/pdf\r\nContent-ID: <een@zij.example>"
SOAP: Final = b"<soap/>"
PARTS: Final = (
    Part(content_id="een@zij.example", media_type="application/xml", content=b"<a>\r\n--</a>\r\n", file_name="a.xml"),
    Part(content_id="twee", media_type="application/pdf", content=bytes(range(256))),
    Part(content_id="leeg", media_type="text/plain", content=b""),
)


def _body(*parts: tuple[bytes, bytes], boundary: bytes = b"B-1", closing: bytes = b"--\r\n") -> bytes:
    pieces = (b"--" + boundary + b"\r\n" + header + b"\r\n\r\n" + content + b"\r\n" for header, content in parts)
    return b"".join(pieces) + b"--" + boundary + closing


def _with(header: bytes, content: bytes = b"data!") -> bytes:
    return _body((ROOT, SOAP), (header, content))


def _extra(*lines: bytes) -> bytes:
    return _with(b"\r\n".join((PLAIN, *lines)))


GOOD: Final = _with(PLAIN)

# What is wrong; the Content-Type and the body it is wrong in; why it is refused.
BAD_INPUTS: Final = {
    "61-no-boundary": (TYPE.partition("; boundary")[0], GOOD, R.BOUNDARY),
    "61-empty-boundary": (TYPE.replace("B-1", ""), GOOD, R.BOUNDARY),
    "62-long-boundary": (TYPE.replace("B-1", "B" * 200), _body((ROOT, SOAP), boundary=b"B" * 200), R.BOUNDARY),
    "62-boundary-with-spaces": (TYPE.replace("B-1", "B 1"), _body((ROOT, SOAP), boundary=b"B 1"), R.BOUNDARY),
    "62-boundary-ending-in-a-space": (TYPE.replace("B-1", "B-1 "), GOOD, R.BOUNDARY),
    "63-two-boundaries": (f'{TYPE}; boundary="C"', GOOD, R.PARAMETER),
    "63-boundary-in-other-case": (f'{TYPE}; Boundary="C"', GOOD, R.PARAMETER),
    "63-extended-boundary": (TYPE.replace("boundary=", "boundary*="), GOOD, R.PARAMETER),
    "63-continued-boundary": (TYPE.replace("boundary=", "boundary*0="), GOOD, R.PARAMETER),
    "64-boundary-is-a-prefix": (TYPE, _with(PLAIN, b"x\r\n--B-1x\r\ny"), R.FRAMING),
    "65-preamble": (TYPE, b"<soap/>\r\n" + GOOD, R.FRAMING),
    "65-part-after-the-closing-boundary": (TYPE, GOOD + _body((PLAIN, b"x")), R.FRAMING),
    "65-text-after-the-closing-boundary": (TYPE, GOOD + b"x", R.FRAMING),
    "66-no-closing-boundary": (TYPE, GOOD.removesuffix(b"--B-1--\r\n"), R.FRAMING),
    "66-half-a-closing-boundary": (TYPE, GOOD.removesuffix(b"-\r\n"), R.FRAMING),
    "66-only-a-closing-boundary": (TYPE, b"--B-1--\r\n", R.FRAMING),
    "66-empty": (TYPE, b"", R.FRAMING),
    "67-line-feeds-only": (TYPE, GOOD.replace(b"\r\n", b"\n"), R.FRAMING),
    "67-line-feed-before-a-boundary": (TYPE, _with(PLAIN, b"x\n--B-1\r\nContent-ID: <b>\r\n\r\ny"), R.FRAMING),
    "67-carriage-return-before-a-boundary": (TYPE, _with(PLAIN, b"x\r--B-1\r\nContent-ID: <b>\r\n\r\ny"), R.FRAMING),
    "67-line-feed-in-part-headers": (TYPE, _with(PLAIN.replace(b"\r\n", b"\n")), R.HEADER),
    "68-same-content-id-twice": (TYPE, _body((ROOT, SOAP), (PLAIN, b"x"), (PLAIN, b"y")), R.CONTENT_ID),
    "68-content-id-of-the-root-again": (TYPE, _with(PLAIN.replace(b"een", b"root")), R.CONTENT_ID),
    "69-two-content-ids-in-one-part": (TYPE, _extra(b"Content-Id: <twee>"), R.HEADER),
    "70-content-id-without-brackets": (TYPE, _with(PLAIN.replace(b"<", b"").replace(b">", b"")), R.CONTENT_ID),
    "70-same-content-id-percent-encoded": (
        TYPE,
        _body((ROOT, SOAP), (PLAIN, b"x"), (PLAIN.replace(b"@", b"%40"), b"y")),
        R.CONTENT_ID,
    ),
    "70-same-content-id-in-other-case": (
        TYPE,
        _body((ROOT, SOAP), (PLAIN, b"x"), (PLAIN.replace(b"een", b"Een"), b"y")),
        R.CONTENT_ID,
    ),
    "70-content-id-not-ascii": (TYPE, _with(PLAIN.replace(b"een", "eén".encode())), R.CONTENT_ID),
    "70-content-id-of-ten-kilobytes": (TYPE, _with(PLAIN.replace(b"een", b"e" * 10_240)), R.HEADER),
    "70-long-content-id": (TYPE, _with(PLAIN.replace(b"een", b"e" * 250)), R.CONTENT_ID),
    "71-start-is-the-second-part": (TYPE.replace("root", "een"), GOOD, R.ROOT),
    "71-no-start-and-the-first-is-not-soap": (
        TYPE.replace('start="<root@zij.example>"; ', ""),
        _body((PLAIN, b"x"), (ROOT, SOAP)),
        R.ROOT,
    ),
    "72-soap-1.2": (TYPE.replace("text/xml", "application/soap+xml"), GOOD, R.MEDIA_TYPE),
    "72-no-type": (TYPE.replace('type="text/xml"; ', ""), GOOD, R.MEDIA_TYPE),
    "72-mixed": (TYPE.replace("related", "mixed"), GOOD, R.MEDIA_TYPE),
    "72-root-is-html": (TYPE, _body((ROOT.replace(b"text/xml", b"text/html"), SOAP)), R.ROOT),
    "72-html": ("text/html", SOAP, R.MEDIA_TYPE),
    "72-no-media-type": ("", SOAP, R.MEDIA_TYPE),
    "73-nested": (TYPE, _with(PLAIN.replace(b"application/pdf", b'multipart/mixed; boundary="C"')), R.NESTED),
    "73-message": (TYPE, _with(PLAIN.replace(b"application/pdf", b"message/rfc822")), R.NESTED),
    "74-five-thousand-empty-parts": (TYPE, _body((ROOT, SOAP), *[(PLAIN, b"")] * 5_000), R.PARTS),
    "74-two-hundred-and-one-parts": (TYPE, _body((ROOT, SOAP), *[(PLAIN, b"")] * 200), R.PARTS),
    "75-part-headers-of-64-kilobytes": (TYPE, _extra(b"X: " + b"x" * 65_536), R.HEADER),
    "75-five-hundred-headers": (TYPE, _extra(*(b"X-%d: y" % number for number in range(500))), R.HEADER),
    "75-seventeen-headers": (TYPE, _extra(*(b"X-%d: y" % number for number in range(15))), R.HEADER),
    "75-line-without-colon": (TYPE, _extra(b"no colon"), R.HEADER),
    "75-space-before-the-colon": (TYPE, _extra(b"X : y"), R.HEADER),
    "75-no-headers": (TYPE, _body((ROOT, SOAP)).replace(ROOT, b""), R.HEADER),
    "75-headers-without-end": (TYPE, b"--B-1\r\n" + ROOT + b"\r\n--B-1--", R.HEADER),
    "76-base64-with-garbage": (TYPE, _extra(b"Content-Transfer-Encoding: base64"), R.TRANSFER_ENCODING),
    "76-uuencode": (TYPE, _extra(b"Content-Transfer-Encoding: x-uuencode"), R.TRANSFER_ENCODING),
    "76-unknown": (TYPE, _extra(b"Content-Transfer-Encoding: rot13"), R.TRANSFER_ENCODING),
    "76-quoted-printable": (TYPE, _extra(b"Content-Transfer-Encoding: quoted-printable"), R.TRANSFER_ENCODING),
    "77-content-encoding": (TYPE, _extra(b"Content-Encoding: gzip"), R.CONTENT_ENCODING),
    **{
        f"78-{charset}": (TYPE, _body((ROOT.replace(b"UTF-8", charset.encode()), SOAP)), R.CHARSET)
        for charset in ("UTF-7", "UTF-16", "ISO-8859-1", "cp037")
    },
    "78-charset-of-plain-soap": ("text/xml; charset=utf-16", SOAP, R.CHARSET),
    "78-charset-of-a-payload": (TYPE, _with(PLAIN.replace(b"pdf", b"xml; charset=utf-16")), R.CHARSET),
    "79-nul-in-file-name": (TYPE, _extra(b'Content-Disposition: attachment; filename="a\0"'), R.HEADER),
    "79-file-name-not-utf-8": (TYPE, _extra(b'Content-Disposition: attachment; filename="\xe9"'), R.HEADER),
    "80-content-location-only": (TYPE, _with(PLAIN.replace(b"Content-ID", b"Content-Location")), R.CONTENT_ID),
    "81-xop": (TYPE.replace("text/xml", "application/xop+xml"), GOOD, R.MEDIA_TYPE),
    "84-soap-last": (TYPE, _body((PLAIN, b"x"), (ROOT, SOAP)), R.ROOT),
}


@pytest.mark.parametrize(("content_type", "body", "reason"), BAD_INPUTS.values(), ids=BAD_INPUTS)
def test_bad_packaging_is_refused_at_once(content_type: str, body: bytes, reason: MimeReason) -> None:
    started = time.process_time()
    with pytest.raises(MimeRefusedError) as caught:
        mime.split(content_type, body)
    assert caught.value.reason == reason
    assert time.process_time() - started < 0.25


def test_64_a_boundary_inside_a_line_is_data() -> None:
    assert mime.split(TYPE, _with(PLAIN, b"x--B-1\r\n--B"))[1][0].content == b"x--B-1\r\n--B"


def test_65_an_empty_preamble_hides_nothing() -> None:
    assert mime.split(TYPE, b"\r\n" + GOOD) == mime.split(TYPE, GOOD)


def test_66_the_line_end_after_the_closing_boundary_may_be_left_out() -> None:
    assert mime.split(TYPE, GOOD.removesuffix(b"\r\n")) == mime.split(TYPE, GOOD)


def test_70_a_percent_sign_in_a_content_id_stays() -> None:
    assert mime.split(TYPE, _with(PLAIN.replace(b"@", b"%40")))[1][0].content_id == "een%40zij.example"


def test_74_two_hundred_parts_are_read() -> None:
    parts = [(PLAIN.replace(b"een", b"%d" % number), b"") for number in range(199)]
    assert len(mime.split(TYPE, _body((ROOT, SOAP), *parts))[1]) == 199


def test_76_strict_base64_is_decoded() -> None:
    header = PLAIN + b"\r\nContent-Transfer-Encoding: BASE64"
    body = _with(header, base64.encodebytes(bytes(range(256))).replace(b"\n", b"\r\n"))
    assert mime.split(TYPE, body)[1][0].content == bytes(range(256))


@pytest.mark.parametrize("encoding", [b"7bit", b"8bit", b"Binary"])
def test_76_identity_leaves_the_octets_alone(encoding: bytes) -> None:
    assert mime.split(TYPE, _extra(b"Content-Transfer-Encoding: " + encoding))[1][0].content == b"data!"


@pytest.mark.parametrize("name", ["../../x", "NUL", "a\u202eb", "x" * 4096, "999990019.xml", "C:x"])
def test_79_a_file_name_is_only_a_value(name: str) -> None:
    disposition = f'Content-Disposition: attachment; filename="{name}"'.encode()
    assert mime.split(TYPE, _extra(disposition))[1][0].file_name == name


def test_82_a_lying_content_length_is_ignored() -> None:
    assert mime.split(TYPE, _extra(b"Content-Length: 1"))[1][0].content == b"data!"


def test_83_an_attachment_of_no_octets_is_read() -> None:
    assert mime.split(TYPE, _with(PLAIN, b""))[1][0].content == b""


def test_84_the_second_soap_part_is_only_a_payload() -> None:
    soap, parts = mime.split(TYPE, _with(ROOT.replace(b"root", b"een"), b"<soap2/>"))
    assert (soap, parts[0].content, parts[0].media_type) == (SOAP, b"<soap2/>", "text/xml")


@pytest.mark.parametrize("content_type", ["text/xml", "Text/XML ; charset=utf-8", 'text/xml;charset="UTF-8"'])
def test_plain_text_xml_is_soap_without_parts(content_type: str) -> None:
    assert mime.split(content_type, SOAP) == (SOAP, ())


def test_the_start_parameter_may_be_left_out() -> None:
    content_type = 'Multipart/Related;boundary=B-1;type="Text/XML";start-info="text/xml"'
    assert mime.split(content_type, GOOD) == mime.split(TYPE, GOOD)


def test_what_was_joined_comes_apart_again() -> None:
    content_type, body = mime.join(SOAP, PARTS, "root@wij.example")
    assert mime.split(content_type, body) == (SOAP, PARTS)
    assert content_type.startswith('multipart/related; type="text/xml"; start="<root@wij.example>"; boundary="')


def test_a_message_without_parts_goes_plain() -> None:
    assert mime.join(SOAP, (), "root@wij.example") == ("text/xml; charset=UTF-8", SOAP)


def test_the_same_message_has_the_same_boundary() -> None:
    assert mime.join(SOAP, PARTS, "root@wij.example") == mime.join(SOAP, PARTS, "root@wij.example")


def test_a_boundary_never_stands_in_the_content() -> None:
    first = mime.join(SOAP, PARTS, "root@wij.example")[0].rpartition("=")[2].strip('"').encode()
    parts = (Part(content_id="een", media_type="text/plain", content=b"x\r\n--" + first + b"\r\n"),)
    content_type, body = mime.join(SOAP, parts, "root@wij.example")
    assert first.decode() not in content_type
    assert mime.split(content_type, body) == (SOAP, parts)


def test_a_part_that_no_header_can_hold_is_not_joined() -> None:
    with pytest.raises(NotAMessageError):
        mime.join(SOAP, (Part(content_id="een>\r\nX: y", media_type="text/plain", content=b""),), "root@wij.example")


# --- streams ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_a_stream_is_refused_for_the_same_reason(name: str) -> None:
    content_type, body, reason = BAD_INPUTS[name]
    for piece in (1, 5, 64):
        with pytest.raises(MimeRefusedError) as refused:
            mime.split(content_type, Scattered(body, piece))
        assert refused.value.reason == reason


def test_a_stream_is_cut_into_stretches_of_itself() -> None:
    content_type, body = mime.join(SOAP, PARTS, "root@wij.example")
    for piece in (1, 5, 64):
        soap, parts = mime.split(content_type, Scattered(whole(body), piece))
        assert soap == SOAP
        assert [whole(part.content) for part in parts] == [part.content for part in PARTS]
        assert not any(isinstance(part.content, bytes) for part in parts)


def test_large_parts_are_joined_without_a_copy() -> None:
    large = Part(content_id="groot", media_type="a/b", content=Scattered(bytes(5_000), 999))
    content_type, body = mime.join(SOAP, (large, *PARTS), "root@wij.example")
    assert isinstance(body, Joined)
    assert mime.split(content_type, whole(body))[1][0].content == bytes(5_000)


def test_the_boundary_stands_in_no_part_of_a_stream() -> None:
    content_type, _ = mime.join(SOAP, (PARTS[0],), "root@wij.example")
    boundary = content_type.rpartition('boundary="')[2].rstrip('"').encode()
    taken = Part(content_id="x", media_type="a/b", content=Scattered(b"abc" + boundary + b"def", 7))
    assert boundary.decode() not in mime.join(SOAP, (taken,), "root@wij.example")[0]


@pytest.mark.parametrize("content_type", [mime.SOAP_CONTENT_TYPE, TYPE])
def test_an_envelope_beyond_every_limit_does_not_come_into_memory(content_type: str) -> None:
    envelope = b"x" * (LIMITS.octets + 1)
    body = envelope if content_type != TYPE else _body((ROOT, envelope), (PLAIN, b"x"))
    with pytest.raises(XmlRefusedError):
        mime.split(content_type, Scattered(body, 65_536))
