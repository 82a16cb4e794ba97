"""What a decision costs: every rule of the book over a handover of 10 KB, with an open and with a hidden reporter.

python -m tests.bench.decision
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import click

from gateway import policy
from gateway.domain.content import Melder
from gateway.policy import Facts
from tests.kit.policy_cases import HIDDEN_CITIZEN, OPEN_REPORTER, handover

_DECISIONS: Final = 200
_WARMING: Final = 20
_HUNDREDTH: Final = 0.99
_ASKED_MS: Final = 5.0
_SENTENCE: Final = "Op dinsdag zag de medewerker dat er in huis spanning was en sprak met beide ouders. "


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of CPU for one decision: the median, and what one in a hundred exceeds."""

    name: str
    median: float
    p99: float


def measure(octets: int) -> list[Measured]:
    """Measure decisions about a text of so many octets; each one is about another value, so nothing is remembered."""
    text = _SENTENCE * (octets // len(_SENTENCE))
    return [_measure(name, _asked(text, reporter)) for name, reporter in _REPORTERS.items()]


_REPORTERS: Final = {"open reporter": OPEN_REPORTER, "hidden reporter": HIDDEN_CITIZEN}


def _asked(text: str, reporter: Melder) -> Facts:
    facts = handover()
    content = facts.content
    if content.melding is None:
        raise AssertionError
    said = replace(content, melding=replace(content.melding, omschrijving=text), melder=reporter)
    return replace(facts, message=replace(facts.message, content=said))


def _measure(name: str, facts: Facts) -> Measured:
    spent = []
    for number in range(_WARMING + _DECISIONS):
        anew = replace(facts, message=replace(facts.message))
        started = time.process_time()
        policy.judge(anew)
        if number >= _WARMING:
            spent.append(1000 * (time.process_time() - started))
    spent.sort()
    return Measured(name, statistics.median(spent), spent[int(_HUNDREDTH * len(spent))])


def report(octets: int, exchange_seconds: float | None = None) -> Iterator[str]:
    """Yield the table; with what a complete exchange costs, the share of it too."""
    yield f"decision by every rule about {octets} octets, {_DECISIONS} times, CPU (asked: p99 at most {_ASKED_MS} ms)"
    for each in measure(octets):
        share = "" if exchange_seconds is None else f"{each.median / (1000 * exchange_seconds):>10.0%} of an exchange"
        yield f"  {each.name:22}{each.median:>8.2f} ms median{each.p99:>10.2f} ms p99{share}"


@click.command()
@click.option("--octets", default=10 * 1024, show_default=True)
def main(octets: int) -> None:
    """Measure decisions alone."""
    for line in report(octets):
        click.echo(line)


if __name__ == "__main__":
    main()
