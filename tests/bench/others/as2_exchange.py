"""One exchange by the library pyas2lib, at both ends in one process, without network, store or retries.

Signed with SHA-256, AES-256-CBC (the library has no GCM), and a signed MDN.
"""

import re
import sys
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import serialization

from tests.bench.others.frame import Cost, make_pair, measure

# oscrypto 1.3.0 finds no version in "OpenSSL 3.0.19": its pattern knows patch levels of one digit (oscrypto #75, #78).
# Stepped round until the import is done.
_search = re.search


def _search_any_patch_level(pattern: str | re.Pattern[str], text: str, flags: int = 0) -> re.Match[str] | None:
    wider = pattern.replace(r"\d\.\d\.\d[", r"\d+\.\d+\.\d+[") if isinstance(pattern, str) else pattern
    return _search(wider, text, flags)


re.search = _search_any_patch_level  # type: ignore[assignment] # see above
from pyas2lib import as2  # noqa: E402 - see above

re.search = _search

_PASSWORD = "bench"
_SECURED = {
    "sign": True,
    "digest_alg": "sha256",
    "encrypt": True,
    "enc_alg": "aes_256_cbc",
    "mdn_mode": "SYNC",
    "mdn_digest_alg": "sha256",
    "validate_certs": False,
}


def _pem(name: str, bits: int) -> tuple[bytes, bytes]:
    """Return a key with its certificate, and the certificate alone."""
    key, made = make_pair(name, bits)
    certificate = made.public_bytes(serialization.Encoding.PEM)
    protection = serialization.BestAvailableEncryption(_PASSWORD.encode())
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    return secret + certificate, certificate


def _organisation(name: str, secret: bytes) -> as2.Organization:
    return as2.Organization(
        as2_name=name, sign_key=secret, sign_key_pass=_PASSWORD, decrypt_key=secret, decrypt_key_pass=_PASSWORD
    )


def _partner(name: str, certificate: bytes) -> as2.Partner:
    return as2.Partner(as2_name=name, verify_cert=certificate, encrypt_cert=certificate, **_SECURED)


def prepare(bits: int) -> Callable[[bytes], Cost]:
    """Return what makes one exchange between two fresh parties."""
    (secret, certificate), (other_secret, other_certificate) = _pem("een", bits), _pem("ander", bits)
    own, partner = _organisation("een", secret), _partner("ander", other_certificate)
    other, other_partner = _organisation("ander", other_secret), _partner("een", certificate)

    def exchange(payload: bytes) -> Cost:
        began = time.process_time()
        message = as2.Message(sender=own, receiver=partner)
        message.build(payload, filename="bericht.xml", subject="bench", content_type="application/xml")
        octets = message.headers_str + b"\r\n" + message.content
        sent = time.process_time()
        status, (error, _), mdn = as2.Message().parse(
            octets, lambda _: other, lambda _: other_partner, lambda *_: False
        )
        if status != "processed":
            sys.exit(f"pyas2lib refused its own message: {error}")
        answer = mdn.headers_str + b"\r\n" + mdn.content
        received = time.process_time()
        status, detail = as2.Mdn().parse(answer, lambda *_: message)
        if status != "processed":
            sys.exit(f"pyas2lib refused its own receipt: {detail}")
        return sent - began + time.process_time() - received, received - sent

    return exchange


if __name__ == "__main__":
    measure(prepare)
