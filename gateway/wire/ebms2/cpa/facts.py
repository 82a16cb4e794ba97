"""What a certificate of an agreement says, for whoever looks after it."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes

from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import read_certificate, read_oin


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """Whose it is, which one, and how long it lasts; `oin` is empty where it names no organisation."""

    oin: str
    fingerprint: str
    serial_number: str
    valid_from: datetime
    valid_until: datetime

    def days_left(self, at: datetime) -> int:
        """Return how many whole days it lasts; negative once it is over."""
        return (self.valid_until - at).days


def facts_of(certificate: bytes) -> CertificateFacts | None:
    """Return the facts of a certificate (DER); None for the empty octets of one that was not agreed."""
    if not certificate:
        return None
    read = read_certificate(certificate)
    try:
        oin = str(read_oin(read.subject))
    except CertificateRefusedError:
        oin = ""
    return CertificateFacts(
        oin=oin,
        fingerprint=read.fingerprint(hashes.SHA256()).hex(),
        serial_number=f"{read.serial_number:X}",
        valid_from=read.not_valid_before_utc,
        valid_until=read.not_valid_after_utc,
    )
