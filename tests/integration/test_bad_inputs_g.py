"""Group G of the corpus (reliability-security.md 3): encrypted payloads, at a running gateway."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from gateway.wire.ebms2.vocabulary import ErrorCode
from tests.kit import corpus_encryption, corpus_headers, corpus_keys, corpus_signatures
from tests.kit.corpus import Bench, Case
from tests.kit.corpus_benches import Benches, running_benches


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Benches]:
    with running_benches(tmp_path_factory) as benches:
        yield benches


@pytest.fixture
def bench(benches: Benches) -> Iterator[Bench]:
    bench = benches.fit()
    yield bench
    bench.drain()


@pytest.mark.parametrize("case", corpus_encryption.CASES.values(), ids=corpus_encryption.CASES)
def test_an_encrypted_payload_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


@pytest.mark.parametrize("case", corpus_keys.CASES.values(), ids=corpus_keys.CASES)
def test_what_a_payload_really_is_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


# What differs from one MessageError to the next, whatever it is about.
_OWN: Final = re.compile(
    rb"<(eb:ConversationId|eb:MessageId|eb:Timestamp|eb:RefToMessageId|ds:DigestValue|ds:SignatureValue)>[^<]*"
)
# One of each way to fail: identity, signature, shape, algorithm, key, content.
_ONE_OF_EACH: Final = (
    corpus_headers.CASES["116-from-the-neighbour"],
    corpus_signatures.CASES["135-no-signature"],
    corpus_encryption.CASES["172-for-another"],
    corpus_encryption.CASES["178-bit-of-the-wrapped-key"],
    corpus_encryption.CASES["178-bit-of-the-tag"],
    corpus_keys.CASES["167-rsa-1.5-in-fact"],
    corpus_keys.CASES["176-conforming-block"],
    corpus_keys.CASES["177-first-octet-not-zero"],
    corpus_keys.CASES["179-key-of-16"],
    corpus_keys.CASES["180-0-octets"],
)


def test_178_all_of_security_has_one_face(benches: Benches) -> None:
    bench = benches.fit(room=len(_ONE_OF_EACH))
    for case in _ONE_OF_EACH:
        bench.check(case)
    faces = [
        _OWN.sub(rb"<\1>", arrived.body)
        for arrived in bench.partner.mailbox.arrived
        if [code for code, _ in arrived.errors] == [ErrorCode.SECURITY_FAILURE]
    ]
    # With the other cases of this file that this gateway saw before.
    assert len(faces) >= len(_ONE_OF_EACH)
    assert len(set(faces)) == 1
