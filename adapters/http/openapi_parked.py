"""The description of what a back office can do about messages that wait for a person, and with the case book."""

from typing import Final

from adapters.http.openapi_parts import answer, body, header, in_path, operation
from adapters.http.openapi_schemas import (
    MOMENT,
    OIN,
    REFERENCE,
    TEXT,
    Schema,
    one_of,
    or_null,
    page_of,
    record,
    reference_to,
)
from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.parking import ParkingState

_NUMBER: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
_YES_OR_NO: Final[Schema] = {"type": "boolean"}
_SOME_TEXT: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 20_000}
_ABOUT: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"}
_CONVERSATION: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 255}


def _employee(*, required: bool) -> list[Schema]:
    return [
        header("Schakel-Employee", "Number of your employee; never a name", _NUMBER, required=required),
        header("Schakel-Role", "The role in which he or she acts", one_of(*StaffRole), required=required),
    ]


EMPLOYEE_IF_KNOWN: Final = _employee(required=False)
_EMPLOYEE: Final = _employee(required=True)
_REFERENCE: Final = in_path("reference", "The reference number of the message that waits", REFERENCE)
_CASE: Final = in_path("conversation", "The conversation that is the case, percent-encoded", _CONVERSATION)


def parked_paths() -> Schema:
    """Return the operations."""
    return _parked() | _cases()


def _parked() -> Schema:
    one = "/parked/{reference}"
    stands = {"200": answer("Where it stands now", "Parked")}
    shown = {"200": answer("With the steps", "ShownParked")}
    listed = {"200": answer("A page", page_of("parked", "Parked"))}
    return {
        "/parked": {"get": operation("listParked", "List what waits for a person", listed)},
        one: {
            "get": operation(
                "showParked",
                "Show one message that waits; to who handed it in also what a removal would take out",
                shown,
                parameters=[_REFERENCE, *EMPLOYEE_IF_KNOWN],
            )
        },
        f"{one}/steps": {
            "post": operation(
                "takeStep",
                "Take a step; the message leaves when nothing more is wanted",
                stands,
                parameters=[_REFERENCE, *_EMPLOYEE],
                requestBody=body("StepDraft"),
            )
        },
        f"{one}/withdraw": {
            "post": operation(
                "withdrawParked", "Let it not leave after all", stands, parameters=[_REFERENCE, *_EMPLOYEE]
            )
        },
    }


def _cases() -> Schema:
    recorded = {"200": answer("As it was recorded", "CaseFact")}
    return {
        "/cases/{conversation}/facts": {
            "post": operation(
                "recordFact",
                "Record that something of a case holds, or holds no longer",
                recorded,
                parameters=[_CASE, *_EMPLOYEE],
                requestBody=body("CaseDraft"),
            ),
            "get": operation(
                "listFacts",
                "List what was recorded of a case",
                {"200": answer("In the order it was recorded", page_of("facts", "CaseFact"))},
                parameters=[_CASE],
            ),
        }
    }


def parked_schemas() -> Schema:
    """Return the schemas of these operations by name."""
    return {
        "Submitted": _closed(
            record("reference", reference=REFERENCE, state=one_of(*ParkingState), waits=_list_of("StepWanted"))
        ),
        "Employee": record("number role", number=_NUMBER, role=one_of(*StaffRole)),
        "StepWanted": _wanted(),
        "StepTaken": _taken(),
        "StepDraft": _closed(
            record(
                "rule effect",
                rule=_SOME_TEXT,
                effect=one_of(*Effect),
                elements={"type": "array", "items": _SOME_TEXT},
                justification=_SOME_TEXT,
                receiver=OIN,
                copy=REFERENCE,
            )
        ),
        "Removal": record("rule element value", rule=TEXT, element=TEXT, value=TEXT),
        "Parked": _record_of_parked(),
        "ShownParked": {
            "allOf": [
                reference_to("Parked"),
                record("steps removals", steps=_list_of("StepTaken"), removals=_list_of("Removal")),
            ]
        },
        "CaseDraft": _closed(record("fact holds", fact=one_of(*CaseFact), holds=_YES_OR_NO, about=_ABOUT)),
        "CaseFact": record(
            "fact holds about by at", fact=one_of(*CaseFact), holds=_YES_OR_NO, about=TEXT, by=_NUMBER, at=MOMENT
        ),
    }


def _record_of_parked() -> Schema:
    return record(
        "reference type receiver conversation author state parkedAt expiresAt waits",
        reference=REFERENCE,
        type=one_of(*MessageType),
        receiver=OIN,
        conversation=TEXT,
        author={"anyOf": [reference_to("Employee"), {"type": "null"}]},
        state=one_of(*ParkingState),
        parkedAt=MOMENT,
        expiresAt=MOMENT,
        waits=_list_of("StepWanted"),
    )


def _wanted() -> Schema:
    return record(
        "rule effect because repair elements roles minimumCharacters expiresAt",
        rule=TEXT,
        effect=one_of(*Effect),
        because=TEXT,
        repair=TEXT,
        elements={"type": "array", "items": TEXT},
        roles={"type": "array", "items": one_of(*StaffRole)},
        minimumCharacters={"type": "integer", "minimum": 0},
        expiresAt=MOMENT,
    )


def _taken() -> Schema:
    return record(
        "rule effect elements by at justified receiver copy",
        rule=TEXT,
        effect=one_of(*Effect),
        elements={"type": "array", "items": TEXT},
        by=reference_to("Employee"),
        at=MOMENT,
        justified=_YES_OR_NO,
        receiver=or_null(OIN),
        copy=or_null(REFERENCE),
    )


def _list_of(schema: str) -> Schema:
    return {"type": "array", "items": reference_to(schema)}


def _closed(schema: Schema) -> Schema:
    return schema | {"additionalProperties": False}
