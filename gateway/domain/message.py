"""One business message: its header (`env`, never case content) and its content."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.domain.content import Content
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType


class Urgency(StrEnum):
    """How soon somebody must look (`env.urgency`)."""

    SPOED = "spoed"
    NORMAAL = "normaal"


class Direction(StrEnum):
    """Which way a message travels, seen from this gateway."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The envelope of domain-rules.md 2.0: identifiers, parties and purpose; no personal data (R020).

    `mandate_of` is the organisation for which the sender acts, where that is another (R014a).
    """

    reference: ReferenceNumber
    type: MessageType
    sender: Oin
    receiver: Oin
    conversation: ConversationId
    created_at: datetime
    cross_reference: ReferenceNumber | None = None
    urgency: Urgency = Urgency.NORMAAL
    purpose: str | None = None
    basis: str | None = None
    sender_unit: str | None = None
    receiver_unit: str | None = None
    mandate_of: Oin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of the catalogue."""

    header: Header
    content: Content
