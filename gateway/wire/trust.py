"""Who a certificate proves at a given moment: the claim it makes, joined with the path that bears it out."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import (
    Caution,
    Distrust,
    PublicKey,
    Purpose,
    TrustPolicy,
    cautions,
    claimed_oin,
    oin_under,
    read_certificate,
    require_extensions,
    require_moment,
    require_signature,
    sound_key,
)

__all__ = [
    "Caution",
    "ClaimedCertificate",
    "Distrust",
    "ProvenCertificate",
    "PublicKey",
    "Purpose",
    "TrustPolicy",
    "ValidPath",
    "examine",
    "prove",
    "require_certificate",
    "require_party",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedCertificate:
    """A certificate that looks as it should; who stands behind it is not known yet.

    `oin` is what the subject claims: its path decides whether the place where that stands counts (S-05).
    """

    der: bytes
    fingerprint: str
    serial_number: int
    oin: Oin
    subject: x509.Name
    purpose: Purpose
    public_key: PublicKey
    not_after: datetime
    cautions: frozenset[Caution]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidPath:
    """A path to a root of this environment, valid and not revoked, and how long that answer may be used."""

    certificates: tuple[str, ...]
    revocation_lists: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenCertificate:
    """A certificate that proves the organisation, with what it was proven by; digests are SHA-256, hexadecimal."""

    oin: Oin
    purpose: Purpose
    public_key: PublicKey
    der: bytes
    fingerprint: str
    serial_number: int
    cautions: frozenset[Caution]
    path: ValidPath
    proven_at: datetime


def examine(der: bytes, purpose: Purpose, policy: TrustPolicy, at: datetime) -> ClaimedCertificate:
    """Judge the certificate by itself, or raise CertificateRefusedError with a reason from Distrust."""
    certificate = read_certificate(der)
    require_moment(certificate, at)
    require_signature(certificate)
    public_key = sound_key(certificate)
    require_extensions(certificate, purpose, policy)
    return ClaimedCertificate(
        der=der,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        serial_number=certificate.serial_number,
        oin=claimed_oin(certificate.subject, policy.organization_identifier_roots),
        subject=certificate.subject,
        purpose=purpose,
        public_key=public_key,
        not_after=certificate.not_valid_after_utc,
        cautions=cautions(public_key),
    )


def prove(claimed: ClaimedCertificate, path: ValidPath, policy: TrustPolicy, at: datetime) -> ProvenCertificate:
    """Join the claim with the path that bears it out; its root says where an OIN may stand."""
    if path.certificates[:1] != (claimed.fingerprint,):
        raise CertificateRefusedError(Distrust.INVALID_PATH)
    oin = oin_under(path.certificates[-1], claimed.subject, policy.organization_identifier_roots)
    if at >= path.until:
        raise CertificateRefusedError(Distrust.REVOCATION_STALE)
    return ProvenCertificate(
        oin=oin,
        purpose=claimed.purpose,
        public_key=claimed.public_key,
        der=claimed.der,
        fingerprint=claimed.fingerprint,
        serial_number=claimed.serial_number,
        cautions=claimed.cautions,
        path=path,
        proven_at=at,
    )


def require_party(proven: ProvenCertificate, expected: Oin) -> None:
    """Raise unless the certificate is of that organisation (D10, bad inputs 47 and 58)."""
    if proven.oin != expected:
        raise CertificateRefusedError(Distrust.OTHER_PARTY)


def require_certificate(proven: ProvenCertificate, agreed_der: bytes) -> None:
    """Raise unless it is the very certificate that was agreed (bad input 163)."""
    if proven.der != agreed_der:
        raise CertificateRefusedError(Distrust.OTHER_CERTIFICATE)
