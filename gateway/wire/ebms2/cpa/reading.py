"""From the octets of a CPA to the agreement as one of its parties sees it; all mistakes are told together."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from gateway.domain.agreement import Action, Agreement, AgreementParty
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.errors import ConfigError, InvalidIdentifierError, XmlRefusedError
from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.cpa.certificates import Period
from gateway.wire.ebms2.cpa.document import PartyInfo
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.nodes import attribute, elements, find, line_of, text_of
from gateway.wire.ebms2.cpa.pairs import Pair, pair_actions
from gateway.wire.ebms2.cpa.parties import check_default_channel, read_agreement_party, read_party_id
from gateway.wire.ebms2.cpa.reader import read_party
from gateway.wire.ebms2.cpa.references import check_references
from gateway.wire.ebms2.cpa.shape import check_shape
from gateway.wire.ebms2.cpa.terms import read_action
from gateway.wire.ebms2.cpa.values import read_moment
from gateway.wire.ebms2.cpa.vocabulary import AGREED, CPA_NAMESPACE, Rule
from gateway.wire.ebms2.xml import Element

_PARTIES: Final = 2
_INCOMPLETE: Final = f"{Rule.STRUCTURE}: the document is incomplete"


@dataclass(frozen=True, slots=True)
class Review:
    """An agreement that may be used, and what an operator should know about it."""

    agreement: Agreement
    notices: tuple[str, ...]


def parse(octets: bytes, own: PartyId) -> Agreement:
    """Return the agreement as that party sees it; raise ConfigError with every mistake, each under its Rule."""
    return review(octets, own).agreement


def review(octets: bytes, own: PartyId) -> Review:
    """Return the agreement with its notices; raise ConfigError with every mistake, each under its Rule."""
    findings = Findings()
    root = _read_xml(octets, findings)
    agreement = None if root is None else _read(root, sha256(octets).hexdigest(), own, findings)
    findings.settle()
    if agreement is None:
        # Every way to get here added a mistake; this line keeps it so when somebody forgets.
        raise ConfigError(_INCOMPLETE)
    return Review(agreement, findings.notices)


def _read_xml(octets: bytes, findings: Findings) -> Element | None:
    try:
        return xml.parse(octets, comments_allowed=True)
    except XmlRefusedError as error:
        findings.mistake(Rule.XML, 0, f"the file cannot be read as XML: {error.reason}")
        return None


def _read(root: Element, digest: str, own: PartyId, findings: Findings) -> Agreement | None:
    check_shape(root, findings)
    check_references(root, findings)
    _check_unsupported(root, findings)
    _check_status(root, findings)
    agreement_id, period = _read_identifier(root, findings), _read_period(root, findings)
    written = [read_party(each) for each in elements(root, "PartyInfo")]
    if len(written) != _PARTIES:
        text = f"an agreement has two parties; this one has {len(written)} PartyInfo"
        findings.mistake(Rule.TWO_PARTIES, line_of(root), text)
        return None
    ours, theirs = _order(written, own, findings)
    pairs = pair_actions((ours, theirs), findings)
    actions = _read_actions(pairs, ours, findings)
    parties = _read_parties((ours, theirs), pairs, period, findings)
    if agreement_id is None or period.start is None or period.end is None or parties is None:
        return None
    return Agreement(
        agreement_id=agreement_id,
        digest=digest,
        own=parties[0],
        partner=parties[1],
        actions=actions,
        start=period.start,
        end=period.end,
    )


def _read_identifier(root: Element, findings: Findings) -> AgreementId | None:
    try:
        return AgreementId.parse(attribute(root, "cpaid") or "")
    except InvalidIdentifierError:
        findings.mistake(Rule.IDENTIFIER, line_of(root), "cpaid must be 1 to 255 visible ASCII characters")
        return None


def _check_status(root: Element, findings: Findings) -> None:
    status = find(root, "Status")
    if attribute(status, "value") != AGREED:
        line = line_of(root if status is None else status)
        findings.mistake(
            Rule.STATUS, line, f"Status must be {AGREED}; ask for the agreement that both parties accepted"
        )


def _read_period(root: Element, findings: Findings) -> Period:
    start, end = (read_moment(text_of(find(root, name))) for name in ("Start", "End"))
    if start is None or end is None:
        text = "Start and End must be moments with an offset, such as 2026-01-01T00:00:00Z"
        findings.mistake(Rule.PERIOD, line_of(root), text)
    elif start >= end:
        findings.mistake(Rule.PERIOD, line_of(root), "Start must be before End")
    return Period(start, end)


def _order(written: Sequence[PartyInfo], own: PartyId, findings: Findings) -> tuple[PartyInfo, PartyInfo]:
    first, second = written
    ours = [party for party in written if str(own) in {text for _, text in party.identifiers}]
    if len(ours) != 1:
        text = f"our own PartyId {own} must stand under one of the two parties; it stands under {len(ours)}"
        findings.mistake(Rule.OWN_PARTY, first.line, text)
    return (second, first) if ours == [second] else (first, second)


def _read_actions(pairs: Sequence[Pair], ours: PartyInfo, findings: Findings) -> tuple[Action, ...]:
    actions = [read_action(pair, outbound=pair.sender is ours, findings=findings) for pair in pairs]
    return tuple(action for action in actions if action is not None)


def _read_parties(
    parties: tuple[PartyInfo, PartyInfo], pairs: Sequence[Pair], period: Period, findings: Findings
) -> tuple[AgreementParty, AgreementParty] | None:
    signed = any(pair.send.signed for pair in pairs)
    for party in parties:
        check_default_channel(party, signed=signed, findings=findings)
    identifiers = [read_party_id(party, findings) for party in parties]
    _check_environment(parties, identifiers, findings)
    ours, theirs = (
        read_agreement_party(party, identifier, period, findings)
        for party, identifier in zip(parties, identifiers, strict=True)
    )
    return None if ours is None or theirs is None else (ours, theirs)


def _check_environment(parties: Sequence[PartyInfo], identifiers: Sequence[PartyId | None], findings: Findings) -> None:
    """E-30: production is never combined with another environment."""
    if len({"_" in str(identifier) for identifier in identifiers if identifier is not None}) > 1:
        text = "one PartyId has the suffix of a test environment and the other has none"
        findings.mistake(Rule.ENVIRONMENT, parties[0].line, text)


def _check_unsupported(root: Element, findings: Findings) -> None:
    for possibility in root.iter(*(f"{{{CPA_NAMESPACE}}}{name}" for name in ("CanSend", "CanReceive"))):
        if next(elements(possibility, "CanSend", "CanReceive"), None) is not None:
            text = "a CanSend or CanReceive inside another belongs to synchronous replies, which are not used (E-04)"
            findings.mistake(Rule.UNSUPPORTED, line_of(possibility), text)
    for name in ("ConversationConstraints", "Signature", "OverrideMshActionBinding"):
        for element in root.iter(f"{{{CPA_NAMESPACE}}}{name}"):
            findings.notice(Rule.UNSUPPORTED, line_of(element), f"{name} is not looked at")
