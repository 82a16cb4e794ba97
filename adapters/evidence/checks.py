"""What must be true of a bundle; each check raises when it is not, and says when it could not be looked at."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from adapters.evidence.contents import EVIDENCE_CERTIFICATE, MANIFEST, SIGNER_FOLDER, SOAP_FOLDER, Bundle
from adapters.evidence.kept import Octets, Role, list_octets, read_all, read_octets
from adapters.evidence.report import Outcome
from adapters.evidence.trust import require_head, require_path
from gateway.domain.chain import require_digest, require_included, require_next, tampered
from gateway.domain.identifiers import Oin
from gateway.domain.party import HubMandate, HubUse
from gateway.errors import InvalidIdentifierError, TamperedError
from gateway.wire.certificate import oin_under, read_certificate
from gateway.wire.ebms2.kept import Kept
from gateway.wire.stages import EnvelopeKind, ReferenceDigest

_ENVELOPE_URI: Final = ""
_CONTENT_FACT: Final = re.compile(r"payload-sha256|part-[0-9]+-sha256", re.ASCII)
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_ISSUERS: Final = "certificates/issuers/"
# From the proof of a signature to its entry: the day may have ended between them.
_HANDLING: Final = timedelta(hours=1)
_CONTENT: Final = "payload digests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A bundle with what was read from it once, and what the checker trusts."""

    bundle: Bundle
    readable: Sequence[tuple[Octets, Kept]]
    trusted: Sequence[bytes] | None
    organization_identifier_roots: frozenset[str]

    @classmethod
    def of(cls, bundle: Bundle, trusted: Sequence[bytes] | None, roots: frozenset[str]) -> "Evidence":
        """Read the octets of a bundle; `roots` are those that let organizationIdentifier speak (S-05)."""
        return cls(bundle=bundle, readable=read_all(bundle), trusted=trusted, organization_identifier_roots=roots)

    @property
    def signed(self) -> bool:
        """Tell whether there are octets, and all of them carry a signature."""
        return bool(self.readable) and all(kept.signed for _, kept in self.readable)

    def root_of(self, file: str, at: datetime) -> str:
        """Return the trusted root (SHA-256) of a certificate in the bundle at that moment; raise TamperedError."""
        files = self.bundle.files
        issuers = [octets for name, octets in files.items() if name.startswith(_ISSUERS)]
        return require_path(files.get(file, b""), issuers, self.trusted or (), at)

    def oin_of(self, file: str, at: datetime) -> str:
        """Return whose a certificate in the bundle is; raise CertificateRefusedError or TamperedError."""
        roots = self.organization_identifier_roots
        root = self.root_of(file, at) if roots else ""
        return str(oin_under(root, read_certificate(self.bundle.files.get(file, b"")).subject, roots))

    def with_role(self, role: Role) -> list[tuple[Octets, Kept]]:
        """Return the messages, or the answers."""
        return [(octets, kept) for octets, kept in self.readable if octets.place.role is role]


def check_entries(evidence: Evidence) -> Outcome:
    """Every entry is what its digest says, is about this message, and they stand in order."""
    entries = [proved.chained for proved in evidence.bundle.entries]
    if not entries:
        raise tampered(1)
    for before, chained in zip([None, *entries], entries, strict=False):
        require_digest(chained)
        if chained.entry.subject != evidence.bundle.about.subject:
            raise tampered(chained.sequence)
        if before is not None and before.sequence + 1 == chained.sequence:
            require_next(chained, before)
        elif before is not None and before.sequence >= chained.sequence:
            raise tampered(chained.sequence)
    return Outcome.HOLDS


def check_places(evidence: Evidence) -> Outcome:
    """Every entry stands at its own place under the root of the head."""
    for proved in evidence.bundle.entries:
        require_included(proved.chained, proved.path, evidence.bundle.checkpoint)
    return Outcome.HOLDS


def check_head(evidence: Evidence) -> Outcome:
    """The evidence key of the organisation whose evidence this is signed the head."""
    head, owner = evidence.bundle.checkpoint, evidence.bundle.about.owner
    certificate = evidence.bundle.files.get(EVIDENCE_CERTIFICATE, b"")
    require_head(head, [certificate])
    if owner and evidence.oin_of(EVIDENCE_CERTIFICATE, head.at) != owner:
        raise TamperedError(EVIDENCE_CERTIFICATE)
    return Outcome.HOLDS if owner else Outcome.OPEN


def check_octets(evidence: Evidence) -> Outcome:
    """The SOAP octets are to the letter what the entries recorded, and there are no others."""
    recorded = tuple(list_octets(evidence.bundle))
    for octets in recorded:
        if octets.soap is not None and hashlib.sha256(octets.soap).hexdigest() != octets.digest:
            raise tampered(octets.chained.sequence)
    named = {file for octets in recorded for file in (octets.file, octets.signer)}
    for file in evidence.bundle.files:
        if file.startswith((SOAP_FOLDER, SIGNER_FOLDER)) and file not in named:
            raise TamperedError(file)
    return Outcome.HOLDS if recorded and all(octets.soap is not None for octets in recorded) else Outcome.OPEN


def check_signatures(evidence: Evidence) -> Outcome:
    """Message and answers carry the signature of who should have signed them."""
    kept = [read_octets(octets, evidence.bundle) for octets in list_octets(evidence.bundle)]
    return Outcome.HOLDS if kept and all(each is not None and each.signed for each in kept) else Outcome.OPEN


def check_parties(evidence: Evidence) -> Outcome:
    """Who signed is who the header names as sender, or the hub that the entry names for it (E-32).

    The message is the one that the bundle is about, and an answer goes from its receiver to its sender (D10).
    """
    about = evidence.bundle.about
    for octets, kept in evidence.readable:
        signer = octets.signed_by or str(kept.address.sender.oin)
        if evidence.oin_of(octets.signer, octets.chained.entry.at) != signer:
            raise tampered(octets.chained.sequence)
    messages = [kept.address for _, kept in evidence.with_role(Role.MESSAGE)]
    # One reference may have come in several messages, the earlier ones refused; all are of one sender.
    if any(str(address.sender.oin) != about.sender for address in messages):
        raise TamperedError(MANIFEST)
    named = {(str(each.receiver.oin), str(each.agreement_id), str(each.message_id)) for each in messages}
    if named and (about.receiver, about.agreement_id, about.message_id) not in named:
        raise TamperedError(MANIFEST)
    for octets, kept in evidence.with_role(Role.ANSWER):
        if (str(kept.address.sender.oin), str(kept.address.receiver.oin)) != (about.receiver, about.sender):
            raise tampered(octets.chained.sequence)
    return Outcome.HOLDS if evidence.signed else Outcome.OPEN


def check_mandates(evidence: Evidence) -> Outcome:
    """Who signed for another had a mandate then, as the entry says; whether it was given, only who gave it can say."""
    spoken_for = _spoken_for(evidence)
    for octets in spoken_for:
        _require_mandate(octets)
    return Outcome.OPEN if spoken_for else Outcome.HOLDS


def shown_mandates(evidence: Evidence) -> str:
    """Return for a reader which mandates the entries name."""
    shown = (
        f"{each.signed_by} voor {each.chained.entry.actor}, van {begin} tot en met {end}"
        for each in _spoken_for(evidence)
        for begin, _, end in [each.mandate.partition("/")]
    )
    return "; ".join(dict.fromkeys(shown))


def _spoken_for(evidence: Evidence) -> list[Octets]:
    return [each for each in list_octets(evidence.bundle) if each.signed_by]


def _require_mandate(octets: Octets) -> None:
    entry = octets.chained.entry
    begin, _, end = octets.mandate.partition("/")
    try:
        holder = Oin.parse(octets.signed_by)
        mandate = HubMandate(
            holder=holder,
            principal=Oin.parse(entry.actor),
            uses=frozenset({HubUse.SIGNING}),
            valid_from=date.fromisoformat(begin),
            valid_until=date.fromisoformat(end),
        )
    except (InvalidIdentifierError, ValueError):
        raise tampered(octets.chained.sequence) from None
    if not any(mandate.covers(holder, HubUse.SIGNING, at) for at in (entry.at, entry.at - _HANDLING)):
        raise tampered(octets.chained.sequence)


def check_agreement(evidence: Evidence) -> Outcome:
    """The entries name the very version of the agreement that the bundle names (F57)."""
    named = {
        value for proved in evidence.bundle.entries for name, value in proved.chained.entry.facts if name == "agreement"
    }
    digest = evidence.bundle.about.agreement_digest
    if digest and named and digest not in named:
        raise TamperedError(MANIFEST)
    return Outcome.HOLDS if digest and named else Outcome.OPEN


def check_content(evidence: Evidence) -> Outcome:
    """What was signed of the payloads is what the entries recorded of them; the payloads themselves are not here."""
    recorded = {
        value
        for proved in evidence.bundle.entries
        for name, value in proved.chained.entry.facts
        if _CONTENT_FACT.fullmatch(name)
    }
    signed = {
        reference.digest.hex()
        for _, kept in evidence.with_role(Role.MESSAGE)
        for reference in kept.references
        if reference.uri != _ENVELOPE_URI and reference.algorithm == _SHA256
    }
    if not signed or not recorded:
        return Outcome.OPEN
    if signed != recorded:
        raise TamperedError(_CONTENT)
    return Outcome.HOLDS


def check_receipt(evidence: Evidence) -> Outcome:
    """The acknowledgement is of who received this message, and returns what its signature covers (E-69)."""
    answers = [pair for pair in evidence.with_role(Role.ANSWER) if pair[1].address.kind is EnvelopeKind.ACKNOWLEDGMENT]
    messages = {kept.address.message_id: kept for _, kept in evidence.with_role(Role.MESSAGE)}
    for octets, kept in answers:
        message = messages.get(kept.address.refers_to) if kept.address.refers_to else None
        if message is None and _lacks_a_message(evidence):
            return Outcome.OPEN
        if message is None or _digests(kept.acknowledged) != _digests(message.references):
            raise tampered(octets.chained.sequence)
        if (kept.address.sender, kept.address.receiver) != (message.address.receiver, message.address.sender):
            raise tampered(octets.chained.sequence)
    return Outcome.HOLDS if answers and evidence.signed else Outcome.OPEN


def _lacks_a_message(evidence: Evidence) -> bool:
    return any(each.soap is None for each in list_octets(evidence.bundle) if each.place.role is Role.MESSAGE)


def _digests(references: Iterable[ReferenceDigest]) -> Counter[tuple[str, str, bytes]]:
    return Counter((reference.uri, reference.algorithm, reference.digest) for reference in references)


def check_certificates(evidence: Evidence) -> Outcome:
    """Every certificate leads to a root that the checker trusts, valid when it was used."""
    if evidence.trusted is None:
        return Outcome.OPEN
    used = [(octets.signer, octets.chained.entry.at) for octets, _ in evidence.readable]
    for name, at in ((EVIDENCE_CERTIFICATE, evidence.bundle.checkpoint.at), *used):
        evidence.root_of(name, at)
    return Outcome.HOLDS


def check_revocation(_evidence: Evidence) -> Outcome:
    """A bundle holds no revocation lists: what was revoked when must be asked of the issuer."""
    return Outcome.OPEN
