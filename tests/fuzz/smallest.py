"""The smallest corpus: the shortest inputs that together take every step through our code that any of them takes."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import TraceFunction

# A step is a line of a file and the line before it in the same call.
Step = tuple[str, int, int]
_ROOT: Final = Path(__file__).parents[2]
_OURS: Final = (str(_ROOT / "gateway"), str(_ROOT / "adapters" / "keys"))
# Whoever needs more octets to take one more step is not worth its place in a repository.
_OCTETS_A_STEP: Final = 12_000


def steps_of(attempt: Callable[[bytes], None], octets: bytes) -> frozenset[Step]:
    """Return the steps that reading these octets takes."""
    steps: set[Step] = set()

    def trace(frame: FrameType, _event: str, _argument: object) -> "TraceFunction | None":
        name, before = frame.f_code.co_filename, 0
        if not name.startswith(_OURS):
            return None

        def line(inner: FrameType, _event: str, _argument: object) -> "TraceFunction":
            nonlocal before
            steps.add((name, before, inner.f_lineno))
            before = inner.f_lineno
            return line

        return line

    sys.settrace(trace)
    try:
        attempt(octets)
    finally:
        sys.settrace(None)
    return frozenset(steps)


def smallest(attempt: Callable[[bytes], None], inputs: Iterable[bytes], limit: int) -> list[bytes]:
    """Return inputs of no more than so many octets together, the one that adds most for its length first."""
    left = {octets: steps_of(attempt, octets) for octets in sorted(inputs, key=lambda each: (len(each), each))}
    chosen: list[bytes] = []
    taken: set[Step] = set()
    while left:
        best = max(left, key=lambda octets: len(left[octets] - taken) / (len(octets) + 100))
        added = len(left.pop(best) - taken)
        if not added:
            break
        if len(best) <= min(limit, _OCTETS_A_STEP * added):
            limit -= len(best)
            taken |= steps_of(attempt, best)
            chosen.append(best)
    return chosen
