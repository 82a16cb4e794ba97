"""A report of the police and the feedback on it, through both applications, under each way of exchanging."""

from typing import Final

import pytest

from tests.interop.contents import Report, feedback, hand_in, report
from tests.interop.pair import Pair
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import CBC, PLAIN_ACK, RM, RM_S, SHA_512, SYNC, Unit
from tests.kit.chain import eventually

_WAYS: Final = {
    RM: (3, "reliable, unsigned"),
    PLAIN_ACK: (8, "reliable, signed (SHA-256), acknowledgement not signed"),
    RM_S: (9, "reliable, signed (SHA-256), acknowledgement signed"),
    SHA_512: (9, "reliable, signed (SHA-512), acknowledgement signed"),
    SYNC: (13, "reliable, signed, answered over the same connection (mshSignalsOnly)"),
}
SYNC_REMARK: Final = (
    "theirs: with `https.clientCertificateAuthentication` on it refuses every acknowledgement that comes as an answer"
)


@pytest.mark.parametrize("unit", _WAYS, ids=lambda unit: unit.name)
def test_a_report_arrives_and_its_feedback_returns(pair: Pair, table: Table, unit: Unit) -> None:
    number, case = _WAYS[unit]
    peer = pair.peer(unit)
    sent = report(unit)
    outcome = _brought(pair, unit, sent)
    remark = SYNC_REMARK if unit is SYNC else ""
    table.note(Row(number=number, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome, remark=remark))

    reference = pair.office.submit(feedback(unit, sent.reference, sent.reference))
    assert isinstance(reference, str), reference
    eventually("the feedback is acknowledged", lambda: _state(pair, reference) == "delivered", 30.0)
    arrived = peer.arrived("vtTerugkoppelingDi01")
    (content,) = peer.received(arrived)
    assert reference.encode() in content.content
    assert peer.events(arrived) == ["RECEIVED"]
    outcome = f"{peer.statuses(arrived)[0]} there, one event; {_state(pair, reference)} here"
    table.note(Row(number=number, way=Way.OUT, case=case, by=By.GATEWAY, outcome=outcome))


def test_what_it_encrypts_is_opened_under_an_exception(pair: Pair, table: Table) -> None:
    outcome = _brought(pair, CBC, report(CBC))
    case = "encrypted, AES-256-CBC and RSA 1.5"
    remark = "theirs: all that it can write; here an exception with an end and a key pair of its own opens it"
    table.note(Row(number=10, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome, remark=remark))


def _brought(pair: Pair, unit: Unit, sent: Report) -> str:
    """Have the peer send a report, and our back office take it."""
    peer = pair.peer(unit)
    message_id = hand_in(peer, unit, pair.own, sent.part, conversation=sent.reference)
    peer.wait_for_status(message_id, "DELIVERED")
    assert [each["reference"] for each in pair.office.waiting()].count(sent.reference) == 1
    taken = pair.office.collect(str(unit.oin), sent.reference)
    assert taken["content"]["betrokkenen"][0]["geslachtsnaam"] == "Voorbeeld"
    assert (peer.events(message_id), peer.attempts(message_id)) == (["DELIVERED"], [""])
    return f"{peer.statuses(message_id)[0]} there, one event; in our back office once"


def _state(pair: Pair, reference: str) -> str:
    return str(pair.look(reference)["state"])
