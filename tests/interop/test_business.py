"""A report of the police and the feedback on it, through both applications, under each way of exchanging."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import pytest

from gateway.errors import NotInTimeError
from tests.interop.contents import feedback, hand_in, report
from tests.interop.pair import Pair
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import RM, RM_S, Unit
from tests.kit.chain import eventually

_WAYS: Final = {
    RM: (3, "reliable, unsigned"),
    RM_S: (9, "reliable, signed (SHA-256), acknowledgement signed"),
}


@pytest.fixture(autouse=True)
def _nothing_waits(pair: Pair) -> Iterator[None]:
    """What a test leaves behind is no concern of the next."""
    yield
    with suppress(NotInTimeError):
        for waiting in pair.office.waiting():
            pair.office.collect(waiting["sender"], waiting["reference"])


@pytest.mark.parametrize("unit", _WAYS, ids=lambda unit: unit.name)
def test_a_report_arrives_and_its_feedback_returns(pair: Pair, table: Table, unit: Unit) -> None:
    number, case = _WAYS[unit]
    peer = pair.peer(unit)
    sent = report(unit)
    message_id = hand_in(peer, unit, pair.own, sent.part, conversation=sent.reference)
    peer.wait_for_status(message_id, "DELIVERED")
    (waiting,) = pair.office.waiting()
    assert waiting["reference"] == sent.reference
    taken = pair.office.collect(waiting["sender"], waiting["reference"])
    assert taken["content"]["betrokkenen"][0]["geslachtsnaam"] == "Voorbeeld"
    assert (peer.events(message_id), peer.attempts(message_id)) == (["DELIVERED"], [""])
    outcome = f"{peer.statuses(message_id)[0]} there, one event; in our back office once"
    table.note(Row(number=number, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome))

    reference = pair.office.submit(feedback(unit, sent.reference, sent.reference))
    assert isinstance(reference, str), reference
    eventually("the feedback is acknowledged", lambda: _state(pair, reference) == "delivered", 30.0)
    arrived = peer.arrived("vtTerugkoppelingDi01")
    (content,) = peer.received(arrived)
    assert reference.encode() in content.content
    assert peer.events(arrived) == ["RECEIVED"]
    outcome = f"{peer.statuses(arrived)[0]} there, one event; {_state(pair, reference)} here"
    table.note(Row(number=number, way=Way.OUT, case=case, by=By.GATEWAY, outcome=outcome))


def _state(pair: Pair, reference: str) -> str:
    return str(pair.office.follow(str(pair.own.oin), reference)["state"])
