"""What both halves of message security share: why they refuse, KeyInfo's bounds, strict base64, a certificate's key."""

import binascii
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, NoReturn

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import load_der_x509_certificate

from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2.vocabulary import DS

WHITESPACE: Final = " \t\r\n"

# digikoppeling.md 5.4: 2048 is the least; OpenSSL itself stops at 16384, and time grows with the cube.
_KEY_BITS: Final = range(2048, 8192 + 1)
# One gateway has a few hundred partners with two certificates each.
KEYS_KEPT: Final = 1024


class Refusal(StrEnum):
    """Why message security refused; for our own eyes, the partner sees one face for all (D13)."""

    SIGNATURE_MISSING = "signature-missing"
    SIGNATURE_PLACE = "signature-place"
    SIGNATURE_SHAPE = "signature-shape"
    SIGNATURE_ALGORITHM = "signature-algorithm"
    SIGNATURE_REFERENCES = "signature-references"
    SIGNATURE_VALUE = "signature-value"
    SIGNATURE_DIGEST = "signature-digest"
    CANONICAL_FORM = "canonical-form"
    KEY = "key"
    ENCRYPTION_SHAPE = "encryption-shape"
    ENCRYPTION_ALGORITHM = "encryption-algorithm"
    DECRYPTION = "decryption"


def refuse(refusal: Refusal) -> NoReturn:
    """Raise the one error of message security."""
    # `from None`: a library's text may quote the input.
    raise SecurityRefusedError(refusal) from None


def ds(name: str) -> str:
    """Return the name as lxml writes an XML-DSig name."""
    return f"{{{DS}}}{name}"


# What KeyInfo may contain. Nothing of it is trusted or even read: the agreement has the certificate (E-66). What names
# an address (RetrievalMethod, bad input 156) is not here.
_KEY_INFO: Final[Mapping[str, tuple[str, ...]]] = {
    "KeyInfo": ("KeyName", "KeyValue", "X509Data"),
    "KeyName": (),
    "KeyValue": ("RSAKeyValue",),
    "RSAKeyValue": ("Modulus", "Exponent"),
    "Modulus": (),
    "Exponent": (),
    "X509Data": ("X509Certificate", "X509IssuerSerial", "X509SKI", "X509SubjectName"),
    "X509Certificate": (),
    "X509IssuerSerial": ("X509IssuerName", "X509SerialNumber"),
    "X509IssuerName": (),
    "X509SerialNumber": (),
    "X509SKI": (),
    "X509SubjectName": (),
}
KEY_INFO: Final[Mapping[str, frozenset[str]]] = {
    ds(parent): frozenset(ds(child) for child in children) for parent, children in _KEY_INFO.items()
}


def to_base64(octets: bytes) -> str:
    """Return base64 without line ends."""
    return binascii.b2a_base64(octets, newline=False).decode("ascii")


def from_base64(text: str, refusal: Refusal) -> bytes:
    """Return the octets; whitespace is free, any other deviation from the one base64 of these octets is refused."""
    try:
        packed = text.encode("ascii").translate(None, WHITESPACE.encode())
        octets = binascii.a2b_base64(packed, strict_mode=True)
    except ValueError:
        refuse(refusal)
    # Several texts differ only in bits that nobody reads: one of them is the right one.
    if binascii.b2a_base64(octets, newline=False) != packed:
        refuse(refusal)
    return octets


@lru_cache(maxsize=KEYS_KEPT)
def public_key(certificate: bytes) -> rsa.RSAPublicKey:
    """Return the RSA key of a certificate (DER) from the agreement; raise SecurityRefusedError for any other key."""
    try:
        key = load_der_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm):
        refuse(Refusal.KEY)
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size not in _KEY_BITS:
        refuse(Refusal.KEY)
    return key
