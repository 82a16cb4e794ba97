"""The pieces of which the description of the back office door is made: parameters, operations, answers."""

from typing import Final

from adapters.http.openapi_schemas import Schema, reference_to

_JSON: Final = "application/json"
VERSION: Final = {"API-Version": {"description": "Version of this API", "schema": {"type": "string"}}}
_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}


def operation(name: str, summary: str, answers: Schema, **more: object) -> Schema:
    """Return an operation; every one of them can be refused."""
    refusals = {"400": _PROBLEM, "4XX": _PROBLEM, "5XX": _PROBLEM}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["messages"],
        **more,
        "responses": answers | refusals,
    }


def answer(text: str, schema: Schema | str | None = None, media_type: str = _JSON) -> Schema:
    """Return an answer with a schema, or the name of one."""
    found: Schema = {"description": text, "headers": VERSION}
    if schema is not None:
        content = {"schema": reference_to(schema)} if isinstance(schema, str) else {"schema": schema}
        found["content"] = {media_type: content if content["schema"] else {}}
    return found


def body(schema: str) -> Schema:
    """Return the body that an operation takes."""
    return {"required": True, "content": {_JSON: {"schema": reference_to(schema)}}}


def in_path(name: str, description: str, schema: Schema) -> Schema:
    """Return a segment of a path."""
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def header(name: str, description: str, schema: Schema, *, required: bool) -> Schema:
    """Return a header that a call has."""
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}
