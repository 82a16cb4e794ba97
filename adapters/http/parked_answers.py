"""What the back office door answers about messages that wait for a person, and about cases."""

from collections.abc import Sequence

from adapters.http.office_answers import moment
from gateway.domain.case import CaseEntry
from gateway.domain.employees import Employee
from gateway.domain.parking import StepWanted
from gateway.flows.parked import Shown
from gateway.flows.submit import Submitted
from gateway.ports import ParkedRecord, StepRecord


def submitted_as_json(submitted: Submitted) -> dict[str, object]:
    """Return the reference; of a message that was parked also where it stands, and for what it waits."""
    answer: dict[str, object] = {"reference": str(submitted.reference)}
    if submitted.parked is not None:
        answer |= {"state": submitted.parked.state, "waits": _waits(submitted.parked)}
    return answer


def parked_as_json(record: ParkedRecord) -> dict[str, object]:
    """Return what may be seen of a parked message in a list."""
    return {
        "reference": str(record.reference),
        "type": record.type,
        "receiver": str(record.receiver),
        "conversation": str(record.conversation),
        "author": _employee(record.author),
        "state": record.state,
        "parkedAt": moment(record.parked_at),
        "expiresAt": moment(record.expires_at),
        "waits": _waits(record),
    }


def shown_as_json(shown: Shown) -> dict[str, object]:
    """Return everything known about a parked message; what a removal would take out only for whom it may be told."""
    return parked_as_json(shown.record) | {
        "steps": list(map(_step, shown.steps)),
        "removals": [
            {"rule": rule, "element": removed.element, "value": removed.value} for rule, removed in shown.removals
        ],
    }


def facts_as_json(entries: Sequence[CaseEntry]) -> dict[str, object]:
    """Return what was recorded of a case."""
    return {"facts": list(map(fact_as_json, entries))}


def fact_as_json(entry: CaseEntry) -> dict[str, object]:
    """Return one entry of the case book."""
    return {
        "fact": entry.fact,
        "holds": entry.holds,
        "about": entry.about,
        "by": str(entry.by),
        "at": moment(entry.at),
    }


def _waits(record: ParkedRecord) -> list[dict[str, object]]:
    return list(map(_wanted, record.wanted))


def _wanted(step: StepWanted) -> dict[str, object]:
    return {
        "rule": step.rule,
        "effect": step.effect,
        "because": step.because,
        "repair": step.repair,
        "elements": list(step.elements),
        "roles": sorted(step.roles),
        "minimumCharacters": step.minimum_characters,
        "expiresAt": moment(step.expires_at),
    }


def _step(record: StepRecord) -> dict[str, object]:
    step = record.step
    return {
        "rule": step.rule,
        "effect": step.effect,
        "elements": list(step.elements),
        "by": _employee(step.by),
        "at": moment(step.at),
        "justified": record.justification is not None,
        "receiver": str(step.receiver) if step.receiver else None,
        "copy": str(step.reference) if step.reference else None,
    }


def _employee(employee: Employee | None) -> dict[str, object] | None:
    return None if employee is None else {"number": str(employee.id), "role": employee.role}
