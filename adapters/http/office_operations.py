"""What a back office can do here: one function for each operation, and the table of all."""

import hashlib
import json
import re
from http import HTTPStatus
from typing import Final

from aiohttp import web

from adapters.http.office_answers import (
    JSON,
    ZIP,
    empty_answer,
    events_as_json,
    followed_as_json,
    json_answer,
    octets_answer,
    summary_of,
)
from adapters.http.office_desk import (
    IDEMPOTENCY_KEY,
    Call,
    Office,
    Operation,
    collect_of,
    direction_of,
    employee_of,
    only,
    subject_of,
)
from adapters.http.openapi import BASE, DOCUMENT
from adapters.http.parked_answers import submitted_as_json
from adapters.http.parked_operations import PARKED_OPERATIONS
from adapters.http.shipment_operations import SHIPMENT_OPERATIONS
from gateway.errors import NotAMessageError
from gateway.flows import queries
from gateway.flows.collect import confirm_message, take_message
from gateway.flows.submit import SubmitMessage, submit_message
from gateway.formats import office

# A million names cost seconds to read (bad input 211); our largest message has a few thousand, and base64 has neither.
_SIGNS: Final = (b":", b",")
_MOST_SIGNS: Final = 200_000
_NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


async def submit(desk: Office, call: Call) -> web.Response:
    """Take a message for a partner."""
    key = only(call.request.headers.getall("Idempotency-Key", []), IDEMPOTENCY_KEY, "header Idempotency-Key")
    if sum(map(call.body.count, _SIGNS)) > _MOST_SIGNS:
        raise NotAMessageError(("message: too many names or members",))
    ports = desk.ports
    draft = await ports.workbench.run(len(call.body), office.parse, call.body)
    message = draft.complete(
        sender=ports.parties.own.oin,
        at=ports.clock.now(),
        reference=ports.randomness.new_reference(),
        conversation=ports.randomness.new_conversation(),
    )
    digest = hashlib.sha256(call.body).hexdigest()
    command = SubmitMessage(client=call.client, key=key, digest=digest, message=message, author=employee_of(call))
    submitted = await submit_message(command, ports)
    desk.ring()
    return json_answer(submitted_as_json(submitted), HTTPStatus.ACCEPTED)


async def list_recent(desk: Office, _: Call) -> web.Response:
    """List the newest messages."""
    records = await queries.list_recent(desk.ports)
    return json_answer({"messages": [summary_of(record) for record in records]})


async def list_waiting(desk: Office, _: Call) -> web.Response:
    """List what waits for the back office."""
    records = await queries.list_waiting(desk.ports)
    return json_answer({"messages": [summary_of(record) for record in records]})


async def list_events(desk: Office, call: Call) -> web.Response:
    """List what happened after an event the back office knows."""
    after = only(call.request.query.getall("after", ["0"]), _NUMBER, "query after")
    return json_answer(events_as_json(await queries.list_events(int(after), desk.ports)))


async def follow(desk: Office, call: Call) -> web.Response:
    """Show one message: state, layers, evidence."""
    sender, reference = subject_of(call)
    followed = await queries.follow(direction_of(sender, desk), reference, sender, desk.ports)
    return json_answer(followed_as_json(followed))


async def take(desk: Office, call: Call) -> web.Response:
    """Hand over a message that came in."""
    message = await take_message(collect_of(call), desk.ports)
    return octets_answer(office.render(message), JSON)


async def confirm(desk: Office, call: Call) -> web.Response:
    """Note that the back office has a message safe."""
    await confirm_message(collect_of(call), desk.ports)
    return empty_answer()


async def evidence(desk: Office, call: Call) -> web.Response:
    """Hand out the evidence bundle of a message."""
    sender, reference = subject_of(call)
    bundle = await desk.export_evidence(direction_of(sender, desk), reference, sender)
    answer = octets_answer(bundle, ZIP)
    answer.headers["Content-Disposition"] = 'attachment; filename="bewijs.zip"'
    return answer


async def describe(_: Office, __: Call) -> web.Response:
    """Show this API; any page may read it (API Design Rules, publish-openapi)."""
    answer = octets_answer(json.dumps(DOCUMENT, ensure_ascii=False).encode(), JSON)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


_MESSAGES: Final = f"{BASE}/messages"
_MESSAGE: Final = f"{_MESSAGES}/{{sender}}/{{reference}}"
OPERATIONS: Final = (
    Operation(method="POST", path=_MESSAGES, name="submit", work=submit, takes_body=True),
    Operation(method="GET", path=_MESSAGES, name="recent", work=list_recent),
    Operation(method="GET", path=f"{BASE}/waiting", name="waiting", work=list_waiting),
    Operation(method="GET", path=f"{BASE}/events", name="events", work=list_events),
    Operation(method="GET", path=_MESSAGE, name="follow", work=follow),
    Operation(method="POST", path=f"{_MESSAGE}/take", name="take", work=take),
    Operation(method="POST", path=f"{_MESSAGE}/confirm", name="confirm", work=confirm),
    Operation(method="GET", path=f"{_MESSAGE}/evidence", name="evidence", work=evidence, media_type=ZIP),
    *PARKED_OPERATIONS,
    *SHIPMENT_OPERATIONS,
    Operation(method="GET", path=f"{BASE}/openapi.json", name="describe", work=describe),
)
