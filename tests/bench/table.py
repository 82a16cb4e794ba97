"""The result as lines of text: medians of the rounds, with the least and the most."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Final

from tests.bench.rounds import Plan, Round, percentile

_WIDTH: Final = 24
_MS: Final = 1000

# Name, figure, factor, digits, and what the issue asks.
_ROWS: Final[Sequence[tuple[str, Callable[[Round], float], int, int, str]]] = (
    ("exchanges/s", attrgetter("rate"), 1, 1, ""),
    ("CPU sender, ms", attrgetter("sender"), _MS, 2, ""),
    ("CPU receiver, ms", attrgetter("receiver"), _MS, 2, ""),
    ("CPU both ends, ms", attrgetter("both"), _MS, 2, ""),
    ("primitives, ms", attrgetter("limit"), _MS, 2, ""),
    ("the rest, ms", attrgetter("rest"), _MS, 2, ""),
    ("R, by CPU", attrgetter("ratio"), 1, 3, "0.60"),
    ("R, were it RSA-2048", attrgetter("ratio_2048"), 1, 3, "0.40"),
    ("C, by clock", attrgetter("ratio_by_clock"), 1, 3, ""),
)


def lines(measured: dict[str, list[Round]], plan: Plan) -> Iterator[str]:
    """Yield the table, one column for each way in."""
    yield (
        f"complete exchanges: RSA-3072, {plan.payload_octets} octets of text, {plan.in_flight} in flight,"
        f" medians of {plan.rounds} rounds of {plan.messages} [least - most]"
    )
    yield ""
    yield _line("", list(measured), "asked")
    for name, figure, factor, digits, asked in _ROWS:
        spreads = [_spread([figure(each) * factor for each in found], digits) for found in measured.values()]
        yield _line(name, spreads, asked)
    for percent in (50, 99):
        yield _line(f"p{percent}, ms", [f"{percentile(found, percent) * _MS:.0f}" for found in measured.values()], "")
    yield ""
    yield "R: CPU of the bare primitives / CPU of both gateways; C: rate / what all cores could do of primitives alone."
    yield "RSA-2048 is computed: our own keys are 3072 bits or more, so its primitives take the place of theirs."


def _line(name: str, cells: Sequence[str], asked: str) -> str:
    return f"{name:{_WIDTH}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells) + f"{asked:>8}"


def _spread(values: list[float], digits: int) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} [{low:.{digits}f} - {high:.{digits}f}]"
