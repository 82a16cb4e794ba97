"""Sealed octets open whole and unaltered, in their own place, or not at all (D19)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.keys.sealing import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    SealContext,
    new_data_key,
    open_sealed,
    open_stream,
    seal,
    seal_stream,
    size_of,
    split,
)
from gateway.errors import TamperedError

KEY = new_data_key()
CONTEXT = SealContext(purpose="payload", object_id="bericht-1", schema_version=1)
THREE = bytes(range(256)) * (CHUNK_BYTES * 2 // 256) + b"the end"


def _refused(sealed: list[bytes], key: bytes = KEY, context: SealContext = CONTEXT) -> None:
    with pytest.raises(TamperedError):
        open_sealed(sealed, key, context)


def _apart(sealed: list[bytes]) -> list[bytes]:
    """Return the header alone, and then each chunk: so it was stored until revision 0005."""
    first, *others = sealed
    return [first[:HEADER_BYTES], first[HEADER_BYTES:], *others]


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_what_is_sealed_opens_at_every_edge_of_a_chunk(length: int) -> None:
    octets = b"x" * length
    sealed = seal(octets, KEY, CONTEXT)
    assert len(sealed) == max(1, -(-length // CHUNK_BYTES))
    assert size_of(len(b"".join(sealed))) == length
    assert open_sealed(sealed, KEY, CONTEXT) == octets
    assert open_sealed(_apart(sealed), KEY, CONTEXT) == octets
    assert open_sealed(split(b"".join(sealed)), KEY, CONTEXT) == octets


def test_no_chunk_is_larger_than_promised() -> None:
    sealed = seal(THREE, KEY, CONTEXT)
    assert [len(chunk) for chunk in sealed[:-1]] == [HEADER_BYTES + SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES]


def test_pieces_of_any_size_make_the_same_octets() -> None:
    pieces = [THREE[:10], b"", THREE[10:100_000], THREE[100_000:]]
    assert open_sealed(seal(pieces, KEY, CONTEXT), KEY, CONTEXT) == THREE


def test_sealing_twice_never_uses_a_nonce_twice() -> None:
    assert seal(b"same", KEY, CONTEXT)[0] != seal(b"same", KEY, CONTEXT)[0]


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_truncation_is_noticed(kept: int) -> None:
    _refused(_apart(seal(THREE, KEY, CONTEXT))[:kept])
    _refused(seal(THREE, KEY, CONTEXT)[: min(kept, 2)])


def test_truncation_at_any_octet_is_noticed() -> None:
    whole = b"".join(seal(b"short and secret", KEY, CONTEXT))
    for length in range(len(whole)):
        _refused(split(whole[:length]))
        _refused([whole[:HEADER_BYTES], whole[HEADER_BYTES:length]])


def test_reordering_is_noticed() -> None:
    header, first, second, last = _apart(seal(THREE, KEY, CONTEXT))
    for order in ((second, first, last), (first, last, second), (last, second, first)):
        _refused([header, *order])
        _refused([header + order[0], *order[1:]])


def test_repetition_and_extension_are_noticed() -> None:
    header, first, second, last = _apart(seal(THREE, KEY, CONTEXT))
    for chunks in ((first, first, second, last), (first, second, last, last), (first, second, last, b"")):
        _refused([header, *chunks])
        _refused([header + chunks[0], *chunks[1:]])


def test_a_chunk_of_another_object_is_noticed() -> None:
    ours, theirs = seal(THREE, KEY, CONTEXT), seal(THREE, KEY, CONTEXT)
    _refused([ours[0], theirs[1], ours[2]])
    _refused([theirs[0], *ours[1:]])
    _refused([_apart(theirs)[0], *_apart(ours)[1:]])


@pytest.mark.parametrize(
    "context",
    [
        replace(CONTEXT, purpose="evidence"),
        replace(CONTEXT, object_id="bericht-2"),
        replace(CONTEXT, schema_version=2),
        SealContext(purpose="payloadbericht-1", object_id="", schema_version=1),
    ],
)
def test_octets_open_in_their_own_place_only(context: SealContext) -> None:
    _refused(seal(THREE, KEY, CONTEXT), context=context)


def test_another_key_opens_nothing() -> None:
    _refused(seal(THREE, KEY, CONTEXT), key=new_data_key())


def test_an_unknown_version_is_refused() -> None:
    first, *others = seal(THREE, KEY, CONTEXT)
    _refused([b"\x02" + first[1:], *others])


def test_a_refusal_names_the_object_and_nothing_of_it() -> None:
    with pytest.raises(TamperedError) as refused:
        open_sealed([], KEY, CONTEXT)
    assert str(refused.value) == "does not verify: payload bericht-1"


def test_streaming_holds_one_chunk_at_a_time() -> None:
    drawn = 0

    def endless() -> Iterator[bytes]:
        nonlocal drawn
        while True:
            drawn += 1
            yield b"x" * CHUNK_BYTES

    sealed = seal_stream(endless(), KEY, CONTEXT)
    assert [len(next(sealed)) for _ in range(3)] == [
        HEADER_BYTES + SEALED_CHUNK_BYTES,
        SEALED_CHUNK_BYTES,
        SEALED_CHUNK_BYTES,
    ]
    assert drawn <= 5


def test_a_stream_that_was_cut_off_yields_what_is_genuine_and_then_refuses() -> None:
    opened = open_stream(seal(THREE, KEY, CONTEXT)[:-1], KEY, CONTEXT)
    assert next(opened) == THREE[:CHUNK_BYTES]
    with pytest.raises(TamperedError):
        list(opened)
