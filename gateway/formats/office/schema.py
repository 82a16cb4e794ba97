"""The published JSON Schema of office JSON, derived from the domain so that it cannot drift from it."""

from collections.abc import Iterable
from typing import Any, Final

from gateway.formats.office.codec import Draft
from gateway.formats.shape import MOST_CHARACTERS, Field, Leaf, codes_of, fields_of

Schema = dict[str, Any]  # Any: JSON

_LEAVES: Final[dict[Leaf, Schema]] = {
    Leaf.TEXT: {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS},
    Leaf.BOOLEAN: {"type": "boolean"},
    Leaf.INTEGER: {"type": "integer"},
    Leaf.DATE: {"type": "string", "format": "date"},
    Leaf.MOMENT: {"type": "string", "format": "date-time"},
    Leaf.INCOMPLETE_DATE: {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    Leaf.IDENTIFIER: {"type": "string", "minLength": 1, "maxLength": 255},
    Leaf.OCTETS: {"type": "string", "contentEncoding": "base64"},
}


def components() -> Schema:
    """Return one schema for each record, by name, referring to each other as OpenAPI components do."""
    return records(Draft, place="#/components/schemas/")


def records(*heads: type, place: str) -> Schema:
    """Return one schema for each record that the heads reach, by name, referring to each other at that place."""
    schemas: Schema = {}
    waiting = list(heads)
    while waiting:
        record = waiting.pop(0)
        if record.__name__ not in schemas:
            schemas[record.__name__] = record_schema(fields_of(record), place)
            waiting.extend(field.kind for field in fields_of(record) if field.leaf is None)
    return schemas


def record_schema(fields: Iterable[Field], place: str) -> Schema:
    """Return the schema of an object with these fields and no others."""
    found = tuple(fields)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.label for field in found if field.required],
        "properties": {field.label: field_schema(field, place) for field in found},
    }


def field_schema(field: Field, place: str) -> Schema:
    """Return the schema of one field; a record is referred to at that place."""
    one = _one(field, place)
    return {"type": "array", "items": one} if field.many else one


def _one(field: Field, place: str) -> Schema:
    if field.leaf is None:
        return {"$ref": f"{place}{field.kind.__name__}"}
    if field.leaf is Leaf.CODE:
        return {"type": "string", "enum": list(codes_of(field))}
    return _LEAVES[field.leaf] | ({"minLength": 0} if field.may_be_empty else {})
