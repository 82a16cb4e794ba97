"""Looks at an agreement from all sides before it is installed: itself, its neighbours, our trust, our keys."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from adapters.partners.folder import AgreementFolder
from adapters.partners.register import PartyRegister
from gateway.domain.agreement import Agreement, AgreementParty
from gateway.domain.identifiers import PartyId
from gateway.domain.replacement import Replacement, Side, Use
from gateway.errors import CertificateRefusedError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa import Finding, Rule, Severity
from gateway.wire.ebms2.cpa.reasons import REASONS
from gateway.wire.ebms2.cpa.replacements import USES
from gateway.wire.trust import Distrust, Purpose

Prove = Callable[[bytes, Purpose, datetime], object]
# What may be mended without another agreement: time passes, or a list comes in.
_FOR_NOW: Final = frozenset({Distrust.NOT_YET_VALID, Distrust.REVOCATION_UNKNOWN, Distrust.REVOCATION_STALE})
_PURPOSES: Final = {
    Use.CLIENT: Purpose.TLS_CLIENT,
    Use.SERVER: Purpose.TLS_SERVER,
    Use.SIGNING: Purpose.SIGNING,
    Use.ENCRYPTION: Purpose.ENCRYPTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where agreements are installed, and what they are held against.

    `prove` says what a certificate proves here, None where our trust cannot be read; `held` are the certificates that
    our own keys have, as far as they are there.
    """

    folder: AgreementFolder
    own: PartyId
    register: PartyRegister
    prove: Prove | None
    held: Mapping[Use, frozenset[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What became of it: every finding, and where it was written, if it was."""

    agreement: Agreement | None
    findings: tuple[Finding, ...]
    file: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing stands in the way."""
        return all(each.severity is not Severity.ERROR for each in self.findings)


def examine(octets: bytes, place: Place, at: datetime) -> Examined:
    """Return everything that can be said of an agreement before it is installed; nothing is written."""
    inspected = cpa.inspect(octets, place.own, place.folder.holders)
    agreement = inspected.agreement
    if agreement is None:
        return Examined(agreement=None, findings=inspected.findings)
    installed = [each.version.at(at) for each in place.folder.read()]
    found = [
        *inspected.findings,
        *cpa.check_fit(agreement, installed, at),
        *_usable(agreement, place),
        *_trusted(agreement, place, at),
        *_ours(certificates_of(agreement.own).items(), place),
    ]
    errors_first = sorted(found, key=lambda each: each.severity is not Severity.ERROR)
    return Examined(agreement=agreement, findings=tuple(errors_first))


def finding(rule: Rule, text: str, severity: Severity = Severity.ERROR) -> Finding:
    """Return what is said of the whole agreement."""
    return Finding(severity=severity, rule=rule, line=0, text=text)


def _usable(agreement: Agreement, place: Place) -> Iterator[Finding]:
    """What would keep a gateway from starting with it."""
    if place.register.find(agreement.partner.party_id.oin) is None:
        text = f"{agreement.partner.party_id.oin} staat niet in het register van partijen; zet haar er eerst in"
        yield finding(Rule.PARTNER, text)
    used = place.folder.profiles
    others = sorted({action.profile for action in agreement.actions} - used)
    if others:
        text = f"profiel {', '.join(others)} wordt hier niet gebruikt; vraag {' of '.join(sorted(used))}"
        yield finding(Rule.PROFILE, text)


def _trusted(agreement: Agreement, place: Place, at: datetime) -> Iterator[Finding]:
    if place.prove is None:
        text = "de vertrouwensmap is niet te lezen, dus de ketens zijn niet gecontroleerd; zie `schakel check-config`"
        yield finding(Rule.CERTIFICATE_TRUST, text, Severity.WARNING)
        return
    for who, party in (("ons", agreement.own), ("van de partner", agreement.partner)):
        for use, certificate in certificates_of(party).items():
            refusal = _refusal(certificate, use, place.prove, at)
            if certificate and refusal is not None:
                yield _distrusted(f"{USES[use]} ({who})", refusal)


def doubts_about(parts: Sequence[Replacement], place: Place, at: datetime) -> Iterator[Finding]:
    """Yield which new certificates of ours our keys do not have, and what our trust says against any."""
    yield from _ours(((part.use, part.certificate) for part in parts if part.side is Side.OWN), place)
    if place.prove is None:
        return
    for part in parts:
        refusal = _refusal(part.certificate, part.use, place.prove, at) if part.certificate else None
        if refusal is not None:
            yield _distrusted(f"nieuw {USES[part.use]}", refusal)


def _refusal(certificate: bytes, use: Use, prove: Prove, at: datetime) -> str | None:
    try:
        prove(certificate, _PURPOSES[use], at)
    except CertificateRefusedError as error:
        return error.reason
    return None


def _distrusted(what: str, reason: str) -> Finding:
    severity = Severity.WARNING if reason in _FOR_NOW else Severity.ERROR
    return finding(Rule.CERTIFICATE_TRUST, f"{what}: {REASONS[reason]}", severity)


def _ours(named: Iterable[tuple[Use, bytes]], place: Place) -> Iterator[Finding]:
    """Our partner proves us by what the agreement names; our keys must be those."""
    for use, certificate in named:
        if certificate and certificate not in place.held.get(use, {certificate}):
            text = f"ons {USES[use]} in de afspraak is niet dat van onze sleutel; de partner zal ons niet herkennen"
            yield finding(Rule.OWN_KEY, text, Severity.WARNING)


def certificates_of(party: AgreementParty) -> Mapping[Use, bytes]:
    """Return the certificates of a party by their use; empty octets where none was agreed."""
    return {
        Use.CLIENT: party.client_certificate,
        Use.SERVER: party.server_certificate,
        Use.SIGNING: party.signing_certificate,
        Use.ENCRYPTION: party.encryption_certificate,
    }
