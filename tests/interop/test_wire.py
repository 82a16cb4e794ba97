"""What a right gateway never does, by the wire room: how the peer takes it; the table says why it is not a gateway."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from gateway.domain.identifiers import MessageId
from gateway.errors import NotAMessageError
from gateway.wire.ebms2.manifest import compile_manifest
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.stages import EnvelopeKind
from tests.interop.contents import SMALL, hand_in, part
from tests.interop.pair import Pair
from tests.interop.signals import answered, refused, told_fault
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import FRONT_RM, FRONT_RM_S
from tests.kit.correspondent import Letter

Change = Callable[[Letter], Letter]
_LONG_AGO: Final = timedelta(hours=1)
# What is wrong in the header, what the peer says of it, and why no gateway of ours sends it.
CHANGES: Final[dict[str, tuple[Change, str, str]]] = {
    "RefToMessageId of a message it never saw": (
        lambda letter: letter.with_header(refers_to=MessageId("nooit-gezien@veiligthuis.schakel.test")),
        "`ValueNotRecognized` at `//Header/MessageHeader/MessageData/RefToMessageId`",
        "our gateway writes no RefToMessageId in a message",
    ),
    "TimeToLive has passed": (
        lambda letter: letter.with_header(
            timestamp=letter.message.header.timestamp - _LONG_AGO,
            time_to_live=letter.message.header.timestamp - _LONG_AGO / 2,
        ),
        "`TimeToLiveExpired` at `//Header/MessageHeader/MessageData/TimeToLive`",
        "our gateway sends nothing after its TimeToLive",
    ),
    "no AckRequested": (
        lambda letter: letter.with_block(ack_requested=None),
        "`Inconsistent` at `//Header/AckRequested`",
        "our gateway asks for both or for neither, as the profile has it",
    ),
    "no DuplicateElimination": (
        lambda letter: letter.with_header(duplicate_elimination=False),
        "`Inconsistent` at `//Header/MessageHeader/DuplicateElimination`",
        "our gateway asks for both or for neither, as the profile has it",
    ),
}


def _note(table: Table, number: int, case: str, outcome: str, why: str, way: Way = Way.OUT) -> None:
    table.note(Row(number=number, way=way, case=case, by=By.WIRE, outcome=outcome, remark=why))


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_header_gets_a_message_error(pair: Pair, table: Table, name: str) -> None:
    change, expected, why = CHANGES[name]
    wire = pair.wire(FRONT_RM)
    letter = change(wire.compose([part(1, b"<a/>")]))
    assert wire.post(wire.seal(letter)).status == 204
    said = refused(pair, letter.message_id)
    assert said == f"MessageError {expected}, unsigned"
    _note(table, 11, name, said, why)


def test_a_missing_part_gets_a_message_error(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    letter = wire.compose([replace(part(1, b"<a/>"), content_id="ontbreekt@veiligthuis.schakel.test"), part(2, b"")])
    wire.post(wire.pack(wire.soap(letter), letter.parts[1:], letter.message_id))
    said = refused(pair, letter.message_id)
    assert said == "MessageError `MimeProblem` at `cid:ontbreekt@veiligthuis.schakel.test`, unsigned"
    _note(table, 11, "a part of the Manifest is missing", said, "our gateway sends every part that it names")


def test_a_spoiled_part_is_refused(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM_S)
    posting = wire.seal(wire.compose([part(1, b"<inhoud>echt</inhoud>")]))
    wire.post(replace(posting, body=posting.body.replace(b">echt<", b">vals<")))
    outcome = refused(pair, posting.message_id)
    assert pair.peer(FRONT_RM_S).statuses(posting.message_id) == ["FAILED"]
    _note(table, 9, "signed, an octet of a part changed", outcome, "what our gateway sends is what it signed")


def test_moments_may_have_a_fraction_and_an_offset(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    letter = wire.compose([part(1, b"<a/>")])
    shown = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    soap = wire.soap(letter)
    plain = letter.message.header.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    assert soap.count(plain) == 1
    written = soap.replace(plain, f"{shown}.123456789+01:00".encode())
    wire.post(wire.pack(written, letter.parts, letter.message_id))
    assert answered(pair, wire, letter.message_id).address.kind is EnvelopeKind.ACKNOWLEDGMENT
    case, why = "Timestamp with offset and nine digits of fraction", "our gateway writes whole seconds in UTC"
    _note(table, 15, case, "acknowledged", why)


def test_a_soap_action_without_quotes_gets_a_fault(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    posting = wire.seal(wire.compose([part(1, b"<a/>")]))
    answer = wire.post(replace(posting, headers=("SOAPAction: ebXML",)))
    assert answer.status == 500
    _note(table, 12, "SOAPAction without quotes", told_fault(answer), "our gateway writes the quotes")


def test_thirty_signed_parts_are_too_many(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM_S)
    parts = tuple(part(number, b"<a/>") for number in range(1, 31))
    with pytest.raises(NotAMessageError):
        wire.compose(parts)
    letter = wire.compose(parts[:1])
    letter = replace(letter, message=replace(letter.message, manifest=compile_manifest(parts)), parts=parts)
    wire.post(wire.seal(letter))
    outcome = refused(pair, letter.message_id)
    _note(
        table,
        16,
        "30 signed parts",
        outcome,
        "theirs: their library takes thirty references; our gateway sends at most 29 parts",
    )


def test_an_acknowledgement_with_another_digest_settles_nothing(pair: Pair, table: Table) -> None:
    peer, wire = pair.peer(FRONT_RM_S), pair.wire(FRONT_RM_S)
    message_id = hand_in(peer, FRONT_RM_S, pair.own, SMALL)
    proven = wire.prove(pair.front.wait_for(f"<eb:MessageId>{message_id}<"))
    answer = wire.post(wire.write(_other_digest(wire.receipt(proven)), wire.signing))
    assert peer.statuses(message_id) == ["CREATED"]
    outcome = f"HTTP {answer.status}; the message stays CREATED there"
    why = "our gateway returns the digests of what it got"
    _note(table, 9, "a signed acknowledgement with another digest", outcome, why, Way.IN)


def _other_digest(message: SoapMessage) -> SoapMessage:
    held = message.acknowledgment
    assert held is not None
    references = tuple(replace(each, digest=bytes(32)) for each in held.references)
    return replace(message, acknowledgment=replace(held, references=references))
