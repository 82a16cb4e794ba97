"""What a rule can ask of a message: the ten effects of domain-rules.md 0.3."""

from enum import StrEnum


class Effect(StrEnum):
    """The effects, in the order in which a decision names them: what stops a message first."""

    DENY = "deny"
    ROUTE = "route"
    HOLD = "hold"
    STRIP = "strip"
    SECOND = "second"
    JUSTIFY = "justify"
    COPY = "copy"
    FLAG = "flag"
    TIMER = "timer"
    ALLOW = "allow"
