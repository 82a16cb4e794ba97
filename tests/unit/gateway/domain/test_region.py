from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.region import NATIONAL, Change, Region, Value, written

YEARS = Change(rule="R075", source="S001 3a.7", author="beheer", parameters=(("years", 3),))
OFF = Change(rule="R074a", source="besluit", author="beheer", on=False)
REGION = Region(
    name="Proefstreek",
    valid_from=date(2026, 1, 1),
    author="beheer",
    source="afspraken",
    agreements=frozenset({"S001"}),
    changes=(YEARS, OFF),
    defaults={"R075": {"years": 2}, "R009": {"boilerplate": frozenset({"nvt"})}, "R076": {"months": 6}},
)


def test_a_rule_is_off_only_when_the_region_says_so() -> None:
    assert REGION.off == {"R074a"}
    assert NATIONAL.off == frozenset()


def test_a_parameter_is_what_the_region_set_and_else_what_the_rule_declares() -> None:
    assert REGION.number("R075", "years") == REGION.value("R075", "years") == 3
    assert REGION.number("R076", "months") == 6
    assert REGION.words("R009", "boilerplate") == {"nvt"}


def test_a_region_may_set_a_parameter_to_nothing() -> None:
    nothing = replace(YEARS, parameters=(("years", 0), ("words", frozenset())))
    region = replace(REGION, changes=(nothing,), defaults={"R075": {"years": 2, "words": frozenset({"a"})}})
    assert region.number("R075", "years") == 0
    assert region.words("R075", "words") == frozenset()


def test_what_a_region_did_not_set_is_not_its_own() -> None:
    assert REGION.own_value("R076", "months") is None
    assert REGION.own_value("R075", "years") == 3


def test_the_digest_changes_with_everything_a_region_says_and_with_nothing_else() -> None:
    others = [
        replace(REGION, name="Ander"),
        replace(REGION, valid_from=date(2026, 1, 2)),
        replace(REGION, author="ander"),
        replace(REGION, source="ander"),
        replace(REGION, agreements=frozenset()),
        replace(REGION, changes=(YEARS,)),
        replace(REGION, changes=(YEARS, replace(OFF, on=True))),
        replace(REGION, changes=(YEARS, replace(OFF, source="ander"))),
        replace(REGION, changes=(YEARS, replace(OFF, author="ander"))),
        replace(REGION, changes=(replace(YEARS, parameters=(("years", 4),)), OFF)),
    ]
    assert len({REGION.digest, *(other.digest for other in others)}) == len(others) + 1
    assert replace(REGION, defaults={}).digest == REGION.digest
    assert replace(REGION, changes=(OFF, YEARS)).digest == REGION.digest


@pytest.mark.parametrize(("value", "text"), [(3, "3"), (frozenset({"b", "a"}), "a;b"), (frozenset(), "")])
def test_a_value_is_written_the_same_whatever_its_order(value: Value, text: str) -> None:
    assert written(value) == text
