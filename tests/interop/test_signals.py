"""Ping and StatusRequest of the peer; those of ours are in test_partner_check.py."""

import pytest

from tests.interop.contents import agreement_name, hand_in, party, report
from tests.interop.pair import Pair
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import RM, RM_E, RM_S, Unit


@pytest.mark.parametrize("unit", [RM, RM_S], ids=lambda unit: unit.profile)
def test_our_gateway_answers_a_ping(pair: Pair, table: Table, unit: Unit) -> None:
    pair.peer(unit).ping(agreement_name(unit, pair.own), party(unit.party_id), party(pair.own.party_id))
    table.note(Row(number=1, way=Way.IN, case=f"Ping, {unit.profile}", by=By.GATEWAY, outcome="Pong"))


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
