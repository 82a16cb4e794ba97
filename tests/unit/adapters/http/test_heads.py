"""The header of a request, on its octets (bad inputs 1 to 11, 17, 21, 22)."""

from http import HTTPStatus

import pytest

from adapters.http.bodies import Chunked, Sized
from adapters.http.heads import HEADER_LINES, LINE_OCTETS, is_stray, read_head


def _head(*lines: bytes, start: bytes = b"POST /ebms HTTP/1.1", host: bytes = b"Host: vt.test") -> bytes:
    return b"\r\n".join([start, host, *lines, b"", b""])


def test_a_request_without_a_body_has_one_of_length_zero() -> None:
    body = read_head(_head())
    assert isinstance(body, Sized)
    assert body.complete


@pytest.mark.parametrize("line", [b"Content-Length: 12", b"content-length:12", b"CONTENT-LENGTH: 12"])
def test_a_length_is_read_whatever_the_case_of_its_name(line: bytes) -> None:
    body = read_head(_head(line))
    assert isinstance(body, Sized)
    assert body.advance(b"x" * 20) == 12


@pytest.mark.parametrize("line", [b"Transfer-Encoding: chunked", b"transfer-encoding:Chunked"])
def test_chunks_are_known_whatever_the_case(line: bytes) -> None:
    assert isinstance(read_head(_head(line)), Chunked)


@pytest.mark.parametrize(
    "host",
    [b"Host: vt.test", b"host:vt.test:8443", b"Host: 127.0.0.1:1", b"Host: [::1]:443", b"Host: a_b.test"],
)
def test_a_host_is_a_name_or_an_address_with_perhaps_a_port(host: bytes) -> None:
    assert isinstance(read_head(_head(host=host)), Sized)


@pytest.mark.parametrize("host", [b"Host: ", b"Host: a b", b"Host: a/b", b"Host: a:b", b"Host: u@a", b"X-Host: a"])
def test_another_host_is_none(host: bytes) -> None:
    assert read_head(_head(host=host)) is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"Expect: 100-continue", None),
        (b"Expect: 100-Continue", None),
        (b"Expect: 100-continue, x", HTTPStatus.EXPECTATION_FAILED),
        (b"Content-Encoding: identity", None),
        (b"Content-Encoding: Identity", None),
        (b"Content-Encoding: identity, gzip", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (b"Content-Encoding:", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (b"Upgrade: websocket", HTTPStatus.BAD_REQUEST),
        (b"HTTP2-Settings: AAAA", HTTPStatus.BAD_REQUEST),
    ],
)
def test_what_a_header_may_ask_is_limited(line: bytes, status: HTTPStatus | None) -> None:
    found = read_head(_head(line))
    assert (found if isinstance(found, HTTPStatus) else None) is status


def test_the_number_and_the_length_of_lines_are_limited_to_the_octet() -> None:
    most = tuple(b"X-%d: y" % number for number in range(HEADER_LINES - 1))
    assert isinstance(read_head(_head(*most)), Sized)
    assert read_head(_head(*most, b"Y: z")) is HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    longest = b"X: " + b"y" * (LINE_OCTETS - 3)
    assert isinstance(read_head(_head(longest)), Sized)
    assert read_head(_head(longest + b"y")) is HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


def test_letters_beyond_ascii_may_stand_in_a_value_only() -> None:
    assert isinstance(read_head(_head("X: \u00e9".encode())), Sized)
    assert read_head(_head("X\u00e9: y".encode())) is HTTPStatus.BAD_REQUEST
    assert read_head(_head(start="POST /\u00e9 HTTP/1.1".encode())) is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    ("octets", "stray"),
    [
        (b"POST / HT", False),
        (b"POST / HTTP/1.1\r", False),
        (b"POST / HTTP/1.1\r\n", False),
        (b"post", True),
        (b"\x16\x03\x01", True),
        (b"P\n", True),
        (b"P\rX", True),
        (b"P\r\rX", True),
    ],
)
def test_a_beginning_that_can_become_nothing_is_known_at_once(octets: bytes, *, stray: bool) -> None:
    assert is_stray(octets, 0, len(octets)) is stray
    assert any(is_stray(octets[:end], max(end - 4, 0), end) for end in range(1, len(octets) + 1)) is stray
