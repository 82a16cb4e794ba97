"""Signatures and certificates of a bundle, by their own octets."""

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from gateway.domain.chain import Checkpoint, checkpoint_tampered, signing_input
from gateway.errors import ConfigError, TamperedError
from gateway.wire.certificate import read_certificate

_SUFFIXES: Final = frozenset({".pem", ".crt", ".cer"})
_NO_ROOTS: Final = "the folder holds no certificates (PEM) to trust"
_NO_CERTIFICATE: Final = "a file that should hold a certificate (PEM) does not"
_SIGNATURE: Final = "signature of the checkpoint"
_PATH: Final = "certificate path"


def require_head(head: Checkpoint, certificates: Iterable[bytes]) -> None:
    """Raise TamperedError unless the key of one of the certificates (DER) signed the head."""
    octets = signing_input(head.size, head.root, head.at)
    for certificate in certificates:
        with contextlib.suppress(TamperedError):
            require_signature(certificate, head.signature, octets)
            return
    raise checkpoint_tampered(head)


def public_digest(certificate: bytes) -> str:
    """Return the SHA-256 (hex) of the public key (SubjectPublicKeyInfo) of a certificate (DER)."""
    public = read_certificate(certificate).public_key()
    octets = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(octets).hexdigest()


def require_signature(certificate: bytes, signature: bytes, octets: bytes) -> None:
    """Raise TamperedError unless the key of the certificate (DER) signed the octets."""
    try:
        _verify(read_certificate(certificate).public_key(), signature, octets)
    except (InvalidSignature, UnsupportedAlgorithm):
        raise TamperedError(_SIGNATURE) from None


def _verify(key: object, signature: bytes, octets: bytes) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, octets, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        key.verify(signature, octets, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, octets)
    else:
        raise TamperedError(_SIGNATURE)


def require_path(certificate: bytes, issuers: Iterable[bytes], trusted: Sequence[bytes], at: datetime) -> str:
    """Return the root (SHA-256) among those we were given to which a path leads from the certificate at that moment.

    Raise TamperedError where there is none.
    Of what was given, only certificates that signed themselves are roots; the others may stand on the path.
    """
    given = [read_certificate(each) for each in trusted]
    roots = [each for each in given if each.issuer == each.subject]
    between = [*(read_certificate(each) for each in issuers), *(each for each in given if each not in roots)]
    try:
        verifier = (
            PolicyBuilder()
            .store(Store(roots))
            .time(at)
            .extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all())
            .build_client_verifier()
        )
        chain = verifier.verify(read_certificate(certificate), between).chain
    except (VerificationError, ValueError):
        raise TamperedError(_PATH) from None
    return chain[-1].fingerprint(hashes.SHA256()).hex()


def read_roots(folder: Path) -> tuple[bytes, ...]:
    """Return the certificates (DER) in a folder of PEM files; raise ConfigError when there are none."""
    files = sorted(file for file in folder.iterdir() if file.suffix in _SUFFIXES)
    found = tuple(each for file in files for each in read_chain(file.read_bytes()))
    if not found:
        raise ConfigError(_NO_ROOTS)
    return found


def read_chain(pem: bytes) -> tuple[bytes, ...]:
    """Return the certificates (DER) of a PEM text, in their order; raise ConfigError when it is none."""
    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise ConfigError(_NO_CERTIFICATE) from None
    return tuple(each.public_bytes(serialization.Encoding.DER) for each in found)
