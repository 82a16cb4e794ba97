"""What a back office can do about messages that wait for a person, and with the case book."""

from typing import Final

from aiohttp import web

from adapters.http.office_answers import json_answer
from adapters.http.office_desk import Call, Office, Operation, employee_of, require_employee
from adapters.http.openapi import BASE
from adapters.http.parked_answers import fact_as_json, facts_as_json, parked_as_json, shown_as_json
from gateway.domain.identifiers import ConversationId, ReferenceNumber
from gateway.errors import InvalidIdentifierError, NotFoundError
from gateway.flows import parked
from gateway.flows.case_book import RecordFact, list_facts, record_fact
from gateway.flows.take_step import TakeStep, take_step
from gateway.formats import office


async def list_parked(desk: Office, _: Call) -> web.Response:
    """List what waits for a person."""
    records = await parked.list_parked(desk.ports)
    return json_answer({"parked": list(map(parked_as_json, records))})


async def show_parked(desk: Office, call: Call) -> web.Response:
    """Show one parked message: steps wanted and taken, and what a removal would take out."""
    command = parked.ShowParked(client=call.client, reference=_reference(call), by=employee_of(call))
    return json_answer(shown_as_json(await parked.show_parked(command, desk.ports)))


async def step(desk: Office, call: Call) -> web.Response:
    """Take a step."""
    by, reference = require_employee(call), _reference(call)
    draft = await desk.ports.workbench.run(len(call.body), office.parse_step, call.body)
    command = TakeStep(
        client=call.client,
        reference=reference,
        by=by,
        rule=draft.rule,
        effect=draft.effect,
        elements=draft.elements,
        justification=draft.justification or "",
        receiver=draft.receiver,
        copy=draft.copy,
    )
    record = await take_step(command, desk.ports)
    desk.ring()
    return json_answer(parked_as_json(record))


async def withdraw(desk: Office, call: Call) -> web.Response:
    """Let a message not leave after all."""
    command = parked.WithdrawParked(client=call.client, reference=_reference(call), by=require_employee(call))
    return json_answer(parked_as_json(await parked.withdraw_parked(command, desk.ports)))


async def record(desk: Office, call: Call) -> web.Response:
    """Record a fact of a case."""
    by, conversation = require_employee(call), _conversation(call)
    draft = await desk.ports.workbench.run(len(call.body), office.parse_case, call.body)
    command = RecordFact(
        client=call.client,
        conversation=conversation,
        by=by,
        fact=draft.fact,
        holds=draft.holds,
        about=draft.about or "",
    )
    return json_answer(fact_as_json(await record_fact(command, desk.ports)))


async def facts(desk: Office, call: Call) -> web.Response:
    """List what was recorded of a case."""
    return json_answer(facts_as_json(await list_facts(_conversation(call), desk.ports)))


def _reference(call: Call) -> ReferenceNumber:
    """Return which message; a path that names none does not exist (bad input 24)."""
    try:
        return ReferenceNumber.parse(call.values["reference"])
    except InvalidIdentifierError:
        raise NotFoundError("message") from None


def _conversation(call: Call) -> ConversationId:
    try:
        return ConversationId.parse(call.values["conversation"])
    except InvalidIdentifierError:
        raise NotFoundError("case") from None


_PARKED: Final = f"{BASE}/parked"
_ONE: Final = f"{_PARKED}/{{reference}}"
_FACTS: Final = f"{BASE}/cases/{{conversation}}/facts"
PARKED_OPERATIONS: Final = (
    Operation(method="GET", path=_PARKED, name="parked", work=list_parked),
    Operation(method="GET", path=_ONE, name="show-parked", work=show_parked),
    Operation(method="POST", path=f"{_ONE}/steps", name="step", work=step, takes_body=True),
    Operation(method="POST", path=f"{_ONE}/withdraw", name="withdraw", work=withdraw),
    Operation(method="POST", path=_FACTS, name="record-fact", work=record, takes_body=True),
    Operation(method="GET", path=_FACTS, name="facts", work=facts),
)
