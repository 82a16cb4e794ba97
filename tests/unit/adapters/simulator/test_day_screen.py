"""The screen of the day reads well on a narrow terminal, on a wide one, and in a file; nothing is cut short."""

import re
from contextlib import nullcontext
from io import StringIO

import pytest
from rich.console import Console

from adapters.simulator.day_model import Step
from adapters.simulator.day_screen import Outcome, Screen

DONE = Outcome(
    step=Step(name="terugkoppeling-politie"),
    type="MSG-08",
    sender="veiligthuis",
    receiver="politie",
    layers={"T": "2026-03-02T09:00:01Z", "R": "2026-03-02T09:00:02Z", "B": None},
    verdict="open",
    good=True,
)
REFUSED = Outcome(
    step=Step(name="verboden-overdracht"),
    type="MSG-34",
    sender="veiligthuis",
    receiver="gemeente",
    verdict="geweigerd (H2X, R058, R049)",
    explanations=("Geweigerd door R058. " + "Wat te doen: verwijder de monitorafspraken. " * 5, "Geweigerd door R049."),
    good=True,
)
WRONG = Outcome(step=Step(name="dubbele-melding"), verdict="TWEEDE EFFECT")
LAYERS = re.compile(r"T \d\d:\d\d:01  R \d\d:\d\d:02  C -         B open      open$")


class Shown:
    """A screen, and what stands on it."""

    def __init__(self, width: int, *, terminal: bool) -> None:
        self._file = StringIO()
        self.screen = Screen(Console(file=self._file, width=width, force_terminal=terminal, no_color=True))

    @property
    def lines(self) -> list[str]:
        """The lines as one reads them, without what only colours them."""
        return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in self._file.getvalue().splitlines()]


def rows(shown: Shown) -> list[str]:
    """Return the lines of the table behind its legend."""
    shown.screen.table([DONE, REFUSED, WRONG])
    lines = shown.lines
    return [line for line in lines[lines.index("De dag in de keten") + 5 :] if line]


@pytest.mark.parametrize(("width", "terminal"), [(80, False), (20, False), (160, True)])
def test_a_file_and_a_wide_terminal_get_one_line_for_each_message(width: int, *, terminal: bool) -> None:
    done, refused, wrong = rows(Shown(width, terminal=terminal))
    assert done.startswith("terugkoppeling-politie  MSG-08  veiligthuis -> politie")
    assert LAYERS.search(done)
    assert refused.endswith("geweigerd (H2X, R058, R049)")
    assert wrong.endswith("TWEEDE EFFECT  NIET GOED")
    assert done.index(" T ") == refused.index(" T ") == wrong.index(" T ")


@pytest.mark.parametrize("width", [80, 100, 120])
def test_a_narrow_terminal_gets_two_lines_that_fit(width: int) -> None:
    lines = rows(Shown(width, terminal=True))
    assert len(lines) == 6
    assert lines[0] == "terugkoppeling-politie  MSG-08  veiligthuis -> politie"
    assert LAYERS.search(lines[1])
    assert lines[3].endswith("geweigerd (H2X, R058, R049)")
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_is_cut_short_and_the_legend_names_every_layer(*, terminal: bool) -> None:
    shown = Shown(80, terminal=terminal)
    rows(shown)
    text = "\n".join(shown.lines)
    assert "…" not in text
    assert max(map(len, shown.lines[:6])) <= 80
    for layer in ("T: ", "R: ", "C: ", "B: "):
        assert layer in text


def test_a_day_without_steps_has_an_empty_table() -> None:
    shown = Shown(80, terminal=True)
    shown.screen.table([])
    assert [line for line in shown.lines if "->" in line] == []


@pytest.mark.parametrize(("terminal", "widest"), [(True, 80), (False, 100)])
def test_an_explanation_stands_below_its_step_whole_and_in_short_lines(widest: int, *, terminal: bool) -> None:
    shown = Shown(80, terminal=terminal)
    shown.screen.step(REFUSED)
    step, *explanation = shown.lines
    assert step.endswith("verboden-overdracht  MSG-34  veiligthuis -> gemeente  geweigerd (H2X, R058, R049)")
    assert all(line.startswith(" " * 12) and len(line) <= widest for line in explanation)
    assert " ".join(" ".join(explanation).split()) == " ".join(" ".join(REFUSED.explanations).split())


def test_every_note_says_how_far_the_day_is() -> None:
    shown = Shown(20, terminal=False)
    shown.screen.note("[een] tekst die langer is dan het scherm breed is")
    assert re.fullmatch(r" +\d+\.\d s  \[een\] tekst die langer is dan het scherm breed is", shown.lines[0])


def test_only_a_terminal_shows_that_something_is_going_on() -> None:
    assert isinstance(Shown(80, terminal=False).screen.busy("sleutels"), nullcontext)
    with Shown(80, terminal=True).screen.busy("sleutels"):
        pass


@pytest.mark.parametrize("passed", [True, False])
def test_the_end_says_in_dutch_how_the_day_went(*, passed: bool) -> None:
    shown = Shown(80, terminal=False)
    shown.screen.end(passed=passed)
    assert shown.lines[0].endswith("elk bericht eindigde zoals het hoort")
    assert ("NIET" in shown.lines[0]) is not passed
