"""What is tried again: by the peer when we were not there or could not be heard, and by us when it was not."""

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest

from tests.interop.contents import SMALL, hand_in
from tests.interop.pair import Pair
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import BE, CARRIED, HASTE, RM, RM_S, Unit
from tests.kit.chain import eventually
from tests.kit.shipments import ACTION, Load

_SMALL = (Load(content=b"<a/>", media_type="application/xml", file_name="a.xml"),)
_RECEIPT = "Acknowledgment"


@pytest.fixture(autouse=True)
def _our_gateway_runs(pair: Pair) -> Iterator[None]:
    """What a test that failed leaves behind is no concern of the next."""
    yield
    if not pair.gateway.is_running():
        pair.restart()


def _hand_in(pair: Pair, unit: Unit) -> str:
    """Have the peer ship something, which asks nothing of us but an acknowledgement."""
    return hand_in(pair.peer(unit), unit, pair.own, SMALL, way=(CARRIED, ACTION))


def _reference_of(message_id: str) -> str:
    return message_id.partition("@")[0]


def _take_once(pair: Pair, unit: Unit, message_id: str) -> None:
    """Let our back office take what waits for it once."""
    reference = _reference_of(message_id)
    assert [each["reference"] for each in pair.desk.waiting()].count(reference) == 1
    assert pair.desk.part(str(unit.oin), reference, 1)[1] == SMALL.content
    assert pair.desk.confirm(str(unit.oin), reference) == 204


@contextlib.contextmanager
def _locked(pair: Pair) -> Iterator[None]:
    """Nobody can write to the store of the gateway meanwhile."""
    with contextlib.closing(sqlite3.connect(pair.home / "gateway.db", isolation_level=None)) as store:
        store.execute("BEGIN IMMEDIATE")
        yield
        store.execute("ROLLBACK")


def _note_in(table: Table, number: int, case: str, outcome: str) -> None:
    table.note(Row(number=number, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome))


def _note_out(table: Table, number: int, case: str, outcome: str) -> None:
    table.note(Row(number=number, way=Way.OUT, case=case, by=By.GATEWAY, outcome=outcome))


# --- the peer tries again ---


def test_a_gateway_that_cannot_write_is_tried_again(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM)
    with _locked(pair):
        message_id = _hand_in(pair, RM)
        peer.wait(lambda: any(peer.attempts(message_id)), "a refused attempt", 60.0)
        said = peer.attempts(message_id)[0]
    assert "503" in said
    peer.wait_for_status(message_id, "DELIVERED", 60.0)
    _take_once(pair, RM, message_id)
    outcome = "503, tried again, DELIVERED there; in our back office once"
    _note_in(table, 5, "our store cannot be written for a while", outcome)


def test_a_gateway_that_was_away_or_dies_is_tried_again(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM_S)
    assert pair.gateway.stop() == 0
    message_id = _hand_in(pair, RM_S)
    peer.wait(lambda: any(peer.attempts(message_id)), "a failed attempt")
    pair.restart("in.21-committed:kill:2")
    peer.wait_for_status(message_id, "DELIVERED", 60.0)
    _take_once(pair, RM_S, message_id)
    outcome = "tried again, DELIVERED there; in our back office once"
    _note_in(table, 5, "our gateway is stopped and started", outcome)

    message_id = _hand_in(pair, RM_S)
    peer.wait(lambda: not pair.gateway.is_running(), "the end of the gateway")
    pair.restart("out.14-posted:kill:1")
    peer.wait_for_status(message_id, "DELIVERED", 60.0)
    _take_once(pair, RM_S, message_id)
    outcome = "DELIVERED there; in our back office once"
    _note_in(table, 5, "our gateway dies between storing a message and answering", outcome)
    _dies_when_it_has_posted(pair, table)


def _dies_when_it_has_posted(pair: Pair, table: Table) -> None:
    """The acknowledgement finds nobody; our gateway sends the same octets again, and gets the same acknowledgement."""
    peer = pair.peer(RM_S)
    reference = pair.ship(RM_S, _SMALL)
    message_id = pair.message_id(reference)
    peer.wait(lambda: not pair.gateway.is_running(), "the end of the gateway")
    peer.wait(lambda: peer.has_signal(_RECEIPT, message_id), "an acknowledgement")
    receipt, _ = peer.signal(_RECEIPT, message_id)
    peer.wait(lambda: any(peer.attempts(receipt)), "an acknowledgement that found nobody")
    pair.restart()
    eventually("it is delivered", lambda: pair.look(reference)["state"] == "delivered")
    assert (peer.statuses(message_id), peer.events(message_id)) == (["RECEIVED"], ["RECEIVED"])
    assert peer.signal(_RECEIPT, message_id)[0] == receipt
    assert pair.noted(reference).count("attempted") == 2
    outcome = "one RECEIVED there; its first acknowledgement came again; delivered here at the second attempt"
    _note_out(table, 4, "the same message twice: its acknowledgement found our gateway dead", outcome)


def test_a_peer_that_does_not_hear_us_sends_a_duplicate(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM)
    with peer.shut():
        message_id = _hand_in(pair, RM)
        peer.wait(lambda: len(peer.attempts(message_id)) > 1, "a second attempt")
        assert peer.statuses(message_id) == ["CREATED"]
    peer.wait_for_status(message_id, "DELIVERED")
    _take_once(pair, RM, message_id)
    assert peer.events(message_id) == ["DELIVERED"]
    assert "duplicate-received" in _evidence(pair, RM, message_id)
    outcome = "sent again, DELIVERED there, one event; `duplicate-received` and in our back office once"
    _note_in(table, 4, "our acknowledgement does not reach it for a while", outcome)


def _evidence(pair: Pair, unit: Unit, message_id: str) -> list[str]:
    followed = pair.office.follow(str(unit.oin), _reference_of(message_id))
    return [str(line["type"]) for line in followed["evidence"]]


def test_what_we_can_never_acknowledge_expires_there(pair: Pair, table: Table) -> None:
    peer = pair.peer(HASTE)
    with peer.shut():
        message_id = _hand_in(pair, HASTE)
        peer.wait_for_status(message_id, "EXPIRED", 60.0)
        attempts = len(peer.attempts(message_id))
        assert peer.events(message_id) == ["EXPIRED"]
    _take_once(pair, HASTE, message_id)
    retries = HASTE.reliability.retries
    outcome = f"EXPIRED there after {attempts} attempts (Retries is {retries}); in our back office once"
    _note_in(table, 7, "our acknowledgement never reaches it", outcome)


# --- we try again ---


def test_a_peer_that_was_away_is_tried_again(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM_S)
    with peer.shut():
        reference = pair.ship(RM_S, _SMALL)
        eventually("an attempt fails", lambda: "attempted" in pair.noted(reference))
        assert pair.look(reference)["state"] == "awaiting-receipt"
    eventually("it is delivered", lambda: pair.look(reference)["state"] == "delivered")
    message_id = pair.message_id(reference)
    assert (peer.statuses(message_id), peer.events(message_id)) == (["RECEIVED"], ["RECEIVED"])
    outcome = "tried again, RECEIVED there, one event; delivered here"
    _note_out(table, 5, "nobody answers at its port for a while", outcome)


def test_best_effort_is_tried_once_and_the_back_office_is_told(pair: Pair, table: Table) -> None:
    with pair.peer(BE).shut():
        reference = pair.ship(BE, _SMALL)
        eventually("it fails", lambda: pair.look(reference)["state"] == "failed")
    (told,) = pair.told(reference).items()
    assert told[0] == "delivery-failed"
    assert told[1].startswith("De ontvanger neemt dit bericht niet aan.")
    assert pair.peer(BE).statuses(pair.message_id(reference)) == []
    case, outcome = "nobody answers at its port, osb-be", f"failed here; told: `{told[0]}`, *{told[1]}*"
    _note_out(table, 5, case, outcome)
