"""Data keys at rest: wrapped, unwrapped, moved to a new key, and never shown."""

import pytest

from adapters.keys.key_encryption import KeyEncryption, SealedKey
from adapters.keys.sealing import new_data_key
from gateway.errors import ConfigError, TamperedError

OLD, NEW = new_data_key(), new_data_key()
DATA_KEY = new_data_key()


def test_a_data_key_comes_back_from_its_seal() -> None:
    door = KeyEncryption({"kek-2026": OLD}, "kek-2026")
    sealed = door.seal_key(DATA_KEY)
    assert sealed.kek_id == "kek-2026"
    assert DATA_KEY not in sealed.wrapped
    assert door.unseal_key(SealedKey.parse(sealed.octets())) == DATA_KEY


# RFC 3394, 4.6: wrap 256 bits of key data with a 256-bit KEK.
def test_wrapping_is_that_of_rfc_3394() -> None:
    kek = bytes(range(32))
    data = bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
    wrapped = "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
    assert KeyEncryption({"kek": kek}, "kek").seal_key(data).wrapped.hex().upper() == wrapped


def test_rotation_moves_a_data_key_to_the_current_key() -> None:
    sealed = KeyEncryption({"old": OLD}, "old").seal_key(DATA_KEY)
    moved = KeyEncryption({"old": OLD, "new": NEW}, "new").reseal_key(sealed)
    assert moved.kek_id == "new"
    assert KeyEncryption({"new": NEW}, "new").unseal_key(moved) == DATA_KEY


def test_any_altered_octet_is_noticed() -> None:
    door = KeyEncryption({"kek": OLD}, "kek")
    sealed = door.seal_key(DATA_KEY)
    for place in range(len(sealed.wrapped)):
        altered = bytearray(sealed.wrapped)
        altered[place] ^= 1
        with pytest.raises(TamperedError):
            door.unseal_key(SealedKey("kek", bytes(altered)))


@pytest.mark.parametrize("octets", [b"", b"kek", b"\xff:abc"])
def test_what_is_no_sealed_key_is_refused(octets: bytes) -> None:
    with pytest.raises(TamperedError):
        SealedKey.parse(octets)


@pytest.mark.parametrize("wrapped", [b"", b"x" * 7, b"x" * 39])
def test_a_wrapped_key_of_another_length_is_refused(wrapped: bytes) -> None:
    with pytest.raises(TamperedError):
        KeyEncryption({"kek": OLD}, "kek").unseal_key(SealedKey("kek", wrapped))


def test_a_key_that_is_not_here_is_named() -> None:
    sealed = KeyEncryption({"gone": OLD}, "gone").seal_key(DATA_KEY)
    with pytest.raises(ConfigError, match="gone"):
        KeyEncryption({"kek": NEW}, "kek").unseal_key(sealed)


def test_the_current_key_must_be_among_the_keys() -> None:
    with pytest.raises(ConfigError, match="kek-2027"):
        KeyEncryption({"kek-2026": OLD}, "kek-2027")


def test_keys_are_never_shown() -> None:
    assert repr(KeyEncryption({"kek": OLD}, "kek")) == "KeyEncryption(***)"
