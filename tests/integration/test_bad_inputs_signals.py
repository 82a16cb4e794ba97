"""Signals that should change nothing (reliability-security.md 3: E 130 to 133, I 223, 224), at a running gateway."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.errors import HeaderRefusedError, ReceiptRefusedError, SecurityRefusedError, StepNotAllowedError
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.stages import EnvelopeKind, ErrorItem, ReferenceDigest
from tests.kit import conformance
from tests.kit.chain import eventually, read_message
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.partner_mailbox import Arrived
from tests.kit.posting import Answer, Posting
from tests.kit.questions import question, without_role
from tests.kit.wire_keys import WireKey

TAKEN: Final = Answer(status=204, closed=False)
ERROR: Final = ErrorItem(code="Unknown", location="//Header", severity="Error")
NEVER_SENT: Final = MessageId("nooit-verstuurd@veiligthuis.schakel.test")
WAITING: Final = "awaiting-receipt"
FEEDBACK: Final = "vtTerugkoppelingDi01"


class Flight(conformance.Flight):
    """A message of ours that the partner has, and what it may say of it that is not so."""

    @property
    def refusal(self) -> SoapMessage:
        """What would end it."""
        return self.bench.partner.refusal(self.arrived, ERROR)

    def forged_receipt(self, **changes: Any) -> SoapMessage:  # noqa: ANN401 - fields have many types
        """Return a receipt that says something else."""
        held = self.receipt
        assert held.acknowledgment is not None
        return replace(held, acknowledgment=replace(held.acknowledgment, **changes))


Launch = Callable[[], Flight]


@pytest.fixture
def launch(bench: Bench) -> Iterator[Launch]:
    """Return what sends a message of ours that the partner takes without a word."""
    flown: list[Flight] = []

    def fly() -> Flight:
        bench.send(bench.partner.message())
        flown.append(_fly(bench, bench.collect()))
        return flown[-1]

    bench.partner.acknowledges = lambda arrived: arrived.proven.address.action != FEEDBACK
    yield fly
    for flight in flown:
        if flight.state == WAITING:
            _taken(bench, flight.receipt)
    bench.flying.clear()
    bench.settle()


def _fly(bench: Bench, about: str) -> Flight:
    conversation = str(uuid.uuid4())
    message = read_message("05-terugkoppeling-politie.json")
    reference = bench.office.submit(message | {"crossReference": about, "conversation": conversation})
    assert isinstance(reference, str), reference
    bench.flying.add(reference)
    (arrived,) = bench.partner.mailbox.wait_for(
        lambda each: each.kind is EnvelopeKind.MESSAGE and str(each.proven.address.conversation_id) == conversation
    )
    flight = Flight(bench, reference, arrived)
    eventually("an attempt", lambda: flight.state == WAITING, 10.0)
    return flight


def _taken(bench: Bench, signal: SoapMessage) -> None:
    assert bench.partner.post(bench.partner.write(signal, bench.partner.signing)) == TAKEN


def _ignored(bench: Bench, signal: SoapMessage, key: WireKey | None, reason: Refusal) -> None:
    """Send a signal that proves nothing: it is recorded, nobody is told, and the gateway goes on."""

    def make(bench: Bench) -> Posting:
        return bench.partner.write(signal, key)

    bench.check(Case(make=make, outcome=Outcome.RECORDED, error=SecurityRefusedError(reason)))


def _contradicted(bench: Bench, signal: SoapMessage, reason: str) -> None:
    """Send a signal that is proven, and cannot be so: that is recorded for a human."""
    bench.watch.mark()
    _taken(bench, signal)
    (entry,) = bench.watch.evidence()
    assert (entry.type, entry.facts["reason"]) == (EvidenceType.CONTRADICTED, reason)
    line = bench.watch.log("message_received")[-1]
    assert (line["outcome"], line["reason"]) == ("contradicted", reason)


def test_130_a_pong_is_taken_and_answered_by_nothing(bench: Bench) -> None:
    asked = MessageId(bench.partner.message().message_id)
    bench.watch.mark()
    pong = question(bench.partner, EnvelopeKind.PONG, asked)
    _taken(bench, pong)
    assert bench.watch.evidence() == []
    bench.check_good()
    assert bench.partner.mailbox.all_about(str(pong.header.message_id)) == []


def test_130_a_ping_gets_a_pong(bench: Bench) -> None:
    ping = question(bench.partner, EnvelopeKind.PING, MessageId("geen@schakel.test"))
    assert _answer(bench, ping).kind is EnvelopeKind.PONG


def test_130_a_question_about_status_is_answered_to_the_sender_of_that_message(bench: Bench) -> None:
    posting = bench.partner.message()
    bench.check(Case(make=lambda _: posting, outcome=Outcome.ACCEPTED))
    request = question(bench.partner, EnvelopeKind.STATUS_REQUEST, MessageId(posting.message_id))
    answer = _answer(bench, request)
    assert answer.kind is EnvelopeKind.STATUS_RESPONSE
    assert b'messageStatus="Received"' in answer.body


def test_130_nobody_hears_whether_a_message_of_another_exists(bench: Bench) -> None:
    request = question(bench.partner, EnvelopeKind.STATUS_REQUEST, NEVER_SENT)
    answer = _answer(bench, request)
    assert b'messageStatus="UnAuthorized"' in answer.body
    assert b"eb:Timestamp>" in answer.body.partition(b"<eb:StatusResponse")[0]
    assert b"eb:Timestamp>" not in answer.body.partition(b"<eb:StatusResponse")[2]


def _answer(bench: Bench, question: SoapMessage) -> Arrived:
    """Send a question, and return the signal that answers it."""
    asked = str(question.header.message_id)
    _taken(bench, question)
    bench.answered.add(asked)
    return bench.partner.mailbox.wait_for_signal(asked)


def test_131_a_receipt_for_what_was_never_sent_is_recorded(bench: Bench, launch: Launch) -> None:
    flight = launch()
    receipt = flight.forged_receipt(refers_to=NEVER_SENT)
    unknown = replace(receipt, header=replace(receipt.header, refers_to=NEVER_SENT))
    _contradicted(bench, unknown, "nothing-sent")
    assert flight.state == WAITING


def test_132_a_receipt_that_its_sender_did_not_sign_settles_nothing(bench: Bench, launch: Launch) -> None:
    flight = launch()
    _ignored(bench, flight.receipt, None, Refusal.SIGNATURE_MISSING)
    _ignored(bench, flight.receipt, bench.neighbour.signing, Refusal.SIGNATURE_VALUE)
    assert flight.state == WAITING


def test_132_a_receipt_must_return_what_was_signed(bench: Bench, launch: Launch) -> None:
    flight = launch()
    held = flight.arrived.proven.references
    spoiled = tuple(replace(each, digest=bytes(32)) for each in held)
    more = (*held, ReferenceDigest(uri="cid:meer", algorithm=held[0].algorithm, digest=bytes(32)))
    for references in ((), held[:1], spoiled, more):
        _contradicted(bench, flight.forged_receipt(references=references), ReceiptRefusedError.code)
    assert flight.state == WAITING


def test_132_the_neighbour_cannot_acknowledge_for_the_partner(bench: Bench, launch: Launch) -> None:
    flight = launch()
    # Under our agreement it is not the partner; under its own it speaks of a message that was never its.
    whole = bench.partner.write(flight.receipt, bench.neighbour.signing)
    assert bench.neighbour.post(whole).status == 500
    receipt = flight.receipt
    header = bench.neighbour.letter().message.header
    own = replace(receipt.header, agreement_id=header.agreement_id, sender=without_role(header.sender))
    forged = replace(flight.forged_receipt(sender=None), header=own)
    bench.watch.mark()
    assert bench.neighbour.post(bench.neighbour.write(forged, bench.neighbour.signing)) == TAKEN
    (entry,) = bench.watch.evidence()
    assert entry.facts["reason"] == "nothing-sent"
    assert flight.state == WAITING


def test_133_the_first_word_counts_and_a_contradiction_is_recorded(bench: Bench, launch: Launch) -> None:
    delivered, refused = launch(), launch()
    _taken(bench, delivered.receipt)
    assert delivered.state == "delivered"
    bench.watch.mark()
    _taken(bench, delivered.receipt)
    assert bench.watch.evidence() == []
    _contradicted(bench, delivered.refusal, StepNotAllowedError.code)
    assert delivered.state == "delivered"
    _taken(bench, refused.refusal)
    assert refused.state == "refused"
    _contradicted(bench, refused.receipt, StepNotAllowedError.code)
    assert refused.state == "refused"


def test_223_a_refusal_that_the_partner_did_not_sign_ends_nothing(bench: Bench, launch: Launch) -> None:
    flight = launch()
    _ignored(bench, flight.refusal, None, Refusal.SIGNATURE_MISSING)
    _ignored(bench, flight.refusal, bench.neighbour.signing, Refusal.SIGNATURE_VALUE)
    assert flight.state == WAITING
    _taken(bench, flight.receipt)
    assert flight.state == "delivered"


def test_224_a_receipt_for_one_message_settles_no_other(bench: Bench, launch: Launch) -> None:
    first, second = launch(), launch()
    about = second.arrived.proven.address.message_id
    moved = first.forged_receipt(refers_to=about)
    _contradicted(bench, replace(moved, header=replace(moved.header, refers_to=about)), ReceiptRefusedError.code)
    _taken(bench, first.receipt)
    bench.watch.mark()
    _taken(bench, first.receipt)
    assert bench.watch.evidence() == []
    assert (first.state, second.state) == ("delivered", WAITING)


def test_224_a_receipt_after_the_end_is_left_to_a_human(bench: Bench, launch: Launch) -> None:
    flight = launch()
    # The next attempt meets a server that refuses for good.
    bench.partner.mailbox.status = 404
    eventually("the end of the delivery", lambda: flight.state == "failed", 15.0)
    bench.partner.mailbox.status = 204
    _contradicted(bench, flight.receipt, StepNotAllowedError.code)
    assert flight.state == "failed"


def test_a_signal_that_says_two_things_is_answered_with_nothing(bench: Bench, launch: Launch) -> None:
    flight = launch()
    two = flight.forged_receipt(refers_to=NEVER_SENT)
    error = HeaderRefusedError(ErrorCode.INCONSISTENT, Location.REFERS_TO)
    bench.check(
        Case(make=lambda bench: bench.partner.write(two, bench.partner.signing), outcome=Outcome.RECORDED, error=error)
    )
    assert flight.state == WAITING
