"""Messages that wait for a person, and the case book, on the store of a gateway: the same flows as behind its door."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Final, TextIO, TypeVar

import click

from adapters import bootstrap
from adapters.cli.answers import IdentifierType, answer, gathered, json_option
from adapters.cli.processes import config_option
from adapters.config import Settings, load
from adapters.http.parked_answers import fact_as_json, facts_as_json, parked_as_json, shown_as_json
from gateway.domain.case import CaseEntry, CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, EmployeeId, StaffRole
from gateway.domain.evidence import COMMAND_LINE
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.parking import StepWanted
from gateway.domain.workdays import legal_time
from gateway.flows import parked as waiting
from gateway.flows.case_book import RecordFact, list_facts, record_fact
from gateway.flows.take_step import TakeStep, take_step
from gateway.policy import Removed
from gateway.ports import ParkedRecord, Ports

Value = TypeVar("Value")
_HOLDS: Final = {True: "ja", False: "nee"}
_reference = click.argument("reference", type=IdentifierType(ReferenceNumber))
_conversation = click.argument("conversation", type=IdentifierType(ConversationId))
_element = click.option("--element", "elements", multiple=True, help="One of the elements; without it all of them.")


def _who(*, required: bool) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Give a command who acts, as `by`; None when that need not be said and is not said whole."""
    number = click.option("--employee", type=IdentifierType(EmployeeId), required=required, help="Who acts: a number.")
    role = click.option(
        "--role", type=click.Choice(list(map(str, StaffRole))), required=required, help="In which role."
    )

    def both(command: Callable[..., object]) -> Callable[..., object]:
        return number(role(gathered("by", _employee)(command)))

    return both


def _employee(employee: EmployeeId | None, role: str | None) -> Employee | None:
    return None if employee is None or role is None else Employee(employee, StaffRole(role))


def _on(settings: Settings, work: Callable[[Ports], Awaitable[Value]]) -> Value:
    """Do the work on the store of that gateway."""

    async def opened() -> Value:
        async with bootstrap.open_house(settings) as house:
            return await work(house.ports)

    return asyncio.run(opened())


@click.group()
def parked() -> None:
    """Messages that wait for a person: see them, take a step, withdraw."""


@parked.command("list")
@config_option
@json_option
def list_waiting(config: Path) -> None:
    """List what waits, what expires first before the rest."""
    records = _on(load(config), waiting.list_parked)
    answer({"parked": list(map(parked_as_json, records))}, [line for each in records for line in _lines(each)])


@parked.command()
@_reference
@_who(required=False)
@config_option
@json_option
def show(reference: ReferenceNumber, by: Employee | None, config: Path) -> None:
    """Show one message with its steps; to its author also what a removal would take out."""
    command = waiting.ShowParked(client=COMMAND_LINE, reference=reference, by=by)
    shown = _on(load(config), lambda ports: waiting.show_parked(command, ports))
    taken = [f"  gezet: {each.step.rule} {each.step.effect} door {each.step.by.role}" for each in shown.steps]
    answer(shown_as_json(shown), [*_lines(shown.record), *taken, *map(_removal, shown.removals)])


@parked.command()
@_reference
@_who(required=True)
@config_option
@json_option
def withdraw(reference: ReferenceNumber, by: Employee, config: Path) -> None:
    """Let a message not leave after all."""
    command = waiting.WithdrawParked(client=COMMAND_LINE, reference=reference, by=by)
    _tell(_on(load(config), lambda ports: waiting.withdraw_parked(command, ports)))


def _stepping(effect: Effect) -> Callable[[Callable[..., TakeStep]], Callable[..., object]]:
    """Make a command of what completes a step: who takes it about which message, and where that is kept."""

    def decorate(complete: Callable[..., TakeStep]) -> Callable[..., object]:
        @_reference
        @click.argument("rule")
        @_who(required=True)
        @config_option
        @json_option
        @wraps(complete)
        def command(reference: ReferenceNumber, rule: str, by: Employee, config: Path, **own: object) -> None:
            begun = TakeStep(client=COMMAND_LINE, reference=reference, by=by, rule=rule, effect=effect)
            step = complete(begun, **own)
            _tell(_on(load(config), lambda ports: take_step(step, ports)))

        return command

    return decorate


@parked.command()
@_stepping(Effect.STRIP)
@_element
def confirm(step: TakeStep, elements: tuple[str, ...]) -> TakeStep:
    """Confirm what RULE removes (STRIP)."""
    return replace(step, elements=elements)


@parked.command()
@_stepping(Effect.JUSTIFY)
@_element
@click.option("--file", type=click.File(encoding="utf-8"), default="-", help="The justification; else standard input.")
def justify(step: TakeStep, elements: tuple[str, ...], file: TextIO) -> TakeStep:
    """Justify what RULE asks about (JUSTIFY); from a file, for a shell remembers what is typed."""
    return replace(step, elements=elements, justification=file.read().strip())


@parked.command()
@_stepping(Effect.SECOND)
@_element
def approve(step: TakeStep, elements: tuple[str, ...]) -> TakeStep:
    """Approve as the second person that RULE asks for (SECOND)."""
    return replace(step, elements=elements)


@parked.command()
@_stepping(Effect.HOLD)
@_element
def release(step: TakeStep, elements: tuple[str, ...]) -> TakeStep:
    """Release what RULE holds (HOLD)."""
    return replace(step, elements=elements)


@parked.command()
@_stepping(Effect.COPY)
@click.argument("second", type=IdentifierType(ReferenceNumber))
def copy(step: TakeStep, second: ReferenceNumber) -> TakeStep:
    """Name the SECOND message that RULE asks besides (COPY)."""
    return replace(step, copy=second)


@parked.command()
@_stepping(Effect.ROUTE)
@click.argument("receiver", type=IdentifierType(Oin))
def route(step: TakeStep, receiver: Oin) -> TakeStep:
    """Choose the RECEIVER that gets it instead (ROUTE)."""
    return replace(step, receiver=receiver)


@click.group()
def case() -> None:
    """The case book: what was recorded of a case, for rules that ask what happened before."""


@case.command("record")
@_conversation
@click.argument("fact", metavar="FACT", type=click.Choice(list(map(str, CaseFact))))
@click.option("--ended", is_flag=True, help="It holds no longer.")
@click.option("--about", default="", help="The person (kenmerk), party (OIN) or code it is about; never a name or BSN.")
@_who(required=True)
@config_option
@json_option
def record_entry(
    conversation: ConversationId, fact: str, about: str, by: Employee, config: Path, *, ended: bool
) -> None:
    """Record that something of a case holds, or holds no longer."""
    command = RecordFact(
        client=COMMAND_LINE,
        conversation=conversation,
        by=by,
        fact=CaseFact(fact),
        holds=not ended,
        about=about,
    )
    entry = _on(load(config), lambda ports: record_fact(command, ports))
    answer(fact_as_json(entry), [_entry(entry)])


@case.command("show")
@_conversation
@config_option
@json_option
def show_case(conversation: ConversationId, config: Path) -> None:
    """Show what was recorded of a case."""
    entries = _on(load(config), lambda ports: list_facts(conversation, ports))
    answer(facts_as_json(entries), list(map(_entry, entries)))


def _tell(record: ParkedRecord) -> None:
    answer(parked_as_json(record), _lines(record))


def _lines(record: ParkedRecord) -> list[str]:
    return [f"{record.reference} {record.type} naar {record.receiver}: {record.state}", *map(_wanted, record.wanted)]


def _wanted(step: StepWanted) -> str:
    who = " of ".join(sorted(step.roles)) or "wie het bericht aanbood"
    about = f" over {', '.join(step.elements)}" if step.elements else ""
    before = legal_time(step.expires_at)
    return f"  wacht op: {step.rule} {step.effect}{about}; door {who}; vóór {before:%d-%m-%Y %H:%M} uur: {step.because}"


def _removal(found: tuple[str, Removed]) -> str:
    rule, removed = found
    return f"  {rule} verwijdert {removed.element}: {removed.value}"


def _entry(entry: CaseEntry) -> str:
    about = f" ({entry.about})" if entry.about else ""
    return f"{legal_time(entry.at):%d-%m-%Y %H:%M} {entry.fact}{about}: {_HOLDS[entry.holds]}, volgens {entry.by}"
