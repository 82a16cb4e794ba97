import json

import pytest

from adapters.logbook import Register, lines_of, records_of
from gateway.domain.chain import chain
from gateway.domain.evidence import EvidenceType
from gateway.domain.kinds import MessageType
from gateway.flows.account import Processed
from tests.kit.store_records import AT, an_entry

REGISTER = Register(
    activity="urn:nld:oin:00000099000000001000:verwerking:veilig-thuis",
    activities={MessageType.MSG_34: "urn:nld:oin:00000099000000001000:verwerking:overdracht"},
    key=b"k" * 32,
)
BSN = "999990019"


def _step(kind: EvidenceType = EvidenceType.SUBMITTED, *facts: tuple[str, str], **changes: object) -> Processed:
    chained = chain(an_entry(type=kind, at=AT, subject="out/x/ref-1", actor="m-17", facts=facts), None)
    return Processed(chained=chained, **changes)  # type: ignore[arg-type]  # test shorthand


def _records(step: Processed) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines_of(records_of(step, REGISTER)).splitlines()]


def test_a_step_is_a_record_with_every_field_that_must_stand() -> None:
    [record] = _records(_step(type=MessageType.MSG_34))
    assert record == {
        "trace_id": record["trace_id"],
        "span_id": record["span_id"],
        "status": "Ok",
        "name": "submitted",
        "start_time": int(AT.timestamp() * 1000),
        "end_time": int(AT.timestamp() * 1000),
        "attributes": {"dpl.core.processing_activity_id": REGISTER.activities[MessageType.MSG_34]},
        "resource": {"service.name": "schakel"},
    }
    assert len(bytes.fromhex(str(record["trace_id"]))) == 16
    assert len(bytes.fromhex(str(record["span_id"]))) == 8


def test_every_person_has_a_child_span_with_a_pseudonym_and_never_a_bsn() -> None:
    step = _step(persons=(BSN, "111222333"))
    action, first, second = _records(step)
    assert {record["trace_id"] for record in (action, first, second)} == {action["trace_id"]}
    assert first["parent_span_id"] == second["parent_span_id"] == action["span_id"]
    assert len({str(record["span_id"]) for record in (action, first, second)}) == 3
    attributes = first["attributes"]
    assert isinstance(attributes, dict)
    assert attributes["dpl.core.data_subject_id"] == REGISTER.pseudonym(BSN)
    assert attributes["dpl.core.data_subject_id_type"] == "bsn-hmac-sha256"
    assert BSN.encode() not in lines_of(records_of(step, REGISTER))


def test_no_employee_stands_in_it() -> None:
    assert b"m-17" not in lines_of(records_of(_step(), REGISTER))


def test_what_is_written_again_is_the_same() -> None:
    assert _records(_step(persons=(BSN,))) == _records(_step(persons=(BSN,)))


def test_another_key_gives_another_pseudonym() -> None:
    other = Register(activity="urn:x:y", activities={}, key=b"j" * 32)
    assert other.pseudonym(BSN) != REGISTER.pseudonym(BSN)


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (_step(EvidenceType.POLICY_DECIDED, ("verdict", "passes")), "Ok"),
        (_step(EvidenceType.POLICY_DECIDED, ("verdict", "refused")), "Unset"),
        (_step(EvidenceType.POLICY_DECIDED, ("verdict", "waits")), "Unset"),
        (_step(EvidenceType.RECEIVED, ("refused", "StUF055")), "Unset"),
        (_step(EvidenceType.MESSAGE_PARKED), "Unset"),
        (_step(EvidenceType.DELIVERY_ENDED, ("happening", "expiry"), ("reason", "time-to-live")), "Error"),
    ],
)
def test_only_what_went_wrong_is_an_error(step: Processed, status: str) -> None:
    [record] = _records(step)
    assert record["status"] == status
    assert ("exception.message" in str(record["attributes"])) is (status == "Error")
