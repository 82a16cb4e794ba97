"""Rules and facts to one decision."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.parking import StepWanted
from gateway.domain.region import Parameters, written
from gateway.policy.explain import explain
from gateway.policy.facts import Facts
from gateway.policy.rule import Rule, Ruling, Standing
from gateway.policy.steps import PENDING, is_taken, wanted_by
from gateway.policy.verdicts import Allow, Deny

_ORDER: Final = {effect: place for place, effect in enumerate(Effect)}


class Outcome(StrEnum):
    """What a decision comes to."""

    PASSES = "passes"
    WAITS = "waits"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Clash:
    """An allowance that counts for nothing, because another rule denies (0.2, R154)."""

    winner: Rule
    loser: Rule


@dataclass(frozen=True, slots=True)
class Decision:
    """Every ruling, what stops the message first, in the order of the effects; `rule_set` names the rules asked.

    `waiting` are the rulings that ask for a step which nobody has taken, each with that step.
    """

    rulings: tuple[Ruling, ...]
    rule_set: str
    waiting: tuple[tuple[Ruling, StepWanted], ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What it comes to: one denial refuses, and so does it when nothing allows; then steps are waited for."""
        effects = {ruling.verdict.effect for ruling in self.rulings}
        if Effect.DENY in effects or Effect.ALLOW not in effects:
            return Outcome.REFUSED
        return Outcome.WAITS if self.waiting else Outcome.PASSES

    @property
    def passes(self) -> bool:
        """Whether something allows the message and nothing stops it."""
        return self.outcome is Outcome.PASSES

    @property
    def wanted(self) -> tuple[StepWanted, ...]:
        """The steps that would let the message pass; none for one that is refused whatever anybody does."""
        return tuple(step for _, step in self.waiting) if self.outcome is Outcome.WAITS else ()

    @property
    def refusals(self) -> tuple[Ruling, ...]:
        """The rulings that stop the message: denials, and what waits for a step."""
        denials = (ruling for ruling in self.rulings if ruling.verdict.effect is Effect.DENY)
        return (*denials, *(ruling for ruling, _ in self.waiting))

    @property
    def rules(self) -> tuple[str, ...]:
        """The number of the rule of each ruling that decided: those that stop the message, or else all that spoke."""
        return tuple(ruling.rule.number for ruling, _ in self._deciding)

    @property
    def explanations(self) -> tuple[str, ...]:
        """One Dutch text for each of `rules`; it names elements, never what they hold."""
        return tuple(explain(ruling, step) for ruling, step in self._deciding)

    @property
    def fault(self) -> FaultCode:
        """What a partner is told whose message is refused: of several faults the one that StUF numbers first."""
        return min(ruling.rule.fault or FaultCode.PROCESS_FAULT for ruling in self.refusals)

    @property
    def places(self) -> tuple[str, ...]:
        """What stopped the message, for the partner who sent it: number and name of each rule, and the elements."""
        return tuple(dict.fromkeys(map(_place_of, self.refusals)))

    @property
    def _deciding(self) -> tuple[tuple[Ruling, StepWanted | None], ...]:
        if self.outcome is Outcome.WAITS:
            return self.waiting
        return tuple((ruling, None) for ruling in self.refusals or self.rulings)


def _place_of(ruling: Ruling) -> str:
    place = f"{ruling.rule.number} ({ruling.rule.name})"
    return f"{place}: {', '.join(ruling.verdict.elements)}" if ruling.verdict.elements else place


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
        fault=FaultCode.NOT_AUTHORISED,
    ),
    Deny(
        because="geen enkele regel staat dit bericht toe",
        repair="kies een berichtsoort die voor deze afzender en ontvanger is afgesproken",
    ),
)


def decide(rules: tuple[Rule, ...], facts: Facts) -> Decision:
    """Ask every rule. One denial decides; without an allowance, and so with an empty book, the answer is no."""
    rulings = _ask(rules, facts)
    if not any(isinstance(ruling.verdict, Allow | Deny) for ruling in rulings):
        rulings.append(NO_RULE_ALLOWS)
    return _decision(rulings, rules, facts)


def inspect(rules: tuple[Rule, ...], facts: Facts) -> Decision:
    """Ask every rule about a message that goes nowhere: what no rule stops is sound, whoever may send it."""
    return _decision(_ask(rules, facts), rules, facts)


def bind(rules: tuple[Rule, ...], facts: Facts) -> Facts:
    """Return the facts with the parameters that these rules declare, for where the region set none."""
    return replace(facts, region=replace(facts.region, defaults=_declared(rules)))


def _ask(rules: tuple[Rule, ...], facts: Facts) -> list[Ruling]:
    """Ask the rules that the region has, with the parameters that it set."""
    off, asked = facts.region.off, bind(rules, facts)
    return [
        Ruling(rule, verdict)
        for rule in rules
        if rule.number not in off or not rule.switchable
        for verdict in rule.judge(asked)
    ]


def _decision(spoken: list[Ruling], rules: tuple[Rule, ...], facts: Facts) -> Decision:
    rulings = tuple(sorted(spoken, key=lambda ruling: _ORDER[ruling.verdict.effect]))
    pending = (ruling for ruling in rulings if ruling.verdict.effect in PENDING and not is_taken(ruling, facts))
    waiting = tuple((ruling, wanted_by(ruling, facts)) for ruling in pending)
    return Decision(rulings, rule_set_of(rules), waiting, _clashes(rulings, facts))


def _clashes(rulings: tuple[Ruling, ...], facts: Facts) -> tuple[Clash, ...]:
    """Name every allowance by agreement or design against which a denial speaks, with the heaviest source that denies.

    The denial wins whatever it rests on. That the law allows something is no clash: it obliges nobody to send it.
    """
    denying = [ruling.rule for ruling in rulings if isinstance(ruling.verdict, Deny)]
    allowing = [ruling.rule for ruling in rulings if isinstance(ruling.verdict, Allow) and ruling.rule.switchable]
    if not denying or not allowing:
        return ()
    winner = min(denying, key=lambda rule: rule.rank(facts.region))
    return tuple(Clash(winner, rule) for rule in allowing)


@cache
def _declared(rules: tuple[Rule, ...]) -> Parameters:
    """Return what the rules themselves say their parameters are."""
    return {rule.number: rule.parameters for rule in rules}


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
        (str(rule.on_arrival), str(rule.revision), rule.fault or "", str(rule.alone)),
        (f"{name}={written(value)}" for name, value in sorted(rule.parameters.items())),
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
