"""Puts agreements in the folder, and records beside them; looked at from all sides first, and nothing by halves."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from adapters.partners.folder import RELIABLE, AgreementFolder, InFolder
from adapters.partners.overlay import written_ending, written_replacement
from adapters.partners.register import PartyRegister
from adapters.system import disk
from gateway.domain.agreement import Agreement, AgreementParty
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.domain.replacement import Ending, Replacement, Use
from gateway.errors import CertificateRefusedError, NotFoundError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa import Finding, Rule, Severity
from gateway.wire.ebms2.cpa.reasons import REASONS
from gateway.wire.trust import Distrust, Purpose

Prove = Callable[[bytes, Purpose, datetime], object]
_DIGITS: Final = 12
_NAME: Final = 100
# What may be mended without another agreement: time passes, or a list comes in.
_FOR_NOW: Final = frozenset({Distrust.NOT_YET_VALID, Distrust.REVOCATION_UNKNOWN, Distrust.REVOCATION_STALE})
_PURPOSES: Final = {
    Use.CLIENT: Purpose.TLS_CLIENT,
    Use.SERVER: Purpose.TLS_SERVER,
    Use.SIGNING: Purpose.SIGNING,
    Use.ENCRYPTION: Purpose.ENCRYPTION,
}
_WORDS: Final = {
    Use.CLIENT: "clientcertificaat",
    Use.SERVER: "servercertificaat",
    Use.SIGNING: "ondertekencertificaat",
    Use.ENCRYPTION: "versleutelcertificaat",
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
    held: Mapping[Use, bytes]


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
    inspected = cpa.inspect(octets, place.own, place.folder.mandated)
    agreement = inspected.agreement
    if agreement is None:
        return Examined(agreement=None, findings=inspected.findings)
    installed = [each.version.at(at) for each in place.folder.read()]
    found = [
        *inspected.findings,
        *cpa.check_fit(agreement, installed, at),
        *_usable(agreement, place),
        *_trusted(agreement, place, at),
        *_ours(agreement, place),
    ]
    return Examined(agreement=agreement, findings=tuple(sorted(found, key=lambda each: each.severity is not _ERROR)))


def install(octets: bytes, place: Place, at: datetime) -> Examined:
    """Write the agreement beside what is there, unless something stands in the way; one at a time, whole or not."""
    with disk.alone_in(place.folder.path):
        examined = examine(octets, place, at)
        if examined.agreement is None or not examined.sound:
            return examined
        file = file_of(examined.agreement)
        # As a gateway would read it: what does not fit is told here, never when one starts.
        place.folder.read({file: octets})
        disk.write(place.folder.path / file, octets)
    return replace(examined, file=file)


def file_of(agreement: Agreement) -> str:
    """Return the name of its file: the CPAId as far as a file can have it, and which version it is."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", str(agreement.agreement_id))[:_NAME]
    return f"{name}-{agreement.digest[:_DIGITS]}.xml"


def end(agreement_id: AgreementId, ending: Ending, place: Place, at: datetime) -> Examined:
    """Record that every version of an agreement ends early; raise NotFoundError where there is none."""
    with disk.alone_in(place.folder.path):
        versions = [each for each in _versions(agreement_id, place) if each.version.base.end > ending.at]
        found = [] if ending.at >= at else [_finding(Rule.PERIOD, "een afspraak kan niet in het verleden eindigen")]
        if not versions:
            found.append(_finding(Rule.PERIOD, "de afspraak loopt dan al niet meer; er is niets veranderd"))
        for each in versions if not found else ():
            _append(place.folder.path / each.file, written_ending(ending, at))
    newest = _versions(agreement_id, place)[0]
    return Examined(agreement=newest.version.at(at), findings=tuple(found), file=newest.file)


def replace_parts(
    agreement_id: AgreementId, parts: Sequence[Replacement], place: Place, at: datetime
) -> Examined:
    """Record what replaces parts of the version that is in force when they count, unless it does not fit."""
    with disk.alone_in(place.folder.path):
        chosen = _in_force(_versions(agreement_id, place), parts[0].valid_from)
        base, overlay = chosen.version.base, chosen.version.overlay
        fresh = replace(overlay, replacements=(*overlay.replacements, *parts))
        found = [*cpa.check_overlay(base, fresh, place.folder.mandated), *_proven_parts(parts, place, at)]
        if not any(each.severity is Severity.ERROR for each in found):
            text = "\n".join(written_replacement(part, at) for part in parts)
            _append(place.folder.path / chosen.file, text)
    return Examined(agreement=replace(chosen.version, overlay=fresh).at(at), findings=tuple(found), file=chosen.file)


_ERROR: Final = Severity.ERROR


def _finding(rule: Rule, text: str, severity: Severity = _ERROR) -> Finding:
    return Finding(severity=severity, rule=rule, line=0, text=text)


def _versions(agreement_id: AgreementId, place: Place) -> list[InFolder]:
    found = [each for each in place.folder.read() if each.version.base.agreement_id == agreement_id]
    if not found:
        raise NotFoundError("agreement")
    return found


def _in_force(versions: Sequence[InFolder], at: datetime) -> InFolder:
    """Return the version in force at that moment, or else the newest."""
    return next((each for each in versions if each.version.at(at).in_force(at)), versions[0])


def _append(file: Path, text: str) -> None:
    """Add a record to the file beside an agreement; what stands in it stays as it is."""
    beside = file.with_suffix(".toml")
    before = beside.read_text(encoding="utf-8").rstrip() if beside.exists() else ""
    disk.write(beside, f"{before}\n\n{text}".lstrip().encode())


def _usable(agreement: Agreement, place: Place) -> Iterator[Finding]:
    """What would keep a gateway from starting with it."""
    if place.register.find(agreement.partner.party_id.oin) is None:
        text = f"{agreement.partner.party_id.oin} staat niet in het register van partijen; zet de organisatie er eerst in"
        yield _finding(Rule.PARTNER, text)
    others = sorted({action.profile for action in agreement.actions} - RELIABLE)
    if others:
        text = f"profiel {', '.join(others)} wordt hier niet gebruikt; vraag een afspraak met {' of '.join(sorted(RELIABLE))}"
        yield _finding(Rule.PROFILE, text)


def _trusted(agreement: Agreement, place: Place, at: datetime) -> Iterator[Finding]:
    if place.prove is None:
        text = "de vertrouwensmap is niet te lezen, dus de ketens zijn niet gecontroleerd; zie `schakel check-config`"
        yield _finding(Rule.CERTIFICATE_TRUST, text, Severity.WARNING)
        return
    for who, party in (("ons", agreement.own), ("van de partner", agreement.partner)):
        for use, certificate in certificates_of(party).items():
            refusal = _refusal(certificate, use, place.prove, at)
            if certificate and refusal is not None:
                yield _distrusted(f"{_WORDS[use]} ({who})", refusal)


def _proven_parts(parts: Sequence[Replacement], place: Place, at: datetime) -> Iterator[Finding]:
    for part in parts:
        refusal = None if place.prove is None or not part.certificate else _refusal(part.certificate, part.use, place.prove, at)
        if refusal is not None:
            yield _distrusted(f"nieuw {_WORDS[part.use]}", refusal)


def _refusal(certificate: bytes, use: Use, prove: Prove, at: datetime) -> str | None:
    try:
        prove(certificate, _PURPOSES[use], at)
    except CertificateRefusedError as error:
        return error.reason
    return None


def _distrusted(what: str, reason: str) -> Finding:
    severity = Severity.WARNING if reason in _FOR_NOW else Severity.ERROR
    return _finding(Rule.CERTIFICATE_TRUST, f"{what}: {REASONS[reason]}", severity)


def _ours(agreement: Agreement, place: Place) -> Iterator[Finding]:
    """Our partner proves us by what the agreement names; our keys must be those."""
    for use, certificate in certificates_of(agreement.own).items():
        if certificate and place.held.get(use, certificate) != certificate:
            text = f"ons {_WORDS[use]} in de afspraak is niet dat van onze sleutel; de partner zal ons niet herkennen"
            yield _finding(Rule.OWN_KEY, text, Severity.WARNING)


def certificates_of(party: AgreementParty) -> Mapping[Use, bytes]:
    """Return the certificates of a party by their use; empty octets where none was agreed."""
    return {
        Use.CLIENT: party.client_certificate,
        Use.SERVER: party.server_certificate,
        Use.SIGNING: party.signing_certificate,
        Use.ENCRYPTION: party.encryption_certificate,
    }
