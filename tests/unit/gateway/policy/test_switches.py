from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.region import NATIONAL, Change, Region, Value
from gateway.policy import Effect, Rule, Standing, mistakes_in
from gateway.policy.book import RULES


def _rule(number: str, standing: Standing, *sources: str) -> Rule:
    return Rule(
        number=number,
        name="Voorbeeld",
        standing=standing,
        sources=sources,
        effects=(Effect.DENY,),
        judge=lambda _: (),
        parameters={"years": 2, "words": frozenset({"nvt"})},
    )


BOOK = (
    _rule("R001", Standing.LAW, "AVG 5"),
    _rule("R002", Standing.STD, "STUF"),
    _rule("R003", Standing.AGREE, "S001 5.1", "S000 Triage"),
    _rule("R004", Standing.AGREE, "S003"),
    _rule("R005", Standing.DESIGN, "DESIGN"),
    _rule("R006", Standing.GK, "GK"),
)


def _region(*changes: Change, agreements: str = "") -> Region:
    return Region(
        name="Proefstreek",
        valid_from=date(2026, 1, 1),
        author="beheer",
        source="afspraken",
        agreements=frozenset(agreements.split()),
        changes=changes,
    )


def _change(rule: str, **parameters: Value) -> Change:
    return Change(rule=rule, source="besluit", author="beheer", parameters=tuple(parameters.items()))


def _off(rule: str, **parameters: Value) -> Change:
    return replace(_change(rule, **parameters), on=False)


def test_a_region_that_changes_nothing_has_no_mistakes() -> None:
    assert mistakes_in(NATIONAL, BOOK) == ()
    assert mistakes_in(_region(), RULES) == ()


@pytest.mark.parametrize("number", ["R003", "R004", "R005", "R006"])
def test_what_rests_on_agreement_design_or_general_knowledge_can_be_switched_off(number: str) -> None:
    assert mistakes_in(_region(_off(number), agreements="S000"), BOOK) == ()


@pytest.mark.parametrize("number", ["R001", "R002"])
def test_r154_law_and_standards_cannot(number: str) -> None:
    (mistake,) = mistakes_in(_region(_off(number)), BOOK)
    assert mistake.startswith(f"{number}: a rule of standing")


def test_r154_no_region_switches_off_r027() -> None:
    assert mistakes_in(_region(_off("R027")), RULES)


@pytest.mark.parametrize("agreements", ["", "S002", "S003"])
def test_an_agreement_is_changed_only_by_a_region_that_signed_it(agreements: str) -> None:
    for change in (_off("R003"), _change("R003", years=3)):
        assert mistakes_in(_region(change, agreements=agreements), BOOK) == (
            "R003: only a region that signed S000 or S001 may change it",
        )
        assert mistakes_in(_region(change, agreements="S001"), BOOK) == ()


def test_a_rule_that_is_not_there_is_named() -> None:
    assert mistakes_in(_region(_change("R999")), BOOK) == ("R999: no such rule",)


def test_a_rule_changed_twice_is_named() -> None:
    changes = (_change("R005", years=3), _off("R005"))
    assert mistakes_in(_region(*changes), BOOK) == ("R005: changed 2 times",)


@pytest.mark.parametrize(
    ("parameters", "mistake"),
    [
        ({"months": 3}, "R005: no such parameter: months"),
        ({"years": frozenset({"a"})}, "R005: years must be a number"),
        ({"words": 3}, "R005: words must be a list of texts"),
        ({"years": -1}, "R005: years must not be negative"),
    ],
)
def test_a_parameter_is_one_that_the_rule_declares_of_that_type(parameters: dict[str, Value], mistake: str) -> None:
    assert mistakes_in(_region(_change("R005", **parameters)), BOOK) == (mistake,)


def test_every_mistake_is_told_at_once() -> None:
    region = _region(_off("R001", months=1), _change("R999"), _change("R005", words=1))
    assert len(mistakes_in(region, BOOK)) == 4


def test_a_list_that_the_law_leaves_open_can_only_be_added_to() -> None:
    more, less = frozenset({"nvt", "idem"}), frozenset({"idem"})
    assert mistakes_in(_region(_change("R001", words=more, years=0)), BOOK) == ()
    assert mistakes_in(_region(_change("R001", words=less)), BOOK) == (
        "R001: a list of standing LAW can only be added to: words",
    )
    assert mistakes_in(_region(_change("R005", words=less)), BOOK) == ()


def test_the_mistakes_do_not_depend_on_the_order_of_the_book() -> None:
    region = replace(_region(_off("R001")), name="Ander")
    assert mistakes_in(region, BOOK) == mistakes_in(region, BOOK[::-1])


def test_what_the_law_leaves_open_is_open_to_every_region() -> None:
    law = replace(BOOK[0], sources=("AVG 5", "S001 5.1.3"))
    assert mistakes_in(_region(_change("R001", years=3)), (law,)) == ()
