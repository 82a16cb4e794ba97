"""The description of what a back office can do with shipments: payloads of services that are carried unread."""

from typing import Final

from adapters.http.openapi_parts import answer, header, in_path, operation
from adapters.http.openapi_schemas import OIN, REFERENCE, TEXT, Schema, or_null, page_of, record, reference_to

_SUBJECT: Final = [
    in_path("sender", "OIN of the sender of the shipment", OIN),
    in_path("reference", "The reference number of the shipment", REFERENCE),
]
_NUMBER: Final = in_path("number", "The number of the payload, from 1", {"type": "integer", "minimum": 1})
_KEY: Final = header(
    "Idempotency-Key",
    "Your own key for this shipment; the same key with the same order and payloads has one effect",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
    required=True,
)
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}


def shipment_paths() -> Schema:
    """Return the operations."""
    one = "/shipments/{sender}/{reference}"
    return {
        "/shipments": {
            "post": operation(
                "ship",
                "Hand in a shipment for a partner: an order, and any number of payloads of any type",
                {"202": answer("Durable, and on its way", "Shipped")},
                parameters=[_KEY],
                requestBody=_form(),
            ),
            "get": operation("listShipments", "List shipments that wait for you", {"200": answer("A page", _page())}),
        },
        one: {
            "get": operation(
                "showShipment",
                "Follow one shipment, in or out, and see what is in it",
                {"200": answer("All but content", "Shipment")},
                parameters=_SUBJECT,
            )
        },
        f"{one}/parts/{{number}}": {
            "get": operation(
                "takePart",
                "Take one payload of a shipment that came in",
                {"200": answer("Its octets, under the media type that the sender gave", {}, "*/*")},
                parameters=[*_SUBJECT, _NUMBER],
            )
        },
        f"{one}/confirm": {
            "post": operation(
                "confirmShipment",
                "Confirm that you have a shipment safe",
                {"204": answer("Noted")},
                parameters=_SUBJECT,
            )
        },
    }


def shipment_schemas() -> Schema:
    """Return what they answer with, and take."""
    shipment = record(
        "service action parts", service=TEXT, action=TEXT, parts={"type": "array", "items": reference_to("Part")}
    )
    return {
        "Order": record("receiver service action", receiver=OIN, service=TEXT, action=TEXT, conversation=TEXT),
        "Shipped": record("reference", reference=REFERENCE),
        "Shipment": {"allOf": [reference_to("Followed"), shipment]},
        "Part": record(
            "number mediaType fileName size sha256",
            number=_COUNT,
            mediaType=TEXT,
            fileName=or_null(TEXT),
            size=_COUNT,
            sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        ),
    }


def _page() -> Schema:
    return page_of("shipments", "Summary")


def _form() -> Schema:
    """The order first, and then the payloads: every one of them a field called part."""
    properties = {
        "shipment": reference_to("Order"),
        "part": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}},
    }
    schema: Schema = {"type": "object", "required": ["shipment"], "properties": properties}
    content = {"schema": schema, "encoding": {"shipment": {"contentType": "application/json"}}}
    return {"required": True, "content": {"multipart/form-data": content}}
