"""docs/open-questions.md: what a lawyer still has to say, what holds each doubt meanwhile, and with which default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gateway.domain.region import Value
from gateway.policy import Rule
from gateway.policy.book import RULES
from tests.architecture.questions import QUESTIONS, Question
from tests.architecture.rule_book_page import RULE_BOOK

OPEN_QUESTIONS: Final = Path("docs/open-questions.md")
_HEAD: Final = f"""\
# Open questions

Written by `make docs` from `tests/architecture/questions.py` and the [rule book]({RULE_BOOK.name}). These are the
doubts of chapter 7 of the domain rules: nobody guessed an answer in the code. Each is held by a rule, a parameter of
one or a table, with a default that holds until somebody who may decides. What a region may change, it changes in its
region file; what it may not, waits for a release of ours.

| id | doubt | held by | default | a region may change it |
|---|---|---|---|---|
"""


def questions_page() -> bytes:
    """Return the page."""
    book = {rule.number: rule for rule in RULES}
    lines = "\n".join(_line(question, book) for question in QUESTIONS)
    return f"{_HEAD}{lines}\n".encode()


def _line(question: Question, book: Mapping[str, Rule]) -> str:
    held = ", ".join(_holder(holder, book) for holder in question.held_by)
    who = "; ".join(_switch(holder, book) for holder in question.held_by if holder in book)
    return f"| {question.number} | {question.doubt} | {held} | {question.default} | {who or 'no'} |"


def _holder(holder: str, book: Mapping[str, Rule]) -> str:
    rule = book.get(holder.partition(" ")[0])
    if rule is None:
        return f"`{holder}`"
    values = "; ".join(f"`{name}` = {_value(value)}" for name, value in sorted(rule.parameters.items()))
    return f"{holder} ({values})" if values else holder


def _value(value: Value) -> str:
    """Return a number as it is, and of a list how long it is: the rule book has the words."""
    return str(value) if isinstance(value, int) else f"a list of {len(value)}"


def _switch(holder: str, book: Mapping[str, Rule]) -> str:
    rule = book[holder]
    if not rule.switchable:
        return f"{holder}: {'its parameters' if rule.parameters else 'no'}"
    return f"{holder}: {'yes' if not rule.seeds else 'one that signed ' + ' or '.join(sorted(rule.seeds))}"
