"""The rule book is whole: every number of the catalogue, every statement of the seeds, every open doubt."""

import re
from collections import Counter
from typing import Final

import pytest

from gateway.policy import Rule
from gateway.policy.book import RULES
from tests.architecture.chapters import HOUSE, NUMBERS
from tests.architecture.house import ROOT
from tests.architecture.questions import QUESTIONS, Question
from tests.architecture.rule_tests import rules_named
from tests.architecture.seeds import STATEMENTS, Statement

BOOK: Final = {rule.number: rule for rule in RULES}
SEEDS: Final = {"S000", "S001", "S002", "S003", "S004"}
# domain-rules.md 0.2: by its first word a source is known, and with it who may switch the rule and what weighs more.
_SEED_BEHIND: Final = re.compile(r"(?<!^)\bS00[0-4]\b")


def test_every_rule_of_the_catalogue_is_in_the_book_once() -> None:
    twice = [number for number, count in Counter(rule.number for rule in RULES).items() if count > 1]
    assert not twice, f"more than once: {twice}"
    assert len(NUMBERS) == 165
    assert not set(NUMBERS) - set(BOOK), f"missing: {sorted(set(NUMBERS) - set(BOOK))}"
    assert set(BOOK) - set(NUMBERS) == set(HOUSE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_a_rule_says_what_it_rests_on_and_gives_an_example_of_each(rule: Rule) -> None:
    assert rule.name[0].isupper()
    assert rule.sources
    assert not any(map(_SEED_BEHIND.search, rule.sources)), f"one source in each text, its tag first: {rule.sources}"
    assert rule.effects
    for example in (rule.examples.passes, rule.examples.refuses):
        assert example, f"{rule.number} lacks an example"
        assert not example.endswith("."), f"{rule.number}: an example has no full stop"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_rule_is_named_by_tests(number: str) -> None:
    assert rules_named()[number], (
        f"{number} needs its Pass and its Refuse example as tests, named test_{number.lower()}_"
    )


def test_the_statements_are_of_every_seed() -> None:
    assert {statement.seed for statement in STATEMENTS} == SEEDS


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.place)
def test_a_statement_of_a_seed_is_served_by_tested_rules(statement: Statement) -> None:
    assert statement.rules or statement.besides
    for number in statement.rules:
        assert number in BOOK, f"{statement.place} names {number}"
        assert rules_named()[number], f"{statement.place}: {number} has no tests"


def test_every_doubt_is_held() -> None:
    assert [question.number for question in QUESTIONS] == [f"Q{number:02}" for number in range(1, 35)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.number)
def test_what_holds_a_doubt_exists(question: Question) -> None:
    assert question.held_by
    for holder in question.held_by:
        if re.match(r"R\d{3}", holder):
            number, _, parameter = holder.partition(" ")
            assert number in BOOK
            assert not parameter or parameter in BOOK[number].parameters, f"{number} has no parameter {parameter}"
        else:
            assert (ROOT / holder).exists(), holder
