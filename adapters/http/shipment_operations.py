"""What a back office can do with shipments: hand one in, list what waits, look at one, take its payloads, confirm."""

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from aiohttp import web

from adapters.http.bodies_out import length_of, sent
from adapters.http.office_answers import empty_answer, followed_as_json, json_answer, summary_of
from adapters.http.office_desk import (
    ANYTHING,
    IDEMPOTENCY_KEY,
    Call,
    Office,
    Operation,
    collect_of,
    direction_of,
    only,
    subject_of,
)
from adapters.http.openapi import BASE
from adapters.http.problems import HEADERS
from adapters.http.shipment_forms import read_order
from gateway.domain.carried import Enclosure
from gateway.domain.octets import size_of
from gateway.errors import NotFoundError
from gateway.flows import unload
from gateway.flows.ship import Ship
from gateway.flows.ship import ship as ship_flow

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


async def ship(desk: Office, call: Call) -> web.Response:
    """Take a shipment for a partner."""
    key = only(call.request.headers.getall("Idempotency-Key", []), IDEMPOTENCY_KEY, "header Idempotency-Key")
    content_type = call.request.headers.get("Content-Type", "")
    order = await desk.ports.workbench.run(size_of(call.octets), read_order, content_type, call.octets)
    command = Ship(
        client=call.client,
        key=key,
        digest=order.digest,
        receiver=order.receiver,
        service=order.service,
        action=order.action,
        conversation=order.conversation,
        enclosed=order.enclosed,
    )
    reference = await ship_flow(command, desk.ports)
    desk.ring()
    return json_answer({"reference": str(reference)}, HTTPStatus.ACCEPTED)


async def list_waiting(desk: Office, _: Call) -> web.Response:
    """List the shipments that wait for the back office."""
    records = await unload.list_shipments(desk.ports)
    return json_answer({"shipments": [summary_of(record) for record in records]})


async def look(desk: Office, call: Call) -> web.Response:
    """Show one shipment: where it stands, and what is in it."""
    sender, reference = subject_of(call)
    shipment = await unload.open_shipment(direction_of(sender, desk), reference, sender, desk.ports)
    record = shipment.followed.record
    parts = [_part(number, each) for number, each in enumerate(shipment.enclosures, start=1)]
    said = {"service": record.service, "action": record.action, "parts": parts}
    return json_answer(followed_as_json(shipment.followed) | said)


async def take(desk: Office, call: Call) -> web.Response:
    """Hand over one payload of a shipment that came in, as a stream."""
    number = call.values["number"]
    if not _NUMBER.fullmatch(number):
        raise NotFoundError("payload")
    unloaded = await unload.take_enclosure(collect_of(call), int(number), desk.ports)
    enclosure, content = unloaded.enclosure, unloaded.content
    headers = (
        HEADERS
        | length_of(content)
        | {
            "Content-Type": enclosure.media_type,
            "Content-Disposition": _disposition(enclosure.file_name),
        }
    )
    return web.Response(body=sent(content), headers=headers)


async def confirm(desk: Office, call: Call) -> web.Response:
    """Note that the back office has a shipment safe."""
    await unload.confirm_shipment(collect_of(call), desk.ports)
    return empty_answer()


def _part(number: int, enclosure: Enclosure) -> dict[str, object]:
    return {
        "number": number,
        "mediaType": enclosure.media_type,
        "fileName": enclosure.file_name,
        "size": enclosure.size,
        "sha256": enclosure.sha256,
    }


def _disposition(file_name: str | None) -> str:
    """Name the file as RFC 6266 does, so that no sign in it is read as anything else."""
    return "attachment" if file_name is None else f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"


_SHIPMENTS: Final = f"{BASE}/shipments"
_SHIPMENT: Final = f"{_SHIPMENTS}/{{sender}}/{{reference}}"
SHIPMENT_OPERATIONS: Final = (
    Operation(method="POST", path=_SHIPMENTS, name="ship", work=ship, takes_form=True),
    Operation(method="GET", path=_SHIPMENTS, name="shipments", work=list_waiting),
    Operation(method="GET", path=_SHIPMENT, name="shipment", work=look),
    Operation(method="GET", path=f"{_SHIPMENT}/parts/{{number}}", name="take-part", work=take, media_type=ANYTHING),
    Operation(method="POST", path=f"{_SHIPMENT}/confirm", name="confirm-shipment", work=confirm),
)
