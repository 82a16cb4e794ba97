import io

from adapters.http.bodies_out import length_of, read_out, sent
from tests.kit.streams import Scattered


async def test_a_stream_goes_piece_by_piece_with_its_length_said_first() -> None:
    stream = Scattered(b"abcdefg", 3)
    assert [piece async for piece in read_out(stream)] == [b"abc", b"def", b"g"]
    assert length_of(stream) == {"Content-Length": "7"}
    assert not isinstance(sent(stream), io.BytesIO)


def test_what_is_in_memory_goes_as_it_is() -> None:
    found = sent(b"abc")
    assert isinstance(found, io.BytesIO)
    assert found.getvalue() == b"abc"
    assert length_of(b"abc") == {}
