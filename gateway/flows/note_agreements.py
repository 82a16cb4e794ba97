"""Our book of agreements changed: the chain of evidence says which version came, went, or got a record beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import AgreementId, Oin
from gateway.ports import Ports

SUBJECT: Final = "agreements"
# CPAId, digest and partner: what makes one version of an agreement that one.
_Key: TypeAlias = tuple[str, str, str]


class Change(StrEnum):
    """What became of one version of an agreement."""

    CAME = "came"
    CHANGED = "changed"
    WENT = "went"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One version of an agreement in our book, by digests (hex): `beside` is that of its records, empty without any."""

    agreement_id: AgreementId
    digest: str
    partner: Oin
    beside: str


async def note_agreements(held: Iterable[Held], client: str, ports: Ports) -> None:
    """Record every difference between our book and what the chain says of it; nothing where there is none.

    What was changed and not noted, because somebody died in between or changed a file by hand, is noted the next time.
    One at a time: whoever calls this holds the lock of the book.
    """
    now = {_key(each): each.beside for each in held}
    async with ports.unit_of_work() as uow:
        known = _known(chained.entry for chained in await uow.evidence.list_of(SUBJECT))
        changed = [key for key in sorted(known | now) if known.get(key) != now.get(key)]
        for key in changed:
            uow.evidence.append(
                EvidenceEntry(
                    type=EvidenceType.AGREEMENT_CHANGED,
                    at=ports.clock.now(),
                    subject=SUBJECT,
                    actor=client,
                    facts=_facts(key, known.get(key), now.get(key)),
                )
            )
        if changed:
            await uow.commit()


def _key(held: Held) -> _Key:
    return str(held.agreement_id), held.digest, str(held.partner)


def _facts(key: _Key, before: str | None, after: str | None) -> tuple[tuple[str, str], ...]:
    change = Change.CAME if before is None else Change.WENT if after is None else Change.CHANGED
    agreement_id, digest, partner = key
    return (
        ("change", change),
        ("agreement-id", agreement_id),
        ("agreement", digest),
        ("partner", partner),
        ("before", before or ""),
        ("after", after or ""),
    )


def _known(entries: Iterable[EvidenceEntry]) -> dict[_Key, str]:
    """Return what the chain says our book holds."""
    known: dict[_Key, str] = {}
    for facts in (dict(entry.facts) for entry in entries):
        key = facts["agreement-id"], facts["agreement"], facts["partner"]
        if facts["change"] == Change.WENT:
            known.pop(key, None)
        else:
            known[key] = facts["after"]
    return known
