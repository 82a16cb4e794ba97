"""Every rule is held by its own tests: as it is they pass, and with one effect gone, or one too many, one fails.

How the mutants are made and the tests are called stands in tests/kit/rule_mutants.py; it takes seconds, in one process.
"""

from pathlib import Path
from typing import Final

import pytest

from gateway.policy import Rule
from gateway.policy.book import RULES
from tests.kit.rule_mutants import Judge, all_mutants, checks_of, is_noticed, judging

# Facts about a message cannot show these: the rule itself never speaks, and the house keeps it, as these tests show.
KEPT_BY_THE_HOUSE: Final = {
    "R151": "tests/integration/test_canary.py",
    "R154": "tests/unit/gateway/policy/test_switches.py",
}
MUTANTS: Final = [
    (rule, fault, wrong)
    for rule, fault, wrong in all_mutants()
    if not (fault.startswith("never") and rule.number in KEPT_BY_THE_HOUSE)
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_a_rule_as_it_is_passes_its_own_tests(rule: Rule) -> None:
    assert checks_of(rule), f"{rule.number} has no tests that can be called"
    assert not is_noticed(rule)


@pytest.mark.parametrize(
    ("rule", "fault", "wrong"), MUTANTS, ids=[f"{rule.number} {fault}" for rule, fault, _ in MUTANTS]
)
def test_a_rule_that_judges_wrongly_is_noticed(rule: Rule, fault: str, wrong: Judge) -> None:
    with judging(rule, wrong):
        assert is_noticed(rule), f"no test of {rule.number} ({rule.name}) fails when it says: {fault}"


@pytest.mark.parametrize("number", KEPT_BY_THE_HOUSE)
def test_what_the_house_keeps_really_never_speaks_and_has_tests_elsewhere(number: str) -> None:
    assert (Path(__file__).parents[2] / KEPT_BY_THE_HOUSE[number]).is_file()
    for rule, fault, wrong in all_mutants():
        if rule.number == number and fault.startswith("never"):
            with judging(rule, wrong):
                assert not is_noticed(rule), f"{number} does speak: take it out of this table"
