"""Messages of our wire room to the peer that no office of ours makes: what it takes, and how it takes it."""

from dataclasses import replace

import pytest

from gateway.errors import NotAMessageError
from gateway.wire.ebms2.manifest import compile_manifest
from gateway.wire.stages import EnvelopeKind, Part
from tests.interop.contents import LARGE, PAYLOADS, named, part, parts_of
from tests.interop.pair import Pair
from tests.interop.signals import answered, refused
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import BE, FRONT_RM, FRONT_RM_S, RM_E, Unit
from tests.interop.wire import Wire
from tests.kit.partner import Letter
from tests.kit.posting import Posting


def deliver(pair: Pair, unit: Unit, letter: Letter) -> Posting:
    """Send a letter that the peer must take, and check that it holds what we sent."""
    wire = pair.wire(unit)
    posting = wire.seal(letter)
    answer = wire.post(posting)
    assert (answer.status, answer.body) == (204, b""), answer
    received = pair.peer(unit).received(posting.message_id)
    assert [(each.content, each.media_type) for each in received] == [
        (each.content, each.media_type) for each in letter.parts
    ]
    return posting


@pytest.mark.parametrize("name", PAYLOADS)
def test_best_effort_carries_any_parts(pair: Pair, table: Table, name: str) -> None:
    posting = deliver(pair, BE, pair.wire(BE).letter(parts_of(name)))
    assert pair.peer(BE).statuses(posting.message_id) == ["RECEIVED"]
    table.note(
        Row(number=2, way=Way.OUT, case=f"best effort, {name}", by=By.WIRE, outcome="RECEIVED, octets and types equal")
    )


def test_a_large_part_arrives_whole(pair: Pair, table: Table) -> None:
    large = part(1, LARGE, "application/octet-stream")
    posting = deliver(pair, FRONT_RM_S, pair.wire(FRONT_RM_S).letter([large]))
    (signal,) = answered(pair, pair.wire(FRONT_RM_S), posting.message_id)
    assert signal.address.kind is EnvelopeKind.ACKNOWLEDGMENT
    outcome = "RECEIVED, octets equal; acknowledged"
    table.note(Row(number=16, way=Way.OUT, case="a signed part of 5 MB", by=By.WIRE, outcome=outcome))


@pytest.mark.parametrize("unit", [FRONT_RM, FRONT_RM_S], ids=lambda unit: unit.profile)
def test_a_duplicate_gets_the_same_acknowledgement(pair: Pair, table: Table, unit: Unit) -> None:
    wire = pair.wire(unit)
    posting = deliver(pair, unit, wire.letter([part(1, b"<a/>")]))
    answered(pair, wire, posting.message_id)
    assert wire.post(posting).status == 204
    first, second = answered(pair, wire, posting.message_id, count=2)
    assert first.address.kind is EnvelopeKind.ACKNOWLEDGMENT
    assert (first.soap, first.address.message_id) == (second.soap, second.address.message_id)
    assert pair.peer(unit).statuses(posting.message_id) == ["RECEIVED"]
    outcome = "one RECEIVED, two acknowledgements with equal octets"
    case = f"the same message twice, {unit.profile}"
    table.note(Row(number=4, way=Way.OUT, case=case, by=By.WIRE, outcome=outcome))


def test_non_ascii_arrives_as_it_left(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM_S)
    content = '<?xml version="1.0" encoding="UTF-8"?>\n<tekst>Größe € ẞ 漢字 🙂</tekst>\n'.encode()
    letter = wire.letter([named(part(1, content), "mélding-Größe.xml")])
    deliver(pair, FRONT_RM_S, letter)
    (received,) = pair.peer(FRONT_RM_S).received(letter.message_id)
    answered(pair, wire, letter.message_id)
    assert received.name.encode("iso-8859-1").decode() == "mélding-Größe.xml"
    table.note(
        Row(
            number=15,
            way=Way.OUT,
            case="non-ASCII in payload and file name",
            by=By.WIRE,
            outcome="acknowledged; octets equal; file name not",
            remark="theirs: it reads the UTF-8 of a MIME header as ISO-8859-1",
        )
    )


@pytest.mark.parametrize("count", [29, 30])
def test_it_takes_29_signed_parts(pair: Pair, table: Table, count: int) -> None:
    wire = pair.wire(FRONT_RM_S)
    parts = [part(number, b"<a/>") for number in range(1, count + 1)]
    if count == 29:
        posting = deliver(pair, FRONT_RM_S, wire.letter(parts))
        (signal,) = answered(pair, wire, posting.message_id)
        assert len(signal.acknowledged) == 30
        outcome = "RECEIVED; the signed acknowledgement returns 30 references"
        table.note(Row(number=16, way=Way.OUT, case="29 signed parts", by=By.WIRE, outcome=outcome))
        return
    with pytest.raises(NotAMessageError):
        wire.letter(parts)
    letter = wire.letter(parts[:1])
    posting = _beyond_the_limit(wire, letter, parts)
    wire.post(posting)
    table.note(
        Row(
            number=16,
            way=Way.OUT,
            case="30 signed parts",
            by=By.WIRE,
            outcome=refused(pair, posting.message_id),
            remark="theirs: their library takes thirty references; our gateway refuses to compose such a message",
        )
    )


def _beyond_the_limit(wire: Wire, letter: Letter, parts: list[Part]) -> Posting:
    message = replace(letter.message, manifest=compile_manifest(tuple(parts)))
    return wire.seal(Letter(message=message, parts=tuple(parts)))


@pytest.mark.parametrize("unit", [RM_E], ids=lambda unit: unit.profile)
def test_it_opens_what_we_encrypt(pair: Pair, table: Table, unit: Unit) -> None:
    posting = deliver(pair, unit, pair.wire(unit).letter([part(1, b"<geheim/>")]))
    assert b"<geheim/>" not in posting.body
    outcome = "RECEIVED, octets equal"
    case = "encrypted, AES-256-GCM and RSA-OAEP (SHA-1, MGF1-SHA-1)"
    table.note(Row(number=10, way=Way.OUT, case=case, by=By.WIRE, outcome=outcome))


def test_a_spoiled_part_is_refused(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM_S)
    posting = wire.seal(wire.letter([part(1, b"<inhoud>echt</inhoud>")]))
    spoiled = replace(posting, body=posting.body.replace(b">echt<", b">vals<"))
    wire.post(spoiled)
    outcome = refused(pair, posting.message_id)
    assert pair.peer(FRONT_RM_S).statuses(posting.message_id) == ["FAILED"]
    table.note(Row(number=9, way=Way.OUT, case="signed, an octet of a part changed", by=By.WIRE, outcome=outcome))
