"""One rule: its number in the catalogue of domain-rules.md 3, what it rests on, and the function that judges."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gateway.policy.facts import Facts
from gateway.policy.verdicts import Effect, Verdict

Verdicts = tuple[Verdict, ...]


class Standing(StrEnum):
    """What a rule rests on (0.2); AGREE, DESIGN and GK can be switched by a region, LAW and STD cannot."""

    LAW = "LAW"
    AGREE = "AGREE"
    STD = "STD"
    DESIGN = "DESIGN"
    GK = "GK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; `name` is Dutch, and `judge` says nothing when the rule is satisfied or does not apply.

    `effects` are all it can say. `on_arrival`: it runs on the receiving side too (3, "Direction"). `revision` counts
    changes of what it judges, so that the digest of a rule set changes with it.
    """

    number: str
    name: str
    standing: Standing
    sources: tuple[str, ...]
    effects: tuple[Effect, ...]
    judge: Callable[[Facts], Verdicts]
    on_arrival: bool = False
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and the rule that spoke it."""

    rule: Rule
    verdict: Verdict
