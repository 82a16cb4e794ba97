"""What an exception opens, and nothing else does: CBC, 3DES and RSA 1.5 (E-78, D12, bad inputs 167, 169, 170)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.agreement import (
    AnyCipher,
    AnyTransport,
    ContentCipher,
    KeyTransport,
    LegacyCipher,
    LegacyDecryption,
    LegacyTransport,
)
from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2 import encryption
from gateway.wire.stages import Part
from tests.kit.algorithms import ENCRYPTIONS, LEGACY_ENCRYPTIONS, encryption_name
from tests.kit.encrypted_parts import PLAIN
from tests.kit.legacy_parts import exception, sealed, weakly_encrypted, wrapped
from tests.kit.wire_keys import UNTIL, wire_key

KEY = wire_key("uitzondering")
ALL = exception(KEY)
CIPHER, TRANSPORT = ContentCipher.AES256_GCM, KeyTransport.RSA_OAEP_MGF1P


def _opened(part: Part, legacy: LegacyDecryption | None, cipher: AnyCipher, transport: AnyTransport) -> Part:
    """Do what a receiver does whose agreement names the strong half of the pair."""
    agreed = cipher if isinstance(cipher, ContentCipher) else CIPHER
    by = transport if isinstance(transport, KeyTransport) else TRANSPORT
    key = KEY.unwrap(encryption.wrapped_key(part, agreed, by, legacy))
    return encryption.decrypt(part, key, agreed, legacy)


@pytest.mark.parametrize(("cipher", "transport"), LEGACY_ENCRYPTIONS, ids=encryption_name)
def test_an_exception_opens_what_it_names(cipher: AnyCipher, transport: AnyTransport) -> None:
    assert _opened(weakly_encrypted(KEY, cipher, transport), ALL, cipher, transport) == PLAIN


@pytest.mark.parametrize(("cipher", "transport"), ENCRYPTIONS, ids=encryption_name)
def test_an_exception_still_opens_what_was_agreed(cipher: ContentCipher, transport: KeyTransport) -> None:
    assert _opened(weakly_encrypted(KEY, cipher, transport), ALL, cipher, transport) == PLAIN


@pytest.mark.parametrize(("cipher", "transport"), LEGACY_ENCRYPTIONS, ids=encryption_name)
def test_167_169_170_without_an_exception_no_key_is_asked_for(cipher: AnyCipher, transport: AnyTransport) -> None:
    with pytest.raises(SecurityRefusedError, match="encryption-algorithm"):
        _opened(weakly_encrypted(KEY, cipher, transport), None, cipher, transport)


@pytest.mark.parametrize("cipher", LegacyCipher)
def test_an_exception_for_one_cipher_opens_no_other(cipher: LegacyCipher) -> None:
    others = exception(KEY, [other for other in LegacyCipher if other is not cipher])
    with pytest.raises(SecurityRefusedError, match="encryption-algorithm"):
        _opened(weakly_encrypted(KEY, cipher, TRANSPORT), others, cipher, TRANSPORT)


def test_an_exception_for_a_cipher_opens_no_other_transport() -> None:
    rsa_1_5, without = LegacyTransport.RSA_1_5, exception(KEY, transports=())
    with pytest.raises(SecurityRefusedError, match="encryption-algorithm"):
        _opened(weakly_encrypted(KEY, CIPHER, rsa_1_5), without, CIPHER, rsa_1_5)


def test_decrypting_asks_for_the_exception_again() -> None:
    part = weakly_encrypted(KEY, LegacyCipher.AES256_CBC, TRANSPORT)
    with pytest.raises(SecurityRefusedError, match="encryption-algorithm"):
        encryption.decrypt(part, bytes(32), CIPHER)


@pytest.mark.parametrize("hashed", ["DigestMethod", "MGF"])
def test_rsa_1_5_with_hashes_is_no_algorithm(hashed: str) -> None:
    part = weakly_encrypted(KEY, CIPHER, KeyTransport.RSA_OAEP)
    renamed = whole(part.content).replace(KeyTransport.RSA_OAEP.encode(), LegacyTransport.RSA_1_5.encode())
    other = "MGF" if hashed == "DigestMethod" else "DigestMethod"
    start = renamed.index(b"<xenc11:MGF" if other == "MGF" else b"<ds:DigestMethod")
    one = renamed[:start] + renamed[renamed.index(b"/>", start) + 2 :]
    with pytest.raises(SecurityRefusedError, match="encryption-algorithm"):
        encryption.wrapped_key(replace(part, content=one), CIPHER, TRANSPORT, ALL)


def test_the_key_of_the_exception_is_asked_for_and_no_other() -> None:
    weak = weakly_encrypted(KEY, LegacyCipher.AES128_CBC, LegacyTransport.RSA_1_5)
    strong = weakly_encrypted(KEY, CIPHER, TRANSPORT)
    assert encryption.wrapped_key(weak, CIPHER, TRANSPORT, ALL).exception == ALL.key_id
    assert encryption.wrapped_key(strong, CIPHER, TRANSPORT, ALL).exception == ALL.key_id
    assert encryption.wrapped_key(strong, CIPHER, TRANSPORT).exception is None


def test_an_exception_ends_at_its_moment() -> None:
    assert ALL.in_force(UNTIL - timedelta(microseconds=1))
    assert not ALL.in_force(UNTIL)


def test_the_kit_encrypts_by_the_book() -> None:
    # The witnesses say so too (tests/integration); here that a wrong key shows nothing.
    octets = sealed(LegacyCipher.AES128_CBC, bytes(16), whole(PLAIN.content))
    assert len(octets) % 16 == 0
    assert len(wrapped(LegacyTransport.RSA_1_5, KEY, bytes(16))) == KEY.private.key_size // 8
