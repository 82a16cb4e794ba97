"""The converter beside its limit: lxml parsing plus validation by the official schema of the same octets.

python -m tests.bench.converter
"""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from lxml import etree

from adapters.schemas import SchemaBook
from gateway.formats.interpreter import STUF_SERVICE
from gateway.formats.stuf_jz import parse, render
from tests.bench.documents import large, small

OFFICIAL: Final = (
    Path(__file__).resolve().parents[3]
    / "shared/standards/stuf-jeugdzorg-1.0.9/resolved/vt/jz0100_msg_vtberichten_resolved2025.xsd"
)
ROOT: Final = "vtMeldingDi01"
_LIMIT: Final = "limit"
_SECONDS: Final = 0.15
_ASKED: Final = "0.50"
# Name, work by its name: what is measured of one document.
Works = Mapping[str, Callable[[], object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """CPU seconds for one document, work by work, in each round."""

    octets: int
    rounds: Sequence[Mapping[str, float]]


def measure(rounds: int) -> list[Measured]:
    """Measure a small and a large report, in turn with the limit, so that other load burdens all alike."""
    schema, book = etree.XMLSchema(file=OFFICIAL), SchemaBook.ours()
    return [
        Measured(octets=len(octets), rounds=[_measure_once(works) for _ in range(rounds)])
        for octets, works in ((octets, _works(octets, schema, book)) for octets in (small(), large()))
    ]


def _works(octets: bytes, schema: etree.XMLSchema, book: SchemaBook) -> Works:
    message = parse(ROOT, octets)
    if book.validate(STUF_SERVICE, ROOT, octets) or not schema.validate(etree.fromstring(octets)):
        raise AssertionError(ROOT)
    return {
        _LIMIT: lambda: schema.validate(etree.fromstring(octets)),
        "parse": lambda: parse(ROOT, octets),
        "validate": lambda: book.validate(STUF_SERVICE, ROOT, octets),
        "render": lambda: render(message),
    }


def _measure_once(works: Works) -> Mapping[str, float]:
    return {name: _cpu_seconds(work) for name, work in works.items()}


def _cpu_seconds(once: Callable[[], object]) -> float:
    """Return what one run costs in CPU, over as many as fit into a moment."""
    count, started = 0, time.process_time()
    while (spent := time.process_time() - started) < _SECONDS:
        once()
        count += 1
    return spent / count


def lines(measured: Sequence[Measured], asked: str = _ASKED) -> Iterator[str]:
    """Yield the table: documents a second of CPU, and that in those of the limit."""
    for each in measured:
        yield f"vtMeldingDi01 of {each.octets} octets, medians of {len(each.rounds)} rounds [least - most]"
        yield f"{'':24}{'documents/s':>28}{'ratio to the limit':>24}{'asked':>8}"
        for name in each.rounds[0]:
            rates = [1 / costs[name] for costs in each.rounds]
            ratios = [costs[_LIMIT] / costs[name] for costs in each.rounds]
            shown = ("", "") if name == _LIMIT else (_spread(ratios, 2), asked)
            yield f"{name:24}{_spread(rates, 1):>28}{shown[0]:>24}{shown[1]:>8}"
        yield ""
    yield "limit: lxml parses the same octets and the official schema validates them."


def _spread(values: Sequence[float], digits: int) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} [{low:.{digits}f} - {high:.{digits}f}]"


def report(rounds: int) -> Iterator[str]:
    """Yield the table, or why there is none: the official schemas are not part of the project."""
    if OFFICIAL.exists():
        yield from lines(measure(rounds))
    else:
        yield "the converter was not measured: the official schemas are not here"


@click.command()
@click.option("--rounds", default=7, show_default=True)
def main(rounds: int) -> None:
    """Measure the converter alone."""
    for line in report(rounds):
        click.echo(line)


if __name__ == "__main__":
    main()
