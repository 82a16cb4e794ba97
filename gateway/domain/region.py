"""What a region has agreed: which rules it switched off, what it set, and on whose word (domain-rules.md 0.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final, cast

Value = int | frozenset[str]
# By the number of a rule, what each of its parameters is.
Parameters = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a region makes of one rule: whether it holds there, and what it set; and who says so, by which source."""

    rule: str
    source: str
    author: str
    on: bool = True
    parameters: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region from one day on, and its `agreements`: the seeds that it signed (S000, S001 ...).

    `defaults` is what the rules themselves declare: the engine fills it in, nobody else does.
    """

    name: str
    valid_from: date
    author: str
    source: str
    agreements: frozenset[str] = frozenset()
    changes: tuple[Change, ...] = ()
    defaults: Parameters = field(default_factory=dict, repr=False, compare=False)

    @property
    def off(self) -> frozenset[str]:
        """The numbers of the rules that do not hold here."""
        return frozenset(change.rule for change in self.changes if not change.on)

    def own_value(self, rule: str, name: str) -> Value | None:
        """Return what the region itself set, if it did."""
        found = (dict(change.parameters).get(name) for change in self.changes if change.rule == rule)
        return next((value for value in found if value is not None), None)

    def value(self, rule: str, name: str) -> Value:
        """Return what a parameter is here: as the region set it, else as the rule declares it."""
        own = self.own_value(rule, name)
        return self.defaults[rule][name] if own is None else own

    def number(self, rule: str, name: str) -> int:
        """Return a parameter that is a number."""
        return cast("int", self.value(rule, name))  # no region gives a parameter another type than its rule did

    def words(self, rule: str, name: str) -> frozenset[str]:
        """Return a parameter that is a set of words or codes."""
        return cast("frozenset[str]", self.value(rule, name))  # likewise

    @property
    def digest(self) -> str:
        """The digest (hex SHA-256) of everything that the region says."""
        head = (self.name, self.valid_from.isoformat(), self.author, self.source, ";".join(sorted(self.agreements)))
        changes = (_line(change) for change in sorted(self.changes, key=lambda change: change.rule))
        return sha256("\n".join(("|".join(head), *changes)).encode()).hexdigest()


def _line(change: Change) -> str:
    values = (f"{name}={written(value)}" for name, value in sorted(change.parameters))
    return "|".join((change.rule, str(change.on), change.source, change.author, *values))


def written(value: Value) -> str:
    """Return a value of a parameter as text."""
    return str(value) if isinstance(value, int) else ";".join(sorted(value))


# Every rule as it stands in the book.
NATIONAL: Final = Region(name="Landelijk", valid_from=date(2026, 1, 1), author="Schakel", source="domain-rules.md 0.2")
