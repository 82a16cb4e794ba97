"""What the back office API reads and writes, as JSON Schema: the formats' own records, and the answers around them."""

from typing import Any, Final

from gateway.domain.carried import CarriedKind
from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.events import EventType
from gateway.domain.evidence import EvidenceType
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction
from gateway.formats.office.schema import components
from gateway.tracking import LayerState

Schema = dict[str, Any]  # Any: JSON

TEXT: Final[Schema] = {"type": "string"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
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
        "Layer": record("layer completedAt", layer=one_of(*Layer), completedAt=or_null(MOMENT)),
        "EvidenceLine": record("type at sequence", type=one_of(*EvidenceType), at=MOMENT, sequence=_COUNT),
        "Followed": _followed(),
        "Event": record(
            "number type reference at explanation",
            number=_COUNT,
            type=one_of(*EventType),
            reference=REFERENCE,
            at=MOMENT,
            explanation=TEXT,
        ),
        "Rule": record("rule explanation", rule=TEXT, explanation=TEXT),
        "Problem": _problem(),
    }


def _message(draft: Schema) -> Schema:
    """Return what a message looks like when it is taken: a draft with everything that a gateway adds."""
    properties = draft["properties"] | {"reference": REFERENCE, "sender": OIN, "createdAt": MOMENT}
    required = [*draft["required"], "reference", "sender", "conversation", "createdAt"]
    return draft | {"required": required, "properties": properties}


def _summary() -> Schema:
    return record(
        "direction reference type sender receiver conversation crossReference state reason recordedAt",
        direction=one_of(*Direction),
        reference=REFERENCE,
        type=one_of(*MessageType, *CarriedKind),
        sender=OIN,
        receiver=OIN,
        conversation=TEXT,
        crossReference=or_null(TEXT),
        state=one_of(*DeliveryState, *ReceptionState),
        reason=TEXT,
        recordedAt=MOMENT,
    )


def _followed() -> Schema:
    more = record(
        "layers verdict evidence",
        layers={"type": "array", "items": reference_to("Layer")},
        verdict=one_of(*LayerState),
        evidence={"type": "array", "items": reference_to("EvidenceLine")},
    )
    return {"allOf": [reference_to("Summary"), more]}


def _problem() -> Schema:
    return record(
        "type title status detail",
        type={"type": "string", "format": "uri"},
        title=TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail=TEXT,
        rules={"type": "array", "items": reference_to("Rule")},
        mistakes={"type": "array", "items": TEXT},
    )


def one_of(*words: str) -> Schema:
    """Return the schema of a closed list."""
    return {"type": "string", "enum": list(dict.fromkeys(map(str, words)))}


def or_null(schema: Schema) -> Schema:
    """Return the schema of something that may be absent."""
    return schema | {"type": [schema["type"], "null"]}
