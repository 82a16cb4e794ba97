"""Where requests begin and end on one connection (bad inputs 6, 9, 19, 20)."""

from http import HTTPStatus
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adapters.http.framing import Framing
from adapters.http.heads import HEADER_OCTETS

HEAD = b"POST /ebms HTTP/1.1\r\nHost: vt.test\r\nContent-Length: 5\r\n\r\n"
REQUEST = HEAD + b"abcde"
CHUNKED = b"POST /ebms HTTP/1.1\r\nHost: vt.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


def _feed(framing: Framing, octets: bytes, *cuts: int) -> tuple[bytes, HTTPStatus | None, bool]:
    """Feed the octets in pieces; return what was passed on, why it was refused, whether there was excess."""
    passed, refusal, excess = b"", None, False
    for start, end in pairwise([0, *sorted(cuts), len(octets)]):
        portion = framing.feed(octets[start:end])
        passed += portion.octets
        refusal, excess = refusal or portion.refusal, excess or portion.excess
        if refusal or excess:
            break
    return passed, refusal, excess


@given(st.sampled_from([REQUEST, CHUNKED]), st.lists(st.integers(0, len(CHUNKED)), max_size=6))
def test_a_request_is_passed_on_whole_however_it_is_cut(octets: bytes, cuts: list[int]) -> None:
    framing = Framing()
    assert _feed(framing, octets, *(min(cut, len(octets)) for cut in cuts)) == (octets, None, False)
    assert not framing.in_header
    assert not framing.in_body


def test_nothing_is_passed_on_before_a_header_is_complete() -> None:
    framing = Framing()
    assert _feed(framing, HEAD[:-1])[0] == b""
    assert framing.in_header
    assert _feed(framing, HEAD[-1:])[0] == HEAD
    assert framing.in_body


@given(st.sampled_from([REQUEST, CHUNKED]), st.binary(min_size=1).filter(lambda rest: rest.strip(b"\r\n")), st.data())
def test_what_stands_behind_a_request_is_excess_and_never_passed_on(
    octets: bytes, rest: bytes, data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(octets + rest)), max_size=4))
    assert _feed(Framing(), octets + rest, *cuts) == (octets, None, True)


def test_line_ends_around_requests_are_passed_over() -> None:
    framing = Framing()
    for _ in range(3):
        assert _feed(framing, b"\r\n\r\n" + REQUEST + b"\r\n", 1, 3) == (REQUEST, None, False)
        framing.answered()
        assert framing.in_header


def test_an_answer_before_the_end_of_the_body_waits_for_that_end() -> None:
    framing = Framing()
    framing.feed(HEAD)
    framing.answered()
    assert framing.in_body
    framing.feed(b"abcde")
    assert framing.in_header
    assert _feed(framing, REQUEST) == (REQUEST, None, False)


def test_a_header_may_be_so_long_and_no_longer() -> None:
    line = b"X: " + b"y" * 4000 + b"\r\n"
    filling = HEADER_OCTETS - len(HEAD) - 4 * len(line)
    longest = HEAD[:-2] + line * 4 + b"X:" + b"y" * (filling - 4) + b"\r\n\r\n"
    assert len(longest) == HEADER_OCTETS
    assert _feed(Framing(), longest)[1] is None
    too_long = (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, False)
    assert _feed(Framing(), longest[:-4] + b"y\r\n\r\n")[1:] == too_long
    assert _feed(Framing(), HEAD[:-2] + line * 5)[1:] == too_long
    assert _feed(Framing(), HEAD[:-2] + line * 5, *range(0, 20_000, 7))[1:] == too_long


def test_a_broken_body_that_comes_with_its_header_is_never_passed_on() -> None:
    head, _, _ = CHUNKED.partition(b"3\r\n")
    assert _feed(Framing(), head + b"x\r\n") == (b"", HTTPStatus.BAD_REQUEST, False)
    assert _feed(Framing(), head + b"x\r\n", len(head)) == (head, HTTPStatus.BAD_REQUEST, False)


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_any_octets_end_in_a_refusal_or_wait_for_more(octets: bytes, cuts: list[int]) -> None:
    passed, refusal, excess = _feed(Framing(), octets, *(min(cut, len(octets)) for cut in cuts))
    assert passed == b""
    assert not excess
    assert refusal in {None, HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE}
