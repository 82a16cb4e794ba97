"""docs/rules-coverage.md: for every rule its tests and the seed statements it serves; and annex B, row by row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gateway.policy.book import RULES
from tests.architecture.chapters import NUMBERS
from tests.architecture.rule_tests import rules_named
from tests.architecture.seeds import STATEMENTS, Statement

COVERAGE: Final = Path("docs/rules-coverage.md")
_HEAD: Final = """\
# Rules and their tests

Written by `make docs` from the rule book, the tests and the table of seed statements (`tests/architecture/seeds.py`).
A test counts for a rule when it names its number. That every rule is really held by its own tests,
`tests/property/test_rule_mutations.py` shows: it takes away, or adds, one effect of one rule at a time.

## Every rule

| rule | name | seed statements | tests |
|---|---|---|---|
"""
_SEEDS: Final = """
## Every statement of the seeds

Annex B of the domain rules. What no rule judges is kept by the catalogue of messages or by the terms named last.

| seed, section | statement | rules | besides |
|---|---|---|---|
"""


def coverage_page() -> bytes:
    """Return the page."""
    names = {rule.number: rule.name for rule in RULES}
    rules = "\n".join(_rule_line(number, names.get(number, "(ontbreekt)")) for number in NUMBERS)
    seeds = "\n".join(map(_seed_line, STATEMENTS))
    return f"{_HEAD}{rules}\n{_SEEDS}{seeds}\n".encode()


def _rule_line(number: str, name: str) -> str:
    served = ", ".join(statement.place for statement in STATEMENTS if number in statement.rules)
    tests = "<br>".join(_test_cells(rules_named()[number]))
    return f"| {number} | {name} | {served} | {tests} |"


def _test_cells(tests: tuple[str, ...]) -> Iterator[str]:
    """Yield one cell for each file: its tests without what they all begin with."""
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    for file in files:
        names = [test.partition("::")[2].removeprefix("test_") for test in tests if test.startswith(f"{file}::")]
        yield f"`{Path(file).name}`: " + ", ".join(f"`{name}`" for name in names)


def _seed_line(statement: Statement) -> str:
    return f"| {statement.place} | {statement.says} | {', '.join(statement.rules)} | {statement.besides} |"
