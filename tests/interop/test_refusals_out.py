"""Messages that the peer must refuse, and in what words it does."""

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from gateway.domain.identifiers import MessageId
from gateway.wire.stages import EnvelopeKind
from tests.interop.contents import part
from tests.interop.pair import Pair
from tests.interop.signals import answered, refused, told_fault
from tests.interop.table import By, Row, Table, Way
from tests.interop.units import FRONT_RM, FRONT_RM_S
from tests.kit.partner import Letter

Change = Callable[[Letter], Letter]
LONG_AGO: Final = timedelta(hours=1)
CHANGES: Final[dict[str, tuple[Change, str]]] = {
    "RefToMessageId of a message it never saw": (
        lambda letter: letter.with_header(refers_to=MessageId("nooit-gezien@veiligthuis.schakel.test")),
        "`ValueNotRecognized` at `//Header/MessageHeader/MessageData/RefToMessageId`",
    ),
    "TimeToLive has passed": (
        lambda letter: letter.with_header(
            timestamp=letter.message.header.timestamp - LONG_AGO,
            time_to_live=letter.message.header.timestamp - LONG_AGO / 2,
        ),
        "`TimeToLiveExpired` at `//Header/MessageHeader/MessageData/TimeToLive`",
    ),
    "no AckRequested": (
        lambda letter: letter.with_block(ack_requested=None),
        "`Inconsistent` at `//Header/AckRequested`",
    ),
    "no DuplicateElimination": (
        lambda letter: letter.with_header(duplicate_elimination=False),
        "`Inconsistent` at `//Header/MessageHeader/DuplicateElimination`",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_header_gets_a_message_error(pair: Pair, table: Table, name: str) -> None:
    change, expected = CHANGES[name]
    wire = pair.wire(FRONT_RM)
    letter = change(wire.letter([part(1, b"<a/>")]))
    assert wire.post(wire.seal(letter)).status == 204
    said = refused(pair, letter.message_id)
    assert said == f"MessageError {expected}, unsigned"
    table.note(Row(number=11, way=Way.OUT, case=name, by=By.WIRE, outcome=said))


def test_an_action_that_is_not_agreed_gets_a_500(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    answer = wire.post(wire.seal(wire.letter([part(1, b"<a/>")]).with_header(action="vtOnbekendDi01")))
    assert (answer.status, answer.body) == (500, b"")
    table.note(
        Row(
            number=11,
            way=Way.OUT,
            case="an action that is not agreed",
            by=By.WIRE,
            outcome=told_fault(answer),
            remark="theirs: to compare the certificate it wants the channel of the action, before it judges the action",
        )
    )


def test_a_missing_part_gets_a_message_error(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    letter = wire.letter([replace(part(1, b"<a/>"), content_id="ontbreekt@veiligthuis.schakel.test"), part(2, b"")])
    soap = wire.write(letter.message, signed=False)
    wire.post(wire.pack(soap, letter.parts[1:], letter.message_id))
    said = refused(pair, letter.message_id)
    assert said == "MessageError `MimeProblem` at `cid:ontbreekt@veiligthuis.schakel.test`, unsigned"
    table.note(Row(number=11, way=Way.OUT, case="a part of the Manifest is missing", by=By.WIRE, outcome=said))


def test_an_unsigned_message_gets_a_message_error(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM_S)
    letter = wire.letter([part(1, b"<a/>")])
    wire.post(wire.pack(wire.write(letter.message, signed=False), letter.parts, letter.message_id))
    said = refused(pair, letter.message_id)
    assert said == "MessageError `SecurityFailure` at `//Header/Signature`, unsigned"
    case = "no signature where one is agreed"
    table.note(Row(number=11, way=Way.OUT, case=case, by=By.WIRE, outcome=said))


def test_moments_may_have_a_fraction_and_an_offset(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    letter = wire.letter([part(1, b"<a/>")])
    shown = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    soap = wire.write(letter.message, signed=False)
    plain = letter.message.header.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    assert soap.count(plain) == 1
    written = soap.replace(plain, f"{shown}.123456789+01:00".encode())
    wire.post(wire.pack(written, letter.parts, letter.message_id))
    (signal,) = answered(pair, wire, letter.message_id)
    assert signal.address.kind is EnvelopeKind.ACKNOWLEDGMENT
    case = "Timestamp with offset and nine digits of fraction"
    table.note(Row(number=15, way=Way.OUT, case=case, by=By.WIRE, outcome="acknowledged"))


def test_a_soap_action_without_quotes_gets_a_fault(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    answer = wire.post(wire.seal(wire.letter([part(1, b"<a/>")])), soap_action="ebXML")
    assert answer.status == 500
    table.note(Row(number=12, way=Way.OUT, case="SOAPAction without quotes", by=By.WIRE, outcome=told_fault(answer)))


def test_an_unknown_agreement_gets_a_fault(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    posting = wire.seal(wire.letter([part(1, b"<a/>")]))
    wrong = replace(posting, body=posting.body.replace(b"<eb:CPAId>Proef_", b"<eb:CPAId>Onbekend_"))
    answer = wire.post(wrong)
    assert answer.status == 500
    table.note(Row(number=12, way=Way.OUT, case="unknown CPAId", by=By.WIRE, outcome=told_fault(answer)))


def test_the_certificate_of_another_gets_a_fault(pair: Pair, table: Table) -> None:
    wire = pair.wire(FRONT_RM)
    answer = wire.post(wire.seal(wire.letter([part(1, b"<a/>")])), context=_another(pair))
    assert answer.status == 500
    case = "TLS client certificate of another organisation"
    table.note(Row(number=12, way=Way.OUT, case=case, by=By.WIRE, outcome=told_fault(answer)))


def _another(pair: Pair) -> ssl.SSLContext:
    folder = pair.peer_home / FRONT_RM_S.name / "tls"
    (root,) = (pair.home / "trust" / "roots").glob("*.pem")
    context = ssl.create_default_context(cafile=str(root))
    context.load_cert_chain(folder / "tls.pem", folder / "tls.key.pem")
    return context
