"""Assertions 47 to 54, 57 to 59, 61 to 63: receipts, retries and duplicates, at a running gateway."""

from datetime import timedelta
from functools import partial
from typing import Final

import pytest
from lxml import etree

from gateway.domain.identifiers import MessageId
from gateway.errors import StepNotAllowedError
from gateway.wire.ebms2.model import AckRequested
from gateway.wire.ebms2.vocabulary import Actor, ErrorCode, Location
from gateway.wire.stages import EnvelopeKind, ErrorItem
from tests.kit.chain import eventually
from tests.kit.conformance import (
    NO_CONTENT,
    Exchange,
    accepted,
    headed,
    is_feedback,
    lettered,
    refused,
    soap_of,
    submit_feedback,
    texted,
    unanswered,
)
from tests.kit.conformance_terms import AT_ONCE, under
from tests.kit.corpus import Bench
from tests.kit.corpus_watch import Watch
from tests.kit.correspondent import Letter
from tests.kit.posting import Answer
from tests.kit.questions import question

INC: Final = ErrorCode.INCONSISTENT
TAKEN: Final = Answer(status=204, closed=False)
REPORT: Final = "01-politiemelding.json"
SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
MINUTE: Final = timedelta(minutes=1)


def _ask(letter: Letter, actor: str) -> Letter:
    return letter.with_block(ack_requested=AckRequested(signed=True, actor=actor))


# --- what asks for a receipt ---


async def test_a047_reliable_that_asks_for_nothing_gets_inconsistent(bench: Bench) -> None:
    refused(bench, lettered(lambda letter: letter.with_block(ack_requested=None)), INC, Location.ACK_REQUESTED)
    refused(bench, headed(duplicate_elimination=False), INC, Location.DUPLICATE_ELIMINATION)
    bench.check_good()


def test_a048_a_receipt_asked_of_next_msh_gets_not_supported(bench: Bench) -> None:
    refused(bench, lettered(partial(_ask, actor=Actor.NEXT_MSH)), ErrorCode.NOT_SUPPORTED, Location.ACK_ACTOR)
    accepted(bench, lettered(partial(_ask, actor=Actor.TO_PARTY_MSH)))


# --- how it comes ---


def test_a049_with_sync_reply_mode_none_a_receipt_comes_on_a_connection_of_its_own(bench: Bench) -> None:
    posting = bench.partner.message()
    assert bench.partner.post(posting) == TAKEN
    bench.answered.add(posting.message_id)
    # The mailbox is a listener of the police, which the gateway called.
    assert bench.partner.mailbox.wait_for_signal(posting.message_id).kind is EnvelopeKind.ACKNOWLEDGMENT
    bench.collect()


def test_a050_a_receipt_comes_in_the_same_exchange_only_where_the_cpa_says_so(bench: Bench) -> None:
    partner = under(bench, AT_ONCE)
    posting = partner.seal(partner.letter())
    answer = bench.partner.post(posting)
    assert (answer.status, answer.content_type) == (200, "text/xml; charset=UTF-8")
    assert [each.text for each in soap_of(answer.body).iter("{*}RefToMessageId")] == [posting.message_id] * 2
    bench.collect()
    assert bench.partner.mailbox.all_about(posting.message_id) == []
    # Where it is not agreed the message cannot ask for it.
    block = '</eb:MessageHeader><eb:SyncReply eb:version="2.0" soap:mustUnderstand="1"/>'
    refused(bench, texted("</eb:MessageHeader>", block), INC, Location.SYNC_REPLY)


def test_a051_a_receipt_carries_no_payload_and_asks_for_no_receipt(exchanged: Exchange) -> None:
    receipt = soap_of(exchanged.receipt.body)
    assert len(receipt.find(f"{{{SOAP}}}Body")) == 0  # type: ignore[arg-type]  # it is there
    names = {etree.QName(each).localname for each in receipt.find(f"{{{SOAP}}}Header")}  # type: ignore[union-attr]  # it is there
    assert names == {"MessageHeader", "Acknowledgment", "Signature"}
    for absent in ("AckRequested", "DuplicateElimination", "Manifest", "TimeToLive"):
        assert list(receipt.iter(f"{{*}}{absent}")) == []
    assert exchanged.receipt.proven.parts == ()


# --- duplicates ---


def test_a052_the_same_message_twice_is_delivered_once_and_gets_the_same_receipt_twice(bench: Bench) -> None:
    posting = bench.partner.message()
    first = bench.send(posting)
    bench.collect()
    assert bench.send(posting, count=2).body == first.body
    bench.settle()
    assert bench.office.waiting() == []
    assert bench.watch.remembers(posting.message_id) == 1


def test_a053_the_same_message_id_with_other_content_is_an_error_and_delivers_nothing(bench: Bench) -> None:
    first = bench.partner.message()
    bench.send(first)
    bench.collect()
    other = bench.partner.seal(bench.partner.letter(message_id=first.message_id))
    answer = bench.send(other, count=2)
    assert (answer.kind, answer.errors) == (EnvelopeKind.MESSAGE_ERROR, [(INC, Location.MESSAGE_ID)])
    assert bench.office.waiting() == []


def test_a054_a_duplicate_is_known_after_a_restart(bench: Bench) -> None:
    posting = bench.partner.message()
    first = bench.send(posting)
    bench.collect()
    assert bench.process.stop() == 0
    bench.process.start()
    bench.process.wait_until_ready()
    bench.watch = Watch(bench.home, bench.organisations["veiligthuis"].operations_port, bench.process.pid)
    assert bench.send(posting, count=2).body == first.body
    assert bench.office.waiting() == []
    bench.check_good()


# --- retries ---


def test_a057_a_receipt_after_the_end_is_recorded_and_moves_nothing(bench: Bench) -> None:
    with unanswered(bench) as flight:
        bench.partner.mailbox.status = 404
        _ends(bench, flight.reference, "failed")
        bench.partner.mailbox.status = NO_CONTENT
        bench.watch.mark()
        flight.answer(flight.receipt, bench.partner.signing)
        (entry,) = bench.watch.evidence()
        assert (entry.type, entry.facts["reason"]) == ("contradicted", StepNotAllowedError.code)
        assert flight.state == "failed"


def _ends(bench: Bench, reference: str, state: str) -> None:
    own = str(bench.partner.other.oin)
    eventually(f"{reference} {state}", lambda: bench.office.follow(own, reference)["state"] == state, 20.0)
    if state != "awaiting-receipt":
        bench.settle()


@pytest.mark.parametrize(("status", "attempts", "end"), [(503, 2, "delivered"), (404, 1, "failed")])
def test_a058_503_is_tried_again_and_404_is_the_end(bench: Bench, status: int, attempts: int, end: str) -> None:
    mailbox, held = bench.partner.mailbox, bench.partner.acknowledges
    taken = sum(map(is_feedback, mailbox.arrived))
    # Whoever answers with a refusal does not acknowledge either.
    bench.partner.acknowledges = lambda arrived: mailbox.status == NO_CONTENT or not is_feedback(arrived)
    try:
        reference = submit_feedback(bench, lambda: setattr(mailbox, "status", status))
        mailbox.wait_for(is_feedback, taken + attempts)
        mailbox.status = NO_CONTENT
        _ends(bench, reference, end)
    finally:
        mailbox.status, bench.partner.acknowledges = NO_CONTENT, held
        bench.flying.clear()


def test_a058_a_refused_connection_is_tried_again(bench: Bench) -> None:
    reference = submit_feedback(bench, bench.partner.mailbox.close)
    _ends(bench, reference, "awaiting-receipt")
    bench.partner.mailbox.open(bench.partner.server_context(bench.partner.keys))
    _ends(bench, reference, "delivered")
    bench.flying.clear()


def test_a059_a_resend_has_the_same_message_id_timestamp_and_signature(bench: Bench) -> None:
    with unanswered(bench) as flight:
        count = sum(map(is_feedback, bench.partner.mailbox.arrived))
        again = bench.partner.mailbox.wait_for(is_feedback, count + 1)[-1]
        first, second = soap_of(flight.arrived.body), soap_of(again.body)
        for name in ("MessageId", "Timestamp", "TimeToLive", "SignatureValue"):
            (value,), (same,) = ([each.text for each in soap.iter(f"{{*}}{name}")] for soap in (first, second))
            assert value == same
        assert again.body == flight.arrived.body


# --- errors, order, questions ---


def test_a061_an_error_is_never_answered_by_an_error(bench: Bench, exchanged: Exchange) -> None:
    error = ErrorItem(code="Unknown", location="//Header", severity="Error")
    wrong = [
        bench.partner.write(bench.partner.refusal(exchanged.feedback, error), key)
        for key in (None, bench.neighbour.signing)
    ]
    for posting in wrong:
        bench.watch.mark()
        assert bench.partner.post(posting) == TAKEN
        assert "security-refused" in [entry.type for entry in bench.watch.evidence()]
    # Whatever was to be said of them would be said before this.
    refused(bench, headed(action="onbekend"), ErrorCode.VALUE_NOT_RECOGNIZED, Location.ACTION)
    assert [bench.partner.mailbox.all_about(posting.message_id) for posting in wrong] == [[], []]


def test_a062_a_message_order_gets_not_supported(bench: Bench) -> None:
    order = (
        '</eb:MessageHeader><eb:MessageOrder eb:version="2.0" soap:mustUnderstand="1">'
        "<eb:SequenceNumber>1</eb:SequenceNumber></eb:MessageOrder>"
    )
    refused(bench, texted("</eb:MessageHeader>", order), ErrorCode.NOT_SUPPORTED, Location.MESSAGE_ORDER)
    bench.check_good()


def _asked(bench: Bench, kind: EnvelopeKind, about: str = "geen@schakel.test") -> bytes:
    """Let the police put a question to the gateway, and return the answer."""
    return bench.send(bench.partner.write(question(bench.partner, kind, MessageId(about)), None)).body


def test_a063_ping_gets_pong_and_only_the_sender_hears_the_status_of_a_message(bench: Bench) -> None:
    (pong,) = soap_of(_asked(bench, EnvelopeKind.PING)).iter("{*}Action")
    assert pong.text == "Pong"
    ours, theirs = bench.partner.message(), bench.neighbour.message()
    bench.send(ours)
    bench.collect()
    bench.neighbour.post(theirs)
    bench.collect()
    assert b'eb:messageStatus="Received"' in _asked(bench, EnvelopeKind.STATUS_REQUEST, ours.message_id)
    for other in (theirs.message_id, "nooit@schakel.test"):
        assert b'eb:messageStatus="UnAuthorized"' in _asked(bench, EnvelopeKind.STATUS_REQUEST, other)
