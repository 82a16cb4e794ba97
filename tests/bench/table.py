"""The result as lines of text, one for each variant: medians of the rounds, and of R the least and the most."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tests.bench.rounds import Round, percentile
from tests.bench.variants import Variant

_MS: Final = 1000
_NAME: Final = 28
_WIDTH: Final = 10
_HEADS: Final = ("per second", "p50 ms", "p99 ms", "sender", "receiver", "both", "primitives", "C")
_FIGURES: Final = ("sender", "receiver", "both", "limit")


def lines(measured: Iterable[tuple[Variant, Sequence[Round]]]) -> Iterator[str]:
    """Yield the table."""
    yield "complete exchanges between two gateways; CPU of sender, receiver, both and the bare primitives in ms"
    yield ""
    yield f"{'':{_NAME}}" + "".join(f"{head:>{_WIDTH + 1}}" for head in _HEADS) + f"{'R':>24}{'asked':>8}"
    for variant, rounds in measured:
        yield _line(variant, rounds)
    yield ""
    yield "R: CPU of the bare primitives / CPU of both gateways; C: rate / what all cores could do of primitives alone."
    yield "RSA-3072 unless said; mutual TLS kept open, SQLite FULL, every message durable before its acknowledgement."


def _line(variant: Variant, rounds: Sequence[Round]) -> str:
    cells = [f"{_median(rounds, 'rate'):.1f}", *(f"{percentile(rounds, each) * _MS:.0f}" for each in (50, 99))]
    cells += [f"{_median(rounds, name) * _MS:.2f}" for name in _FIGURES]
    cells.append(f"{_median(rounds, 'ratio_by_clock'):.3f}")
    ratios = [each.ratio for each in rounds]
    spread = f"{statistics.median(ratios):.3f} [{min(ratios):.3f} - {max(ratios):.3f}]"
    asked = "" if variant.asked is None else f"{variant.asked:.2f}"
    return f"{variant.name:{_NAME}}" + "".join(f"{cell:>{_WIDTH + 1}}" for cell in cells) + f"{spread:>24}{asked:>8}"


def _median(rounds: Sequence[Round], name: str) -> float:
    figures: list[float] = [getattr(each, name) for each in rounds]
    return statistics.median(figures)
