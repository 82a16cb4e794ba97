"""The face of the room: one message out, one message in."""

from dataclasses import replace
from datetime import datetime, timedelta

from gateway.domain.employees import Employee
from gateway.domain.identifiers import Oin
from gateway.domain.message import Direction, Message
from gateway.domain.parking import StepTaken
from gateway.domain.party import Party
from gateway.domain.references import NO_REFERENCES, ReferenceLists
from gateway.domain.region import NATIONAL, Region
from gateway.policy.book import RULES, RULES_ALONE, RULES_ON_ARRIVAL
from gateway.policy.engine import Decision, decide, inspect
from gateway.policy.facts import UNKNOWN_HISTORY, Facts, History
from gateway.policy.house import UNKNOWN_HOUSE, House
from gateway.policy.strip import prepare


def judge(facts: Facts) -> Decision:
    """Judge a message by the rules of its side: one that leaves as it would leave after the steps taken about it."""
    if not facts.leaves:
        return decide(RULES_ON_ARRIVAL, facts)
    left = prepare(facts.message, facts.steps)
    return decide(RULES, replace(facts, message=left, submitted=facts.message))


def decide_message(  # noqa: PLR0913 - everything after the history is named
    message: Message,
    sender: Party | None,
    receiver: Party | None,
    history: History = UNKNOWN_HISTORY,
    *,
    at: datetime,
    references: ReferenceLists = NO_REFERENCES,
    author: Employee | None = None,
    steps: tuple[StepTaken, ...] = (),
    region: Region = NATIONAL,
) -> Decision:
    """Judge a message before it leaves, as it was handed in; a party that the register does not know is None."""
    facts = Facts(
        message=message,
        sender=sender,
        receiver=receiver,
        direction=Direction.OUT,
        at=at,
        history=history,
        references=references,
        author=author,
        steps=steps,
        region=region,
    )
    return judge(facts)


def decide_arrival(  # noqa: PLR0913 - everything after the history is named
    message: Message,
    sender: Party | None,
    receiver: Party | None,
    history: History = UNKNOWN_HISTORY,
    *,
    at: datetime,
    certificate: Oin | None = None,
    references: ReferenceLists = NO_REFERENCES,
    patience: timedelta = timedelta(),
    region: Region = NATIONAL,
    house: House = UNKNOWN_HOUSE,
) -> Decision:
    """Judge a message that arrived, by the rules that hold on the receiving side.

    `certificate` is who it proves, `patience` how long its sender may go on sending it; `house` is what is known
    of its way.
    """
    facts = Facts(
        message=message,
        sender=sender,
        receiver=receiver,
        direction=Direction.IN,
        at=at,
        history=history,
        certificate=certificate,
        references=references,
        patience=patience,
        region=region,
        house=house,
    )
    return judge(facts)


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
