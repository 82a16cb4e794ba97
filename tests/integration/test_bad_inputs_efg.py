"""Groups E, F and G of the corpus (reliability-security.md 3): headers, signatures, encryption, at a running gateway.

Every signature is by the right key unless the case is about that, so that nothing else can be what is refused.
"""

import re
from collections.abc import Iterator

import pytest

from gateway.domain.identifiers import MessageId
from gateway.wire.ebms2.vocabulary import ErrorCode
from tests.kit import corpus_encryption, corpus_headers, corpus_signatures, corpus_wrapping
from tests.kit.corpus import Bench, Case, Outcome, running_bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with running_bench(tmp_path_factory, corpus_headers.add_agreements) as bench:
        yield bench


@pytest.mark.parametrize("case", corpus_headers.CASES.values(), ids=corpus_headers.CASES)
def test_a_header_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


@pytest.mark.parametrize("case", corpus_signatures.CASES.values(), ids=corpus_signatures.CASES)
def test_a_signature_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


@pytest.mark.parametrize("case", corpus_wrapping.CASES.values(), ids=corpus_wrapping.CASES)
def test_a_wrapped_signature_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


@pytest.mark.parametrize("case", corpus_encryption.CASES.values(), ids=corpus_encryption.CASES)
def test_an_encrypted_payload_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
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


# What differs from one MessageError to the next, whatever it is about.
_OWN: re.Pattern[bytes] = re.compile(
    rb"<(eb:ConversationId|eb:MessageId|eb:Timestamp|eb:RefToMessageId|ds:DigestValue|ds:SignatureValue)>[^<]*"
)


def test_178_all_of_security_has_one_face(bench: Bench) -> None:
    for case in (
        corpus_headers.CASES["116-from-the-neighbour"],
        corpus_signatures.CASES["135-no-signature"],
        corpus_encryption.CASES["172-for-another"],
        corpus_encryption.CASES["178-bit-of-the-wrapped-key"],
    ):
        bench.check(case)
    faces = {
        _OWN.sub(rb"<\1>", arrived.body)
        for arrived in bench.partner.mailbox.arrived
        if [code for code, _ in arrived.errors] == [ErrorCode.SECURITY_FAILURE]
    }
    assert len(faces) == 1
