"""The published JSON Schema of office JSON, derived from the domain so that it cannot drift from it."""

from typing import Final

from gateway.formats.office.codec import Draft
from gateway.formats.shape import MOST_CHARACTERS, Field, Leaf, codes_of, fields_of

_LEAVES: Final[dict[Leaf, dict[str, object]]] = {
    Leaf.TEXT: {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS},
    Leaf.BOOLEAN: {"type": "boolean"},
    Leaf.INTEGER: {"type": "integer"},
    Leaf.DATE: {"type": "string", "format": "date"},
    Leaf.MOMENT: {"type": "string", "format": "date-time"},
    Leaf.INCOMPLETE_DATE: {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    Leaf.IDENTIFIER: {"type": "string", "minLength": 1, "maxLength": 255},
    Leaf.OCTETS: {"type": "string", "contentEncoding": "base64"},
}


def components() -> dict[str, object]:
    """Return one schema for each record, by name, referring to each other as OpenAPI components do."""
    schemas: dict[str, object] = {}
    waiting: list[type] = [Draft]
    while waiting:
        record = waiting.pop(0)
        if record.__name__ not in schemas:
            schemas[record.__name__] = _record(record)
            waiting.extend(field.kind for field in fields_of(record) if field.leaf is None)
    return schemas


def _record(record: type) -> dict[str, object]:
    fields = fields_of(record)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.label for field in fields if field.required],
        "properties": {field.label: _field(field) for field in fields},
    }


def _field(field: Field) -> dict[str, object]:
    one = _one(field)
    return {"type": "array", "items": one} if field.many else one


def _one(field: Field) -> dict[str, object]:
    if field.leaf is None:
        return {"$ref": f"#/components/schemas/{field.kind.__name__}"}
    if field.leaf is Leaf.CODE:
        return {"type": "string", "enum": list(codes_of(field))}
    return dict(_LEAVES[field.leaf])
