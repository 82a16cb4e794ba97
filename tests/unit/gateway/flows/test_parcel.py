import pytest

from gateway.flows.parcel import pack, unpack

TYPE = 'multipart/related; boundary="grens"; type="text/xml"'


@pytest.mark.parametrize("body", [b"", b"inhoud", b"--grens\r\n\r\ninhoud\r\n\r\n--grens--\r\n", bytes(range(256))])
def test_what_is_packed_comes_out_as_it_went_in(body: bytes) -> None:
    assert unpack(pack(TYPE, body)) == (TYPE, body)
