"""Group F of the corpus (reliability-security.md 3): signatures, at a running gateway.

Every signature is by the right key unless the case is about that, so that nothing else can be what is refused.
"""

from collections.abc import Iterator

import pytest

from tests.kit import corpus_signatures, corpus_signers, corpus_transforms, corpus_wrapping
from tests.kit.corpus import Bench, Case
from tests.kit.corpus_benches import Benches, running_benches


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Benches]:
    with running_benches(tmp_path_factory, corpus_signers.add_agreements) as benches:
        yield benches


@pytest.fixture
def bench(benches: Benches) -> Iterator[Bench]:
    bench = benches.fit()
    yield bench
    bench.drain()


@pytest.mark.parametrize("case", corpus_signatures.CASES.values(), ids=corpus_signatures.CASES)
def test_a_signature_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


@pytest.mark.parametrize("case", corpus_transforms.CASES.values(), ids=corpus_transforms.CASES)
def test_what_a_signature_may_not_ask_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


@pytest.mark.parametrize("case", corpus_signers.CASES.values(), ids=corpus_signers.CASES)
def test_a_signature_of_somebody_or_something_else_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)


@pytest.mark.parametrize("case", corpus_wrapping.CASES.values(), ids=corpus_wrapping.CASES)
def test_a_wrapped_signature_has_exactly_its_outcome(bench: Bench, case: Case) -> None:
    bench.check(case)
