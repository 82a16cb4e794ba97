"""The face of the room: one message out, one message in."""

from dataclasses import replace
from datetime import datetime

from gateway.domain.message import Direction, Message
from gateway.domain.references import NO_REFERENCES, ReferenceLists
from gateway.policy.book import RULES, RULES_ALONE, RULES_ON_ARRIVAL
from gateway.policy.engine import Decision, decide, inspect
from gateway.policy.facts import Facts
from gateway.policy.strip import prepare


def judge(facts: Facts) -> Decision:
    """Judge a message by the rules of its side: one that leaves as it would leave after the steps taken about it."""
    if not facts.leaves:
        return decide(RULES_ON_ARRIVAL, facts)
    left = prepare(facts.message, facts.steps)
    return decide(RULES, replace(facts, message=left, submitted=facts.message))


def inspect_document(message: Message, references: ReferenceLists = NO_REFERENCES, *, at: datetime) -> Decision:
    """Judge what a message itself says, wherever it goes: by the rules on arrival that need no register or history.

    It is judged at the moment it was made, or now when that is yet to come: a document is no worse for its age.
    """
    facts = Facts(
        message=message,
        sender=None,
        receiver=None,
        direction=Direction.IN,
        at=min(at, message.header.created_at),
        references=references,
    )
    return inspect(RULES_ALONE, facts)
