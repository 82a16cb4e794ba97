"""What the back office API reads and writes, as JSON Schema: the formats' own records, and the answers around them."""

from typing import Any, Final

from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.events import EventType
from gateway.domain.evidence import EvidenceType
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction
from gateway.formats.office.schema import components
from gateway.tracking import LayerState

Schema = dict[str, Any]  # Any: JSON

_TEXT: Final[Schema] = {"type": "string"}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
OIN: Final[Schema] = {"type": "string", "pattern": "^[0-9A-Z]{20}$"}
REFERENCE: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9._:/@+=,;()~-]{1,40}$"}


def record(required: str, **properties: Schema) -> Schema:
    """Return the schema of an object; `required` names its members, with spaces between."""
    return {"type": "object", "required": required.split(), "properties": properties}


def reference_to(schema: str) -> Schema:
    """Return a reference to a schema of this document."""
    return {"$ref": f"#/components/schemas/{schema}"}


def page_of(name: str, schema: str) -> Schema:
    """Return the schema of a page: one list under its name."""
    return record(name, **{name: {"type": "array", "items": reference_to(schema)}})


def schemas() -> Schema:
    """Return every schema by name."""
    formats: Schema = components()
    return formats | {
        "Message": _message(formats["Draft"]),
        "Summary": _summary(),
        "Layer": record("layer completedAt", layer=_one_of(*Layer), completedAt=_or_null(_MOMENT)),
        "EvidenceLine": record("type at sequence", type=_one_of(*EvidenceType), at=_MOMENT, sequence=_COUNT),
        "Followed": _followed(),
        "Event": record(
            "number type reference at explanation",
            number=_COUNT,
            type=_one_of(*EventType),
            reference=REFERENCE,
            at=_MOMENT,
            explanation=_TEXT,
        ),
        "Rule": record("rule explanation", rule=_TEXT, explanation=_TEXT),
        "Problem": _problem(),
    }


def _message(draft: Schema) -> Schema:
    """Return what a message looks like when it is taken: a draft with everything that a gateway adds."""
    properties = draft["properties"] | {"reference": REFERENCE, "sender": OIN, "createdAt": _MOMENT}
    required = [*draft["required"], "reference", "sender", "conversation", "createdAt"]
    return draft | {"required": required, "properties": properties}


def _summary() -> Schema:
    return record(
        "direction reference type sender receiver conversation crossReference state reason recordedAt",
        direction=_one_of(*Direction),
        reference=REFERENCE,
        type=_one_of(*MessageType),
        sender=OIN,
        receiver=OIN,
        conversation=_TEXT,
        crossReference=_or_null(_TEXT),
        state=_one_of(*DeliveryState, *ReceptionState),
        reason=_TEXT,
        recordedAt=_MOMENT,
    )


def _followed() -> Schema:
    more = record(
        "layers verdict evidence",
        layers={"type": "array", "items": reference_to("Layer")},
        verdict=_one_of(*LayerState),
        evidence={"type": "array", "items": reference_to("EvidenceLine")},
    )
    return {"allOf": [reference_to("Summary"), more]}


def _problem() -> Schema:
    return record(
        "type title status detail",
        type={"type": "string", "format": "uri"},
        title=_TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail=_TEXT,
        rules={"type": "array", "items": reference_to("Rule")},
        mistakes={"type": "array", "items": _TEXT},
    )


def _one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(dict.fromkeys(map(str, words)))}


def _or_null(schema: Schema) -> Schema:
    return schema | {"type": [schema["type"], "null"]}
