"""Rules that judge wrongly, one at a time, and the tests of a rule as plain calls that must notice.

A mutant is made in the row of the rule itself, so everything that holds that row (a chapter, the book, a test) judges
wrongly at once, and is mended afterwards. The tests of a rule are those with its number in their name, and then those
of the file that mirrors its own; they take no fixtures, so each is a call, and all rules are gone through in seconds.
"""

import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from gateway.domain.effect import Effect
from gateway.policy import Facts, Rule, Verdict
from gateway.policy.book import RULES
from gateway.policy.rule import Verdicts
from tests.kit.policy_cases import EVERY_VERDICT

_TESTS: Final = Path(__file__).parents[1] / "unit" / "gateway" / "policy" / "rules"
_SPOKEN: Final = {verdict.effect: verdict for verdict in EVERY_VERDICT}
Judge = Callable[[Facts], Verdicts]
Call = Callable[[], object]


def mutants(rule: Rule) -> Iterator[tuple[str, Judge]]:
    """Yield every wrong judge of a rule, with what is wrong: one effect is never spoken, or one is always."""
    for effect in rule.effects:
        yield f"never {effect}", _without(rule.judge, effect)
    yield f"always {rule.effects[0]}", _always(rule.judge, _SPOKEN[rule.effects[0]])


def _without(judge: Judge, effect: Effect) -> Judge:
    return lambda facts: tuple(verdict for verdict in judge(facts) if verdict.effect is not effect)


def _always(judge: Judge, verdict: Verdict) -> Judge:
    return lambda facts: judge(facts) or (verdict,)


@contextmanager
def judging(rule: Rule, judge: Judge) -> Iterator[None]:
    """Let the rule judge like that for a while."""
    right = rule.judge
    object.__setattr__(rule, "judge", judge)  # the row is frozen for everybody else
    try:
        yield
    finally:
        object.__setattr__(rule, "judge", right)


def is_noticed(rule: Rule) -> bool:
    """Tell whether a test of the rule fails as the rule is now."""
    return any(map(_fails, checks_of(rule)))


def _fails(call: Call) -> bool:
    try:
        call()
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever a test ends with, it noticed
        return True
    return False


@cache
def checks_of(rule: Rule) -> tuple[Call, ...]:
    """Return the tests that have the rule's number in their name, then the others of the file that mirrors its own."""
    name = f"test_{rule.number.lower()}_"
    named = [each for path in sorted(_TESTS.glob("test_*.py")) for each in _functions(path) if each[0].startswith(name)]
    beside = [each for path in _mirrors(_stem(rule)) for each in _functions(path) if not each[0].startswith(name)]
    return tuple(call for _, function in (*named, *beside) for call in _calls(function))


def _stem(rule: Rule) -> str:
    """Return the name of the file that the rule stands in."""
    return next(
        name.rpartition(".")[2]
        for name, module in sys.modules.items()
        if name.startswith("gateway.policy.rules.") and rule in getattr(module, "RULES", ())
    )


def _mirrors(stem: str) -> Iterator[Path]:
    return (path for path in sorted(_TESTS.glob("test_*.py")) if _longest_stem(path) == stem)


def _longest_stem(path: Path) -> str:
    """Return which chapter a test file mirrors: of `x` and `x_y` the longer name that fits."""
    stems = {rule_file.rpartition(".")[2] for rule_file in sys.modules if rule_file.startswith("gateway.policy.rules.")}
    return max((stem for stem in stems if f"{path.stem}_".startswith(f"test_{stem}_")), key=len, default="")


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"mutated_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _functions(path: Path) -> tuple[tuple[str, Callable[..., object]], ...]:
    return tuple(item for item in inspect.getmembers(_load(path), inspect.isfunction) if item[0].startswith("test_"))


def _calls(function: Callable[..., object]) -> Iterator[Call]:
    """Yield the test once for every set of its parameters; one that needs a fixture as well is no test of a rule."""
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    given = [list(_values(*mark.args[:2])) for mark in marks]
    for chosen in product(*given):
        arguments = {name: value for each in chosen for name, value in each.items()}
        if arguments.keys() == inspect.signature(function).parameters.keys():
            yield _call(function, arguments)


def _call(function: Callable[..., object], arguments: dict[str, Any]) -> Call:  # Any: whatever a test is given
    return lambda: function(**arguments)


def _values(names: Any, sets: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - as pytest has them
    listed = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    for each in sets:
        values = each.values if hasattr(each, "marks") else each if len(listed) > 1 else (each,)
        yield dict(zip(listed, values, strict=True))


def all_mutants() -> list[tuple[Rule, str, Judge]]:
    """Return every mutant of every rule of the book."""
    return [(rule, fault, judge) for rule in RULES for fault, judge in mutants(rule)]
