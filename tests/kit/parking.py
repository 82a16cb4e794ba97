"""Messages that wait for a person: a small rule book that asks what a test wants, and people who take the steps."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind
from gateway.flows.submit import SubmitMessage, Submitted, submit_message
from gateway.flows.take_step import TakeStep, take_step
from gateway.policy import Facts, Known, Rule, Standing, Verdict
from gateway.policy.elements import present
from gateway.policy.verdicts import Allow, Copy, Deny, Hold, Justify, Route, Second, Strip
from gateway.ports import ParkedRecord
from tests.kit.world import Side

FILE: Final = "02-directe-overdracht.json"
AUTHOR: Final = Employee(EmployeeId("m-17"), StaffRole.BEHANDELAAR)
DOCTOR: Final = Employee(EmployeeId("m-23"), StaffRole.VERTROUWENSARTS)
AUTHOR_AS_DOCTOR: Final = Employee(AUTHOR.id, StaffRole.VERTROUWENSARTS)
REASON: Final = "De wijkagent vraagt dit omdat het kind morgen elders verblijft"
ADVICE: Final = "overdracht.advies"
ROLES: Final = {
    AUTHOR.id: frozenset({StaffRole.BEHANDELAAR, StaffRole.VERTROUWENSARTS}),
    DOCTOR.id: frozenset({StaffRole.VERTROUWENSARTS}),
}
STRIPS: Final = Strip(because="dit is niet nodig", elements=(ADVICE,))
SECONDS: Final = Second(because="iemand anders kijkt mee", roles=frozenset({StaffRole.VERTROUWENSARTS}))
JUSTIFIES: Final = Justify(because="zeg waarom", elements=("melder",))
HOLDS: Final = Hold(because="eerst overleg", owner=StaffRole.VERTROUWENSARTS, limit="D053")
HOLDS_FOR_ANOTHER: Final = replace(HOLDS, another=True)
COPIES: Final = Copy(because="de ander hoort dit ook", type=MessageType.MSG_34, to=PartyKind.GEMEENTE)
ROUTES: Final = Route(because="een ander gaat hierover", to=PartyKind.GEMEENTE)
DENIES: Final = Deny(because="dit mag niet meer")

Judge = Callable[[Facts], tuple[Verdict, ...]]


def rule(number: str, judge: Judge) -> Rule:
    """Return a rule with that judgement."""
    return Rule(
        number=number,
        name="Proefregel",
        standing=Standing.DESIGN,
        sources=("proef",),
        effects=tuple(Effect),
        judge=judge,
    )


def _strip(facts: Facts) -> tuple[Verdict, ...]:
    return (STRIPS,) if present(facts.content, (ADVICE,)) else ()


def _route(facts: Facts) -> tuple[Verdict, ...]:
    return () if facts.receiver is not None and ROUTES.to in facts.receiver.kinds else (ROUTES,)


def _consent(facts: Facts) -> tuple[Verdict, ...]:
    return (DENIES,) if facts.history.known(CaseFact.CONSENT_WITHDRAWN) is Known.YES else ()


def asking(*verdicts: Verdict) -> tuple[Rule, ...]:
    """Return a book that allows everything, asks these by R901, R902 ..., and denies when consent was withdrawn."""
    judges: dict[Effect, Judge] = {Effect.STRIP: _strip, Effect.ROUTE: _route}
    asked = (judges.get(each.effect, lambda _, each=each: (each,)) for each in verdicts)
    return (
        rule("R900", lambda _: (Allow(because="dit mag"),)),
        *(rule(f"R{900 + number}", judge) for number, judge in enumerate(asked, start=1)),
        rule("R999", _consent),
    )


async def hand_in(side: Side, author: Employee | None = AUTHOR, key: str = "sleutel-1", **changes: str) -> Submitted:
    """Hand in a handover as its author."""
    command = SubmitMessage(
        client="kantoor", key=key, digest="digest", message=side.draft(FILE, **changes), author=author
    )
    return await submit_message(command, side.ports)


async def parked(side: Side, author: Employee | None = AUTHOR, **changes: str) -> ParkedRecord:
    """Hand in a handover that must wait."""
    submitted = await hand_in(side, author, **changes)
    assert submitted.parked is not None
    return submitted.parked


async def step(
    side: Side,
    reference: ReferenceNumber,
    effect: Effect,
    by: Employee = AUTHOR,
    rule: str = "R901",
    **more: Any,  # noqa: ANN401 - whichever part of a step a test is about
) -> ParkedRecord:
    """Take a step."""
    command = TakeStep(client="kantoor", reference=reference, by=by, rule=rule, effect=effect, **more)
    return await take_step(command, side.ports)


def staffed(side: Side) -> Side:
    """Give the side a staff book."""
    side.staff.kept = True
    side.staff.roles |= ROLES
    return side
