"""The rules speak about a message that is to leave, and what they say is evidence (R153)."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway import policy
from gateway.domain.employees import Employee
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.message import Direction, Message
from gateway.domain.parking import StepTaken
from gateway.flows.history import history_of
from gateway.ports import Ports, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message as it was handed in, by which back office and author, and the steps taken about it."""

    message: Message
    client: str
    author: Employee | None = None
    steps: Sequence[StepTaken] = ()


async def judge(asked: Asked, ports: Ports, uow: UnitOfWork) -> policy.Decision:
    """Return what the rules say now, with what our records say now; the evidence of it is part of this commit."""
    at = ports.clock.now()
    header = policy.prepare(asked.message, asked.steps).header
    facts = policy.Facts(
        message=asked.message,
        sender=ports.parties.own,
        receiver=ports.parties.find(header.receiver),
        direction=Direction.OUT,
        at=at,
        history=await history_of(header, header.receiver, ports.parties, uow),
        references=ports.references.current(),
        author=asked.author,
        steps=tuple(asked.steps),
        region=ports.regions.in_force(at),
    )
    decision = policy.judge(facts)
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.POLICY_DECIDED,
            at=at,
            subject=f"{Direction.OUT}/{header.sender}/{header.reference}",
            actor=asked.client,
            facts=policy.record_of(decision, facts),
        )
    )
    return decision
