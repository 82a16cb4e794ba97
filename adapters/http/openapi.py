"""The description of the back office door (OpenAPI 3.1), built from the formats' own schema.

`python -m adapters.http.openapi` writes it; it is published in `schemas/office/openapi.json`.
"""

import json
from typing import Final

from adapters.http.openapi_parked import EMPLOYEE_IF_KNOWN, parked_paths, parked_schemas
from adapters.http.openapi_parts import VERSION, answer, body, header, in_path, operation
from adapters.http.openapi_schemas import OIN, REFERENCE, Schema, page_of, reference_to, schemas
from adapters.http.openapi_shipments import shipment_paths, shipment_schemas
from adapters.http.problems import API_VERSION, MEDIA_TYPE

BASE: Final = "/v1"
_SUBJECT: Final = [
    in_path("sender", "OIN of the sender of the message", OIN),
    in_path(
        "reference", "The sender's reference number of the message, percent-encoded where it needs that", REFERENCE
    ),
]
_KEY: Final = header(
    "Idempotency-Key",
    "Your own key for this submission; the same key with the same body has one effect",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
    required=True,
)
_AFTER: Final = {
    "name": "after",
    "in": "query",
    "required": False,
    "description": "The number of the last event you have",
    "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
}


def build() -> Schema:
    """Return the document as it is published."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Schakel back office API",
            "version": API_VERSION,
            "description": "Submit messages to partners, collect theirs, and follow each one.",
            "contact": {"name": "Schakel", "url": "https://schakel.example/", "email": "beheer@schakel.example"},
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": f"https://localhost{BASE}", "description": "Your own gateway; mutual TLS"}],
        "security": [{"mutualTls": []}],
        "tags": [{"name": "messages", "description": "Messages of the chain"}],
        # The document itself stands at /openapi.json (API Design Rules, publish-openapi) and does not describe that.
        "paths": _lists() | _message() | parked_paths() | shipment_paths(),
        "components": {
            "schemas": schemas() | parked_schemas() | shipment_schemas(),
            "responses": {
                "Problem": {
                    "description": "Refused, with the reason",
                    "headers": VERSION,
                    "content": {MEDIA_TYPE: {"schema": reference_to("Problem")}},
                }
            },
            "securitySchemes": {"mutualTls": {"type": "mutualTLS"}},
        },
    }


def _lists() -> Schema:
    messages, events = page_of("messages", "Summary"), page_of("events", "Event")
    return {
        "/messages": {
            "post": operation(
                "submitMessage",
                "Hand in a message for a partner",
                {"202": answer("Durable, and on its way or waiting for a person", "Submitted")},
                parameters=[_KEY, *EMPLOYEE_IF_KNOWN],
                requestBody=body("Draft"),
            ),
            "get": operation("listRecent", "List the newest messages", {"200": answer("A page", messages)}),
        },
        "/waiting": {"get": operation("listWaiting", "List what waits for you", {"200": answer("A page", messages)})},
        "/events": {
            "get": operation(
                "listEvents",
                "List what happened after an event you know",
                {"200": answer("A page", events)},
                parameters=[_AFTER],
            )
        },
    }


def _message() -> Schema:
    one = "/messages/{sender}/{reference}"
    return {
        one: {"get": _about("followMessage", "Follow one message", {"200": answer("All but content", "Followed")})},
        f"{one}/take": {
            "post": _about("takeMessage", "Take a message that came in", {"200": answer("With content", "Message")})
        },
        f"{one}/confirm": {
            "post": _about("confirmMessage", "Confirm that you have a message safe", {"204": answer("Noted")})
        },
        f"{one}/evidence": {
            "get": _about(
                "exportEvidence",
                "Fetch the evidence of a message, to be verified offline",
                {"200": answer("A bundle", {}, "application/zip")},
            )
        },
    }


def _about(name: str, summary: str, answers: Schema) -> Schema:
    return operation(name, summary, answers, parameters=_SUBJECT)


DOCUMENT: Final = build()


def published() -> bytes:
    """Return the document as the file holds it."""
    return json.dumps(DOCUMENT, ensure_ascii=False, indent=2).encode() + b"\n"
