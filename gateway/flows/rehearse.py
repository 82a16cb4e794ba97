"""Before a region changes its rules: which of its last decisions would have been others."""

from dataclasses import dataclass, replace
from datetime import datetime

from gateway import policy
from gateway.domain.evidence import EvidenceType
from gateway.domain.message import Direction
from gateway.domain.region import Region
from gateway.flows.history import history_of
from gateway.flows.recall import recall
from gateway.policy import Facts, History
from gateway.ports import HEAVY, Ports, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """How many messages were judged anew, and of how many it could not be done; and what changed."""

    judged: int
    gone: int
    changed: tuple[policy.Changed, ...]


async def rehearse(proposed: Region, last: int, ports: Ports) -> Rehearsal:
    """Judge the messages of the last decisions again, by the region as it is and as it would be; nothing is written.

    Each is judged as at its last decision, by what was on record then. What was refused at once was never kept, and
    what was purged is gone: those cannot be judged again, and are counted.
    """
    async with ports.unit_of_work() as uow:
        decided = await uow.evidence.list_newest(EvidenceType.POLICY_DECIDED, last)
        moments: dict[str, datetime] = {}
        for chained in decided:
            moments.setdefault(chained.entry.subject, chained.entry.at)
        found = [await _facts(subject, at, ports, uow) for subject, at in moments.items()]
    asked = [facts for facts in found if facts is not None]
    now = ports.regions.in_force(ports.clock.now())
    changed = await ports.workbench.run(HEAVY, policy.replay, asked, now, proposed)
    return Rehearsal(judged=len(asked), gone=len(found) - len(asked), changed=changed)


async def _facts(subject: str, at: datetime, ports: Ports, uow: UnitOfWork) -> Facts | None:
    recalled = await recall(subject, ports, uow)
    if recalled is None or recalled.message is None:
        return None
    message = recalled.message
    steps = tuple(step for step in recalled.steps if step.at <= at)
    header = policy.prepare(message, steps).header
    history = await history_of(header, header.receiver, ports.parties, uow)
    return Facts(
        message=message,
        sender=ports.parties.own,
        receiver=ports.parties.find(header.receiver),
        direction=Direction.OUT,
        at=at,
        history=_as_it_was(history, at),
        references=ports.references.current(),
        author=recalled.author,
        steps=steps,
    )


def _as_it_was(history: History, at: datetime) -> History:
    """Return what was on record before that moment; the message itself came after it."""
    return replace(
        history,
        case=tuple(entry for entry in history.case if entry.at <= at),
        exchanged=tuple(each for each in history.exchanged if each.at < at),
        waiting=tuple(each for each in history.waiting if each.at < at),
    )
