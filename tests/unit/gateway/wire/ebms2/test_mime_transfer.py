import pytest

from gateway.errors import MimeRefusedError
from gateway.wire.ebms2.mime_transfer import decode


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "binary"])
def test_identity_changes_nothing(encoding: str) -> None:
    assert decode(encoding, b"\r\n\x00\xff") == b"\r\n\x00\xff"


@pytest.mark.parametrize("text", [b"aGFsbG8=", b"aGFs\r\nbG8=\r\n"])
def test_strict_base64_is_decoded(text: bytes) -> None:
    assert decode("base64", text) == b"hallo"


@pytest.mark.parametrize(
    "text", [b"aGFsbG8", b"aGFs bG8=", b"aGFs\nbG8=", b"aGFsbG9=", b"aGFsbG8=aa", b"aGFsbG8==", b"a-_b", b"=aGFsbG8"]
)
def test_76_base64_that_says_two_things_is_refused(text: bytes) -> None:
    with pytest.raises(MimeRefusedError):
        decode("base64", text)


@pytest.mark.parametrize("encoding", ["quoted-printable", "x-uuencode", "", "base64 "])
def test_76_any_other_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(MimeRefusedError):
        decode(encoding, b"")
