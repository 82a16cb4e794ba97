"""Questions of one message handler to the other: Ping and StatusRequest, both ways."""

import pytest

from gateway.wire.stages import EnvelopeKind
from tests.interop.contents import agreement_name, hand_in, part, party, report
from tests.interop.pair import Pair
from tests.interop.signals import answered
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import FRONT_RM_S, RM, RM_E, RM_S, Unit


@pytest.mark.parametrize("unit", [RM, RM_S], ids=lambda unit: unit.profile)
def test_our_gateway_answers_a_ping(pair: Pair, table: Table, unit: Unit) -> None:
    pair.peer(unit).ping(agreement_name(unit, pair.own), party(unit.party_id), party(pair.own.party_id))
    table.note(Row(number=1, way=Way.IN, case=f"Ping, {unit.profile}", by=By.GATEWAY, outcome="Pong"))


def test_the_peer_answers_a_ping(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM_S)
    ping = wire.question(EnvelopeKind.PING)
    assert wire.post(wire.signal(ping)).status == 204
    (pong,) = answered(pair, wire, str(ping.header.message_id))
    assert pong.address.kind is EnvelopeKind.PONG
    table.note(Row(number=1, way=Way.OUT, case="Ping, osb-rm-s", by=By.WIRE, outcome="Pong"))


def test_our_gateway_says_what_it_knows_of_a_message(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM_S)
    message_id = hand_in(peer, RM_S, pair.own, report(RM_S).part)
    peer.wait_for_status(message_id, "DELIVERED")
    known = peer.ask_status(message_id)
    assert known == "RECEIVED"
    table.note(Row(number=14, way=Way.IN, case="StatusRequest, known", by=By.GATEWAY, outcome=known))


def test_our_gateway_says_when_it_knows_nothing(pair: Pair, table: Table) -> None:
    # The peer cannot encrypt as this agreement wants, so what it was handed never leaves.
    peer = pair.peer(RM_E)
    message_id = hand_in(peer, RM_E, pair.own, report(RM_E).part)
    peer.wait(lambda: any(peer.attempts(message_id)), "an attempt")
    assert "NoSuchAlgorithmException" in peer.attempts(message_id)[0]
    case = "encrypted, AES-256-GCM and RSA-OAEP (SHA-1, MGF1-SHA-1)"
    remark = "theirs: the library reads AES-GCM and cannot write it"
    outcome = "never leaves, and ends EXPIRED there"
    table.note(Row(number=10, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome, remark=remark))
    unknown = peer.ask_status(message_id)
    assert unknown == "UNAUTHORIZED"
    table.note(Row(number=14, way=Way.IN, case="StatusRequest, unknown", by=By.GATEWAY, outcome=unknown))


@pytest.mark.parametrize(("case", "expected"), [("known", "Received"), ("unknown", "NotRecognized")])
def test_the_peer_says_what_it_knows_of_a_message(pair: Pair, table: Table, case: str, expected: str) -> None:
    wire = pair.wire(FRONT_RM_S)
    posting = wire.seal(wire.letter([part(1, b"<a/>")]))
    if case == "known":
        wire.post(posting)
    request = wire.question(EnvelopeKind.STATUS_REQUEST, posting.message_id)
    wire.post(wire.signal(request))
    (answer,) = answered(pair, wire, str(request.header.message_id))
    assert answer.address.kind is EnvelopeKind.STATUS_RESPONSE
    assert f'messageStatus="{expected}"'.encode() in answer.soap
    table.note(Row(number=14, way=Way.OUT, case=f"StatusRequest, {case}", by=By.WIRE, outcome=expected))
