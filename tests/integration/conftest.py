"""One running gateway for the bad inputs of a file; a file whose gateway needs more than the usual prepares its own."""

from collections.abc import Iterator

import pytest

from tests.kit.corpus import Bench, running_bench
from tests.kit.forging import Office


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with running_bench(tmp_path_factory) as bench:
        yield bench


@pytest.fixture(scope="module")
def office(bench: Bench) -> Office:
    return Office(bench)
