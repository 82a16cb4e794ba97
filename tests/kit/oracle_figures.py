"""Two samples of times, and whether anybody could tell one from the other: the rank test of Mann and Whitney."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

# G9.
SIGNIFICANCE: Final = 0.01
LARGEST_DIFFERENCE_MS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One class of input against another: how many of each, the medians apart, and how likely that is by chance."""

    name: str
    count: int
    median_ms: float
    difference_ms: float
    chance: float

    def __str__(self) -> str:
        return (
            f"{self.name:40} n={self.count:6} median {self.median_ms:7.3f} ms  "
            f"difference {self.difference_ms:+7.4f} ms  p {self.chance:.4f}"
        )


def compare(times: Mapping[str, Sequence[float]], reference: str) -> list[Compared]:
    """Compare every class with the one of reference; times are in milliseconds."""
    base = times[reference]
    return [
        Compared(
            name=name,
            count=len(sample),
            median_ms=median(sample),
            difference_ms=median(sample) - median(base),
            chance=rank_test(sample, base),
        )
        for name, sample in times.items()
        if name != reference
    ]


def told_apart(compared: Iterable[Compared]) -> list[Compared]:
    """Return the classes that differ: together at the level of G9 (Holm), so that many classes are no excuse."""
    ordered = sorted(compared, key=lambda each: each.chance)
    found: list[Compared] = []
    for rank, each in enumerate(ordered):
        if each.chance > SIGNIFICANCE / (len(ordered) - rank):
            break
        found.append(each)
    return found


def rank_test(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the two-sided p of Mann and Whitney, by its normal approximation (good from twenty of each)."""
    count, other = len(first), len(second)
    ranks, ties = _ranks([*first, *second])
    statistic = sum(ranks[:count]) - count * (count + 1) / 2
    total = count + other
    variance = count * other / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    score = (abs(statistic - count * other / 2) - 0.5) / math.sqrt(variance)
    return min(1.0, math.erfc(max(score, 0.0) / math.sqrt(2)))


def _ranks(values: Sequence[float]) -> tuple[list[float], float]:
    """Return the rank of each, ties sharing theirs, and the correction for ties."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, ties, start = [0.0] * len(values), 0.0, 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2 + 1
        length = end - start + 1
        ties += length**3 - length
        start = end + 1
    return ranks, ties
