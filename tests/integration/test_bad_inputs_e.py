"""Group E of the corpus (reliability-security.md 3): headers that nobody agreed, at a running gateway.

Every signature is by the right key, so that nothing else can be what is refused. The signals (130 to 133) stand in
test_bad_inputs_signals.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from gateway.domain.identifiers import AgreementId, MessageId
from gateway.errors import HeaderRefusedError, UnknownAgreementError
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.stages import EnvelopeKind
from tests.kit import corpus_header_texts, corpus_headers
from tests.kit.corpus import Bench, Case, Outcome, running_bench
from tests.kit.posting import Posting
from tests.kit.questions import question


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with running_bench(tmp_path_factory, corpus_headers.add_agreements) as bench:
        yield bench


@pytest.fixture(autouse=True)
def _quiet(bench: Bench) -> Iterator[None]:
    yield
    bench.drain()


@pytest.mark.parametrize("case", corpus_headers.CASES.values(), ids=corpus_headers.CASES)
def test_a_header_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


@pytest.mark.parametrize("case", corpus_header_texts.CASES.values(), ids=corpus_header_texts.CASES)
def test_a_header_of_another_shape_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


def test_125_a_conversation_is_the_partners_own(bench: Bench) -> None:
    theirs = bench.neighbour.letter()
    bench.neighbour.post(bench.neighbour.seal(theirs))
    bench.collect()
    conversation = theirs.message.header.conversation_id
    bench.check(
        Case(
            make=lambda bench: bench.partner.seal(bench.partner.letter().with_header(conversation_id=conversation)),
            outcome=Outcome.ACCEPTED,
        )
    )


UNKNOWN_REFERENCE: Final = HeaderRefusedError(ErrorCode.VALUE_NOT_RECOGNIZED, Location.REFERS_TO)


def _refers_to(about: str) -> Case:
    return Case(
        make=lambda bench: bench.partner.seal(bench.partner.letter().with_header(refers_to=MessageId(about))),
        outcome=Outcome.REFUSED,
        error=UNKNOWN_REFERENCE,
    )


def test_127_an_unknown_reference_is_refused(bench: Bench) -> None:
    bench.check(_refers_to("nooit-verstuurd@veiligthuis.schakel.test"))


def test_127_the_reference_of_another_is_as_unknown(bench: Bench) -> None:
    # A message that the neighbour sent, and the receipt that we sent the neighbour.
    theirs = bench.neighbour.message()
    bench.neighbour.post(theirs)
    receipt = bench.neighbour.mailbox.wait_for_signal(theirs.message_id)
    bench.collect()
    for about in (theirs.message_id, str(receipt.proven.address.message_id)):
        bench.check(_refers_to(about))
    assert bench.watch.remembers(theirs.message_id) == 1


def test_127_the_reference_of_its_own_message_is_known(bench: Bench) -> None:
    earlier = bench.partner.message()
    bench.send(earlier)
    bench.collect()
    known = bench.partner.letter().with_header(refers_to=MessageId(earlier.message_id))
    bench.check(Case(make=lambda bench: bench.partner.seal(known), outcome=Outcome.ACCEPTED))


def test_128_an_id_in_other_case_is_another_id(bench: Bench) -> None:
    posting = bench.partner.message()
    bench.send(posting)
    bench.collect()
    other = MessageId(posting.message_id.upper())
    bench.check(
        Case(
            make=lambda bench: bench.partner.seal(bench.partner.letter(message_id=str(other))),
            outcome=Outcome.ACCEPTED,
        )
    )


@pytest.mark.parametrize("name", ["Keten_onbekend", corpus_headers.NOT_YET, corpus_headers.NO_LONGER, "neighbour"])
@pytest.mark.parametrize("kind", [EnvelopeKind.PING, EnvelopeKind.STATUS_REQUEST])
def test_130_a_question_under_no_agreement_of_its_sender_is_not_answered(
    bench: Bench, kind: EnvelopeKind, name: str
) -> None:
    agreement = bench.neighbour.agreement.agreement_id if name == "neighbour" else AgreementId(name)

    def make(bench: Bench) -> Posting:
        asked = question(bench.partner, kind, MessageId("elders@x.example"))
        signal = replace(asked, header=replace(asked.header, agreement_id=agreement))
        return bench.partner.write(signal, bench.partner.signing)

    bench.check(Case(make=make, outcome=Outcome.FAULT, error=UnknownAgreementError()))
