"""One bench after another: a partner that is decrypted in vain too often is held (D14), and cases are many."""

import contextlib
from collections.abc import Iterator

import pytest

from gateway.domain.evidence import EvidenceType
from gateway.flows.budget import FAILURES
from tests.kit.corpus import Bench, Prepare, running_bench


class Benches:
    """Gives out a bench on which there is room for more failures, and ends the one before it with all its checks."""

    def __init__(self, factory: pytest.TempPathFactory, prepare: Prepare | None = None) -> None:
        self._factory = factory
        self._prepare = prepare
        self._opened = contextlib.ExitStack()
        self._bench: Bench | None = None

    def fit(self, room: int = 1) -> Bench:
        """Return a bench whose partner may fail that often and still be heard."""
        if self._bench is None or self._bench.watch.count(EvidenceType.DECRYPTION_FAILED) + room >= FAILURES:
            self.close()
            self._bench = self._opened.enter_context(running_bench(self._factory, self._prepare))
        return self._bench

    def close(self) -> None:
        """End the bench at hand."""
        self._bench = None
        opened, self._opened = self._opened, contextlib.ExitStack()
        opened.close()


@contextlib.contextmanager
def running_benches(factory: pytest.TempPathFactory, prepare: Prepare | None = None) -> Iterator[Benches]:
    """Run benches for as long as somebody needs them."""
    benches = Benches(factory, prepare)
    try:
        yield benches
    finally:
        benches.close()
