"""The gate: whether a message may pass."""

from gateway.policy.engine import Decision, Outcome, decide
from gateway.policy.facts import UNKNOWN_HISTORY, Facts, History, Known
from gateway.policy.gate import decide_arrival, decide_message
from gateway.policy.rule import Rule, Ruling, Standing
from gateway.policy.verdicts import Effect, Verdict

__all__ = [
    "UNKNOWN_HISTORY",
    "Decision",
    "Effect",
    "Facts",
    "History",
    "Known",
    "Outcome",
    "Rule",
    "Ruling",
    "Standing",
    "Verdict",
    "decide",
    "decide_arrival",
    "decide_message",
]
