"""The steps of a day are read whole, or refused with what a step is made of."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.simulator.chain import Organisation
from adapters.simulator.day_model import Day, Step, read_steps
from adapters.simulator.day_screen import Screen
from gateway.domain.identifiers import Oin
from gateway.domain.party import PartyKind
from gateway.errors import ConfigError

FIRST = {"naam": "een", "van": "politie", "bericht": "01.json"}


def day() -> Day:
    """Return a day of one organisation on which nothing runs."""
    police = Organisation(
        name="politie",
        title="Politie Eenheid Voorbeeld",
        oin=Oin("00000099000000003000"),
        kinds=frozenset({PartyKind.POLITIE}),
        partner_port=1,
        office_port=2,
        operations_port=3,
    )
    return Day(folder=Path("dag"), organisations=(police,), screen=Screen())


def test_steps_are_read_in_order_with_everything_they_say() -> None:
    more = {"zonder": "gemeente", "verwacht": "geweigerd", "nog_open": ["C", "B"]}
    steps = read_steps({"stap": [FIRST, FIRST | more | {"naam": "twee"}, {"naam": "drie", "herhaal": "een"}]})
    assert steps == (
        Step(name="een", sender="politie", message="01.json"),
        Step(
            name="twee",
            sender="politie",
            message="01.json",
            without="gemeente",
            refused=True,
            open_layers=("C", "B"),
        ),
        Step(name="drie", repeats="een"),
    )


def test_a_day_without_steps_has_none() -> None:
    assert read_steps({}) == ()


@pytest.mark.parametrize(
    "step",
    [
        {},
        {"naam": "een"},
        {"naam": "een", "van": "politie"},
        {"van": "politie", "bericht": "01.json"},
        FIRST | {"verwacht": "aangenomen"},
        FIRST | {"wacht": "lang"},
        FIRST | {"herhaal": "een"},
        {"naam": "een", "herhaal": "een"},
    ],
    ids=str,
)
def test_a_step_that_makes_no_sense_is_refused_by_its_name(step: Mapping[str, Any]) -> None:
    with pytest.raises(ConfigError, match=f"^step {step.get('naam', '')}: "):
        read_steps({"stap": [step]})


def test_a_repetition_names_an_earlier_step() -> None:
    with pytest.raises(ConfigError, match="herhaal must name an earlier step"):
        read_steps({"stap": [{"naam": "drie", "herhaal": "een"}, FIRST]})


def test_organisations_are_found_by_name_and_by_number() -> None:
    (police,) = day().organisations
    assert day().find("politie") == police
    assert day().find_oin("00000099000000003000") == police
    assert day().find_oin(None) is None
    with pytest.raises(ConfigError, match=re.escape("there is no [[partij]] with the naam gemeente")):
        day().find("gemeente")


def test_a_day_on_which_nothing_runs_closes() -> None:
    day().close()
