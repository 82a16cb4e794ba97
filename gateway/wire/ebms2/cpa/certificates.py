"""The certificates an agreement names: readable, strong, of the party that names them, and alive in its period."""

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import read_certificate, read_oin, require_signature, sound_key
from gateway.wire.ebms2.cpa.document import PartyInfo, WrittenCertificate
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.vocabulary import Rule


class Use(StrEnum):
    """What a party uses a certificate for."""

    TLS_CLIENT = "TLS client"
    TLS_SERVER = "TLS server"
    SIGNING = "signing"
    ENCRYPTION = "encryption"


# rsa-sha256 and RSA-OAEP are all that a CPA can agree on here.
_RSA_USES: Final = frozenset({Use.SIGNING, Use.ENCRYPTION})


@dataclass(frozen=True, slots=True)
class Period:
    """From Start to End, as far as they could be read."""

    start: datetime | None
    end: datetime | None


def only_certificate(
    party: PartyInfo, names: Iterable[str | None], use: Use, period: Period, findings: Findings
) -> x509.Certificate | None:
    """Return the one certificate behind these references; more than one, or one that will not do, is a mistake."""
    written = {name: party.certificates[name] for name in names if name and name in party.certificates}
    read = [_read(each, party, period, findings) for each in written.values()]
    found = {certificate.public_bytes(Encoding.DER): certificate for certificate in read if certificate is not None}
    if len(found) > 1:
        text = f"the party uses more than one certificate as {use} certificate; one is needed"
        findings.mistake(Rule.ONE_CERTIFICATE, party.line, text)
    certificate = next(iter(found.values()), None)
    if use in _RSA_USES and certificate is not None and not isinstance(certificate.public_key(), rsa.RSAPublicKey):
        findings.mistake(Rule.CERTIFICATE, party.line, f"the {use} certificate must hold an RSA key (E-64, ENC004)")
    return certificate


def _read(written: WrittenCertificate, party: PartyInfo, period: Period, findings: Findings) -> x509.Certificate | None:
    try:
        certificate = read_certificate(b64decode("".join((written.text or "").split()), validate=True))
        require_signature(certificate)
        sound_key(certificate)
        _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except ValueError:
        findings.mistake(Rule.CERTIFICATE, written.line, "the X509Certificate is not a certificate in base64")
        return None
    except CertificateRefusedError as error:
        findings.mistake(Rule.CERTIFICATE, written.line, f"the certificate is refused: {error.reason}")
        return None
    _check_oin(certificate, written, party, findings)
    _check_period(certificate, written, period, findings)
    return certificate


def _check_oin(
    certificate: x509.Certificate, written: WrittenCertificate, party: PartyInfo, findings: Findings
) -> None:
    """E-31, D10: the OIN in the certificate is that of the party, without the suffix of the environment."""
    identifiers = {(text or "").partition("_")[0] for _, text in party.identifiers}
    try:
        proven = str(read_oin(certificate.subject))
    except CertificateRefusedError as error:
        findings.mistake(Rule.CERTIFICATE_OIN, written.line, f"the certificate names no organisation: {error.reason}")
        return
    if proven not in identifiers:
        text = "the OIN in the certificate is not that of the party; ask for a certificate on its own OIN"
        findings.mistake(Rule.CERTIFICATE_OIN, written.line, text)


def _check_period(
    certificate: x509.Certificate, written: WrittenCertificate, period: Period, findings: Findings
) -> None:
    """E-81: the dates are bounded by the certificates; one that ends before the agreement must be followed up."""
    if period.start is None or period.end is None:
        return
    if certificate.not_valid_after_utc < period.start or certificate.not_valid_before_utc > period.end:
        text = "the certificate is not valid at any moment between Start and End"
        findings.mistake(Rule.CERTIFICATE_PERIOD, written.line, text)
    elif certificate.not_valid_after_utc < period.end:
        findings.notice(Rule.CERTIFICATE_PERIOD, written.line, "the certificate ends before the agreement does")
