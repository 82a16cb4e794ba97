"""Groups E, F and G of the corpus (reliability-security.md 3): headers, signatures, encryption, at a running gateway.

Every signature is by the right key unless the case is about that, so that nothing else can be what is refused.
"""

from collections.abc import Iterator

import pytest

from tests.kit import corpus_encryption, corpus_headers, corpus_signatures, corpus_wrapping
from tests.kit.corpus import Bench, Case, running_bench


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
