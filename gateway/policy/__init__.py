"""The gate: whether a message may pass."""

from gateway.domain.effect import Effect
from gateway.domain.region import NATIONAL, Region
from gateway.policy.carriage import NotCarried, judge_carriage
from gateway.policy.difference import Removed, difference
from gateway.policy.elements import walk
from gateway.policy.engine import Clash, Decision, Outcome, decide
from gateway.policy.explain import explain
from gateway.policy.facts import UNKNOWN_HISTORY, Facts, History, Known
from gateway.policy.gate import inspect_document, judge
from gateway.policy.house import UNKNOWN_HOUSE, House, house_of
from gateway.policy.record import facts_digest, record_of
from gateway.policy.replay import Changed, replay
from gateway.policy.residue import residue
from gateway.policy.rule import Examples, Rule, Ruling, Standing
from gateway.policy.steps import is_reasoned, keep_terms
from gateway.policy.strip import prepare, strip
from gateway.policy.switches import mistakes_in
from gateway.policy.verdicts import Verdict

__all__ = [
    "NATIONAL",
    "UNKNOWN_HISTORY",
    "UNKNOWN_HOUSE",
    "Changed",
    "Clash",
    "Decision",
    "Effect",
    "Examples",
    "Facts",
    "History",
    "House",
    "Known",
    "NotCarried",
    "Outcome",
    "Region",
    "Removed",
    "Rule",
    "Ruling",
    "Standing",
    "Verdict",
    "decide",
    "difference",
    "explain",
    "facts_digest",
    "house_of",
    "inspect_document",
    "is_reasoned",
    "judge",
    "judge_carriage",
    "keep_terms",
    "mistakes_in",
    "prepare",
    "record_of",
    "replay",
    "residue",
    "strip",
    "walk",
]
