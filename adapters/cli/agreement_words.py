"""Agreements in words an administrator reads, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final, NoReturn

import click

from adapters.cli.answers import refuse
from adapters.partners.examining import certificates_of
from gateway.domain.agreement import Action, Agreement, AgreementParty, SyncReply
from gateway.domain.replacement import Overlay, Replacement, Side, Use
from gateway.wire.ebms2.cpa import Finding
from gateway.wire.ebms2.cpa.difference import named, told
from gateway.wire.ebms2.cpa.facts import facts_of
from gateway.wire.ebms2.cpa.replacements import USES

_SOON_DAYS: Final = 60
_DIGITS: Final = 16


def document_of(agreement: Agreement, at: datetime, roots: frozenset[str]) -> dict[str, object]:
    """Return the agreement as JSON; `roots` are those that let organizationIdentifier speak (S-05)."""
    return {
        "agreement": str(agreement.agreement_id),
        "digest": agreement.digest,
        "start": agreement.start.isoformat(),
        "end": agreement.end.isoformat(),
        "inForce": agreement.in_force(at),
        "daysLeft": (agreement.end - at).days,
        "own": _party(agreement.own, at, roots),
        "partner": _party(agreement.partner, at, roots),
        "actions": [_action(action) for action in agreement.actions],
    }


def _party(party: AgreementParty, at: datetime, roots: frozenset[str]) -> dict[str, object]:
    return {
        "partyId": str(party.party_id),
        "name": party.name,
        "role": party.role,
        "endpoint": party.endpoint,
        "certificates": {use: _certificate(octets, at, roots) for use, octets in certificates_of(party).items()},
        "otherCertificates": {
            "client": [_certificate(each, at, roots) for each in party.other_client_certificates],
            "signing": [_certificate(each, at, roots) for each in party.other_signing_certificates],
        },
    }


def _certificate(octets: bytes, at: datetime, roots: frozenset[str]) -> dict[str, object] | None:
    facts = facts_of(octets, roots)
    if facts is None:
        return None
    return {
        "oin": facts.oin,
        "serialNumberOin": facts.serial_number_oin or None,
        "organizationIdentifierOin": facts.organization_identifier_oin or None,
        "sha256": facts.fingerprint,
        "serialNumber": facts.serial_number,
        "validFrom": facts.valid_from.isoformat(),
        "validUntil": facts.valid_until.isoformat(),
        "daysLeft": facts.days_left(at),
    }


def _action(action: Action) -> dict[str, object]:
    return {
        "service": action.service,
        "serviceType": action.service_type,
        "action": action.action,
        "outbound": action.outbound,
        "profile": action.profile,
        "retries": action.reliability.retries,
        "retryIntervalSeconds": action.reliability.retry_interval.total_seconds(),
        "persistDurationSeconds": action.reliability.persist_duration.total_seconds(),
        "syncReply": action.sync_reply,
        "receiptSigned": action.receipt_signed,
        "digestMethod": action.digest_method if action.profile.signed else None,
        "signatureMethod": action.signature_method if action.profile.signed else None,
        "cipher": action.cipher if action.profile.encrypted else None,
        "keyTransport": action.key_transport if action.profile.encrypted else None,
        "canonicalization": action.canonicalization if action.profile.signed else None,
    }


def lines_of(agreement: Agreement, at: datetime, roots: frozenset[str]) -> list[str]:
    """Return the agreement in words; `roots` are those that let organizationIdentifier speak (S-05)."""
    return [
        f"afspraak     {agreement.agreement_id}",
        f"geldig       {_moment(agreement.start)} tot {_moment(agreement.end)} ({_standing(agreement, at)})",
        f"wij zijn     {agreement.own.name} ({agreement.own.party_id}), in de rol {agreement.own.role}",
        f"zij zijn     {agreement.partner.name} ({agreement.partner.party_id}), in de rol {agreement.partner.role}",
        f"zij nemen    {agreement.partner.endpoint}",
        f"wij nemen    {agreement.own.endpoint}",
        "",
        *_action_lines(agreement.actions),
        "",
        *_certificate_lines("ons", agreement.own, at, roots),
        *_certificate_lines("hun", agreement.partner, at, roots),
    ]


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def line_of(agreement: Agreement, at: datetime) -> str:
    """Return the agreement in one line, for a list."""
    return (
        f"{agreement.agreement_id}  {agreement.partner.name} ({agreement.partner.party_id})  "
        f"{agreement.start:%Y-%m-%d} tot {agreement.end:%Y-%m-%d}  {_standing(agreement, at)}"
    )


def _standing(agreement: Agreement, at: datetime) -> str:
    if agreement.in_force(at):
        days = (agreement.end - at).days
        return f"geldt nu, nog {days} dagen{'; regel een opvolger' if days < _SOON_DAYS else ''}"
    return "geldt nog niet" if at < agreement.start else "is afgelopen"


def _action_lines(actions: Sequence[Action]) -> Iterator[str]:
    """Yield the actions, those on the same terms together."""
    for terms, same in groupby(sorted(actions, key=_terms), key=_terms):
        yield f"{terms}:"
        yield from (f"  {named(action)}" for action in same)


def _terms(action: Action) -> str:
    profile = action.profile
    words = [f"profiel {profile}"]
    if profile.reliable:
        receipt = "ondertekend" if action.receipt_signed else "niet ondertekend"
        way = "direct terug" if action.sync_reply is SyncReply.MSH_SIGNALS_ONLY else "apart"
        words += [f"herhalen {told(action.reliability)}", f"ontvangstbevestiging {receipt}, {way}"]
    if profile.signed:
        words.append(f"handtekening {_short(action.signature_method)} over {_short(action.digest_method)}")
    if profile.encrypted:
        words.append(f"versleuteld met {_short(action.cipher)} en {_short(action.key_transport)}")
    return ", ".join(words)


def _short(uri: str) -> str:
    return uri.rpartition("#")[2]


def _certificate_lines(whose: str, party: AgreementParty, at: datetime, roots: frozenset[str]) -> Iterator[str]:
    for use, octets in certificates_of(party).items():
        if octets:
            yield f"{whose} {USES[use]}: {_told(octets, at, roots)}"
    for word, others in (
        (USES[Use.CLIENT], party.other_client_certificates),
        (USES[Use.SIGNING], party.other_signing_certificates),
    ):
        yield from (f"{whose} vorige {word}, nog goed: {_told(each, at, roots)}" for each in others)
    for mandate in party.mandates:
        uses = ", ".join(sorted(mandate.uses))
        yield f"namens hen mag {mandate.holder} ({uses}): {mandate.valid_from} tot en met {mandate.valid_until}"


def _told(octets: bytes, at: datetime, roots: frozenset[str]) -> str:
    facts = facts_of(octets, roots)
    if facts is None:
        return ""
    days = facts.days_left(at)
    left = f"nog {days} dagen" if days >= 0 else "VERLOPEN"
    warning = "; vraag een opvolger" if 0 <= days < _SOON_DAYS else ""
    until = f"geldig tot {facts.valid_until:%Y-%m-%d} ({left}{warning})"
    return f"{facts.holder}, {until}, sha256 {facts.fingerprint[:_DIGITS]}"


def overlay_lines(overlay: Overlay) -> Iterator[str]:
    """Yield what was recorded beside the agreement."""
    for each in overlay.replacements:
        whose = "ons" if each.side is Side.OWN else "hun"
        yield f"vervangen: {whose} {USES[each.use]} per {each.valid_from:%Y-%m-%d %H:%M} UTC{_until(each)}"
    if overlay.ending is not None:
        yield f"eindigt eerder: per {overlay.ending.at:%Y-%m-%d %H:%M} UTC ({overlay.ending.reason})"


def _until(replacement: Replacement) -> str:
    old = replacement.old_until
    return "" if old is None else f", het vorige is goed tot {old:%Y-%m-%d %H:%M} UTC"


def overlay_document(overlay: Overlay) -> Mapping[str, object]:
    """Return what was recorded beside the agreement as JSON."""
    ending = overlay.ending
    return {
        "replacements": [
            {
                "side": each.side,
                "use": each.use,
                "validFrom": each.valid_from.isoformat(),
                "oldUntil": each.old_until and each.old_until.isoformat(),
            }
            for each in overlay.replacements
        ],
        "ending": None if ending is None else {"at": ending.at.isoformat(), "reason": ending.reason},
    }


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield each finding once, with every line it was found on."""
    lines: dict[tuple[str, str, str, str], list[int]] = {}
    for each in findings:
        places = lines.setdefault((each.severity, each.rule, each.text, each.number), [])
        if each.line:
            places.append(each.line)
    for (severity, rule, text, number), places in lines.items():
        where = f" regel {', '.join(map(str, sorted(set(places))))}:" if places else ""
        yield f"{severity} {rule}:{where} {text} ({number})"


def refuse_agreement(ctx: click.Context, findings: Sequence[Finding]) -> NoReturn:
    """Say what stands in the way of an agreement, and end with exit code 1."""
    refuse(ctx, "agreement-refused", list(finding_lines(findings)), {"findings": finding_documents(findings)})
    ctx.exit(1)


def finding_documents(findings: Sequence[Finding]) -> list[Mapping[str, object]]:
    """Return the findings as JSON."""
    return [
        {
            "severity": "error" if each.severity == "fout" else "warning",
            "rule": each.rule,
            "number": each.number,
            "line": each.line or None,
            "text": each.text,
        }
        for each in findings
    ]
