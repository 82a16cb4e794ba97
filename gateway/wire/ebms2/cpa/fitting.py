"""How a new agreement fits among those installed: its period, its versions, and what others say of the same."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from gateway.domain.agreement import Action, Agreement
from gateway.wire.ebms2.cpa.findings import Finding, Findings
from gateway.wire.ebms2.cpa.vocabulary import Rule


def check_fit(agreement: Agreement, installed: Sequence[Agreement], at: datetime) -> tuple[Finding, ...]:
    """Return what keeps the agreement from being installed now, and which others say something of the same actions."""
    findings = Findings()
    if agreement.end <= at:
        findings.mistake(Rule.PERIOD, 0, "de afspraak is al afgelopen (End); vraag een nieuwe")
    elif agreement.start > at:
        text = f"de afspraak gaat in op {agreement.start:%Y-%m-%d %H:%M} UTC; tot dan geldt wat er al is"
        findings.notice(Rule.PERIOD, 0, text)
    _check_versions(agreement, [each for each in installed if each.agreement_id == agreement.agreement_id], findings)
    for other in installed:
        if other.agreement_id != agreement.agreement_id:
            _check_overlap(agreement, other, findings)
    return findings.all


def _check_versions(agreement: Agreement, versions: Sequence[Agreement], findings: Findings) -> None:
    if any(each.digest == agreement.digest for each in versions):
        findings.mistake(Rule.INSTALLED, 0, "deze afspraak staat er al, tot op de letter; er is niets veranderd")
    elif any(each.start == agreement.start for each in versions):
        text = (
            "er staat al een andere afspraak met hetzelfde CPAId en dezelfde Start, dus niet te zeggen welke geldt; "
            "vraag een versie met een latere Start of een eigen CPAId"
        )
        findings.mistake(Rule.INSTALLED, 0, text)
    elif any(each.start > agreement.start for each in versions):
        text = "er staat al een nieuwere versie van deze afspraak (latere Start); deze zou nooit gelden"
        findings.mistake(Rule.INSTALLED, 0, text)
    elif versions:
        text = (
            f"nieuwe versie van een afspraak die er al staat: zij geldt vanaf {agreement.start:%Y-%m-%d %H:%M} UTC; "
            "wat onderweg is houdt de versie waarmee het begon"
        )
        findings.notice(Rule.INSTALLED, 0, text)


def _check_overlap(agreement: Agreement, other: Agreement, findings: Findings) -> None:
    if agreement.partner.party_id.oin != other.partner.party_id.oin:
        return
    if agreement.end < other.start or other.end < agreement.start:
        return
    shared = list(_shared(agreement.actions, other.actions))
    if not shared:
        return
    first = max((agreement, other), key=lambda each: (each.start, str(each.agreement_id)))
    names = ", ".join(sorted({ours.action for ours, _ in shared}))
    text = (
        f"afspraak {other.agreement_id} regelt in dezelfde tijd hetzelfde ({names}); verzonden wordt onder "
        f"{first.agreement_id}, die het laatst ingaat"
    )
    findings.notice(Rule.OVERLAP, 0, text)
    if any(_terms(ours) != _terms(theirs) for ours, theirs in shared):
        text = f"afspraak {other.agreement_id} spreekt deze tegen: een ander profiel of andere algoritmen voor {names}"
        findings.notice(Rule.OVERLAP, 0, text)


def _shared(first: Iterable[Action], second: Sequence[Action]) -> Iterator[tuple[Action, Action]]:
    for one in first:
        for other in second:
            if (one.service, one.action, one.outbound) == (other.service, other.action, other.outbound):
                yield one, other


def _terms(action: Action) -> tuple[object, ...]:
    return (action.profile, action.digest_method, action.signature_method, action.cipher, action.sync_reply)
