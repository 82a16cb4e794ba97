"""The description of the back office door (OpenAPI 3.1), built from the formats' own schema.

`python -m adapters.http.openapi` writes it; it is published in `schemas/office/openapi.json`.
"""

import json
from typing import Final

from adapters.http.openapi_schemas import OIN, REFERENCE, Schema, page_of, record, reference_to, schemas
from adapters.http.problems import API_VERSION, MEDIA_TYPE

BASE: Final = "/v1"
_SUBJECT: Final = [
    {
        "name": "sender",
        "in": "path",
        "required": True,
        "description": "OIN of the sender of the message",
        "schema": OIN,
    },
    {
        "name": "reference",
        "in": "path",
        "required": True,
        "description": "The sender's reference number of the message, percent-encoded where it needs that",
        "schema": REFERENCE,
    },
]
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Your own key for this submission; the same key with the same body has one effect",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
}
_AFTER: Final = {
    "name": "after",
    "in": "query",
    "required": False,
    "description": "The number of the last event you have",
    "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
}
_JSON: Final = "application/json"
_VERSION: Final = {"API-Version": {"description": "Version of this API", "schema": {"type": "string"}}}
_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}


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
        "paths": _lists() | _message(),
        "components": {
            "schemas": schemas(),
            "responses": {
                "Problem": {
                    "description": "Refused, with the reason",
                    "headers": _VERSION,
                    "content": {MEDIA_TYPE: {"schema": reference_to("Problem")}},
                }
            },
            "securitySchemes": {"mutualTls": {"type": "mutualTLS"}},
        },
    }


def _lists() -> Schema:
    accepted = record("reference", reference=REFERENCE)
    messages, events = page_of("messages", "Summary"), page_of("events", "Event")
    return {
        "/messages": {
            "post": _operation(
                "submitMessage",
                "Hand in a message for a partner",
                {"202": _answer("Durable, and on its way", accepted)},
                parameters=[_KEY],
                requestBody={"required": True, "content": {_JSON: {"schema": reference_to("Draft")}}},
            ),
            "get": _operation("listRecent", "List the newest messages", {"200": _answer("A page", messages)}),
        },
        "/waiting": {"get": _operation("listWaiting", "List what waits for you", {"200": _answer("A page", messages)})},
        "/events": {
            "get": _operation(
                "listEvents",
                "List what happened after an event you know",
                {"200": _answer("A page", events)},
                parameters=[_AFTER],
            )
        },
    }


def _message() -> Schema:
    one = "/messages/{sender}/{reference}"
    return {
        one: {"get": _about("followMessage", "Follow one message", {"200": _answer("All but content", "Followed")})},
        f"{one}/take": {
            "post": _about("takeMessage", "Take a message that came in", {"200": _answer("With content", "Message")})
        },
        f"{one}/confirm": {
            "post": _about("confirmMessage", "Confirm that you have a message safe", {"204": _answer("Noted")})
        },
        f"{one}/evidence": {
            "get": _about(
                "exportEvidence",
                "Fetch the evidence of a message, to be verified offline",
                {"200": _answer("A bundle", {}, "application/zip")},
            )
        },
    }


def _about(name: str, summary: str, answers: Schema) -> Schema:
    return _operation(name, summary, answers, parameters=_SUBJECT)


def _operation(name: str, summary: str, answers: Schema, **more: object) -> Schema:
    refusals = {"400": _PROBLEM, "4XX": _PROBLEM, "5XX": _PROBLEM}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["messages"],
        **more,
        "responses": answers | refusals,
    }


def _answer(text: str, schema: Schema | str | None = None, media_type: str = _JSON) -> Schema:
    answer: Schema = {"description": text, "headers": _VERSION}
    if schema is not None:
        content = {"schema": reference_to(schema)} if isinstance(schema, str) else {"schema": schema}
        answer["content"] = {media_type: content if content["schema"] else {}}
    return answer


DOCUMENT: Final = build()


def published() -> bytes:
    """Return the document as the file holds it."""
    return json.dumps(DOCUMENT, ensure_ascii=False, indent=2).encode() + b"\n"
