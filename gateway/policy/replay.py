"""What a change of the rules would have changed, shown before it is taken."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.region import Region
from gateway.policy.engine import Decision, Outcome
from gateway.policy.facts import Facts
from gateway.policy.gate import judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One message on which another decision would have been taken: the rules that stop speaking, and that begin to."""

    reference: ReferenceNumber
    before: Outcome
    after: Outcome
    gone: tuple[str, ...]
    come: tuple[str, ...]


def replay(asked: Iterable[Facts], now: Region, proposed: Region) -> tuple[Changed, ...]:
    """Judge earlier questions by the region as it is and as it would be; return those whose decision differs.

    As if what is proposed held then already: the day from which it will hold says nothing of those messages (R153).
    """
    then = replace(proposed, valid_from=date.min)
    pairs = ((facts, judge(replace(facts, region=now)), judge(replace(facts, region=then))) for facts in asked)
    return tuple(_changed(facts, before, after) for facts, before, after in pairs if _said(before) != _said(after))


def _said(decision: Decision) -> tuple[Outcome, tuple[tuple[str, str], ...]]:
    spoken = ((ruling.rule.number, str(ruling.verdict.effect)) for ruling in decision.rulings)
    return decision.outcome, tuple(sorted(spoken))


def _changed(facts: Facts, before: Decision, after: Decision) -> Changed:
    return Changed(
        reference=facts.header.reference,
        before=before.outcome,
        after=after.outcome,
        gone=_only_in(before, after),
        come=_only_in(after, before),
    )


def _only_in(decision: Decision, other: Decision) -> tuple[str, ...]:
    elsewhere = set(_said(other)[1])
    return tuple(
        f"{number}:{effect}"
        for number, effect in dict.fromkeys(_said(decision)[1])
        if (number, effect) not in elsewhere
    )
