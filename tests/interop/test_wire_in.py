"""Messages of the peer that we answer in ways a healthy gateway does not, and messages that no office of ours takes."""

import contextlib
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.stages import Proven
from tests.interop.contents import LARGE, PAYLOADS, Report, hand_in, report
from tests.interop.java_peer import PeerPart
from tests.interop.pair import Pair
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import BE, FRONT_RM, FRONT_RM_S, RM, RM_S, Unit

SMALL = PeerPart(name="a.xml", media_type="application/xml", content=b"<a/>")


def taken(pair: Pair, unit: Unit, message_id: str, count: int = 1) -> Proven:
    """Return the last of so many copies of a message that came to the front, proven under the agreement."""
    tag = f"<eb:MessageId>{message_id}<"
    posted = pair.front.wait_for(lambda each: each.mentions(tag), count)
    return pair.wire(unit).prove(posted[-1].content_type, posted[-1].body)


@pytest.mark.parametrize("name", PAYLOADS)
def test_best_effort_brings_any_parts(pair: Pair, table: Table, name: str) -> None:
    sent = [PeerPart(name="a", media_type=media, content=content) for content, media in PAYLOADS[name]]
    message_id = hand_in(pair.peer(BE), BE, pair.own, *sent)
    proven = taken(pair, BE, message_id)
    assert [(part.content, part.media_type) for part in proven.parts] == [
        (part.content, part.media_type) for part in sent
    ]
    pair.peer(BE).wait_for_status(message_id, "DELIVERED")
    outcome = "octets and types equal; DELIVERED there"
    table.note(Row(number=2, way=Way.IN, case=f"best effort, {name}", by=By.WIRE, outcome=outcome))


def test_a_file_name_is_read_as_it_writes_it(pair: Pair, table: Table) -> None:
    content = "<tekst>Größe € 漢字 🙂</tekst>".encode()
    sent = PeerPart(name="mélding.xml", media_type="application/xml", content=content)
    (part,) = taken(pair, BE, hand_in(pair.peer(BE), BE, pair.own, sent)).parts
    assert part.content == content
    outcome = f"octets equal; file name {'equal' if part.file_name == sent.name else part.file_name}"
    case = "non-ASCII in payload and file name"
    table.note(Row(number=15, way=Way.IN, case=case, by=By.WIRE, outcome=outcome))


def test_a_large_part_is_read_whole(pair: Pair, table: Table) -> None:
    sent = PeerPart(name="groot.bin", media_type="application/octet-stream", content=LARGE)
    peer, wire = pair.peer(FRONT_RM_S), pair.wire(FRONT_RM_S)
    message_id = hand_in(peer, FRONT_RM_S, pair.own, sent)
    proven = taken(pair, FRONT_RM_S, message_id)
    assert [part.content for part in proven.parts] == [LARGE]
    wire.post(wire.receipt(proven))
    peer.wait_for_status(message_id, "DELIVERED")
    case, outcome = "a signed part of 5 MB", "octets equal; DELIVERED there"
    table.note(Row(number=16, way=Way.IN, case=case, by=By.WIRE, outcome=outcome))


def test_after_a_503_it_tries_again(pair: Pair, table: Table) -> None:
    peer, wire = pair.peer(FRONT_RM_S), pair.wire(FRONT_RM_S)
    conversation = str(uuid.uuid4())
    pair.front.refuse_once(conversation, 503)
    message_id = hand_in(peer, FRONT_RM_S, pair.own, SMALL, conversation=conversation)
    first = taken(pair, FRONT_RM_S, message_id)
    second = taken(pair, FRONT_RM_S, message_id, count=2)
    assert first.soap == second.soap
    wire.post(wire.receipt(second))
    peer.wait_for_status(message_id, "DELIVERED")
    assert "503" in peer.attempts(message_id)[0]
    outcome = "the same octets after RetryInterval; DELIVERED there"
    table.note(Row(number=5, way=Way.IN, case="503 once, then 204", by=By.WIRE, outcome=outcome))


def collect_once(pair: Pair, unit: Unit, sent: Report) -> None:
    """Let our back office take a report that waits for it once."""
    assert [each["reference"] for each in pair.office.waiting()].count(sent.reference) == 1
    pair.office.collect(str(unit.oin), sent.reference)


@contextlib.contextmanager
def _locked(pair: Pair) -> Iterator[None]:
    """Nobody can write to the store of the gateway meanwhile."""
    with contextlib.closing(sqlite3.connect(pair.home / "gateway.db", isolation_level=None)) as store:
        store.execute("BEGIN IMMEDIATE")
        yield
        store.execute("ROLLBACK")


def test_a_gateway_that_cannot_write_is_tried_again(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM)
    sent = report(RM)
    with _locked(pair):
        message_id = hand_in(peer, RM, pair.own, sent.part)
        peer.wait(lambda: any(peer.attempts(message_id)), "a refused attempt", 60.0)
        said = peer.attempts(message_id)[0]
    assert "503" in said
    peer.wait_for_status(message_id, "DELIVERED", 60.0)
    collect_once(pair, RM, sent)
    outcome = "503, tried again, DELIVERED there; in our back office once"
    case = "our store cannot be written for a while"
    table.note(Row(number=5, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome))


def test_a_gateway_that_was_away_is_tried_again(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM_S)
    sent = report(RM_S)
    assert pair.gateway.stop() == 0
    message_id = hand_in(peer, RM_S, pair.own, sent.part)
    peer.wait(lambda: any(peer.attempts(message_id)), "a failed attempt")
    pair.restart()
    peer.wait_for_status(message_id, "DELIVERED", 60.0)
    collect_once(pair, RM_S, sent)
    outcome = "tried again, DELIVERED there; in our back office once"
    table.note(Row(number=5, way=Way.IN, case="our gateway is stopped and started", by=By.GATEWAY, outcome=outcome))


def test_a_gateway_that_died_after_it_stored_a_message_knows_it_again(pair: Pair, table: Table) -> None:
    peer = pair.peer(RM_S)
    sent = report(RM_S)
    assert pair.gateway.stop() == 0
    pair.restart("in.21-committed:kill:1")
    message_id = hand_in(peer, RM_S, pair.own, sent.part)
    peer.wait(lambda: not pair.gateway.is_running(), "the end of the gateway")
    pair.restart()
    peer.wait_for_status(message_id, "DELIVERED", 60.0)
    collect_once(pair, RM_S, sent)
    case = "our gateway dies between storing a message and answering"
    outcome = "DELIVERED there; in our back office once"
    table.note(Row(number=5, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome))


def test_a_404_ends_it(pair: Pair, table: Table) -> None:
    peer = pair.peer(FRONT_RM)
    conversation = str(uuid.uuid4())
    pair.front.refuse_once(conversation, 404)
    message_id = hand_in(peer, FRONT_RM, pair.own, SMALL, conversation=conversation)
    peer.wait_for_status(message_id, "DELIVERY_FAILED")
    assert (len(peer.attempts(message_id)), peer.events(message_id)) == (1, ["FAILED"])
    outcome = "DELIVERY_FAILED there at the first attempt"
    remark = "why our gateway never answers 4xx to what may come again"
    table.note(Row(number=6, way=Way.IN, case="404", by=By.WIRE, outcome=outcome, remark=remark))


def test_what_nobody_acknowledges_expires(pair: Pair, table: Table) -> None:
    peer = pair.peer(FRONT_RM)
    message_id = hand_in(peer, FRONT_RM, pair.own, SMALL)
    peer.wait_for_status(message_id, "EXPIRED", 60.0)
    attempts = len(peer.attempts(message_id))
    assert peer.events(message_id) == ["EXPIRED"]
    outcome = f"EXPIRED there after {attempts} attempts (Retries is {FRONT_RM.reliability.retries})"
    table.note(Row(number=7, way=Way.IN, case="204, and no acknowledgement ever", by=By.WIRE, outcome=outcome))


def test_an_acknowledgement_with_another_digest_settles_nothing(pair: Pair, table: Table) -> None:
    peer, wire = pair.peer(FRONT_RM_S), pair.wire(FRONT_RM_S)
    message_id = hand_in(peer, FRONT_RM_S, pair.own, SMALL)
    proven = taken(pair, FRONT_RM_S, message_id)
    answer = wire.post(wire.receipt(proven, _other_digest))
    assert peer.statuses(message_id) == ["CREATED"]
    table.note(
        Row(
            number=9,
            way=Way.IN,
            case="a signed acknowledgement with another digest",
            by=By.WIRE,
            outcome=f"HTTP {answer.status}; the message stays CREATED there",
        )
    )


def _other_digest(message: SoapMessage) -> SoapMessage:
    held = message.acknowledgment
    assert held is not None
    references = tuple(replace(each, digest=bytes(32)) for each in held.references)
    return replace(message, acknowledgment=replace(held, references=references))


@pytest.mark.parametrize("count", [29, 30])
def test_our_gateway_takes_29_signed_parts(pair: Pair, table: Table, count: int) -> None:
    peer = pair.peer(RM_S)
    parts = [replace(SMALL, name=f"deel-{number}.xml") for number in range(count)]
    message_id = hand_in(peer, RM_S, pair.own, *parts)
    peer.wait(lambda: peer.statuses(message_id) != ["CREATED"], "an answer")
    table.note(
        Row(
            number=16,
            way=Way.IN,
            case=f"{count} signed parts",
            by=By.GATEWAY,
            outcome=f"{peer.statuses(message_id)[0]} there",
        )
    )
