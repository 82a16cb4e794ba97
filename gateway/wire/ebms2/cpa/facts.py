"""What a certificate of an agreement says, for whoever looks after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes

from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import claimed_oin, read_certificate, read_oin, read_organization_identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """Whose it is, which one, and how long it lasts.

    `oin` is what it claims where `claimed_oin` looks, empty where it names no organisation there; the other two are
    what stands in the two places where an OIN may be (S-05), whether that counts or not.
    """

    oin: str
    serial_number_oin: str
    organization_identifier_oin: str
    fingerprint: str
    serial_number: str
    valid_from: datetime
    valid_until: datetime

    def days_left(self, at: datetime) -> int:
        """Return how many whole days it lasts; negative once it is over."""
        return (self.valid_until - at).days

    @property
    def holder(self) -> str:
        """Whose it is in Dutch, with the place where that stands when it is not serialNumber alone."""
        others = [
            f"{oin} staat in {place}"
            for place, oin in (
                ("serialNumber", self.serial_number_oin),
                ("organizationIdentifier", self.organization_identifier_oin),
            )
            if oin not in {"", self.oin}
        ]
        if not self.oin:
            return "; ".join(["geen OIN dat telt", *others])
        if others:
            return "; ".join([f"OIN {self.oin}", *(f"maar {other}" for other in others)])
        if not self.organization_identifier_oin:
            return f"OIN {self.oin}"
        return f"OIN {self.oin} ({'ook ' if self.serial_number_oin else ''}in organizationIdentifier)"


def facts_of(certificate: bytes, roots: frozenset[str]) -> CertificateFacts | None:
    """Return the facts of a certificate (DER); None for the empty octets of one that was not agreed.

    `roots` are those that let organizationIdentifier speak (S-05).
    """
    if not certificate:
        return None
    read = read_certificate(certificate)
    subject = read.subject
    return CertificateFacts(
        oin=_named(lambda: claimed_oin(subject, roots)),
        serial_number_oin=_named(lambda: read_oin(subject)),
        organization_identifier_oin=_named(lambda: read_organization_identifier(subject)),
        fingerprint=read.fingerprint(hashes.SHA256()).hex(),
        serial_number=f"{read.serial_number:X}",
        valid_from=read.not_valid_before_utc,
        valid_until=read.not_valid_after_utc,
    )


def _named(read: Callable[[], Oin | None]) -> str:
    try:
        return str(read() or "")
    except CertificateRefusedError:
        return ""
