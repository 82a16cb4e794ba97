import re

import pytest

from gateway.policy import Effect, Rule, Standing
from gateway.policy.book import RULES, RULES_ON_ARRIVAL

# Chapter 3, "Direction": on the receiving side only these run.
ON_ARRIVAL = {"R001", "R002", "R016", "R020", "R027", "R028", "R029", "R029a", "R080", "R099"} | {
    *(f"R{number:03}" for number in range(90, 94)),
    *(f"R{number}" for number in range(131, 154)),
}

# Typed over from chapter 3; H2M and H2X are the element lists of chapter 2.
STANDINGS = {
    "LAW": "R002 R004 R015 R018 R020 R024 R027 R028 R035 R078 R085",
    "AGREE": "R030 R031 R036 R038 R041 R042 R043 R044 R045 R046 R047 R048 R049 R053 R054 R058 R061",
    "STD": "H2M H2X R016 R029a R040 R072 R073 R134 R142 R143 R144",
    "DESIGN": "R010 R023 R040a R062 R063 R133",
    "GK": "R025",
}


def test_every_rule_has_a_number_of_its_own() -> None:
    numbers = [rule.number for rule in RULES]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"R\d{3}[a-z]?|H2[MX]", number) for number in numbers)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_every_rule_names_what_it_rests_on_and_what_it_can_say(rule: Rule) -> None:
    assert rule.name
    assert rule.sources
    assert all(rule.sources)
    assert rule.effects


def test_only_one_rule_allows_and_it_is_law() -> None:
    allowing = [rule for rule in RULES if Effect.ALLOW in rule.effects]
    assert [(rule.number, rule.standing) for rule in allowing] == [("R002", Standing.LAW)]


def test_on_arrival_only_the_rules_for_the_receiving_side_run() -> None:
    assert {rule.number for rule in RULES_ON_ARRIVAL} <= ON_ARRIVAL
    assert {rule.number for rule in RULES} & ON_ARRIVAL - {"R143"} == {rule.number for rule in RULES_ON_ARRIVAL}


def test_every_rule_has_the_standing_that_chapter_3_gives_it() -> None:
    assert {rule.number: str(rule.standing) for rule in RULES} == {
        number: standing for standing, numbers in STANDINGS.items() for number in numbers.split()
    }
