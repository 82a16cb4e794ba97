"""What an attacker sends to learn from our answers: one signed message, around encrypted parts that are each wrong."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from gateway.domain.agreement import AnyCipher, AnyTransport, ContentCipher, KeyTransport, LegacyCipher
from tests.kit.legacy_parts import document, padded, sealed, wrapped
from tests.kit.wire_keys import KEY_BYTES, WireKey, wire_key

# It ends half-way a block. Ended it with one, then a last block of garbage whose last octet happens to be 16 would be
# all padding, and what is before it is what was signed: CBC cannot tell, and one in 256 would be accepted (ADR 0017).
CONTENT: Final = b"<inhoud>" + b"x" * 1015 + b"</inhoud>"
_SHA1: Final = hashes.SHA1()  # noqa: S303 - what rsa-oaep-mgf1p says
_SHA256: Final = hashes.SHA256()


@dataclass(frozen=True, slots=True)
class Lock:
    """How the part is encrypted, and for whom."""

    key: WireKey
    cipher: AnyCipher
    transport: AnyTransport

    @property
    def key_bytes(self) -> int:
        """How long a content key is."""
        return KEY_BYTES[self.cipher]

    @property
    def modulus_bytes(self) -> int:
        """How long a wrapped key is."""
        return self.key.private.key_size // 8

    def close(self, *, content: bytes | None = None, key: bytes | None = None) -> bytes:
        """Return a document around an honest pair, of which one may be given instead."""
        content_key = os.urandom(self.key_bytes)
        return document(
            self.cipher,
            self.transport,
            wrapped(self.transport, self.key, content_key) if key is None else key,
            sealed(self.cipher, content_key, CONTENT) if content is None else content,
        )

    def close_with(self, change: Callable[[bytes], bytes]) -> bytes:
        """Return an honest document with IV, ciphertext and tag changed."""
        content_key = os.urandom(self.key_bytes)
        octets = change(sealed(self.cipher, content_key, CONTENT))
        return document(self.cipher, self.transport, wrapped(self.transport, self.key, content_key), octets)

    def close_blocks(self, blocks: bytes) -> bytes:
        """Return a document around blocks that end as they end."""
        assert isinstance(self.cipher, LegacyCipher)
        content_key = os.urandom(self.key_bytes)
        octets = sealed(self.cipher, content_key, b"", blocks=blocks)
        return document(self.cipher, self.transport, wrapped(self.transport, self.key, content_key), octets)

    def raw(self, block: bytes) -> bytes:
        """Return what unwraps to a block that no honest encoder makes."""
        numbers = self.key.private.public_key().public_numbers()
        octets = pow(int.from_bytes(block), numbers.e, numbers.n).to_bytes(self.modulus_bytes)
        return self.close(key=octets)


Probe = Callable[[Lock], bytes]


def secret_probes(lock: Lock) -> Mapping[str, Probe]:
    """Return what only our key can tell apart: answers and times must be the same (G9, bad inputs 172, 175 to 179)."""
    probes = {**_KEYS, **(_CBC if isinstance(lock.cipher, LegacyCipher) else _GCM)}
    return {**probes, **(_OAEP if isinstance(lock.transport, KeyTransport) else _PKCS1)}


def public_probes(lock: Lock) -> Mapping[str, Probe]:
    """Return what everybody can tell apart who sees the octets: answers must be the same (167 to 174, 180)."""
    probes: dict[str, Probe] = {
        f"180 content of {length}": lambda one, length=length: one.close(content=bytes(length))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        for length in (0, 1, 12, 16, 27)
    }
    probes["170 another cipher"] = lambda one: one.close().replace(one.cipher.encode(), _other_cipher(one).encode())
    probes["167 another transport"] = lambda one: one.close().replace(one.transport.encode(), _unknown(one.transport))
    probes["173 two keys"] = _two_keys
    probes["174 a reference"] = lambda one: one.close().replace(b"xenc:CipherValue", b"xenc:CipherReference")
    probes["181 not encrypted"] = lambda _: CONTENT
    probes["180 wrapped key of 255"] = lambda one: one.close(key=bytes(255))
    return probes


def _flip(octets: bytes, place: int) -> bytes:
    at = place % len(octets)
    return octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1 :]


def _other_cipher(lock: Lock) -> str:
    return next(cipher for cipher in ContentCipher if cipher not in {lock.cipher, ContentCipher.AES256_GCM})


def _unknown(transport: AnyTransport) -> bytes:
    return f"{transport}-none".encode()


def _two_keys(lock: Lock) -> bytes:
    octets = lock.close()
    start = octets.index(b"<xenc:EncryptedKey>")
    end = octets.index(b"</xenc:EncryptedKey>") + len(b"</xenc:EncryptedKey>")
    return octets[:end] + octets[start:end] + octets[end:]


def _below(lock: Lock) -> bytes:
    """Return a number of the modulus's length that is below it."""
    return b"\x00" + os.urandom(lock.modulus_bytes - 1)


def _nonzero(length: int) -> bytes:
    return bytes(octet or 1 for octet in os.urandom(length))


def _for_another(lock: Lock) -> bytes:
    # Not below our modulus it is refused before the key is used, as everybody knows who has our certificate.
    modulus = lock.key.private.public_key().public_numbers().n
    while int.from_bytes(octets := wrapped(lock.transport, wire_key("ander"), os.urandom(lock.key_bytes))) >= modulus:
        pass
    return octets


def _content_key(length: int) -> Probe:
    return lambda lock: lock.close(key=wrapped(lock.transport, lock.key, os.urandom(length)))


_KEYS: Final[Mapping[str, Probe]] = {
    "178 first octet of the IV": lambda lock: lock.close_with(lambda octets: _flip(octets, 0)),
    "178 middle of the content": lambda lock: lock.close_with(lambda octets: _flip(octets, len(octets) // 2)),
    "178 last octet of all": lambda lock: lock.close_with(lambda octets: _flip(octets, -1)),
    "178 first octet of the wrapped key": lambda lock: lock.close(
        key=_flip(wrapped(lock.transport, lock.key, os.urandom(lock.key_bytes)), 1)
    ),
    "178 last octet of the wrapped key": lambda lock: lock.close(
        key=_flip(wrapped(lock.transport, lock.key, os.urandom(lock.key_bytes)), -1)
    ),
    "172 for another": lambda lock: lock.close(key=_for_another(lock)),
    "179 another key": lambda lock: lock.close(key=wrapped(lock.transport, lock.key, os.urandom(lock.key_bytes))),
    "179 key of 0": _content_key(0),
    "179 key of 15": _content_key(15),
    "179 key of 17": _content_key(17),
    "179 key of 33": _content_key(33),
}
_GCM: Final[Mapping[str, Probe]] = {
    "171 tag of zeroes": lambda lock: lock.close_with(lambda octets: octets[:-16] + bytes(16)),
}
# 175: the last octet of the last block, and the blocks before it as an honest encoder leaves them.
_CBC: Final[Mapping[str, Probe]] = {
    f"175 padding of {value}": lambda lock, value=value: lock.close_blocks(  # type: ignore[misc]  # as above
        padded(_legacy(lock), CONTENT)[:-1] + bytes([value])
    )
    for value in (0, 2, 15, 17, 255)
}
_OAEP: Final[Mapping[str, Probe]] = {
    "168 OAEP with a label": lambda lock: lock.close(key=_oaep(lock, _SHA1, b"x")),
    "168 OAEP with another hash": lambda lock: lock.close(key=_oaep(lock, _SHA256, None)),
    "177 Manger, below B": lambda lock: lock.raw(_below(lock)),
    "177 Manger, not below B": lambda lock: lock.raw(b"\x01" + _below(lock)[1:]),
}
_PKCS1: Final[Mapping[str, Probe]] = {
    "176 a random block": lambda lock: lock.raw(_below(lock)),
    "176 block type 1": lambda lock: lock.raw(
        b"\x00\x01" + _nonzero(lock.modulus_bytes - 3 - lock.key_bytes) + b"\x00" + os.urandom(lock.key_bytes)
    ),
    "176 no end of filling": lambda lock: lock.raw(b"\x00\x02" + _nonzero(lock.modulus_bytes - 2)),
    "176 filling too short": lambda lock: lock.raw(
        b"\x00\x02" + _nonzero(5) + b"\x00" + os.urandom(lock.modulus_bytes - 8)
    ),
    "176 first octet not zero": lambda lock: lock.raw(b"\x01" + _below(lock)[1:]),
}


def _legacy(lock: Lock) -> LegacyCipher:
    assert isinstance(lock.cipher, LegacyCipher)
    assert len(CONTENT) % 16 == 8
    return lock.cipher


def _oaep(lock: Lock, digest: hashes.HashAlgorithm, label: bytes | None) -> bytes:
    scheme = padding.OAEP(padding.MGF1(digest), digest, label)
    return lock.key.private.public_key().encrypt(os.urandom(lock.key_bytes), scheme)
