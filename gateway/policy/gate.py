"""The face of the room: one message out, one message in."""

from datetime import datetime

from gateway.domain.identifiers import Oin
from gateway.domain.message import Direction, Message
from gateway.domain.party import Party
from gateway.policy.book import RULES, RULES_ON_ARRIVAL
from gateway.policy.engine import Decision, decide
from gateway.policy.facts import UNKNOWN_HISTORY, Facts, History


def decide_message(
    message: Message, sender: Party | None, receiver: Party | None, history: History = UNKNOWN_HISTORY, *, at: datetime
) -> Decision:
    """Judge a message before it leaves; a party that the register does not know is None, and gets nothing."""
    facts = Facts(message=message, sender=sender, receiver=receiver, direction=Direction.OUT, at=at, history=history)
    return decide(RULES, facts)


def decide_arrival(
    message: Message,
    sender: Party | None,
    receiver: Party | None,
    history: History = UNKNOWN_HISTORY,
    *,
    at: datetime,
    certificate: Oin | None = None,
) -> Decision:
    """Judge a message that arrived, by the rules that hold on the receiving side; `certificate` is who it proves."""
    facts = Facts(
        message=message,
        sender=sender,
        receiver=receiver,
        direction=Direction.IN,
        at=at,
        history=history,
        certificate=certificate,
    )
    return decide(RULES_ON_ARRIVAL, facts)
