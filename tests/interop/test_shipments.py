"""Payloads of any number, type and size, of a service that our running gateway carries unread, both ways."""

from collections.abc import Sequence
from typing import Any, Final

import pytest

from tests.interop.contents import BINARY, LARGE, SMALL, hand_in
from tests.interop.java_peer import PeerPart
from tests.interop.pair import Pair
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import BE, BE_E, BE_S, CARRIED, CBC, RM, RM_E, RM_S, SYNC, Unit
from tests.kit.chain import eventually
from tests.kit.shipments import ACTION, Load

_COUNTS: Final = (0, 1, 3, 29)
_NAME: Final = "mélding; Größe €.xml"
_QUOTED: Final = 'foto "huis".jpg'
_KINDS: Final = (
    Load(content="<a>Größe € ẞ 漢字 🙂</a>\r\n".encode(), media_type="application/xml", file_name="a.xml"),
    Load(content=BINARY, media_type="image/jpeg", file_name="foto's & verslag.jpg"),
    Load(content=b"", media_type="text/plain", file_name="leeg.txt"),
    Load(content="één\r\n--grens\r\n".encode("iso-8859-1"), media_type="text/plain", file_name="tekst.txt"),
)
_CASE: Final = "0, 1, 3 and 29 parts, of which some binary, some empty"
_SENT: Final = {BE: 2, BE_S: 2, BE_E: 2, RM: 3, RM_S: 9, RM_E: 10, SYNC: 13}
_TAKEN: Final = {BE: 2, BE_S: 2, RM: 3, RM_S: 9, CBC: 10, SYNC: 13}


def _loads(count: int) -> list[Load]:
    return [_KINDS[number % len(_KINDS)] for number in range(count)]


def _as_parts(loads: Sequence[Load]) -> list[PeerPart]:
    """Return payloads as the application of the peer handles them."""
    return [
        PeerPart(name=load.file_name or "", media_type=load.media_type, content=load.content)
        for load in loads
        if isinstance(load.content, bytes)
    ]


def _shown(loads: Sequence[Load]) -> list[tuple[Any, ...]]:
    return [(load.content, load.media_type, load.file_name) for load in loads]


def _unloaded(pair: Pair, unit: Unit, message_id: str) -> list[tuple[Any, ...]]:
    """Return what our back office takes of a shipment of the peer, and confirm it."""
    desk, sender, reference = pair.desk, str(unit.oin), message_id.partition("@")[0]
    assert [each["reference"] for each in desk.waiting()].count(reference) == 1
    found = [
        (desk.part(sender, reference, part["number"])[1], part["mediaType"], part["fileName"])
        for part in desk.look(sender, reference)["parts"]
    ]
    assert desk.confirm(sender, reference) == 204
    return found


def _delivered(pair: Pair, reference: str) -> bool:
    return bool(pair.look(reference)["state"] == "delivered")


@pytest.mark.parametrize("unit", _SENT, ids=lambda unit: unit.name)
def test_what_we_ship_is_what_the_peer_receives(pair: Pair, table: Table, unit: Unit) -> None:
    peer = pair.peer(unit)
    shipped = {pair.ship(unit, _loads(count)): count for count in _COUNTS}
    eventually("all is delivered", lambda: all(_delivered(pair, reference) for reference in shipped))
    for reference, count in shipped.items():
        message_id = pair.message_id(reference)
        assert (peer.statuses(message_id), peer.events(message_id)) == (["RECEIVED"], ["RECEIVED"])
        assert peer.received(message_id) == _as_parts(_loads(count))
    outcome = "RECEIVED there, one event; octets, types and names equal; delivered here"
    table.note(Row(number=_SENT[unit], way=Way.OUT, case=f"{unit.way}: {_CASE}", by=By.GATEWAY, outcome=outcome))


@pytest.mark.parametrize("unit", _TAKEN, ids=lambda unit: unit.name)
def test_what_the_peer_ships_is_what_we_unload(pair: Pair, table: Table, unit: Unit) -> None:
    peer = pair.peer(unit)
    sent = {_hand_in(pair, unit, _loads(count)): count for count in _COUNTS}
    for message_id, count in sent.items():
        peer.wait_for_status(message_id, "DELIVERED")
        assert _unloaded(pair, unit, message_id) == _shown(_loads(count))
    way = f"{unit.way} with AES-256-CBC and RSA 1.5" if unit.weak else unit.way
    outcome = "octets, types and names equal; DELIVERED there"
    table.note(Row(number=_TAKEN[unit], way=Way.IN, case=f"{way}: {_CASE}", by=By.GATEWAY, outcome=outcome))


def _hand_in(pair: Pair, unit: Unit, loads: Sequence[Load]) -> str:
    return hand_in(pair.peer(unit), unit, pair.own, *_as_parts(loads), way=(CARRIED, ACTION))


def test_a_name_leaves_as_it_was_given_and_the_peer_reads_it_in_its_own_way(pair: Pair, table: Table) -> None:
    reference = pair.ship(RM_S, [Load(content=b"x", file_name=name.replace('"', "%22")) for name in (_NAME, _QUOTED)])
    eventually("it is delivered", lambda: _delivered(pair, reference))
    name, quoted = (part.name for part in pair.peer(RM_S).received(pair.message_id(reference)))
    assert name.encode("iso-8859-1").decode() == _NAME
    assert quoted == 'attachment; filename="foto \\"huis\\".jpg"'
    for case, outcome, remark in (
        ("non-ASCII", "read as ISO-8859-1", "it reads the UTF-8 of a MIME header so"),
        ("double quotes", "the name there is the whole header field", "it reads no quoted pair in a MIME header"),
    ):
        row = Row(
            number=15,
            way=Way.OUT,
            case=f"a file name with {case}",
            by=By.GATEWAY,
            outcome=f"RECEIVED there; {outcome}",
            remark=f"theirs: {remark}",
        )
        table.note(row)


def test_a_name_of_the_peer_is_read_as_it_writes_it(pair: Pair, table: Table) -> None:
    message_id = _hand_in(pair, RM_S, [Load(content=b"x", file_name=_NAME)])
    pair.peer(RM_S).wait_for_status(message_id, "DELIVERED")
    assert _unloaded(pair, RM_S, message_id) == [(b"x", "application/octet-stream", _NAME)]
    case, outcome = "a file name with non-ASCII", "equal; DELIVERED there"
    table.note(Row(number=15, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome))


def test_a_part_without_a_name_gets_one(pair: Pair, table: Table) -> None:
    reference = pair.ship(RM_S, [Load(content=b"x")])
    eventually("it is delivered", lambda: _delivered(pair, reference))
    message_id = pair.message_id(reference)
    assert [part.name for part in pair.peer(RM_S).received(message_id)] == [f"payload-1-{message_id}"]
    case, outcome = "a part without a file name", "RECEIVED there, under its Content-ID"
    table.note(Row(number=15, way=Way.OUT, case=case, by=By.GATEWAY, outcome=outcome))


def test_a_large_part_travels_whole_both_ways(pair: Pair, table: Table) -> None:
    large = [Load(content=LARGE, file_name="groot.bin")]
    reference, message_id = pair.ship(RM_S, large), _hand_in(pair, RM_S, large)
    pair.peer(RM_S).wait_for_status(message_id, "DELIVERED")
    assert _unloaded(pair, RM_S, message_id) == _shown(large)
    eventually("it is delivered", lambda: _delivered(pair, reference))
    assert pair.peer(RM_S).received(pair.message_id(reference)) == _as_parts(large)
    case = "a signed part of 5 MB"
    outcome = "octets equal; DELIVERED there"
    table.note(Row(number=16, way=Way.IN, case=case, by=By.GATEWAY, outcome=outcome))
    outcome = "RECEIVED there, octets equal; delivered here"
    table.note(Row(number=16, way=Way.OUT, case=case, by=By.GATEWAY, outcome=outcome))


def test_more_signed_parts_than_the_peer_takes_never_leave(pair: Pair, table: Table) -> None:
    status, problem = pair.desk.ship(str(RM_S.oin), CARRIED, _loads(30))
    assert (status, problem["mistakes"]) == (400, ["parts: more than 29"])
    case, outcome = "30 signed parts, at our office door", "HTTP 400 there: `parts: more than 29`; nothing leaves"
    table.note(Row(number=16, way=Way.OUT, case=case, by=By.GATEWAY, outcome=outcome))


def test_more_signed_parts_than_the_peer_takes_are_taken_from_it(pair: Pair, table: Table) -> None:
    message_id = hand_in(pair.peer(RM_S), RM_S, pair.own, *[SMALL] * 30, way=(CARRIED, ACTION))
    pair.peer(RM_S).wait_for_status(message_id, "DELIVERED")
    assert len(_unloaded(pair, RM_S, message_id)) == 30
    table.note(Row(number=16, way=Way.IN, case="30 signed parts", by=By.GATEWAY, outcome="DELIVERED there"))
