"""What a region may change of the rules, and every mistake in what it did (domain-rules.md 0.2, R154)."""

from collections import Counter
from collections.abc import Iterator

from gateway.domain.region import Change, Region, Value
from gateway.policy.rule import Rule


def mistakes_in(region: Region, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Return every mistake in what a region changes, one line each; () when there is none."""
    book = {rule.number: rule for rule in rules}
    found: list[str] = []
    for change in region.changes:
        rule = book.get(change.rule)
        found += [f"{change.rule}: no such rule"] if rule is None else _mistakes(change, rule, region)
    times = Counter(change.rule for change in region.changes)
    return (*found, *(f"{rule}: changed {count} times" for rule, count in times.items() if count > 1))


def _mistakes(change: Change, rule: Rule, region: Region) -> Iterator[str]:
    if not change.on and not rule.switchable:
        yield f"{rule.number}: a rule of standing {rule.standing} cannot be switched off"
    if rule.switchable and rule.seeds and not rule.seeds & region.agreements:
        yield f"{rule.number}: only a region that signed {' or '.join(sorted(rule.seeds))} may change it"
    for name, value in change.parameters:
        yield from _parameter_mistakes(rule, name, value)


def _parameter_mistakes(rule: Rule, name: str, value: Value) -> Iterator[str]:
    declared = rule.parameters.get(name)
    if declared is None:
        yield f"{rule.number}: no such parameter: {name}"
    elif isinstance(declared, int) is not isinstance(value, int):
        yield f"{rule.number}: {name} must be {'a number' if isinstance(declared, int) else 'a list of texts'}"
    elif isinstance(value, int):
        yield from () if value >= 0 else (f"{rule.number}: {name} must not be negative",)
    elif not rule.switchable and isinstance(declared, frozenset) and not declared <= value:
        # What the law leaves to a region can be made stricter, not looser.
        yield f"{rule.number}: a list of standing {rule.standing} can only be added to: {name}"
