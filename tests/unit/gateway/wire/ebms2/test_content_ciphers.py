"""Content opened and sealed piece by piece: the same in any pieces, one refusal whatever failed (D13, 171 to 180)."""

import os
from collections.abc import Iterator

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from gateway.domain.agreement import AnyCipher, ContentCipher, LegacyCipher
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2 import content_ciphers
from gateway.wire.ebms2.content_ciphers import KEY_BYTES, NONCE_BYTES, TAG_BYTES
from gateway.wire.stages import ContentKey

CIPHERS: tuple[AnyCipher, ...] = (*ContentCipher, *LegacyCipher)
KEYS = {cipher: bytes(range(1, 1 + KEY_BYTES[cipher])) for cipher in CIPHERS}
CONTENT = b"<melding>niets bijzonders</melding>"
PIECES = (1, 7, 16, 4096)


def _block(cipher: LegacyCipher) -> int:
    return 8 if cipher is LegacyCipher.TRIPLEDES_CBC else 16


def _cbc(cipher: LegacyCipher, blocks: bytes) -> bytes:
    """Encrypt whole blocks, whatever stands where padding should."""
    key, iv = KEYS[cipher], os.urandom(_block(cipher))
    algorithm = TripleDES(key) if cipher is LegacyCipher.TRIPLEDES_CBC else AES(key)
    encryptor = Cipher(algorithm, CBC(iv)).encryptor()
    return iv + encryptor.update(blocks) + encryptor.finalize()


def _padded(cipher: LegacyCipher, content: bytes) -> bytes:
    missing = _block(cipher) - len(content) % _block(cipher)
    return content + os.urandom(missing - 1) + bytes([missing])


def _sealed(cipher: AnyCipher, content: bytes) -> bytes:
    if isinstance(cipher, LegacyCipher):
        return _cbc(cipher, _padded(cipher, content))
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(KEYS[cipher]).encrypt(nonce, content, None)


def _pieces(octets: bytes, size: int) -> Iterator[bytes]:
    return (octets[place : place + size] for place in range(0, len(octets), size))


def _opened(cipher: AnyCipher, sealed: bytes, size: int = 4096, key: bytes | None = None) -> bytes:
    content = content_ciphers.opening(cipher, KEYS[cipher] if key is None else key)
    return b"".join(content.update(piece) for piece in _pieces(sealed, size)) + content.finish()


def _refusal(cipher: AnyCipher, sealed: bytes, size: int = 4096, key: bytes | None = None) -> str:
    with pytest.raises(SecurityRefusedError) as caught:
        _opened(cipher, sealed, size, key)
    assert caught.value.__suppress_context__
    return str(caught.value)


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize("length", [0, 1, 7, 8, 15, 16, 17, 28, 33, 10_000])
@pytest.mark.parametrize("cipher", CIPHERS)
def test_content_opens_in_pieces_of_any_size(cipher: AnyCipher, length: int, size: int) -> None:
    content = os.urandom(length)
    assert _opened(cipher, _sealed(cipher, content), size) == content


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_content_opens_from_any_kind_of_octets(kind: type[bytes] | type[bytearray] | type[memoryview]) -> None:
    sealed = _sealed(ContentCipher.AES256_GCM, CONTENT)
    content = content_ciphers.opening(ContentCipher.AES256_GCM, KEYS[ContentCipher.AES256_GCM])
    opened = content.update(kind(sealed[:20])) + content.update(kind(sealed[20:]))
    assert opened + content.finish() == CONTENT


@pytest.mark.parametrize("size", PIECES)
@pytest.mark.parametrize("length", [0, 1, 10_000])
@pytest.mark.parametrize("cipher", ContentCipher)
def test_content_is_sealed_in_pieces_of_any_size(cipher: ContentCipher, length: int, size: int) -> None:
    key = ContentKey(key=KEYS[cipher], nonce=os.urandom(NONCE_BYTES))
    content, sealing = os.urandom(length), content_ciphers.Sealing(key)
    sealed = b"".join(sealing.update(piece) for piece in _pieces(content, size)) + sealing.finish()
    assert sealed[:NONCE_BYTES] == key.nonce
    assert AESGCM(key.key).decrypt(key.nonce, sealed[NONCE_BYTES:], None) == content


def test_what_follows_is_not_held_back_for_long() -> None:
    sealed = _sealed(ContentCipher.AES256_GCM, bytes(1000))
    content = content_ciphers.opening(ContentCipher.AES256_GCM, KEYS[ContentCipher.AES256_GCM])
    assert len(content.update(sealed[:500])) == 500 - NONCE_BYTES - TAG_BYTES


@pytest.mark.parametrize("size", [1, 4096])
@pytest.mark.parametrize("length", range(NONCE_BYTES + TAG_BYTES))
def test_180_content_too_short_for_nonce_and_tag_is_refused(length: int, size: int) -> None:
    assert _refusal(ContentCipher.AES128_GCM, bytes(length), size) == "security-refused: decryption"


@pytest.mark.parametrize("place", [0, NONCE_BYTES - 1, NONCE_BYTES, NONCE_BYTES + len(CONTENT), -1])
def test_178_a_changed_bit_anywhere_is_refused_alike(place: int) -> None:
    sealed = bytearray(_sealed(ContentCipher.AES256_GCM, CONTENT))
    sealed[place] ^= 1
    assert _refusal(ContentCipher.AES256_GCM, bytes(sealed)) == "security-refused: decryption"


@pytest.mark.parametrize("length", [0, 15, 17, 24, 33])
@pytest.mark.parametrize("cipher", CIPHERS)
def test_179_a_key_of_another_length_opens_nothing(cipher: AnyCipher, length: int) -> None:
    key = bytes(length) if length != KEY_BYTES[cipher] else bytes(64)
    assert _refusal(cipher, _sealed(cipher, CONTENT), key=key) == "security-refused: decryption"


def test_179_a_stand_in_key_opens_nothing_even_where_it_fits() -> None:
    stand_in, nonce = bytes(32), bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(stand_in).encrypt(nonce, CONTENT, None)
    assert _refusal(ContentCipher.AES256_GCM, sealed, key=b"") == "security-refused: decryption"


@pytest.mark.parametrize("cipher", LegacyCipher)
def test_175_all_256_values_of_the_padding_octet_take_the_same_road(cipher: LegacyCipher) -> None:
    block = _block(cipher)
    body = bytes(2 * block - 1)
    for value in range(256):
        opened = _opened(cipher, _cbc(cipher, body + bytes([value])))
        good = 0 < value <= block
        assert (opened == body[: 2 * block - value]) is good
        assert opened.startswith(bytes(block))


@pytest.mark.parametrize("cipher", LegacyCipher)
def test_175_content_under_bad_padding_ends_as_nobody_can_foresee(cipher: LegacyCipher) -> None:
    # A signer who signed the padded octets as they stand gains nothing by a padding that is none.
    unpadded = b">" * _block(cipher)
    opened = _opened(cipher, _cbc(cipher, unpadded))
    assert len(opened) == 32
    assert unpadded not in opened
    other = bytes(reversed(KEYS[cipher]))
    assert _opened(cipher, _cbc(cipher, unpadded), key=other) != opened


@pytest.mark.parametrize("size", [1, 4096])
@pytest.mark.parametrize("cipher", LegacyCipher)
def test_180_content_that_is_no_number_of_blocks_is_refused(cipher: LegacyCipher, size: int) -> None:
    sealed, block = _sealed(cipher, CONTENT), _block(cipher)
    for length in [*range(2 * block), len(sealed) - 1]:
        assert _refusal(cipher, sealed[:length], size) == "security-refused: decryption"
