"""The rule book: every rule, in the order of domain-rules.md 3."""

from typing import Final

from gateway.policy.rules import (
    addresses,
    basis,
    feedback,
    handover,
    identity,
    informing,
    inquiry,
    reporter,
    responsibility,
    transport,
)

RULES: Final = (
    *basis.RULES,
    *identity.RULES,
    *addresses.RULES,
    *reporter.RULES,
    *feedback.RULES,
    *informing.RULES,
    *handover.RULES,
    *responsibility.RULES,
    *inquiry.RULES,
    *transport.RULES,
)
# 3, "Direction": on the receiving side only these run.
RULES_ON_ARRIVAL: Final = tuple(rule for rule in RULES if rule.on_arrival)
