"""Multipart comes apart as it was joined, and hostile octets are refused, never misread."""

from base64 import b64encode
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.domain.octets import Octets, size_of, whole
from gateway.errors import MimeRefusedError
from gateway.wire.ebms2 import mime
from gateway.wire.ebms2.mime_transfer import decode
from gateway.wire.stages import Part
from tests.kit.streams import Scattered

ROOT: Final = "0d1c9f44-6d3e-4f57-8a0b-3f0a4f6f1e01@wij.example"
IDS: Final = st.from_regex(r"[a-z0-9!#$&'*+/=?^_`{|}~.-]{1,20}(@[a-z0-9.-]{1,20})?", fullmatch=True)
NAMES: Final = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in (*range(32), *range(127, 160))]),
    min_size=1,
    max_size=100,
).filter(lambda name: name != "null")
# Octets that look like framing, and any others.
OCTETS: Final = st.lists(
    st.one_of(st.sampled_from([b"\r\n", b"--", b"\n", b"\r", b"Content-ID: <a>\r\n\r\n"]), st.binary(max_size=50))
).map(b"".join)
TYPES: Final = st.sampled_from(["application/xml", "text/plain", "application/pdf"])
PARTS: Final = st.lists(
    st.builds(Part, content_id=IDS, media_type=TYPES, content=OCTETS, file_name=st.none() | NAMES),
    max_size=5,
    unique_by=lambda part: part.content_id,
).filter(lambda parts: all(part.file_name != part.content_id for part in parts))

SAMPLE: Final = mime.join(
    b"<soap/>",
    (
        Part(content_id="een@wij.example", media_type="application/xml", content=b"<a/>", file_name="a.xml"),
        Part(content_id="twee", media_type="text/plain", content=b"--\r\n\r\n"),
    ),
    ROOT,
)


@given(soap=OCTETS, parts=PARTS)
def test_what_was_joined_comes_apart_again(soap: bytes, parts: list[Part]) -> None:
    assert mime.split(*mime.join(soap, parts, ROOT)) == (soap, tuple(parts))


@given(soap=OCTETS, parts=PARTS.filter(bool), cut=st.integers(min_value=3))
def test_what_was_cut_short_is_refused(soap: bytes, parts: list[Part], cut: int) -> None:
    content_type, body = mime.join(soap, parts, ROOT)
    with pytest.raises(MimeRefusedError):
        mime.split(content_type, whole(body)[: -min(cut, size_of(body))])


@given(content_type=st.text(), body=st.binary())
@example(content_type=SAMPLE[0], body=b"")
def test_any_octets_are_read_or_refused(content_type: str, body: bytes) -> None:
    _read_or_refuse(content_type, body)


@given(start=st.integers(0, size_of(SAMPLE[1])), length=st.integers(0, 60), octets=OCTETS)
def test_a_spoiled_message_is_read_or_refused(start: int, length: int, octets: bytes) -> None:
    content_type, body = SAMPLE
    spoiled = whole(body)
    _read_or_refuse(content_type, spoiled[:start] + octets + spoiled[start + length :])


@given(start=st.integers(0, len(SAMPLE[0])), length=st.integers(0, 20), text=st.text(max_size=20))
def test_a_spoiled_content_type_is_read_or_refused(start: int, length: int, text: str) -> None:
    content_type, body = SAMPLE
    _read_or_refuse(content_type[:start] + text + content_type[start + length :], whole(body))


def _read_or_refuse(content_type: str, body: bytes) -> None:
    try:
        _, parts = mime.split(content_type, body)
    except MimeRefusedError:
        return
    assert len({part.content_id for part in parts}) == len(parts)


@given(soap=OCTETS, parts=PARTS, start=st.integers(0, 600), spoiled=st.binary(max_size=12), piece=st.integers(1, 50))
def test_a_stream_says_what_the_same_octets_say(
    soap: bytes, parts: list[Part], start: int, spoiled: bytes, piece: int
) -> None:
    content_type, body = mime.join(soap, parts, ROOT)
    octets = whole(body)
    octets = octets[:start] + spoiled + octets[start + len(spoiled) :]
    assert _said(content_type, Scattered(octets, piece)) == _said(content_type, octets)


@given(octets=st.binary(max_size=400), width=st.integers(4, 76), piece=st.integers(1, 30), tail=st.binary(max_size=3))
def test_base64_in_lines_says_the_same_however_it_comes(octets: bytes, width: int, piece: int, tail: bytes) -> None:
    letters = b64encode(octets)
    lines = b"\r\n".join(letters[at : at + width] for at in range(0, len(letters), width)) + tail
    assert _decoded(Scattered(lines, piece)) == _decoded(lines)
    if not tail:
        assert _decoded(lines) == octets


def _decoded(octets: Octets) -> bytes | None:
    try:
        return whole(decode("base64", octets))
    except MimeRefusedError:
        return None


def _said(content_type: str, body: Octets) -> object:
    try:
        soap, parts = mime.split(content_type, body)
    except MimeRefusedError as error:
        return error.reason
    return soap, [(part.content_id, part.media_type, part.file_name, whole(part.content)) for part in parts]
