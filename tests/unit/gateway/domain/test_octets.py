from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.octets import (
    Joined,
    Octets,
    Span,
    Stream,
    cut,
    find_all,
    join,
    keep_in_memory,
    pieces_of,
    read,
    size_of,
    whole,
)
from tests.kit.streams import Scattered

TEXT = b"eenentwintig tekens!!"
FORMS: list[Callable[[bytes], Octets]] = [
    lambda octets: octets,
    lambda octets: Scattered(octets, 4),
    lambda octets: Joined((octets[:5], Scattered(octets[5:9], 3), b"", octets[9:])),
    lambda octets: Span(Scattered(b"voor" + octets + b"achter", 5), 4, 4 + len(octets)),
]
every_form = pytest.mark.parametrize("form", FORMS, ids=["bytes", "stream", "joined", "span"])


@every_form
def test_octets_are_the_same_in_every_form(form: Callable[[bytes], Octets]) -> None:
    octets = form(TEXT)
    assert size_of(octets) == len(TEXT)
    assert whole(octets) == TEXT
    assert b"".join(pieces_of(octets)) == TEXT
    # And a second time: octets are read as often as one likes.
    assert whole(octets) == TEXT


@every_form
def test_a_stretch_is_the_same_in_every_form(form: Callable[[bytes], Octets]) -> None:
    octets = form(TEXT)
    for start in range(len(TEXT) + 1):
        for end in range(start, len(TEXT) + 1):
            assert read(octets, start, end) == TEXT[start:end]
            assert whole(cut(octets, start, end)) == TEXT[start:end]
            assert size_of(cut(octets, start, end)) == end - start


@every_form
def test_a_stretch_of_a_stretch_stays_inside_it(form: Callable[[bytes], Octets]) -> None:
    inner = cut(form(TEXT), 3, 9)
    assert read(inner, 2, 100) == TEXT[5:9]
    assert read(inner, 50, 100) == b""


def test_octets_in_memory_are_joined_in_memory_and_others_without_a_copy() -> None:
    assert join([b"een", b"twee"]) == b"eentwee"
    assert join([]) == b""
    joined = join([b"een", Scattered(b"twee", 1)])
    assert isinstance(joined, Joined)
    assert whole(joined) == b"eentwee"


def test_what_is_a_stream_can_be_told_from_bytes() -> None:
    assert isinstance(Scattered(b"x", 1), Stream)
    assert isinstance(Span(Scattered(b"x", 1), 0, 1), Stream)
    assert isinstance(Joined(()), Stream)
    assert not isinstance(b"x", Stream)


def test_pieces_can_be_kept_in_memory() -> None:
    assert keep_in_memory(iter((b"a", b"", b"b"))) == b"ab"


@given(st.lists(st.sampled_from([b"\n--B", b"\n", b"--", b"B", b"x", b"\r\n"]), max_size=30), st.integers(1, 9))
def test_places_are_those_at_which_bytes_would_be_cut(words: list[bytes], piece: int) -> None:
    octets, mark = b"".join(words), b"\n--B"
    expected, start = list[int](), octets.find(mark)
    while start >= 0:
        expected.append(start)
        start = octets.find(mark, start + len(mark))
    assert find_all(octets, mark, 100) == expected
    assert find_all(Scattered(octets, piece), mark, 100) == expected
    assert find_all(Scattered(octets, piece), mark, 2) == expected[:2]
