"""What a newcomer sees of the day: progress while it runs, then one table."""

import signal
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from adapters.simulator.day_model import Step

_LAYERS: Final = ("T", "R", "C", "B")


@dataclass(slots=True)
class Outcome:
    """How a step went: the times of its layers (None while open), the verdict, and whether that is as it should be."""

    step: "Step"
    type: str
    sender: str
    receiver: str
    layers: dict[str, str | None] = field(default_factory=dict)
    verdict: str = ""
    explanation: str = ""
    good: bool = False


class Screen:
    """Writes lines and a table; plain when nobody watches."""

    def __init__(self) -> None:
        """Begin the clock that every line shows."""
        self._console = Console(highlight=False, soft_wrap=False)
        self._started = time.monotonic()

    def note(self, text: str) -> None:
        """Say one thing that happened."""
        self._console.print(f"[dim]{time.monotonic() - self._started:6.1f} s[/dim]  {text}")

    def step(self, outcome: Outcome) -> None:
        """Say that a step is done."""
        self.note(
            f"{outcome.step.name} {outcome.type}: {outcome.sender} -> {outcome.receiver} {outcome.verdict}".rstrip()
        )
        if outcome.explanation:
            self.note(f"  {outcome.explanation}")

    def table(self, outcomes: list[Outcome]) -> None:
        """Show every message with its layers and its verdict."""
        table = Table(title="De dag in de keten")
        for heading in ("bericht", "soort", "van", "naar", *_LAYERS, "oordeel"):
            table.add_column(heading, no_wrap=heading in _LAYERS or heading == "soort")
        for outcome in outcomes:
            mark = "" if outcome.good else "  NIET GOED"
            layers = (_cell(outcome, layer) for layer in _LAYERS)
            table.add_row(
                outcome.step.name, outcome.type, outcome.sender, outcome.receiver, *layers, outcome.verdict + mark
            )
        self._console.print(table)

    def end(self, *, passed: bool) -> None:
        """Say how the day ended."""
        verdict = "every message ended as it should" if passed else "NOT every message ended as it should"
        self.note(verdict)

    def stay(self, addresses: list[str]) -> None:
        """Show where the back office doors are, and wait until somebody ends it."""
        for address in addresses:
            self.note(address)
        self.note("press Ctrl-C to end")
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


def _cell(outcome: Outcome, layer: str) -> str:
    if layer not in outcome.layers:
        return "-"
    at = outcome.layers[layer]
    return datetime.fromisoformat(at).astimezone().strftime("%H:%M:%S") if at else "open"
