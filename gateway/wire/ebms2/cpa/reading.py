"""From the octets of a CPA to the agreement as one of its parties sees it; all mistakes are told together."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from gateway.domain.agreement import Action, Agreement, AgreementParty
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.errors import ConfigError, InvalidIdentifierError, XmlRefusedError
from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.cpa.certificates import NOBODY, Bounds, Holders, Period
from gateway.wire.ebms2.cpa.document import PartyInfo
from gateway.wire.ebms2.cpa.findings import Finding, Findings, settle, warnings_of
from gateway.wire.ebms2.cpa.nodes import attribute, elements, find, line_of, text_of
from gateway.wire.ebms2.cpa.pairs import Pair, pair_actions
from gateway.wire.ebms2.cpa.parties import check_default_channel, read_agreement_party, read_party_id
from gateway.wire.ebms2.cpa.reader import read_party
from gateway.wire.ebms2.cpa.references import check_references
from gateway.wire.ebms2.cpa.shape import check_shape
from gateway.wire.ebms2.cpa.terms import check_acknowledgements, read_action
from gateway.wire.ebms2.cpa.values import read_moment
from gateway.wire.ebms2.cpa.vocabulary import AGREED, CPA_NAMESPACE, SIGNATURES, Rule
from gateway.wire.ebms2.xml import Element

_PARTIES: Final = 2
_INCOMPLETE: Final = f"{Rule.STRUCTURE}: het document is niet compleet"


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything found in the octets; `agreement` is None where that was too little to make one of."""

    agreement: Agreement | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """An agreement that may be used, and what an operator should know about it."""

    agreement: Agreement
    notices: tuple[str, ...]


def parse(octets: bytes, own: PartyId | None, holders: Holders = NOBODY) -> Agreement:
    """Return the agreement as that party sees it; raise ConfigError with every mistake, each under its Rule."""
    return review(octets, own, holders).agreement


def review(octets: bytes, own: PartyId | None, holders: Holders = NOBODY) -> Review:
    """Return the agreement with its notices; raise ConfigError with every mistake, each under its Rule."""
    inspected = inspect(octets, own, holders)
    settle(inspected.findings)
    if inspected.agreement is None:
        # Every way to get here added a mistake; this line keeps it so when somebody forgets.
        raise ConfigError(_INCOMPLETE)
    return Review(inspected.agreement, warnings_of(inspected.findings))


def inspect(octets: bytes, own: PartyId | None, holders: Holders = NOBODY) -> Inspection:
    """Return what the octets are to that party, or without one to whoever stands first, with every finding."""
    findings = Findings()
    root = _read_xml(octets, findings)
    agreement = None if root is None else _read(root, sha256(octets).hexdigest(), _Eyes(own, holders), findings)
    return Inspection(agreement, findings.all)


@dataclass(frozen=True, slots=True)
class _Eyes:
    """Through whose eyes an agreement is read."""

    own: PartyId | None
    holders: Holders


def _read_xml(octets: bytes, findings: Findings) -> Element | None:
    try:
        return xml.parse(octets, comments_allowed=True)
    except XmlRefusedError as error:
        findings.mistake(Rule.XML, 0, f"het bestand is niet als XML te lezen ({error.reason})")
        return None


def _read(root: Element, digest: str, eyes: _Eyes, findings: Findings) -> Agreement | None:
    check_shape(root, findings)
    check_references(root, findings)
    _check_unsupported(root, findings)
    _check_status(root, findings)
    agreement_id, period = _read_identifier(root, findings), _read_period(root, findings)
    written = [read_party(each) for each in elements(root, "PartyInfo")]
    if len(written) != _PARTIES:
        text = f"een afspraak heeft twee partijen; hier staan {len(written)} PartyInfo"
        findings.mistake(Rule.TWO_PARTIES, line_of(root), text)
        return None
    ours, theirs = _order(written, eyes.own, findings)
    pairs = pair_actions((ours, theirs), findings)
    actions = _read_actions(pairs, ours, findings)
    check_acknowledgements(actions, line_of(root), findings)
    _check_default_channels((ours, theirs), pairs, actions, findings)
    parties = _read_parties((ours, theirs), Bounds(period, eyes.holders), findings)
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
        findings.mistake(Rule.IDENTIFIER, line_of(root), "cpaid moet 1 tot 255 zichtbare ASCII-tekens zijn")
        return None


def _check_status(root: Element, findings: Findings) -> None:
    status = find(root, "Status")
    if attribute(status, "value") != AGREED:
        line = line_of(root if status is None else status)
        findings.mistake(
            Rule.STATUS, line, f"Status moet {AGREED} zijn; vraag de afspraak die beide partijen hebben aanvaard"
        )


def _read_period(root: Element, findings: Findings) -> Period:
    start, end = (read_moment(text_of(find(root, name))) for name in ("Start", "End"))
    if start is None or end is None:
        text = "Start en End moeten momenten met een tijdzone zijn, zoals 2026-01-01T00:00:00Z"
        findings.mistake(Rule.PERIOD, line_of(root), text)
    elif start >= end:
        findings.mistake(Rule.PERIOD, line_of(root), "Start moet voor End liggen")
    return Period(start, end)


def _order(written: Sequence[PartyInfo], own: PartyId | None, findings: Findings) -> tuple[PartyInfo, PartyInfo]:
    first, second = written
    if own is None:
        return first, second
    ours = [party for party in written if str(own) in {text for _, text in party.identifiers}]
    if len(ours) != 1:
        text = f"onze eigen PartyId {own} moet bij één van de twee partijen staan; zij staat bij {len(ours)}"
        findings.mistake(Rule.OWN_PARTY, first.line, text)
    return (second, first) if ours == [second] else (first, second)


def _read_actions(pairs: Sequence[Pair], ours: PartyInfo, findings: Findings) -> tuple[Action, ...]:
    actions = [read_action(pair, outbound=pair.sender is ours, findings=findings) for pair in pairs]
    return tuple(action for action in actions if action is not None)


def _check_default_channels(
    parties: tuple[PartyInfo, PartyInfo], pairs: Sequence[Pair], actions: Sequence[Action], findings: Findings
) -> None:
    agreed = frozenset((each.digest_method, each.signature_method) for each in actions if each.profile.signed)
    if len(agreed) > 1:
        text = "ondertekende acties hebben verschillende algoritmen; het standaardkanaal kan er maar één hebben"
        findings.mistake(Rule.SIGNATURE_ALGORITHM, parties[0].line, text)
    signed = any(pair.send.signed for pair in pairs)
    for party in parties:
        check_default_channel(party, (agreed or SIGNATURES) if signed else frozenset(), findings)


def _read_parties(
    parties: tuple[PartyInfo, PartyInfo], bounds: Bounds, findings: Findings
) -> tuple[AgreementParty, AgreementParty] | None:
    identifiers = [read_party_id(party, findings) for party in parties]
    _check_environment(parties, identifiers, findings)
    ours, theirs = (
        read_agreement_party(party, identifier, bounds, findings)
        for party, identifier in zip(parties, identifiers, strict=True)
    )
    return None if ours is None or theirs is None else (ours, theirs)


def _check_environment(parties: Sequence[PartyInfo], identifiers: Sequence[PartyId | None], findings: Findings) -> None:
    """E-30: production is never combined with another environment, and has no test OIN in it."""
    if len({"_" in str(identifier) for identifier in identifiers if identifier is not None}) > 1:
        text = "de ene PartyId heeft het achtervoegsel van een testomgeving, de andere niet"
        findings.mistake(Rule.ENVIRONMENT, parties[0].line, text)
    for party, identifier in zip(parties, identifiers, strict=True):
        if identifier is not None and identifier.misplaced:
            text = "een test-OIN (00000099) is niet voor productie; buiten productie hoort er een achtervoegsel bij"
            findings.mistake(Rule.ENVIRONMENT, party.line, text)


def _check_unsupported(root: Element, findings: Findings) -> None:
    for possibility in root.iter(*(f"{{{CPA_NAMESPACE}}}{name}" for name in ("CanSend", "CanReceive"))):
        if next(elements(possibility, "CanSend", "CanReceive"), None) is not None:
            text = "een CanSend of CanReceive in een andere hoort bij directe antwoorden op de inhoud; die zijn er niet"
            findings.mistake(Rule.UNSUPPORTED, line_of(possibility), text)
    for name in ("ConversationConstraints", "Signature", "OverrideMshActionBinding"):
        for element in root.iter(f"{{{CPA_NAMESPACE}}}{name}"):
            findings.notice(Rule.UNSUPPORTED, line_of(element), f"naar {name} wordt niet gekeken")
