"""Messages that wait for a person: parked, shown, withdrawn, ended when their term passes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway import policy
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction, Message
from gateway.domain.octets import whole
from gateway.domain.parking import ParkingEvent, ParkingState, StepTaken, advance_parking
from gateway.errors import ConcurrencyError, NotFoundError, ParkedEndedError
from gateway.flows.dispatch import in_memory, sha256
from gateway.flows.judge import Asked
from gateway.flows.staff import require_held
from gateway.formats import office
from gateway.ports import ParkedRecord, Ports, StepRecord, UnitOfWork

PAGE: Final = 100
_KIND: Final = "parked message"
_EXPIRED: Final = (
    "De termijn is verlopen van een stap volgens {rules}. Het bericht is niet verzonden; bied het opnieuw aan als het "
    "nog nodig is."
)
_TOLD: Final = {
    ParkingState.RELEASED: EventType.PARKED_RELEASED,
    ParkingState.WITHDRAWN: EventType.PARKED_WITHDRAWN,
    ParkingState.REFUSED: EventType.PARKED_REFUSED,
    ParkingState.EXPIRED: EventType.PARKED_EXPIRED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowParked:
    """Which parked message, and who asks."""

    client: str
    reference: ReferenceNumber
    by: Employee | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A parked message with the steps taken; `removals` say by rule what a removal would take out.

    Only the back office that handed the message in, or its author, gets these: nobody else learns what it says.
    """

    record: ParkedRecord
    steps: tuple[StepRecord, ...]
    removals: tuple[tuple[str, policy.Removed], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawParked:
    """Which parked message is not to leave after all, and who says so."""

    client: str
    reference: ReferenceNumber
    by: Employee


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How the waiting ends: by what, through which back office (or by ourselves) and whom, and what is told of it."""

    by: ParkingEvent
    actor: str
    employee: Employee | None = None
    explanation: str = ""


def park(asked: Asked, decision: policy.Decision, ports: Ports, uow: UnitOfWork) -> ParkedRecord:
    """Put a message that waits into this unit of work: its record, its sealed content, its evidence, its event."""
    header, at, octets = asked.message.header, ports.clock.now(), office.render(asked.message)
    record = ParkedRecord(
        reference=header.reference,
        type=header.type,
        receiver=header.receiver,
        conversation=header.conversation,
        client=asked.client,
        author=asked.author,
        state=ParkingState.WAITING,
        parked_at=at,
        expires_at=min(step.expires_at for step in decision.wanted),
        wanted=decision.wanted,
        content=ports.randomness.new_payload_id(),
    )
    uow.parked.record(record)
    uow.payloads.put(record.content, octets)
    _tell(record, EventType.MESSAGE_PARKED, " ".join(decision.explanations), ports, uow)
    facts = (
        ("type", str(header.type)),
        ("receiver", str(header.receiver)),
        ("message-sha256", sha256(octets)),
        ("wanted", ",".join(f"{step.rule}:{step.effect}" for step in record.wanted)),
        ("expires-at", record.expires_at.isoformat()),
        *_person("author", asked.author),
    )
    note(record, EvidenceType.MESSAGE_PARKED, asked.client, facts, ports, uow)
    return record


async def list_parked(ports: Ports) -> Sequence[ParkedRecord]:
    """Return what waits for a person, what expires first before the rest, one page."""
    async with ports.unit_of_work() as uow:
        return await uow.parked.list_waiting(PAGE)


async def show_parked(command: ShowParked, ports: Ports) -> Shown:
    """Return where a parked message stands; raise NotFoundError when there is none."""
    async with ports.unit_of_work() as uow:
        record = await uow.parked.find(command.reference)
        if record is None:
            raise NotFoundError(_KIND)
        steps = tuple(await uow.parked.list_steps(command.reference))
        may_see = command.client == record.client or (command.by is not None and command.by == record.author)
        if command.by is not None:
            require_held(command.by, ports)
        removals = await _removals(record, steps, ports, uow) if may_see else ()
    return Shown(record=record, steps=steps, removals=removals)


async def _removals(
    record: ParkedRecord, steps: Sequence[StepRecord], ports: Ports, uow: UnitOfWork
) -> tuple[tuple[str, policy.Removed], ...]:
    wanted = [step for step in record.wanted if step.effect is Effect.STRIP]
    if record.state is not ParkingState.WAITING or not wanted:
        return ()
    message = policy.prepare(await content_of(record, ports, uow), [each.step for each in steps])
    return tuple((step.rule, removed) for step in wanted for removed in policy.difference(message, step.elements))


async def withdraw_parked(command: WithdrawParked, ports: Ports) -> ParkedRecord:
    """End the waiting without sending; raise NotFoundError, ParkedEndedError, RoleNotHeldError."""
    require_held(command.by, ports)
    async with ports.unit_of_work() as uow:
        record = await find_waiting(command.reference, ports, uow)
        how = End(by=ParkingEvent.WITHDRAWAL, actor=command.client, employee=command.by)
        after = end(record, how, ports, uow)
        await uow.commit()
        return after


async def expire_parked(ports: Ports) -> int:
    """End every message of which a term passed, each in a commit of its own; return how many."""
    async with ports.unit_of_work() as uow:
        waiting = await uow.parked.list_waiting(PAGE)
    at = ports.clock.now()
    return sum([await _expire(record, ports) for record in waiting if record.expires_at <= at])


async def _expire(record: ParkedRecord, ports: Ports) -> bool:
    async with ports.unit_of_work() as uow:
        expire(record, ports, uow)
        ports.steps.reached("park.05-expiry-before-commit")
        try:
            await uow.commit()
        except ConcurrencyError:
            # Somebody did something about it meanwhile; the next round sees what.
            return False
    return True


def expire(record: ParkedRecord, ports: Ports, uow: UnitOfWork) -> None:
    """Put the end of a message of which a term passed into this unit of work."""
    rules = ", ".join(dict.fromkeys(step.rule for step in record.wanted if step.expires_at == record.expires_at))
    actor = str(ports.parties.own.oin)
    end(record, End(by=ParkingEvent.EXPIRY, actor=actor, explanation=_EXPIRED.format(rules=rules)), ports, uow)


async def find_waiting(reference: ReferenceNumber, ports: Ports, uow: UnitOfWork) -> ParkedRecord:
    """Return a message that still waits; raise NotFoundError, or ParkedEndedError also when its term has just passed.

    A term that passed counts from then on, also when nobody came by yet to end it.
    """
    record = await uow.parked.find(reference)
    if record is None:
        raise NotFoundError(_KIND)
    if record.state is not ParkingState.WAITING:
        raise ParkedEndedError(record.state)
    if record.expires_at <= ports.clock.now():
        expire(record, ports, uow)
        await uow.commit()
        raise ParkedEndedError(ParkingState.EXPIRED)
    return record


async def content_of(record: ParkedRecord, ports: Ports, uow: UnitOfWork) -> Message:
    """Return the message as it was handed in."""
    octets = await in_memory(await uow.payloads.open(record.content), ports)
    return await ports.workbench.run(len(octets), office.reread, octets)


async def steps_about(record: ParkedRecord, uow: UnitOfWork) -> tuple[StepTaken, ...]:
    """Return the steps taken, with their justifications: for the rules, and for nobody else."""
    return tuple([await _whole(each, uow) for each in await uow.parked.list_steps(record.reference)])


async def _whole(found: StepRecord, uow: UnitOfWork) -> StepTaken:
    if found.justification is None:
        return found.step
    return replace(found.step, justification=whole(await uow.payloads.open(found.justification)).decode())


def end(record: ParkedRecord, how: End, ports: Ports, uow: UnitOfWork) -> ParkedRecord:
    """Put the end of the waiting into this unit of work, with its evidence and event; return how it stands then."""
    after = replace(record, state=advance_parking(record.state, how.by), wanted=())
    uow.parked.change(record, after)
    _tell(record, _TOLD[after.state], how.explanation, ports, uow)
    kind = EvidenceType.MESSAGE_RELEASED if how.by is ParkingEvent.RELEASE else EvidenceType.PARKED_ENDED
    note(record, kind, how.actor, (("state", str(after.state)), *_person("by", how.employee)), ports, uow)
    return after


def note(
    record: ParkedRecord,
    kind: EvidenceType,
    actor: str,
    facts: tuple[tuple[str, str], ...],
    ports: Ports,
    uow: UnitOfWork,
) -> None:
    """Append evidence about a parked message."""
    subject = f"{Direction.OUT}/{ports.parties.own.oin}/{record.reference}"
    uow.evidence.append(EvidenceEntry(type=kind, at=ports.clock.now(), subject=subject, actor=actor, facts=facts))


def _tell(record: ParkedRecord, kind: EventType, explanation: str, ports: Ports, uow: UnitOfWork) -> None:
    at = ports.clock.now()
    uow.events.put(BackOfficeEvent(type=kind, reference=record.reference, at=at, explanation=explanation))


def _person(name: str, employee: Employee | None) -> tuple[tuple[str, str], ...]:
    return () if employee is None else ((name, str(employee.id)), ("role", str(employee.role)))
