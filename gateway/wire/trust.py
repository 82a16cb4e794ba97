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
    has_serial_number,
    read_certificate,
    read_oin,
    read_organization_identifier,
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

    `oin` stands in serialNumber; where there is none, or both are there, `organization_oin` is what stands in
    organizationIdentifier, and its path decides whether that counts (S-05).
    """

    der: bytes
    fingerprint: str
    serial_number: int
    oin: Oin
    organization_oin: Oin | None
    has_serial_number: bool
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
    oin, organization_oin = _read_oins(certificate.subject, policy)
    return ClaimedCertificate(
        der=der,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        serial_number=certificate.serial_number,
        oin=oin,
        organization_oin=organization_oin,
        has_serial_number=has_serial_number(certificate.subject),
        purpose=purpose,
        public_key=public_key,
        not_after=certificate.not_valid_after_utc,
        cautions=cautions(public_key),
    )


def prove(claimed: ClaimedCertificate, path: ValidPath, policy: TrustPolicy, at: datetime) -> ProvenCertificate:
    """Join the claim with the path that bears it out; its root says where an OIN may stand."""
    if path.certificates[:1] != (claimed.fingerprint,):
        raise CertificateRefusedError(Distrust.INVALID_PATH)
    if path.certificates[-1] in policy.organization_identifier_roots:
        if claimed.organization_oin not in {None, claimed.oin}:
            raise CertificateRefusedError(Distrust.SEVERAL_OINS)
    elif not claimed.has_serial_number:
        raise CertificateRefusedError(Distrust.NO_OIN)
    if at >= path.until:
        raise CertificateRefusedError(Distrust.REVOCATION_STALE)
    return ProvenCertificate(
        oin=claimed.oin,
        purpose=claimed.purpose,
        public_key=claimed.public_key,
        der=claimed.der,
        fingerprint=claimed.fingerprint,
        serial_number=claimed.serial_number,
        cautions=claimed.cautions,
        path=path,
        proven_at=at,
    )


def _read_oins(subject: x509.Name, policy: TrustPolicy) -> tuple[Oin, Oin | None]:
    if not policy.organization_identifier_roots:
        return read_oin(subject), None
    organization_oin = read_organization_identifier(subject)
    if organization_oin is not None and not has_serial_number(subject):
        return organization_oin, organization_oin
    return read_oin(subject), organization_oin


def require_party(proven: ProvenCertificate, expected: Oin) -> None:
    """Raise unless the certificate is of that organisation (D10, bad inputs 47 and 58)."""
    if proven.oin != expected:
        raise CertificateRefusedError(Distrust.OTHER_PARTY)


def require_certificate(proven: ProvenCertificate, agreed_der: bytes) -> None:
    """Raise unless it is the very certificate that was agreed (bad input 163)."""
    if proven.der != agreed_der:
        raise CertificateRefusedError(Distrust.OTHER_CERTIFICATE)
