"""The rule book: every rule, in the order of domain-rules.md 3."""

from typing import Final

from gateway.policy.rules import (
    addresses,
    basis,
    board,
    correlation,
    feedback,
    handover,
    identity,
    informing,
    inquiry,
    plausible,
    police,
    reporter,
    responsibility,
    roles,
    transport,
)

RULES: Final = (
    *basis.RULES,
    *identity.RULES,
    *plausible.RULES,
    *addresses.RULES,
    *roles.RULES,
    *reporter.RULES,
    *feedback.RULES,
    *informing.RULES,
    *handover.RULES,
    *responsibility.RULES,
    *inquiry.RULES,
    *police.RULES,
    *board.RULES,
    *transport.RULES,
    *correlation.RULES,
)
# 3, "Direction": on the receiving side only these run, with every check of what a schema cannot say.
RULES_ON_ARRIVAL: Final = tuple(rule for rule in RULES if rule.on_arrival)
RULES_ALONE: Final = tuple(rule for rule in RULES_ON_ARRIVAL if rule.alone)
