"""The back office hands us a message."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.employees import Employee
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction, Header, Message
from gateway.errors import AlreadyRecordedError, CallerError, NotAMessageError, PolicyRefusedError
from gateway.flows.judge import Asked, judge
from gateway.flows.once import once
from gateway.flows.parked import park
from gateway.flows.route import require_writable, route_message
from gateway.flows.staff import require_held
from gateway.policy import Decision, Outcome, strip
from gateway.ports import ParkedRecord, Ports, UnitOfWork

_REFERENCES: Final = "references"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitMessage:
    """A message and the client key under which the same call has one effect; `digest` is over the body as it came."""

    client: str
    key: str
    digest: str
    message: Message
    author: Employee | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of it: it is on its way, or it was parked, and then where that stands now."""

    reference: ReferenceNumber
    parked: ParkedRecord | None = None


async def submit_message(command: SubmitMessage, ports: Ports) -> Submitted:
    """Accept the message for delivery, or park it until its steps are taken; the answer may leave, it is durable.

    Raises RoleNotHeldError, KeyReusedError, PolicyRefusedError, NotAMessageError, NoRouteError, RouteGuardError, and
    ConcurrencyError where other messages of its conversation always came first.
    """
    try:
        return await once(command, partial(_take_in, command, ports), _as_it_stands, ports)
    except AlreadyRecordedError:
        # It is not the key, so it is the reference that was used before.
        raise NotAMessageError(("reference: used before",)) from None


async def _as_it_stands(reference: ReferenceNumber, uow: UnitOfWork) -> Submitted:
    return Submitted(reference, await uow.parked.find(reference))


async def _take_in(command: SubmitMessage, ports: Ports, uow: UnitOfWork) -> tuple[ReferenceNumber, Submitted]:
    """Let policy speak; a refusal is evidence too, so it is committed before it is raised."""
    if command.author is not None:
        require_held(command.author, ports)
    await _require_fresh(command.message.header, uow)
    # What the rules read of the conversation holds until the commit, or they are asked again.
    await uow.messages.require_unchanged(command.message.header.conversation)
    asked = Asked(message=command.message, client=command.client, author=command.author)
    decision = await judge(asked, ports, uow)
    if decision.outcome is Outcome.REFUSED:
        await uow.commit()
        raise PolicyRefusedError(decision.rules, decision.explanations)
    try:
        parked = await _accept(asked, decision, ports, uow)
    except CallerError:
        # What the rules said stays known, also of a message that finds no way out.
        await uow.commit()
        raise
    reference = command.message.header.reference
    return reference, Submitted(reference, parked)


async def _require_fresh(header: Header, uow: UnitOfWork) -> None:
    """Raise AlreadyRecordedError: what the rules say of it would stand in the evidence of another message."""
    taken = await uow.messages.find(Direction.OUT, header.reference, header.sender)
    if taken is not None or await uow.parked.find(header.reference) is not None:
        raise AlreadyRecordedError(_REFERENCES)


async def _accept(asked: Asked, decision: Decision, ports: Ports, uow: UnitOfWork) -> ParkedRecord | None:
    if not decision.passes:
        # Who waits for a person should not learn only then that the message cannot leave at all.
        await require_writable(_as_wanted(asked.message, decision), ports)
        return park(asked, decision, ports, uow)
    await route_message(asked.message, ports, uow)
    return None


def _as_wanted(message: Message, decision: Decision) -> Message:
    """Return the message without what must be removed from it; all at once, for items are named by their place."""
    removals = [step for step in decision.wanted if step.effect is Effect.STRIP]
    elements = [element for step in removals for element in step.elements]
    return strip(message, elements, removals[0].rule) if removals else message
