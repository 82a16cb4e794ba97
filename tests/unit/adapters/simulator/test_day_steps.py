"""What becomes of a step: the words of the gateway as verdicts, and steps that cannot be done."""

from pathlib import Path
from typing import Any

import pytest

from adapters.simulator.back_office import BackOffice
from adapters.simulator.chain import Organisation
from adapters.simulator.day_model import Day, Sent, Step
from adapters.simulator.day_screen import Outcome, Screen
from adapters.simulator.day_steps import do_step, settle
from gateway.domain.identifiers import Oin
from gateway.domain.party import PartyKind

STEP = Step(name="melding", sender="politie", message="melding.json", open_layers=("B",))


class ToldOffice(BackOffice):
    """A back office whose gateway says what a test wrote down, the last thing for ever."""

    def __init__(self, *told: dict[str, Any]) -> None:
        self.told = list(told)

    def follow(self, sender: str, reference: str) -> dict[str, Any]:
        assert (sender, reference) == ("00000099000000003000", "kenmerk")
        return self.told.pop(0) if len(self.told) > 1 else self.told[0]


def organisation(name: str, oin: str, kind: PartyKind) -> Organisation:
    """Return an organisation that listens nowhere."""
    return Organisation(
        name=name, title=name, oin=Oin(oin), kinds=frozenset({kind}), partner_port=1, office_port=2, operations_port=3
    )


def day_of(*told: dict[str, Any]) -> Day:
    """Return a day on which the police sent a report, of which its gateway says this."""
    police = organisation("politie", "00000099000000003000", PartyKind.POLITIE)
    other = organisation("veiligthuis", "00000099000000001000", PartyKind.VT)
    day = Day(folder=Path("dag"), organisations=(police, other), screen=Screen())
    day.offices["politie"] = ToldOffice(*told)
    day.sent["melding"] = Sent(STEP, police, other, "kenmerk")
    return day


def followed(verdict: str, state: str = "delivered", **layers: str | None) -> dict[str, Any]:
    """Return what a gateway says of a message."""
    listed = [{"layer": layer, "completedAt": at} for layer, at in layers.items()]
    return {"verdict": verdict, "state": state, "layers": listed}


@pytest.mark.parametrize(
    ("told", "verdict", "good"),
    [
        (followed("complete", T="nu", R="nu"), "voltooid", True),
        (followed("open", T="nu", R="nu", B=None), "open", True),
        (followed("refused", "refused", T="nu"), "geweigerd door de ontvanger", False),
        (followed("refused", "expired", T="nu"), "geweigerd door de ontvanger", False),
    ],
    ids=["complete", "open", "refused", "expired"],
)
def test_what_the_gateway_says_becomes_the_verdict(told: dict[str, Any], verdict: str, *, good: bool) -> None:
    outcome = Outcome(step=STEP, good=True)
    settle(outcome, day_of(told))
    assert (outcome.verdict, outcome.good) == (verdict, good)


def test_it_waits_for_every_layer_but_those_the_step_leaves_open() -> None:
    outcome = Outcome(step=STEP, good=True)
    early, late = followed("open", T="nu", R=None, B=None), followed("open", T="nu", R="nu", B=None)
    settle(outcome, day_of(early, late))
    assert outcome.layers == {"T": "nu", "R": "nu", "B": None}


def test_a_step_that_went_wrong_or_sent_nothing_is_not_waited_for() -> None:
    wrong = Outcome(step=STEP, verdict="niet op tijd aangekomen")
    settle(wrong, day_of())
    assert wrong.verdict == "niet op tijd aangekomen"
    nothing = Outcome(step=Step(name="anders"), good=True)
    settle(nothing, day_of())
    assert (nothing.verdict, nothing.layers) == ("", {})


def test_what_was_never_sent_cannot_be_repeated() -> None:
    outcome = Outcome(step=Step(name="dubbel", repeats="terugkoppeling"))
    do_step(outcome, day_of(), Path("dag"))
    assert (outcome.verdict, outcome.good) == ("overgeslagen: terugkoppeling is niet verzonden", False)
