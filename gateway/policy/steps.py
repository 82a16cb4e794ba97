"""What a rule asks of a person, when that has been done, and how long it may take (domain-rules.md 0.3, D053, D054)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.message import Direction, Urgency
from gateway.domain.parking import StepTaken, StepWanted
from gateway.domain.region import Region
from gateway.domain.workdays import end_of_workdays
from gateway.policy.facts import Facts
from gateway.policy.rule import Ruling
from gateway.policy.verdicts import Copy, Hold, Justify, Route, Second, Verdict
from gateway.policy.wording import fold

# Effects that wait for a person; the others let pass or refuse.
PENDING: Final = frozenset({Effect.ROUTE, Effect.HOLD, Effect.STRIP, Effect.SECOND, Effect.JUSTIFY, Effect.COPY})
# What people write to have written something (R009); the rule that has them as a parameter is R009 too.
BOILERPLATE_RULE: Final = "R009"
BOILERPLATE_NAME: Final = "boilerplate"
BOILERPLATE: Final = frozenset(
    {
        *("ter informatie", "informatie", "ter kennisname", "volledigheid", "voor de volledigheid"),
        *("volledigheidshalve", "n.v.t.", "nvt", "niet van toepassing", "geen", "onbekend", "idem"),
        *("zie boven", "zie bijlage", "zie dossier", "noodzakelijk", "is nodig", "nodig"),
        *("relevant", "van belang", "standaard", "gebruikelijk", "akkoord", "ok"),
    }
)
# Fewer different words than this are no reason, however long they are.
_FEWEST_WORDS: Final = 3
# D053 names these; a rule that it does not name gets what most of them get. D054 is about approval.
_WORKDAYS: Final = {"R043": 2, "R029": 1, "R065": 1, "R086": 2, "R146": 1}
_ELSE_WORKDAYS: Final = 2
_HOURS: Final = {"R082": timedelta(hours=4)}
_SECOND_WORKDAYS: Final = 1
_SECOND_URGENT: Final = timedelta(hours=2)


def is_taken(ruling: Ruling, facts: Facts) -> bool:
    """Tell whether the steps that were taken give this rule what it asks."""
    return any(
        step.rule == ruling.rule.number
        and step.effect is ruling.verdict.effect
        and set(ruling.verdict.elements) <= set(step.elements)
        and _does(step, ruling.verdict, facts)
        for step in counting(facts.steps)
    )


def counting(steps: Sequence[StepTaken]) -> tuple[StepTaken, ...]:
    """Return the steps that still count: after a removal, what an earlier one said of an item may be of its neighbour.

    So a step about an item of a list must be taken again when something was removed after it.
    """
    last = max((place for place, step in enumerate(steps) if step.effect is Effect.STRIP), default=-1)
    return tuple(step for place, step in enumerate(steps) if place > last or "[" not in "".join(step.elements))


def _does(step: StepTaken, verdict: Verdict, facts: Facts) -> bool:
    match verdict:
        case Justify():
            return is_reasoned(step.justification, verdict.minimum_characters, facts.region)
        case Second():
            return step.by.role in verdict.roles and _is_another(step, facts)
        case Hold():
            return step.by.role is verdict.owner and (not verdict.another or _is_another(step, facts))
        case Copy():
            return _is_there(step, verdict, facts)
        case Route():
            return _goes_there(step, verdict, facts)
        case _:
            # STRIP is done when the elements are gone; as long as the rule sees them, no step makes up for it.
            return False


def is_reasoned(text: str, minimum_characters: int, region: Region) -> bool:
    """Tell whether a justification says something: long enough without the phrases that say nothing (R009)."""
    words = without_boilerplate(text, region).split()
    return len(" ".join(words)) >= minimum_characters and len(set(words)) >= _FEWEST_WORDS


def without_boilerplate(text: str, region: Region) -> str:
    """Return the words of a text that are no part of a phrase that says nothing (R009)."""
    own = region.own_value(BOILERPLATE_RULE, BOILERPLATE_NAME)
    phrases = own if isinstance(own, frozenset) else BOILERPLATE
    said = fold(text)
    for phrase in sorted(map(fold, phrases), key=len, reverse=True):
        while phrase in said:
            said = said.replace(phrase, " ")
    return said


def _is_another(step: StepTaken, facts: Facts) -> bool:
    return facts.author is not None and step.by.id != facts.author.id


def _is_there(step: StepTaken, verdict: Copy, facts: Facts) -> bool:
    """The copy was accepted for delivery: what waits for a person itself may never leave."""
    ours = facts.history.messages(verdict.type, direction=Direction.OUT)
    return any(each.reference == step.reference and verdict.to in each.other_kinds for each in ours)


def _goes_there(step: StepTaken, verdict: Route, facts: Facts) -> bool:
    """The message goes to the receiver that was chosen, and that is one the rule meant."""
    chosen = facts.receiver
    return chosen is not None and step.receiver == facts.header.receiver == chosen.oin and verdict.to in chosen.kinds


def wanted_by(ruling: Ruling, facts: Facts) -> StepWanted:
    """Return the step that would satisfy the rule, counted from now."""
    verdict = ruling.verdict
    return StepWanted(
        rule=ruling.rule.number,
        effect=verdict.effect,
        because=verdict.because,
        repair=verdict.repair,
        elements=verdict.elements,
        roles=_roles(verdict),
        minimum_characters=verdict.minimum_characters if isinstance(verdict, Justify) else 0,
        expires_at=_expiry(ruling, facts),
    )


def _roles(verdict: Verdict) -> frozenset[StaffRole]:
    if isinstance(verdict, Second):
        return verdict.roles
    return frozenset({verdict.owner}) if isinstance(verdict, Hold) else frozenset()


def _expiry(ruling: Ruling, facts: Facts) -> datetime:
    number, at = ruling.rule.number, facts.at
    if ruling.verdict.effect is Effect.SECOND:
        urgent = facts.header.urgency is Urgency.SPOED
        return at + _SECOND_URGENT if urgent else end_of_workdays(at, _SECOND_WORKDAYS)
    if number in _HOURS:
        return at + _HOURS[number]
    return end_of_workdays(at, _WORKDAYS.get(number, _ELSE_WORKDAYS))


def keep_terms(earlier: Sequence[StepWanted], now: Sequence[StepWanted]) -> tuple[StepWanted, ...]:
    """Return what is wanted now, each with the term it had when it was first wanted: judging anew restarts nothing.

    Source: domain-rules.md 4.3.
    """
    first: dict[tuple[str, Effect], datetime] = {}
    for step in earlier:
        key = step.rule, step.effect
        first[key] = min(first.get(key, step.expires_at), step.expires_at)
    return tuple(
        replace(step, expires_at=min(step.expires_at, first.get((step.rule, step.effect), step.expires_at)))
        for step in now
    )
