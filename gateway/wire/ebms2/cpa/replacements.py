"""What may replace an endpoint or a certificate of an agreement: held to the same rules as the agreement itself."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.domain.agreement import Agreement, AgreementParty
from gateway.domain.replacement import Overlay, Replacement, Side, Use, apply
from gateway.errors import CertificateRefusedError
from gateway.wire.certificate import claimed_oin, read_certificate, require_signature, sound_key
from gateway.wire.ebms2.cpa.certificates import Holders
from gateway.wire.ebms2.cpa.findings import Finding, Findings
from gateway.wire.ebms2.cpa.reasons import REASONS
from gateway.wire.ebms2.cpa.transport import is_endpoint, names_host_of
from gateway.wire.ebms2.cpa.vocabulary import Rule

USES: Final = {
    Use.ENDPOINT: "endpoint",
    Use.CLIENT: "clientcertificaat",
    Use.SERVER: "servercertificaat",
    Use.SIGNING: "ondertekencertificaat",
    Use.ENCRYPTION: "versleutelcertificaat",
}
_RSA_USES: Final = frozenset({Use.SIGNING, Use.ENCRYPTION})


def check_overlay(agreement: Agreement, overlay: Overlay, holders: Holders) -> tuple[Finding, ...]:
    """Return what is wrong or remarkable about what was recorded beside an agreement."""
    findings = Findings()
    for replacement in overlay.replacements:
        party = agreement.own if replacement.side is Side.OWN else agreement.partner
        if replacement.use is Use.ENDPOINT:
            _check_endpoint(replacement, findings)
        else:
            _check_certificate(replacement, party, holders, findings)
        if replacement.old_until is not None and replacement.old_until < replacement.valid_from:
            text = f"nieuw {USES[replacement.use]}: het oude eindigt voordat het nieuwe begint"
            findings.mistake(Rule.CERTIFICATE_PERIOD, 0, text)
    if not findings.all:
        _check_names(agreement, overlay, findings)
    ending = overlay.ending
    if ending is not None and ending.at > agreement.end:
        findings.mistake(Rule.PERIOD, 0, "de afspraak kan niet later eindigen dan haar End; vraag een nieuwe afspraak")
    return findings.all


def _check_endpoint(replacement: Replacement, findings: Findings) -> None:
    if not is_endpoint(replacement.endpoint):
        text = "nieuw endpoint: moet https://naam[:poort][/pad] zijn, met de DNS-naam van de machine"
        findings.mistake(Rule.ENDPOINT, 0, text)


def _check_certificate(replacement: Replacement, party: AgreementParty, holders: Holders, findings: Findings) -> None:
    name = f"nieuw {USES[replacement.use]}"
    try:
        certificate = read_certificate(replacement.certificate)
        require_signature(certificate)
        key = sound_key(certificate)
        holder = claimed_oin(certificate.subject, holders.organization_identifier_roots)
    except CertificateRefusedError as error:
        findings.mistake(Rule.CERTIFICATE, 0, f"{name} deugt niet: {REASONS[error.reason]}")
        return
    if replacement.use in _RSA_USES and not isinstance(key, rsa.RSAPublicKey):
        findings.mistake(Rule.CERTIFICATE, 0, f"{name} moet een RSA-sleutel hebben; vraag een ander")
    if holder != party.party_id.oin and (holder, party.party_id.oin) not in holders.mandated:
        text = f"{name}: het OIN erin is niet dat van de partij, en er is geen mandaat; vraag een ander"
        findings.mistake(Rule.CERTIFICATE_OIN, 0, text)
    if not certificate.not_valid_before_utc <= replacement.valid_from <= certificate.not_valid_after_utc:
        text = f"{name} is niet geldig op het moment dat het ingaat; kies een ander moment"
        findings.mistake(Rule.CERTIFICATE_PERIOD, 0, text)


def _check_names(agreement: Agreement, overlay: Overlay, findings: Findings) -> None:
    """E-82 at every moment something changes: the host of the endpoint stands in the server certificate."""
    for replacement in overlay.replacements:
        then = apply(agreement, overlay, replacement.valid_from)
        for party in (then.own, then.partner):
            if not names_host_of(party.endpoint, read_certificate(party.server_certificate)):
                text = "de naam in het endpoint staat niet in het servercertificaat dat dan geldt; vervang ze samen"
                findings.mistake(Rule.ENDPOINT_NAME, 0, text)
