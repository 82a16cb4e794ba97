"""What a newcomer sees of the day: progress while it runs, then every message with its layers and its verdict."""

import signal
import textwrap
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from adapters.simulator.day_model import Step

_ENDING: Final = frozenset({signal.SIGINT, signal.SIGTERM})
_LAYERS: Final = ("T", "R", "C", "B")
_LEGEND: Final = (
    "T: hun systeem heeft het       R: hun organisatie heeft het",
    "C: zij nemen het over          B: hun antwoord",
    "-: hoort niet bij dit bericht  open: nog niet binnen",
)
_CLOCK: Final = "%H:%M:%S"
_CLOCK_WIDTH: Final = 8
_GAP: Final = "  "
# What one line needs beside its words: the gaps between them, and every layer with its time.
_ROOM: Final = len(_GAP) * 7 + len(_LAYERS) * (2 + _CLOCK_WIDTH)
_INDENT: Final = " " * 12
# Longer lines of running text are hard to read, however wide the screen is.
_TEXT_WIDTH: Final = 100


@dataclass(slots=True)
class Outcome:
    """How a step went: the times of its layers (None while open), the verdict, and whether that is as it should be."""

    step: "Step"
    type: str = ""
    sender: str = ""
    receiver: str = ""
    layers: dict[str, str | None] = field(default_factory=dict)
    verdict: str = ""
    explanations: tuple[str, ...] = ()
    good: bool = False

    @property
    def route(self) -> str:
        """Who sent it to whom, by their short names."""
        return f"{self.sender} -> {self.receiver}" if self.sender else ""

    @property
    def judgement(self) -> str:
        """The verdict, and a mark when it is not as it should be."""
        return self.verdict if self.good else f"{self.verdict}  NIET GOED".strip()


class Screen:
    """Writes plain lines and never cuts one short; on a terminal with colour, and a sign of life while it waits."""

    def __init__(self, console: Console | None = None) -> None:
        """Begin the clock that every line shows."""
        self._console = console or Console(highlight=False)
        self._started = time.monotonic()

    def note(self, text: str) -> None:
        """Say one thing that happened, with how far the day is."""
        self._print(f"{time.monotonic() - self._started:8.1f} s  {text}")

    def busy(self, text: str) -> AbstractContextManager[object]:
        """Show on a terminal that something is going on, until it is done."""
        return self._console.status(text) if self._console.is_terminal else nullcontext()

    def step(self, outcome: Outcome) -> None:
        """Say that a step is done, and where it was refused, why."""
        said = (outcome.step.name, outcome.type, outcome.route, outcome.judgement)
        self.note(_GAP.join(word for word in said if word))
        for explanation in outcome.explanations:
            self.explanation(explanation)

    def text(self, text: str, style: str = "") -> None:
        """Write one line as it is."""
        self._print(text, style)

    def explanation(self, text: str) -> None:
        """Write running text under the line it belongs to."""
        self._print(_indented(text, self._text_width))

    def table(self, outcomes: list[Outcome]) -> None:
        """Show every message with its layers and its verdict, on one line; on two where the screen is too narrow."""
        widths = [max(map(len, words)) for words in zip(*map(_words, outcomes), strict=True)] if outcomes else []
        one_line = not self._console.is_terminal or sum(widths) + _ROOM <= self._console.width
        self._print("\nDe dag in de keten")
        for line in _LEGEND:
            self._print(line)
        self._print("")
        for outcome in outcomes:
            style = "green" if outcome.good else "bold red"
            for line in _on_one_line(outcome, widths) if one_line else _on_two_lines(outcome, widths):
                self._print(line, style)
        self._print("")

    def end(self, *, passed: bool) -> None:
        """Say how the day ended."""
        self.note("elk bericht eindigde zoals het hoort" if passed else "NIET elk bericht eindigde zoals het hoort")

    def stay(self, doors: list[tuple[str, int, str]]) -> None:
        """Show where every back office comes in and with which keys, and wait until somebody ends it."""
        # Kept back first: whoever sees the doors may end it at once.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        self.note("de keten blijft open; Ctrl-C sluit haar. Ieders eigen kantoor komt binnen op:")
        width = max(len(name) for name, _, _ in doors)
        for name, port, keys in doors:
            self._print(f"{_INDENT}{name:{width}}  poort {port}  sleutels {keys}")
        signal.sigwait(_ENDING)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def _print(self, line: str, style: str = "") -> None:
        self._console.print(Text(line, style), soft_wrap=True)

    @property
    def _text_width(self) -> int:
        return min(self._console.width, _TEXT_WIDTH) if self._console.is_terminal else _TEXT_WIDTH


def _words(outcome: Outcome) -> tuple[str, str, str, str]:
    return outcome.step.name, outcome.type, outcome.route, outcome.judgement


def _on_one_line(outcome: Outcome, widths: list[int]) -> list[str]:
    name, kind, route, verdict = _words(outcome)
    words = (f"{name:{widths[0]}}", f"{kind:{widths[1]}}", f"{route:{widths[2]}}", _layers(outcome), verdict)
    return [_GAP.join(words).rstrip()]


def _on_two_lines(outcome: Outcome, widths: list[int]) -> list[str]:
    name, kind, route, verdict = _words(outcome)
    head = _GAP.join((f"{name:{widths[0]}}", f"{kind:{widths[1]}}", route))
    return [head.rstrip(), _GAP.join(("", "", _layers(outcome), verdict)).rstrip()]


def _layers(outcome: Outcome) -> str:
    return _GAP.join(f"{layer} {_time(outcome, layer):{_CLOCK_WIDTH}}" for layer in _LAYERS)


def _time(outcome: Outcome, layer: str) -> str:
    if layer not in outcome.layers:
        return "-"
    at = outcome.layers[layer]
    return datetime.fromisoformat(at).astimezone().strftime(_CLOCK) if at else "open"


def _indented(text: str, width: int) -> str:
    """Return running text under the line it belongs to; words stay whole, whatever their length."""
    return textwrap.fill(
        text,
        width,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
