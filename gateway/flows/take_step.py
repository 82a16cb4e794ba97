"""Somebody takes a step that a parked message waits for; the rules judge anew, and it leaves when nothing is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway import policy
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.parking import ParkingEvent, StepTaken, StepWanted
from gateway.errors import (
    AlreadyRecordedError,
    AuthorUnknownError,
    CallerError,
    ConcurrencyError,
    JustificationTooThinError,
    PolicyRefusedError,
    RoleNotWantedError,
    SamePersonError,
    StepNotWantedError,
    StepTakenBeforeError,
    StepWithoutEffectError,
)
from gateway.flows.dispatch import sha256
from gateway.flows.judge import judge
from gateway.flows.parked import End, end, find_waiting, note
from gateway.flows.route import route_message
from gateway.flows.staff import require_held
from gateway.flows.together import Standing, companions, stand
from gateway.ports import ParkedRecord, Ports, StepRecord, UnitOfWork

# Once for whoever is alone, and again for whom others came before.
_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep:
    """What somebody does about a parked message; without `elements` about everything that the rule names."""

    client: str
    reference: ReferenceNumber
    by: Employee
    rule: str
    effect: Effect
    elements: tuple[str, ...] = ()
    justification: str = ""
    receiver: Oin | None = None
    copy: ReferenceNumber | None = None


async def take_step(command: TakeStep, ports: Ports) -> ParkedRecord:
    """Take the step and return where the message stands then; durable, and on its way when nothing more is wanted.

    Raises NotFoundError, ParkedEndedError, RoleNotHeldError, StepNotWantedError and the leaves of StepRefusedError;
    what keeps a message from leaving now: PolicyRefusedError, NotAMessageError, NoRouteError, RouteGuardError; and
    ConcurrencyError where others always came first. Then nothing changed.
    """
    for _ in range(_TRIES):
        try:
            return await _try(command, ports)
        except (AlreadyRecordedError, ConcurrencyError):
            # Another step came first, or another message of the case: this one is judged again, on what that left.
            continue
    raise ConcurrencyError("parked")


async def _try(command: TakeStep, ports: Ports) -> ParkedRecord:
    async with ports.unit_of_work() as uow:
        record = await find_waiting(command.reference, ports, uow)
        await uow.messages.require_unchanged(record.conversation)
        standing = await stand(record, ports, uow)
        step = _admit(command, standing, ports)
        after = await _follow(step, standing, command, ports, uow)
        ports.steps.reached("park.01-step-before-commit")
        await uow.commit()
        ports.steps.reached("park.02-step-committed")
        return after


def _admit(command: TakeStep, standing: Standing, ports: Ports) -> StepTaken:
    """Return the step, if it is wanted and this person may take it like this."""
    wanted = _wanted(command, standing)
    require_held(command.by, ports, asked=any(each.roles for each in wanted))
    for each in wanted:
        _require_person(each, command, standing.record.author)
        _require_reason(each, command, ports)
    return StepTaken(
        rule=command.rule,
        effect=command.effect,
        by=command.by,
        at=ports.clock.now(),
        elements=tuple(dict.fromkeys(element for each in wanted for element in each.elements)),
        justification=command.justification,
        receiver=_receiver(command, ports),
        reference=command.copy if command.effect is Effect.COPY else None,
    )


def _wanted(command: TakeStep, standing: Standing) -> Sequence[StepWanted]:
    """Return what is wanted and meant; whoever names elements names all of them, and no others."""
    meant, named = (command.rule, command.effect), frozenset(command.elements)
    asked = [each for each in standing.record.wanted if (each.rule, each.effect) == meant]
    chosen = [each for each in asked if not named or named >= set(each.elements)]
    if chosen and named <= {element for each in chosen for element in each.elements}:
        return chosen
    if not asked and any((step.rule, step.effect) == meant and named <= set(step.elements) for step in standing.steps):
        raise StepTakenBeforeError(*meant)
    raise StepNotWantedError


def _require_person(wanted: StepWanted, command: TakeStep, author: Employee | None) -> None:
    rule = wanted.rule, wanted.effect
    is_author = author is not None and command.by.id == author.id
    if wanted.roles and command.by.role not in wanted.roles:
        raise RoleNotWantedError(*rule)
    # What nobody else is asked for is for whoever handed the message in.
    if not wanted.roles and author is not None and not is_author:
        raise RoleNotWantedError(*rule)
    if wanted.effect is Effect.SECOND:
        _require_another(rule, command, author)


def _require_another(rule: tuple[str, str], command: TakeStep, author: Employee | None) -> None:
    if author is None:
        raise AuthorUnknownError(*rule)
    if command.by.id == author.id:
        raise SamePersonError(*rule)


def _require_reason(wanted: StepWanted, command: TakeStep, ports: Ports) -> None:
    region = ports.regions.in_force(ports.clock.now())
    reasoned = policy.is_reasoned(command.justification, wanted.minimum_characters, region)
    if wanted.effect is Effect.JUSTIFY and not reasoned:
        raise JustificationTooThinError(wanted.rule, wanted.effect)


def _receiver(command: TakeStep, ports: Ports) -> Oin | None:
    if command.effect is not Effect.ROUTE:
        return None
    if command.receiver is None or ports.parties.find(command.receiver) is None:
        raise StepWithoutEffectError(command.rule, command.effect)
    return command.receiver


async def _follow(
    step: StepTaken, standing: Standing, command: TakeStep, ports: Ports, uow: UnitOfWork
) -> ParkedRecord:
    """Judge the message with the step, and put what follows into this unit of work."""
    now = replace(standing, steps=(*standing.steps, step))
    along = await companions(now, command.client, ports, uow)
    decision = await judge(now.asked(command.client, *along), ports, uow)
    _require_effect(step, standing, decision)
    if decision.outcome is policy.Outcome.PASSES:
        await _send((now, *along), command, ports, uow)
    elif decision.outcome is policy.Outcome.REFUSED and step.effect is Effect.ROUTE:
        # Another receiver may still be the right one.
        await uow.commit()
        raise PolicyRefusedError(decision.rules, decision.explanations)
    _record(step, standing, command, ports, uow)
    routed = replace(standing.record, receiver=policy.prepare(now.message, now.steps).header.receiver)
    if decision.outcome is policy.Outcome.PASSES:
        for each in along:
            end(each.record, _end(ParkingEvent.RELEASE, command), ports, uow)
    return _conclude(routed, decision, command, ports, uow)


async def _send(group: tuple[Standing, ...], command: TakeStep, ports: Ports, uow: UnitOfWork) -> None:
    """Queue the message, and with it what waited for nothing else: all of them, or none."""
    first, *along = group
    try:
        await route_message(policy.prepare(first.message, first.steps), ports, uow)
    except CallerError:
        # What the rules said stays known; the step is not taken, and may be once there is a way out.
        await uow.commit()
        raise
    for each in along:
        if not (await judge(each.asked(command.client, *group), ports, uow)).passes:
            raise ConcurrencyError("parked")
        # One that finds no way out keeps all of them here, and then nothing of this is kept.
        await route_message(policy.prepare(each.message, each.steps), ports, uow)


def _require_effect(step: StepTaken, standing: Standing, decision: policy.Decision) -> None:
    """Raise when the step gives the rule nothing: then it is none, and nothing is kept of it."""
    if step.effect is Effect.STRIP:
        before = policy.prepare(standing.message, standing.steps)
        still = policy.prepare(standing.message, (*standing.steps, step)) == before
    else:
        meant = step.rule, step.effect
        still = any(
            (each.rule, each.effect) == meant and set(each.elements) <= set(step.elements) for each in decision.wanted
        )
    if not still:
        return
    if step.effect is Effect.HOLD:
        author = standing.record.author
        if author is None:
            raise AuthorUnknownError(step.rule, step.effect)
        if author.id == step.by.id:
            raise SamePersonError(step.rule, step.effect)
    raise StepWithoutEffectError(step.rule, step.effect)


def _record(step: StepTaken, standing: Standing, command: TakeStep, ports: Ports, uow: UnitOfWork) -> None:
    """Keep the step, its justification sealed, and the evidence of it: who did what about which elements."""
    justified = ports.randomness.new_payload_id() if step.justification else None
    octets = step.justification.encode()
    if justified is not None:
        uow.payloads.put(justified, octets)
    kept = replace(step, justification="")
    number = len(standing.steps) + 1
    uow.parked.add_step(
        StepRecord(reference=standing.record.reference, number=number, step=kept, justification=justified)
    )
    told = (
        ("rule", step.rule),
        ("effect", str(step.effect)),
        ("elements", ",".join(step.elements)),
        ("by", str(step.by.id)),
        ("role", str(step.by.role)),
        ("justification-sha256", sha256(octets) if justified else ""),
        ("receiver", str(step.receiver or "")),
        ("copy", str(step.reference or "")),
    )
    facts = tuple((name, value) for name, value in told if value)
    note(standing.record, EvidenceType.STEP_TAKEN, command.client, facts, ports, uow)


def _conclude(
    record: ParkedRecord, decision: policy.Decision, command: TakeStep, ports: Ports, uow: UnitOfWork
) -> ParkedRecord:
    if decision.outcome is policy.Outcome.PASSES:
        return end(record, _end(ParkingEvent.RELEASE, command), ports, uow)
    if decision.outcome is policy.Outcome.REFUSED:
        how = _end(ParkingEvent.REFUSAL, command, " ".join(decision.explanations))
        return end(record, how, ports, uow)
    wanted = policy.keep_terms(record.wanted, decision.wanted)
    after = replace(record, wanted=wanted, expires_at=min(each.expires_at for each in wanted))
    uow.parked.change(record, after)
    return after


def _end(how: ParkingEvent, command: TakeStep, explanation: str = "") -> End:
    return End(by=how, actor=command.client, employee=command.by, explanation=explanation)
