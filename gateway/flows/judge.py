"""The rules speak about a message that is to leave, and what they say is evidence (R153)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gateway import policy
from gateway.domain.employees import Employee
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction, Header, Message
from gateway.domain.parking import StepTaken
from gateway.errors import NoRouteError, VersionNotAgreedError
from gateway.flows.history import history_of
from gateway.flows.route import find_way
from gateway.ports import Ports, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message as it was handed in, by which back office and author, and the steps taken about it.

    `together` are messages that wait and would leave in the same commit: to the rules they went before it.
    """

    message: Message
    client: str
    author: Employee | None = None
    steps: Sequence[StepTaken] = ()
    together: frozenset[ReferenceNumber] = frozenset()


async def judge(asked: Asked, ports: Ports, uow: UnitOfWork) -> policy.Decision:
    """Return what the rules say now, with what our records say now; the evidence of it is part of this commit."""
    facts = await _facts(asked, ports, uow)
    decision = policy.judge(facts)
    header = facts.header
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.POLICY_DECIDED,
            at=facts.at,
            subject=f"{Direction.OUT}/{header.sender}/{header.reference}",
            actor=asked.client,
            facts=policy.record_of(decision, facts),
        )
    )
    return decision


async def foresee(asked: Asked, ports: Ports, uow: UnitOfWork) -> policy.Decision:
    """Return what the rules would say; nothing is decided by it, and nothing of it is kept."""
    return policy.judge(await _facts(asked, ports, uow))


async def _facts(asked: Asked, ports: Ports, uow: UnitOfWork) -> policy.Facts:
    at = ports.clock.now()
    header = policy.prepare(asked.message, asked.steps).header
    history = await history_of(header, header.receiver, ports.parties, uow)
    return policy.Facts(
        message=asked.message,
        sender=ports.parties.own,
        receiver=ports.parties.find(header.receiver),
        direction=Direction.OUT,
        at=at,
        history=_as_gone(history, asked.together, at),
        references=ports.references.current(),
        author=asked.author,
        steps=tuple(asked.steps),
        region=ports.regions.in_force(at),
        house=_house(header, ports, at),
    )


def _as_gone(history: policy.History, together: frozenset[ReferenceNumber], at: datetime) -> policy.History:
    """Return the history in which those that wait have left at that moment."""
    gone = (replace(each, at=at) for each in history.waiting if each.reference in together)
    waiting = tuple(each for each in history.waiting if each.reference not in together)
    return replace(history, exchanged=(*history.exchanged, *gone), waiting=waiting)


def _house(header: Header, ports: Ports, at: datetime) -> policy.House:
    """Return what the agreement says of the way out; that there is none is said when the message takes it."""
    try:
        agreement, action = find_way(header, ports)
    except (NoRouteError, VersionNotAgreedError):
        return policy.UNKNOWN_HOUSE
    return policy.house_of(agreement, action, at)
