"""RSA keys and certificates for messages, made once a run, and what the Signer door does with them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from gateway.domain.agreement import AnyCipher, ContentCipher, LegacyCipher, LegacyTransport, SignatureMethod
from gateway.wire.stages import ContentKey, WrappedKey

FROM: Final = datetime(2025, 1, 1, tzinfo=UTC)
UNTIL: Final = datetime(2035, 1, 1, tzinfo=UTC)
KEY_BYTES: Final[Mapping[AnyCipher, int]] = {
    ContentCipher.AES128_GCM: 16,
    ContentCipher.AES256_GCM: 32,
    LegacyCipher.AES128_CBC: 16,
    LegacyCipher.AES256_CBC: 32,
    LegacyCipher.TRIPLEDES_CBC: 24,
}
SIGNATURE_HASHES: Final[Mapping[SignatureMethod, type[hashes.HashAlgorithm]]] = {
    SignatureMethod.RSA_SHA256: hashes.SHA256,
    SignatureMethod.RSA_SHA384: hashes.SHA384,
    SignatureMethod.RSA_SHA512: hashes.SHA512,
}
OAEP_HASHES: Final = {
    "http://www.w3.org/2000/09/xmldsig#sha1": hashes.SHA1,
    "http://www.w3.org/2001/04/xmlenc#sha256": hashes.SHA256,
}


@dataclass(frozen=True, slots=True)
class WireKey:
    """A private key and a self-signed certificate (DER) of its public half."""

    private: rsa.RSAPrivateKey
    certificate: bytes

    @property
    def private_pem(self) -> bytes:
        """The private key as PKCS#8."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def certificate_pem(self) -> bytes:
        """The certificate as PEM."""
        certificate = x509.load_der_x509_certificate(self.certificate)
        return certificate.public_bytes(serialization.Encoding.PEM)

    def sign(self, octets: bytes, algorithm: type[hashes.HashAlgorithm] = hashes.SHA256) -> bytes:
        """Sign as the Signer door does."""
        return self.private.sign(octets, padding.PKCS1v15(), algorithm())

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """Unwrap as the Signer door does: what fails comes back random (D13)."""
        length = KEY_BYTES[wrapped.cipher]
        try:
            unwrapped = self.private.decrypt(wrapped.wrapped, _padding(wrapped))
        except ValueError:
            return os.urandom(length)
        return unwrapped if len(unwrapped) == length or wrapped.exception is None else os.urandom(length)


def _padding(wrapped: WrappedKey) -> padding.AsymmetricPadding:
    if isinstance(wrapped.transport, LegacyTransport):
        return padding.PKCS1v15()
    return padding.OAEP(padding.MGF1(OAEP_HASHES[wrapped.mgf_digest]()), OAEP_HASHES[wrapped.oaep_digest](), label=None)


@cache
def wire_key(holder: str, bits: int = 2048) -> WireKey:
    """Return the key of a fictional holder, the same one throughout the run."""
    private = rsa.generate_private_key(65537, bits)
    return WireKey(private, self_signed(holder, private))


@cache
def elliptic_certificate() -> bytes:
    """Return a certificate (DER) whose key is not RSA."""
    return self_signed("kromme", ec.generate_private_key(ec.SECP256R1()))


def self_signed(holder: str, private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """Return a certificate (DER) of the key, signed with the key."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Voorbeeld & Zoon {holder}"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "00000099000000010000"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{holder}.example"),
        ]
    )
    builder = x509.CertificateBuilder(name, name, private.public_key(), 1000, FROM, UNTIL)
    return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def content_key(cipher: ContentCipher) -> ContentKey:
    """Return a fresh key for one part."""
    return ContentKey(key=os.urandom(KEY_BYTES[cipher]), nonce=os.urandom(12))
