"""What the files of this folder share; a file whose gateways need more than the usual prepares its own."""

from collections.abc import Iterator

import pytest

from adapters.simulator.authority import Authority
from tests.kit.authority import pooled
from tests.kit.chain import Chain
from tests.kit.corpus import Bench, running_bench
from tests.kit.forging import Office


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One running gateway, for the bad inputs of a file."""
    with running_bench(tmp_path_factory) as bench:
        yield bench


@pytest.fixture(scope="module")
def office(bench: Bench) -> Office:
    return Office(bench)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """Two gateways on disk; whoever starts them stops them."""
    return Chain(tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def authority(chain: Chain) -> Authority:
    """Who issued every certificate of the chain; what a test revokes stays revoked."""
    return Authority.load(chain.folder / "pki" / "authority", key_factory=pooled())
