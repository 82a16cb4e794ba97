"""Opens and seals the content of a part piece by piece, as XML Encryption 1.1, 5.2 lays it out: IV, ciphertext, tag."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import AEADDecryptionContext, Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, GCM

from gateway.domain.agreement import AnyCipher, ContentCipher, LegacyCipher
from gateway.wire.ebms2.key_material import Refusal, refuse
from gateway.wire.stages import ContentKey

Octets: TypeAlias = bytes | bytearray | memoryview

KEY_BYTES: Final[Mapping[AnyCipher, int]] = MappingProxyType(
    {
        ContentCipher.AES128_GCM: 16,
        ContentCipher.AES256_GCM: 32,
        LegacyCipher.AES128_CBC: 16,
        LegacyCipher.AES256_CBC: 32,
        LegacyCipher.TRIPLEDES_CBC: 24,
    }
)
# XML Encryption 1.1, 5.2.4 (E-75).
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class Opening(Protocol):
    """Content on its way out of a cipher; what comes out is unproven until `finish` returned.

    Under a legacy cipher it is unproven even then: only the signature over the content proves it (E-01 has one).
    """

    def update(self, octets: Octets) -> bytes:
        """Take the next piece; return what it opens, which may be nothing."""

    def finish(self) -> bytes:
        """Return the rest; raise SecurityRefusedError, the same one whatever failed to open (D13)."""


def opening(cipher: AnyCipher, content_key: bytes) -> Opening:
    """Return what opens content under that key; a key of another length opens nothing, and `finish` says so."""
    length = KEY_BYTES[cipher]
    # It takes the same road, with a stand-in that opens nothing we accept (bad input 179).
    fits = len(content_key) == length
    key = content_key if fits else bytes(length)
    if isinstance(cipher, ContentCipher):
        return _GcmOpening(key, fits=fits)
    return _CbcOpening((TripleDES if cipher is LegacyCipher.TRIPLEDES_CBC else AES)(key), fits=fits)


class Sealing:
    """Content on its way into a cipher: AES-GCM alone, a legacy cipher cannot even be named here."""

    def __init__(self, key: ContentKey) -> None:
        """Take a fresh key; its length tells AES-128 from AES-256."""
        self._encryptor = Cipher(AES(key.key), GCM(key.nonce)).encryptor()
        self._head = key.nonce

    def update(self, octets: Octets) -> bytes:
        """Take the next piece; return what travels of it."""
        head, self._head = self._head, b""
        return head + self._encryptor.update(octets)

    def finish(self) -> bytes:
        """Return the rest, and the tag as the last octets of all."""
        return self._head + self._encryptor.finalize() + self._encryptor.tag


class _Opening(ABC):
    """Takes the IV off the front and holds back the octets that may be the end."""

    def __init__(self, head_bytes: int, tail_bytes: int) -> None:
        self._head_bytes = head_bytes
        self._tail_bytes = tail_bytes
        self._context: CipherContext | None = None
        self._held = b""

    @abstractmethod
    def _start(self, head: bytes) -> CipherContext: ...

    def update(self, octets: Octets) -> bytes:
        # Pieces as they come from a network are copied once, a whole content that comes as one piece is not.
        piece = memoryview(self._held + bytes(octets) if self._held else octets)
        if self._context is None and len(piece) >= self._head_bytes + self._tail_bytes:
            self._context = self._start(bytes(piece[: self._head_bytes]))
            piece = piece[self._head_bytes :]
        ready = max(len(piece) - self._tail_bytes, 0)
        if self._context is None or not ready:
            self._held = bytes(piece)
            return b""
        self._held = bytes(piece[ready:])
        return self._context.update(piece[:ready])

    @abstractmethod
    def finish(self) -> bytes: ...


class _GcmOpening(_Opening):
    def __init__(self, key: bytes, *, fits: bool) -> None:
        super().__init__(NONCE_BYTES, TAG_BYTES)
        self._key = key
        self._fits = fits
        self._decryptor: AEADDecryptionContext | None = None

    def _start(self, head: bytes) -> CipherContext:
        self._decryptor = Cipher(AES(self._key), GCM(head)).decryptor()
        return self._decryptor

    def finish(self) -> bytes:
        """Check the tag, which is what was held back."""
        if self._decryptor is None:
            refuse(Refusal.DECRYPTION)
        try:
            rest = self._decryptor.finalize_with_tag(self._held)
        except InvalidTag:
            refuse(Refusal.DECRYPTION)
        if not self._fits:
            refuse(Refusal.DECRYPTION)
        return rest


class _CbcOpening(_Opening):
    """Nothing here tells good padding from bad, as D13 asks.

    Under bad padding the content ends in octets that nobody can foresee, and goes the same road as all content: to the
    signature, which refuses it as it refuses garbage under good padding (bad inputs 175 and 176).
    """

    def __init__(self, algorithm: AES | TripleDES, *, fits: bool) -> None:
        self._block_bytes = algorithm.block_size // 8
        super().__init__(self._block_bytes, self._block_bytes)
        self._algorithm = algorithm
        self._fits = fits

    def _start(self, head: bytes) -> CipherContext:
        return Cipher(self._algorithm, CBC(head)).decryptor()

    def finish(self) -> bytes:
        """Take the padding off: its last octet is its length, the others are free (XML Encryption 1.1, 5.2)."""
        if self._context is None:
            refuse(Refusal.DECRYPTION)
        try:
            last = self._context.update(self._held) + self._context.finalize()
        except ValueError:
            # A length that is no number of blocks, which every eavesdropper sees.
            refuse(Refusal.DECRYPTION)
        if not self._fits:
            refuse(Refusal.DECRYPTION)
        unforeseen = sha256(bytes(self._algorithm.key) + last).digest()
        padded = last[-1]
        return (unforeseen, last[: self._block_bytes - padded])[0 < padded <= self._block_bytes]
