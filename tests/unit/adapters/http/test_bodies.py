"""Where a body ends (RFC 9112, 6 and 7.1)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.bodies import BodyFraming, Chunked, Sized

GOOD = b"5\r\nabcde\r\n00a;naam=waarde\r\n0123456789\r\n0\r\n\r\n"


def _advance(body: BodyFraming, octets: bytes, *cuts: int) -> int | None:
    """Feed the octets in pieces, and return how many belong to the body."""
    total = 0
    for start, end in pairwise([0, *sorted(cuts), len(octets)]):
        used = body.advance(octets[start:end])
        if used is None:
            return None
        total += used
    return total


@given(st.integers(0, 40), st.lists(st.integers(0, 60), max_size=5))
def test_a_body_of_a_declared_length_ends_there_however_it_is_cut(length: int, cuts: list[int]) -> None:
    body = Sized(length)
    assert _advance(body, b"x" * 60, *cuts) == length
    assert body.complete


def test_a_body_that_is_not_all_there_is_not_complete() -> None:
    body = Sized(10)
    assert body.advance(b"x" * 9) == 9
    assert not body.complete


@given(st.lists(st.integers(0, len(GOOD) + 7), max_size=8))
def test_chunks_end_at_the_last_however_they_are_cut(cuts: list[int]) -> None:
    body = Chunked()
    assert _advance(body, GOOD + b"GET / H", *cuts) == len(GOOD)
    assert body.complete


@given(st.integers(0, len(GOOD) - 1))
def test_chunks_that_are_cut_short_are_not_complete(end: int) -> None:
    body = Chunked()
    assert body.advance(GOOD[:end]) == end
    assert not body.complete


BAD = {
    "prefix": b"0x5\r\nabcde\r\n0\r\n\r\n",
    "sign": b"-5\r\nabcde\r\n0\r\n\r\n",
    "plus": b"+5\r\nabcde\r\n0\r\n\r\n",
    "empty-size": b"\r\nabcde\r\n0\r\n\r\n",
    "17-digits": b"00000000000000005\r\nabcde\r\n0\r\n\r\n",
    "space": b"5 \r\nabcde\r\n0\r\n\r\n",
    "underscore": b"1_0\r\n" + b"x" * 16 + b"\r\n0\r\n\r\n",
    "size-ends-with-lf": b"5\nabcde\r\n0\r\n\r\n",
    "size-with-cr-inside": b"5\r;a\r\nabcde\r\n0\r\n\r\n",
    "extension-with-lf": b"5;a\nabcde\r\n0\r\n\r\n",
    "extension-with-nul": b"5;\x00\r\nabcde\r\n0\r\n\r\n",
    "long-extension": b"5;" + b"a" * 300 + b"\r\nabcde\r\n0\r\n\r\n",
    "long-line-without-end": b"5;" + b"a" * 300,
    "data-too-long": b"5\r\nabcdef\r\n0\r\n\r\n",
    "data-ends-with-lf": b"5\r\nabcde\n0\r\n\r\n",
    "trailer": b"0\r\nX: y\r\n\r\n",
    "end-with-lf": b"0\r\n\n",
}


@pytest.mark.parametrize("octets", BAD.values(), ids=BAD.keys())
def test_what_is_no_chunk_is_none_however_it_is_cut(octets: bytes) -> None:
    assert _advance(Chunked(), octets) is None
    assert _advance(Chunked(), octets, *range(1, len(octets))) is None


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=5))
def test_any_octets_are_read_the_same_however_they_are_cut(octets: bytes, cuts: list[int]) -> None:
    at_once, in_pieces = Chunked(), Chunked()
    assert _advance(at_once, octets) == _advance(in_pieces, octets, *cuts)
    assert at_once.complete == in_pieces.complete
