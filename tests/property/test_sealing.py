"""Whatever is done to sealed octets, they open as they were or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.keys.sealing import CHUNK_BYTES, SealContext, new_data_key, open_sealed, seal, split
from gateway.errors import TamperedError

KEY = new_data_key()
WORDS = st.text(max_size=20)
CONTEXTS = st.builds(SealContext, purpose=WORDS, object_id=WORDS, schema_version=st.integers(0, 9))


@given(st.lists(st.binary(max_size=50) | st.integers(0, 2 * CHUNK_BYTES).map(bytes), max_size=4), CONTEXTS)
def test_what_is_sealed_opens(pieces: list[bytes], context: SealContext) -> None:
    sealed = seal(pieces, KEY, context)
    assert open_sealed(split(b"".join(sealed)), KEY, context) == b"".join(pieces)


@given(st.binary(max_size=200), st.data())
def test_any_change_of_an_octet_is_noticed(octets: bytes, data: st.DataObject) -> None:
    context = SealContext(purpose="payload", object_id="1", schema_version=1)
    whole = bytearray(b"".join(seal(octets, KEY, context)))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    _never_opens(bytes(whole), context)


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=40))
def test_any_addition_is_noticed(octets: bytes, more: bytes) -> None:
    context = SealContext(purpose="payload", object_id="1", schema_version=1)
    _never_opens(b"".join(seal(octets, KEY, context)) + more, context)


@given(CONTEXTS, CONTEXTS)
def test_two_contexts_look_alike_only_when_they_are_the_same(one: SealContext, other: SealContext) -> None:
    assert (one.octets() == other.octets()) == (one == other)


def _never_opens(whole: bytes, context: SealContext) -> None:
    try:
        open_sealed(split(whole), KEY, context)
    except TamperedError:
        return
    raise AssertionError
