"""One rule: its number in the catalogue of domain-rules.md 3, what it rests on, and the function that judges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.region import Region, Value
from gateway.policy.facts import Facts
from gateway.policy.verdicts import Verdict

Verdicts = tuple[Verdict, ...]


class Standing(StrEnum):
    """What a rule rests on (0.2); AGREE, DESIGN and GK can be switched by a region, LAW and STD cannot."""

    LAW = "LAW"
    AGREE = "AGREE"
    STD = "STD"
    DESIGN = "DESIGN"
    GK = "GK"


class SourceRank(IntEnum):
    """The order of 0.2 when sources clash: the lower number wins."""

    LAW = 1
    NATIONAL_STANDARD = 2
    NATIONAL_PRACTICE = 3
    OWN_AGREEMENT = 4
    OLDER_SEED = 5
    DESIGN = 6


@dataclass(frozen=True, slots=True)
class Examples:
    """What must go through and what must be stopped: chapter 3 in one Dutch sentence each, without a full stop."""

    passes: str
    refuses: str


NO_EXAMPLES: Final = Examples(passes="", refuses="")
# 0.1: S003 describes national practice; the other seeds are agreements of one region each.
_REGIONAL: Final = frozenset({"S000", "S001", "S002", "S004"})
_PRACTICE: Final = frozenset({"S003", "KNMG", "MCNU", "VTREG", "JZ"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule; `name` is Dutch, and `judge` says nothing when the rule is satisfied or does not apply.

    `effects` are all it can say. `on_arrival`: it runs on the receiving side too (3, "Direction"). `fault` is what the
    partner is told whose message it stops on arrival. `alone`: it asks for nothing but the message, the moment and the
    reference lists. `parameters` are what a region may set, with what each is elsewhere. `revision` counts changes of
    what it judges, so that the digest of a rule set changes with it. A rule equals itself alone.
    """

    number: str
    name: str
    standing: Standing
    sources: tuple[str, ...]
    effects: tuple[Effect, ...]
    judge: Callable[[Facts], Verdicts]
    on_arrival: bool = False
    fault: FaultCode | None = None
    alone: bool = False
    examples: Examples = NO_EXAMPLES
    parameters: Mapping[str, Value] = field(default_factory=dict)
    revision: int = 1

    @property
    def seeds(self) -> frozenset[str]:
        """The agreements of one region that it rests on."""
        return _REGIONAL & self._origins

    @property
    def switchable(self) -> bool:
        """Whether a region may switch it off: law and standards never (0.2)."""
        return self.standing not in {Standing.LAW, Standing.STD}

    def rank(self, region: Region) -> SourceRank:
        """Return how much its source weighs in that region."""
        if self.standing in _RANKS:
            return _RANKS[self.standing]
        if _PRACTICE & self._origins:
            return SourceRank.NATIONAL_PRACTICE
        return SourceRank.OWN_AGREEMENT if self.seeds & region.agreements else SourceRank.OLDER_SEED

    @property
    def _origins(self) -> frozenset[str]:
        return frozenset(source.split()[0] for source in self.sources)


_RANKS: Final = {
    Standing.LAW: SourceRank.LAW,
    Standing.STD: SourceRank.NATIONAL_STANDARD,
    Standing.DESIGN: SourceRank.DESIGN,
    Standing.GK: SourceRank.DESIGN,
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and the rule that spoke it."""

    rule: Rule
    verdict: Verdict
