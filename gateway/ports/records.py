"""What the store keeps, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.domain.carried import RecordedType
from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.employees import Employee
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, Oin, PayloadId, ReferenceNumber
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction
from gateway.domain.parking import ParkingState, StepTaken, StepWanted
from gateway.wire.stages import ReferenceDigest


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord:
    """One business message as the store keeps it; content and names are in the sealed payload only.

    `service` and `action` are those of the envelope: format and version, and the name of the payload's root element.
    `state` is a DeliveryState when outbound, a ReceptionState when inbound.
    """

    reference: ReferenceNumber
    direction: Direction
    type: RecordedType
    service: str
    action: str
    sender: Oin
    receiver: Oin
    conversation: ConversationId
    cross_reference: ReferenceNumber | None
    agreement_id: AgreementId
    agreement_digest: str
    message_id: MessageId
    state: DeliveryState | ReceptionState
    recorded_at: datetime
    content: PayloadId
    soap: PayloadId | None = None
    wire: PayloadId | None = None
    reason: str = ""

    @property
    def subject(self) -> str:
        """The name under which evidence about this message is kept: direction, sender and the sender's reference."""
        return f"{self.direction}/{self.sender}/{self.reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRecord:
    """One expected acknowledgement layer of a message: when it arrived, by what, and whether that was a refusal."""

    reference: ReferenceNumber
    direction: Direction
    layer: Layer
    completed_at: datetime | None = None
    by: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRecord:
    """What was answered to one transport message; the pair (sender, message_id) is unique (D2).

    `digest` is over what identifies the content (the proven references and the SOAP octets), so that the same id with
    other content is recognised; `subject` is that of the evidence about it. `answer` are the octets of the signal
    that was given, and is given again.
    """

    sender: Oin
    message_id: MessageId
    digest: str
    agreement_id: AgreementId
    answer: PayloadId | None
    subject: str
    recorded_at: datetime


class WorkKind(StrEnum):
    """What the outbox asks the relay to do."""

    DELIVER = "deliver"
    SEND_SIGNAL = "send-signal"
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One row of the outbox: what is due, for which partner (the lane), and how often it was tried.

    `subject` is the reference number of a message, the payload id of a signal's octets, or the MessageId of a question.
    """

    work_id: int
    kind: WorkKind
    partner: Oin
    subject: str
    agreement_id: AgreementId
    attempts: int
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionRecord:
    """What a client key of the back office led to, so that the same call has one effect."""

    client: str
    key: str
    digest: str
    reference: ReferenceNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedRecord:
    """A message that waits for a person, or did; what was handed in is in the sealed payload only.

    `receiver` is who would get it now; `wanted` are the steps it waits for, and `expires_at` is the first of their
    terms. `changes` counts what happened to it, so that of two changes at once one is told.
    """

    reference: ReferenceNumber
    type: MessageType
    receiver: Oin
    conversation: ConversationId
    client: str
    author: Employee | None
    state: ParkingState
    parked_at: datetime
    expires_at: datetime
    wanted: tuple[StepWanted, ...]
    content: PayloadId
    changes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One step about a parked message, the `number`th; a justification stands in the sealed payload only."""

    reference: ReferenceNumber
    number: int
    step: StepTaken
    justification: PayloadId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReferences:
    """What we signed for one transport message, to check its receipt against."""

    message_id: MessageId
    reference: ReferenceNumber
    references: tuple[ReferenceDigest, ...]
