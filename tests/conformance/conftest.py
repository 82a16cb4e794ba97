"""One running gateway for the tests of a file, with the police over against it, each with its own keys."""

from collections.abc import Iterator

import pytest

from tests.kit.conformance import Exchange, exchange
from tests.kit.conformance_terms import add_agreements
from tests.kit.corpus import Bench, running_bench
from tests.kit.forging import Office


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with running_bench(tmp_path_factory, add_agreements) as bench:
        yield bench


@pytest.fixture(scope="module")
def office(bench: Bench) -> Office:
    return Office(bench)


@pytest.fixture(scope="module")
def exchanged(bench: Bench) -> Exchange:
    return exchange(bench)
