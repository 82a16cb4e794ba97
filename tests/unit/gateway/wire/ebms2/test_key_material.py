from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2.key_material import KEY_INFO, Refusal, ds, from_base64, public_key, refuse, to_base64
from tests.kit.wire_keys import elliptic_certificate, wire_key


def test_a_refusal_carries_its_reason_and_no_cause() -> None:
    with pytest.raises(SecurityRefusedError) as caught:
        refuse(Refusal.KEY)
    assert caught.value.reason == "key"
    assert caught.value.__suppress_context__


@given(st.binary(max_size=100))
def test_base64_leads_back(octets: bytes) -> None:
    assert from_base64(to_base64(octets), Refusal.KEY) == octets


@pytest.mark.parametrize("text", ["", " ", "\r\n\tQQ = =\n", "Q Q\n=="])
def test_white_space_in_base64_is_free(text: str) -> None:
    assert from_base64(text, Refusal.KEY) in {b"", b"A"}


BAD_BASE64 = ["Q", "QQ", "QQ=", "QQ===", "=QQ=", "QQ==QQ==", "QR==", "QUF=", "Q*==", "_-=="]


@pytest.mark.parametrize("text", [*BAD_BASE64, "QQ==\0", "Q\u00a0Q==", "\u0410Q=="])
def test_any_other_text_than_the_one_base64_is_refused(text: str) -> None:
    with pytest.raises(SecurityRefusedError) as caught:
        from_base64(text, Refusal.SIGNATURE_SHAPE)
    assert caught.value.reason == Refusal.SIGNATURE_SHAPE


@pytest.mark.parametrize("bits", [2048, 3072])
def test_the_key_of_a_certificate_is_read_once(bits: int) -> None:
    certificate = wire_key(f"sleutel-{bits}", bits).certificate
    assert public_key(certificate).key_size == bits
    assert public_key(bytes(certificate)) is public_key(certificate)


CERTIFICATES: dict[str, Callable[[], bytes]] = {
    "163 a curve": elliptic_certificate,
    "163 RSA of 1024 bits": lambda: wire_key("klein", 1024).certificate,
    "nothing": lambda: b"",
    "no certificate": lambda: b"0\x03\x02\x01\x01",
    "a certificate cut short": lambda: wire_key("sleutel-2048").certificate[:-1],
    "an unknown kind of key": lambda: wire_key("sleutel-2048").certificate.replace(
        bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d010163"), 1
    ),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_any_other_key_is_refused(name: str) -> None:
    with pytest.raises(SecurityRefusedError) as caught:
        public_key(CERTIFICATES[name]())
    assert caught.value.reason == Refusal.KEY


def test_whatever_key_info_may_contain_is_known_itself() -> None:
    for children in KEY_INFO.values():
        assert children <= KEY_INFO.keys()
    assert ds("RetrievalMethod") not in KEY_INFO
