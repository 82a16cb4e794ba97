"""What changed between two agreements, in Dutch and in the order of its weight; nothing where they mean the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from gateway.domain.agreement import Action, Agreement, AgreementParty, Profile, Reliability, SyncReply
from gateway.wire.ebms2.cpa.facts import facts_of


class Weight(StrEnum):
    """What a change touches; in this order it is told."""

    SECURITY = "veiligheid"
    PARTIES = "partijen"
    REACH = "bereikbaarheid"
    ACTIONS = "acties"
    RELIABILITY = "betrouwbaarheid"
    PERIOD = "looptijd"


@dataclass(frozen=True, slots=True)
class Change:
    """One change."""

    weight: Weight
    text: str


_ORDER: Final = list(Weight)
_NAMED: Final = (("party_id", "PartyId"), ("party_type", "type van de PartyId"), ("name", "naam"), ("role", "rol"))
_CERTIFICATES: Final = {
    "client_certificate": "clientcertificaat",
    "server_certificate": "servercertificaat",
    "signing_certificate": "ondertekencertificaat",
    "encryption_certificate": "versleutelcertificaat",
}


def differences(old: Agreement, new: Agreement, roots: frozenset[str]) -> tuple[Change, ...]:
    """Return every change from the one to the other, both seen from the same side, what touches security first.

    `roots` are those that let organizationIdentifier say whose a certificate is (S-05).
    """
    found = [
        *_identity(old, new),
        *_party("wij", old.own, new.own, roots),
        *_party("de partner", old.partner, new.partner, roots),
        *_actions(old.actions, new.actions),
        *_period(old, new),
    ]
    return tuple(sorted(found, key=lambda change: _ORDER.index(change.weight)))


def _identity(old: Agreement, new: Agreement) -> Iterator[Change]:
    if old.agreement_id != new.agreement_id:
        yield Change(Weight.PARTIES, f"het CPAId wordt {new.agreement_id} (was {old.agreement_id})")


def _party(who: str, old: AgreementParty, new: AgreementParty, roots: frozenset[str]) -> Iterator[Change]:
    for name, word in _NAMED:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(Weight.PARTIES, f"{who}: {word} wordt {after} (was {before})")
    if old.endpoint != new.endpoint:
        yield Change(Weight.REACH, f"{who}: endpoint wordt {new.endpoint} (was {old.endpoint})")
    for name, word in _CERTIFICATES.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(Weight.SECURITY, f"{who}: {word} {_exchanged(before, after, roots)}")


def _exchanged(before: bytes, after: bytes, roots: frozenset[str]) -> str:
    if not after:
        return "vervalt"
    was = f"was {_described(before, roots)}" if before else "was er niet"
    return f"wordt {_described(after, roots)} ({was})"


def _described(certificate: bytes, roots: frozenset[str]) -> str:
    facts = facts_of(certificate, roots)
    told = "sha256 {0.fingerprint:.16}, {0.holder}, geldig tot {0.valid_until:%Y-%m-%d}"
    return "" if facts is None else told.format(facts)


def _actions(old: Sequence[Action], new: Sequence[Action]) -> Iterator[Change]:
    before, after = ({(each.service, each.action, each.outbound): each for each in actions} for actions in (old, new))
    for key, action in before.items():
        if key not in after:
            yield Change(Weight.ACTIONS, f"{named(action)} vervalt")
    for key, action in after.items():
        if key not in before:
            yield Change(Weight.ACTIONS, f"{named(action)} komt erbij, met profiel {action.profile}")
        else:
            yield from _terms(before[key], action)


def named(action: Action) -> str:
    """Return an action in words: who sends what."""
    return f"{'wij zenden' if action.outbound else 'de partner zendt'} {action.service} {action.action}"


def _terms(old: Action, new: Action) -> Iterator[Change]:
    name = named(new)
    if old.profile is not new.profile:
        yield Change(Weight.SECURITY, f"{name}: profiel wordt {new.profile} (was {old.profile}){_effects(old, new)}")
    if old.receipt_signed != new.receipt_signed and old.profile is new.profile:
        word = "wordt ondertekend" if new.receipt_signed else "wordt NIET MEER ondertekend en bewijst dan niets"
        yield Change(Weight.SECURITY, f"{name}: de ontvangstbevestiging {word}")
    for word, before, after in (
        ("digest", old.digest_method, new.digest_method),
        ("handtekening", old.signature_method, new.signature_method),
        ("versleuteling", old.cipher, new.cipher),
        ("sleuteltransport", old.key_transport, new.key_transport),
        ("canonieke vorm", old.canonicalization, new.canonicalization),
    ):
        if before != after:
            yield Change(Weight.SECURITY, f"{name}: {word} wordt {_short(after)} (was {_short(before)})")
    if old.service_type != new.service_type:
        yield Change(Weight.ACTIONS, f"{name}: het type van de service wordt {new.service_type}")
    yield from _way(name, old, new)


def _way(name: str, old: Action, new: Action) -> Iterator[Change]:
    if old.sync_reply is not new.sync_reply:
        at_once = new.sync_reply is SyncReply.MSH_SIGNALS_ONLY
        word = "komt direct terug, over dezelfde verbinding" if at_once else "komt apart, over een eigen verbinding"
        yield Change(Weight.RELIABILITY, f"{name}: de ontvangstbevestiging {word}")
    if old.reliability != new.reliability:
        after, before = told(new.reliability), told(old.reliability)
        yield Change(Weight.RELIABILITY, f"{name}: herhalen wordt {after} (was {before})")


def told(reliability: Reliability) -> str:
    """Return how often and how long is retried, in words."""
    if not reliability.retries:
        return "niet"
    return (
        f"{reliability.retries} keer, om de {_span(reliability.retry_interval.total_seconds())}, "
        f"bewaard {_span(reliability.persist_duration.total_seconds())}"
    )


def _span(seconds: float) -> str:
    for size, one, many in ((86400, "dag", "dagen"), (3600, "uur", "uur"), (60, "minuut", "minuten")):
        if seconds >= size and seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {one if count == 1 else many}"
    return f"{int(seconds)} seconden"


def _effects(old: Action, new: Action) -> str:
    words = [
        f"{'voortaan' if now else 'NIET MEER'} {word}"
        for word, was, now in _properties(old.profile, new.profile)
        if was != now
    ]
    return f": {', '.join(words)}" if words else ""


def _properties(old: Profile, new: Profile) -> tuple[tuple[str, bool, bool], ...]:
    return (
        ("versleuteld", old.encrypted, new.encrypted),
        ("ondertekend", old.signed, new.signed),
        ("met ontvangstbevestiging en herhaling", old.reliable, new.reliable),
    )


def _short(uri: str) -> str:
    return uri.rstrip("#").rpartition("#")[2].rpartition("/")[2]


def _period(old: Agreement, new: Agreement) -> Iterator[Change]:
    for word, before, after in (("begint", old.start, new.start), ("eindigt", old.end, new.end)):
        if before != after:
            yield Change(Weight.PERIOD, f"de afspraak {word} op {_at(after)} (was {_at(before)})")


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
