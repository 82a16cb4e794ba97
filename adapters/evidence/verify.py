"""Checks a bundle offline; nothing is asked of whoever made it."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

from adapters.evidence import checks
from adapters.evidence.contents import EVIDENCE_CERTIFICATE, Bundle, read
from adapters.evidence.report import Check, Claim, Outcome, Report
from adapters.evidence.trust import read_chain, read_roots
from gateway.errors import PartnerError, TamperedError

__all__ = ["Check", "Claim", "Outcome", "Report", "read_chain", "read_roots", "verify"]

# In this order, and each by itself: one thing that is wrong does not hide another.
_CHECKS: Final[tuple[tuple[Claim, Callable[[checks.Evidence], Outcome]], ...]] = (
    (Claim.ENTRIES, checks.check_entries),
    (Claim.PLACES, checks.check_places),
    (Claim.HEAD, checks.check_head),
    (Claim.OCTETS, checks.check_octets),
    (Claim.SIGNATURES, checks.check_signatures),
    (Claim.PARTIES, checks.check_parties),
    (Claim.MANDATE, checks.check_mandates),
    (Claim.AGREEMENT, checks.check_agreement),
    (Claim.CONTENT, checks.check_content),
    (Claim.RECEIPT, checks.check_receipt),
    (Claim.CERTIFICATES, checks.check_certificates),
    (Claim.REVOCATION, checks.check_revocation),
)
_NAMES: Final = {
    Claim.CONTAINER: "De bundel is ongeschonden: bestanden, namen en volgorde kloppen tot op de bit",
    Claim.ENTRIES: "De bewijsregels zijn zoals ze werden vastgelegd",
    Claim.PLACES: "De bewijsregels staan op hun plaats in de keten",
    Claim.HEAD: "De stand van de keten is ondertekend met de bewijssleutel van deze organisatie",
    Claim.OCTETS: "De bewaarde SOAP-berichten zijn letterlijk wat is vastgelegd",
    Claim.SIGNATURES: "Bericht en antwoord zijn ondertekend door wie dat hoorde te doen",
    Claim.PARTIES: "Ondertekenaar, afzender en ontvanger zijn wie de bundel noemt",
    Claim.MANDATE: "Niemand ondertekende voor een ander zonder mandaat",
    Claim.AGREEMENT: "De regels noemen de afspraak (CPA) die de bundel noemt",
    Claim.CONTENT: "De ondertekende inhoud is de vastgelegde inhoud",
    Claim.RECEIPT: "De ontvangstbevestiging bevestigt precies dit bericht",
    Claim.CERTIFICATES: "De certificaten leiden naar een vertrouwde root en waren toen geldig",
    Claim.REVOCATION: "De certificaten waren niet ingetrokken",
}
_OPEN: Final = {
    Claim.HEAD: "de bundel noemt niet van welke organisatie dit bewijs is",
    Claim.OCTETS: "niet alle berichten zijn bewaard, of er is er geen",
    Claim.SIGNATURES: "niet alles is ondertekend of bewaard",
    Claim.PARTIES: "niet alles is ondertekend of bewaard",
    Claim.MANDATE: "vraag na bij wie het mandaat gaf: {}",
    Claim.AGREEMENT: "geen regel noemt een afspraak",
    Claim.CONTENT: "de inhoud is niet ondertekend of niet vastgelegd",
    Claim.RECEIPT: "er is geen ondertekende ontvangstbevestiging",
    Claim.CERTIFICATES: "geef de roots op die u vertrouwt",
    Claim.REVOCATION: "vraag dit na bij de uitgever",
}


def verify(
    bundle: bytes, roots: Sequence[bytes] | None = None, organization_identifier_roots: frozenset[str] = frozenset()
) -> Report:
    """Return what holds and what does not; `roots` are certificates (DER) to trust, with any between, or nothing.

    Under `organization_identifier_roots` (SHA-256) alone an OIN may also stand in organizationIdentifier (S-05).
    The payloads are not in a bundle: of them it proves the digests that were signed, not the content.
    """
    try:
        read_bundle = read(bundle)
    except TamperedError:
        return Report(checks=(_line(Claim.CONTAINER, Outcome.FAILS),))
    evidence = checks.Evidence.of(read_bundle, roots, organization_identifier_roots)
    mandates = checks.shown_mandates(evidence)
    lines = [_line(claim, _outcome(check, evidence), mandates) for claim, check in _CHECKS]
    return Report(
        checks=(_line(Claim.CONTAINER, Outcome.HOLDS), *lines),
        subject=read_bundle.about.subject,
        fingerprint=_fingerprint(read_bundle),
    )


def _outcome(check: Callable[[checks.Evidence], Outcome], evidence: checks.Evidence) -> Outcome:
    try:
        return check(evidence)
    except (PartnerError, TamperedError):
        return Outcome.FAILS


def _line(claim: Claim, outcome: Outcome, mandates: str = "") -> Check:
    name = _NAMES[claim]
    if outcome is Outcome.FAILS:
        name = f"KLOPT NIET: {name}"
    elif outcome is Outcome.OPEN:
        name = f"Niet gecontroleerd: {name} ({_OPEN[claim].format(mandates)})"
    return Check(claim=claim, outcome=outcome, name=name)


def _fingerprint(bundle: Bundle) -> str:
    return hashlib.sha256(bundle.files.get(EVIDENCE_CERTIFICATE, b"")).hexdigest()
