"""The limit: the bare cryptography of one complete exchange at both ends, and nothing else (performance.md 2)."""

import os
import time
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_EXPONENT: Final = 65537
_NONCE: Final = bytes(12)
# What is signed is ds:SignedInfo: a few references, not the payload.
_SIGNED_INFO: Final = bytes(2048)
_SHA256: Final = hashes.SHA256()
_OAEP: Final = padding.OAEP(padding.MGF1(_SHA256), _SHA256, label=None)
_SECONDS: Final = 0.4


def exchange(bits: int, payload_octets: int) -> Callable[[], None]:
    """Return what does the primitives of one exchange once.

    The sender signs, wraps, encrypts, digests, and verifies the receipt; the receiver unwraps, decrypts, digests,
    verifies, and signs the receipt.
    """
    key, payload, content_key = rsa.generate_private_key(_EXPONENT, bits), os.urandom(payload_octets), os.urandom(32)
    public = key.public_key()

    def sign_and_verify() -> None:
        signature = key.sign(_SIGNED_INFO, padding.PKCS1v15(), _SHA256)
        public.verify(signature, _SIGNED_INFO, padding.PKCS1v15(), _SHA256)

    def once() -> None:
        wrapped = public.encrypt(content_key, _OAEP)
        sealed = AESGCM(content_key).encrypt(_NONCE, payload, None)
        opened = AESGCM(key.decrypt(wrapped, _OAEP)).decrypt(_NONCE, sealed, None)
        for octets in (payload, opened):
            digest = hashes.Hash(_SHA256)
            digest.update(octets)
            digest.finalize()
        sign_and_verify()
        sign_and_verify()

    return once


def cpu_seconds(once: Callable[[], None]) -> float:
    """Return what one run costs in CPU, over as many as fit into a moment."""
    count, started = 0, time.process_time()
    while (spent := time.process_time() - started) < _SECONDS:
        once()
        count += 1
    return spent / count
