"""Parts as partners encrypt them that can do no better: CBC and RSA 1.5, by the book or with one thing wrong."""

import os
from base64 import b64encode
from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from gateway.domain.agreement import (
    AnyCipher,
    AnyTransport,
    KeyTransport,
    LegacyCipher,
    LegacyDecryption,
    LegacyTransport,
)
from gateway.domain.identifiers import Oin
from gateway.domain.octets import whole
from gateway.wire.stages import Part
from tests.kit.encrypted_parts import DS, PLAIN, XENC, XENC11, with_content
from tests.kit.wire_keys import KEY_BYTES, UNTIL, WireKey

_SHA1: Final = hashes.SHA1()  # noqa: S303 - what rsa-oaep-mgf1p says
_SHA256: Final = hashes.SHA256()


def exception(
    key: WireKey,
    ciphers: Iterable[LegacyCipher] = LegacyCipher,
    transports: Iterable[LegacyTransport] = LegacyTransport,
) -> LegacyDecryption:
    """Return an exception for those algorithms, to that key."""
    return LegacyDecryption(
        partner=Oin.parse("00000099000000010000"),
        key_id="legacy-proef",
        certificate=key.certificate,
        ciphers=frozenset(ciphers),
        transports=frozenset(transports),
        until=UNTIL,
    )


def block_bytes(cipher: LegacyCipher) -> int:
    """Return how long a block is."""
    return 8 if cipher is LegacyCipher.TRIPLEDES_CBC else 16


def padded(cipher: LegacyCipher, content: bytes) -> bytes:
    """Return whole blocks: the last octet is the length of the padding, the others are chance (xmlenc 5.2)."""
    missing = block_bytes(cipher) - len(content) % block_bytes(cipher)
    return content + os.urandom(missing - 1) + bytes([missing])


def sealed(cipher: AnyCipher, key: bytes, content: bytes, *, blocks: bytes | None = None) -> bytes:
    """Return IV and ciphertext; `blocks` are whole blocks with whatever stands where padding should."""
    if not isinstance(cipher, LegacyCipher):
        nonce = os.urandom(12)
        return nonce + AESGCM(key).encrypt(nonce, content, None)
    iv = os.urandom(block_bytes(cipher))
    algorithm = TripleDES(key) if cipher is LegacyCipher.TRIPLEDES_CBC else AES(key)
    encryptor = Cipher(algorithm, CBC(iv)).encryptor()
    return iv + encryptor.update(padded(cipher, content) if blocks is None else blocks) + encryptor.finalize()


def wrapped(transport: AnyTransport, key: WireKey, content_key: bytes) -> bytes:
    """Return the content key for the holder of the key."""
    public = key.private.public_key()
    if transport is KeyTransport.RSA_OAEP:
        return public.encrypt(content_key, padding.OAEP(padding.MGF1(_SHA256), _SHA256, None))
    if transport is KeyTransport.RSA_OAEP_MGF1P:
        return public.encrypt(content_key, padding.OAEP(padding.MGF1(_SHA1), _SHA1, None))
    return public.encrypt(content_key, padding.PKCS1v15())


def document(cipher: AnyCipher, transport: AnyTransport, key_octets: bytes, content_octets: bytes) -> bytes:
    """Return xenc:EncryptedData as the common adapter writes it, around whatever octets (ebms2.md 6)."""
    hashed = ""
    if transport is KeyTransport.RSA_OAEP:
        mgf = f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{XENC11}mgf1sha256"/>'
        hashed = f'<ds:DigestMethod Algorithm="{XENC}sha256"/>{mgf}'
    return (
        f'<xenc:EncryptedData xmlns:xenc="{XENC}" Id="c1" MimeType="{PLAIN.media_type}" Type="{XENC}Element">'
        f'<xenc:EncryptionMethod Algorithm="{cipher}"/><ds:KeyInfo xmlns:ds="{DS}"><xenc:EncryptedKey>'
        f'<xenc:EncryptionMethod Algorithm="{transport}">{hashed}</xenc:EncryptionMethod>'
        f"<ds:KeyInfo><ds:KeyName>CN=proef</ds:KeyName></ds:KeyInfo>{_value(key_octets)}"
        f"</xenc:EncryptedKey></ds:KeyInfo>{_value(content_octets)}</xenc:EncryptedData>"
    ).encode()


def weakly_encrypted(key: WireKey, cipher: AnyCipher, transport: AnyTransport, part: Part = PLAIN) -> Part:
    """Return the part as an honest partner encrypts it."""
    content_key = os.urandom(KEY_BYTES[cipher])
    octets = document(
        cipher, transport, wrapped(transport, key, content_key), sealed(cipher, content_key, whole(part.content))
    )
    return with_content(part, octets)


def _value(octets: bytes) -> str:
    return f"<xenc:CipherData><xenc:CipherValue>{b64encode(octets).decode()}</xenc:CipherValue></xenc:CipherData>"
