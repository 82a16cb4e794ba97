"""The case book: what our own people record of a case, for the rules that ask what happened before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.domain.case import CaseEntry, CaseFact
from gateway.domain.employees import Employee
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import ConversationId
from gateway.errors import NotAMessageError
from gateway.flows.staff import require_held
from gateway.policy.scan import holds_bsn
from gateway.ports import Ports

# An identifier or a code: a name has a space in it, or is refused by whoever knows better than to write one here.
_ABOUT: Final = re.compile(r"[A-Za-z0-9._:-]{0,64}", re.ASCII)
# One UUID in a thousand has nine digits together that could be a BSN.
_HEXADECIMAL: Final = re.compile(r"[0-9]*[A-Fa-f][0-9A-Fa-f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFact:
    """That something of a case holds, or holds no longer, and who says so."""

    client: str
    conversation: ConversationId
    by: Employee
    fact: CaseFact
    holds: bool
    about: str = ""


async def record_fact(command: RecordFact, ports: Ports) -> CaseEntry:
    """Record it; raise RoleNotHeldError, or NotAMessageError when `about` can be no identifier or holds a BSN."""
    require_held(command.by, ports)
    _require_identifier(command.about)
    at = ports.clock.now()
    entry = CaseEntry(
        conversation=command.conversation,
        fact=command.fact,
        holds=command.holds,
        at=at,
        by=command.by.id,
        about=command.about,
    )
    async with ports.unit_of_work() as uow:
        uow.cases.record(entry)
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.CASE_RECORDED,
                at=at,
                subject=f"case/{command.conversation}",
                actor=command.client,
                facts=_facts(command),
            )
        )
        await uow.commit()
    return entry


async def list_facts(conversation: ConversationId, ports: Ports) -> Sequence[CaseEntry]:
    """Return what was recorded of a case, in that order."""
    async with ports.unit_of_work() as uow:
        return await uow.cases.list_of(conversation)


def _require_identifier(about: str) -> None:
    if not _ABOUT.fullmatch(about):
        raise NotAMessageError((f"about: must match {_ABOUT.pattern}",))
    # It rests in plain text, and as evidence for good.
    if holds_bsn(_HEXADECIMAL.sub("x", about)):
        raise NotAMessageError(("about: could be a BSN: name the person by the kenmerk in the message",))


def _facts(command: RecordFact) -> tuple[tuple[str, str], ...]:
    return (
        ("fact", str(command.fact)),
        ("holds", "true" if command.holds else "false"),
        ("about", command.about),
        ("by", str(command.by.id)),
        ("role", str(command.by.role)),
    )
