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

from gateway.domain.identifiers import Oin
from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import claimed_oin, read_certificate, require_signature, sound_key
from gateway.wire.ebms2.cpa.document import PartyInfo, WrittenCertificate
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.reasons import REASONS
from gateway.wire.ebms2.cpa.vocabulary import Rule


class Use(StrEnum):
    """What a party uses a certificate for; the value is its name on the screen."""

    TLS_CLIENT = "clientcertificaat"
    TLS_SERVER = "servercertificaat"
    SIGNING = "ondertekencertificaat"
    ENCRYPTION = "versleutelcertificaat"


# RSA signatures and RSA-OAEP are all that a CPA can agree on here.
_RSA_USES: Final = frozenset({Use.SIGNING, Use.ENCRYPTION})


@dataclass(frozen=True, slots=True)
class Period:
    """From Start to End, as far as they could be read."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Whose certificates may stand for a party beside its own.

    `mandated` is who (first) may act for whom (second) under a recorded mandate (E-31, E-89); only under the roots
    named organizationIdentifier says whose a certificate is (S-05): our trust proves which root that is.
    """

    mandated: frozenset[tuple[Oin, Oin]] = frozenset()
    organization_identifier_roots: frozenset[str] = frozenset()


NOBODY: Final = Holders()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the certificates of an agreement are held against."""

    period: Period
    holders: Holders = NOBODY


def only_certificate(
    party: PartyInfo, names: Iterable[str | None], use: Use, bounds: Bounds, findings: Findings
) -> x509.Certificate | None:
    """Return the one certificate behind these references; more than one, or one that will not do, is a mistake."""
    written = {name: party.certificates[name] for name in names if name and name in party.certificates}
    read = [_read(each, party, bounds, findings) for each in written.values()]
    found = {certificate.public_bytes(Encoding.DER): certificate for certificate in read if certificate is not None}
    if len(found) > 1:
        text = f"de partij heeft meer dan één {use}; houd er één, een opvolger komt er later bij met `cpa replace`"
        findings.mistake(Rule.ONE_CERTIFICATE, party.line, text)
    certificate = next(iter(found.values()), None)
    if use in _RSA_USES and certificate is not None and not isinstance(certificate.public_key(), rsa.RSAPublicKey):
        findings.mistake(Rule.CERTIFICATE, party.line, f"het {use} moet een RSA-sleutel hebben; vraag een ander")
    return certificate


def _read(written: WrittenCertificate, party: PartyInfo, bounds: Bounds, findings: Findings) -> x509.Certificate | None:
    try:
        certificate = read_certificate(b64decode("".join((written.text or "").split()), validate=True))
        require_signature(certificate)
        sound_key(certificate)
        _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except ValueError:
        findings.mistake(Rule.CERTIFICATE, written.line, "X509Certificate is geen certificaat in base64")
        return None
    except CertificateRefusedError as error:
        findings.mistake(Rule.CERTIFICATE, written.line, f"het certificaat deugt niet: {REASONS[error.reason]}")
        return None
    _check_oin(certificate, written, party, bounds.holders, findings)
    _check_period(certificate, written, bounds.period, findings)
    return certificate


def _check_oin(
    certificate: x509.Certificate, written: WrittenCertificate, party: PartyInfo, holders: Holders, findings: Findings
) -> None:
    """E-31, D10: the OIN in the certificate is that of the party, or of whom a recorded mandate names (E-32)."""
    identifiers = {(text or "").partition("_")[0] for _, text in party.identifiers}
    try:
        claimed = claimed_oin(certificate.subject, holders.organization_identifier_roots)
    except CertificateRefusedError as error:
        text = f"het certificaat noemt geen organisatie: {REASONS[error.reason]}"
        findings.mistake(Rule.CERTIFICATE_OIN, written.line, text)
        return
    if str(claimed) in identifiers:
        return
    if any((claimed, Oin(text)) in holders.mandated for text in identifiers):
        text = "het certificaat is van een ander, die volgens het register van partijen voor deze partij mag optreden"
        findings.notice(Rule.CERTIFICATE_OIN, written.line, text)
        return
    text = (
        "het OIN in het certificaat is niet dat van de partij; vraag een certificaat op haar eigen OIN, of leg in het "
        "register van partijen vast dat de houder voor haar mag optreden"
    )
    findings.mistake(Rule.CERTIFICATE_OIN, written.line, text)


def _check_period(
    certificate: x509.Certificate, written: WrittenCertificate, period: Period, findings: Findings
) -> None:
    """E-81: the dates are bounded by the certificates; one that ends before the agreement must be followed up."""
    if period.start is None or period.end is None:
        return
    if certificate.not_valid_after_utc < period.start or certificate.not_valid_before_utc > period.end:
        text = "het certificaat is op geen enkel moment tussen Start en End geldig; vraag een ander"
        findings.mistake(Rule.CERTIFICATE_PERIOD, written.line, text)
    elif certificate.not_valid_after_utc < period.end:
        text = "het certificaat eindigt eerder dan de afspraak; plan een opvolger (`cpa replace`)"
        findings.notice(Rule.CERTIFICATE_PERIOD, written.line, text)
