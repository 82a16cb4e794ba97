"""Rules and facts to one decision."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.policy.explain import explain
from gateway.policy.facts import Facts
from gateway.policy.rule import Rule, Ruling, Standing
from gateway.policy.verdicts import Allow, Deny, Effect

# FLAG warns and TIMER counts. Everything else stops the message: the steps that would satisfy it do not exist yet.
_LETS_PASS: Final = frozenset({Effect.ALLOW, Effect.FLAG, Effect.TIMER})
_ORDER: Final = {effect: place for place, effect in enumerate(Effect)}


class Outcome(StrEnum):
    """What a decision comes to."""

    PASSES = "passes"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """Every ruling, what stops the message first, in the order of the rules; `rule_set` names the rules asked."""

    rulings: tuple[Ruling, ...]
    rule_set: str

    @property
    def passes(self) -> bool:
        """Whether something allows the message and nothing stops it."""
        return not self.refusals and any(isinstance(ruling.verdict, Allow) for ruling in self.rulings)

    @property
    def refusals(self) -> tuple[Ruling, ...]:
        """The rulings that stop the message."""
        return tuple(ruling for ruling in self.rulings if ruling.verdict.effect not in _LETS_PASS)

    @property
    def verdict(self) -> Outcome:
        """What it comes to."""
        return Outcome.PASSES if self.passes else Outcome.REFUSED

    @property
    def rules(self) -> tuple[str, ...]:
        """The number of the rule of each ruling that decided: those that stop the message, or else all that spoke."""
        return tuple(ruling.rule.number for ruling in self._deciding)

    @property
    def explanations(self) -> tuple[str, ...]:
        """One Dutch text for each of `rules`; it names elements, never what they hold."""
        return tuple(explain(ruling) for ruling in self._deciding)

    @property
    def _deciding(self) -> tuple[Ruling, ...]:
        return self.refusals or self.rulings


def _nothing(_: Facts) -> tuple[()]:
    return ()


# No is the default: what no rule allows is refused by this.
NO_RULE_ALLOWS: Final = Ruling(
    Rule(
        number="R000",
        name="Geen regel staat dit toe",
        standing=Standing.DESIGN,
        sources=("domain-rules.md 2.8",),
        effects=(Effect.DENY,),
        judge=_nothing,
    ),
    Deny(
        because="geen enkele regel staat dit bericht toe",
        repair="kies een berichtsoort die voor deze afzender en ontvanger is afgesproken",
    ),
)


def decide(rules: tuple[Rule, ...], facts: Facts) -> Decision:
    """Ask every rule. One denial decides; without an allowance, and so with an empty book, the answer is no."""
    rulings = [Ruling(rule, verdict) for rule in rules for verdict in rule.judge(facts)]
    if not any(isinstance(ruling.verdict, Allow | Deny) for ruling in rulings):
        rulings.append(NO_RULE_ALLOWS)
    rulings.sort(key=lambda ruling: _ORDER[ruling.verdict.effect])
    return Decision(tuple(rulings), rule_set_of(rules))


@cache
def rule_set_of(rules: tuple[Rule, ...]) -> str:
    """Return the digest (hex SHA-256) of a rule set: its rules and the rows of the catalogue they judge by (R153)."""
    lines = [*map(_line_of_rule, rules), *map(_line_of_entry, CATALOGUE.values())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _line_of_rule(rule: Rule) -> str:
    return _line(
        (rule.number, rule.name, rule.standing),
        rule.sources,
        rule.effects,
        (str(rule.on_arrival), str(rule.revision)),
    )


def _line_of_entry(entry: CatalogueEntry) -> str:
    return _line(
        (entry.type, str(entry.refers), str(entry.travels)),
        sorted(f"{sender}>{receiver}" for sender, receiver in entry.routes),
        entry.mandatory,
        entry.optional,
        entry.single,
        entry.strippable,
        *entry.one_of,
    )


def _line(*groups: Iterable[str]) -> str:
    return "|".join(";".join(group) for group in groups)
