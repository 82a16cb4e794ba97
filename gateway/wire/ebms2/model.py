"""Header and body elements of ebMS 2.0 as frozen values: what the elements say, before any agreement is asked."""

from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.identifiers import AgreementId, ConversationId, MessageId
from gateway.wire.ebms2.vocabulary import MessageStatus, Severity
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import Covered, Envelope, ErrorItem, ReferenceDigest


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A text with its eb:type: PartyId and Service."""

    text: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class PartyElement:
    """eb:From or eb:To; one PartyId or more, as the schema has it."""

    party_ids: tuple[TypedValue, ...]
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageHeader:
    """eb:MessageHeader."""

    version: str
    sender: PartyElement
    receiver: PartyElement
    agreement_id: AgreementId
    conversation_id: ConversationId
    service: TypedValue
    action: str
    message_id: MessageId
    timestamp: datetime
    refers_to: MessageId | None = None
    time_to_live: datetime | None = None
    duplicate_elimination: bool = False


@dataclass(frozen=True, slots=True)
class AckRequested:
    """eb:AckRequested; an actor left out means the To Party MSH."""

    signed: bool
    actor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgment:
    """eb:Acknowledgment; `references` are what the sender of the message signed."""

    timestamp: datetime
    refers_to: MessageId
    sender: PartyElement | None = None
    references: tuple[ReferenceDigest, ...] = ()
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorList:
    """eb:ErrorList."""

    highest_severity: Severity
    errors: tuple[ErrorItem, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """eb:Manifest: the xlink:href of each eb:Reference, in order."""

    hrefs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """eb:StatusRequest: the message asked about."""

    refers_to: MessageId


@dataclass(frozen=True, slots=True)
class StatusResponse:
    """eb:StatusResponse; the moment of receipt where the message is known."""

    status: MessageStatus
    refers_to: MessageId
    timestamp: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SoapMessage:
    """One SOAP part. MessageOrder is only noticed: no agreement of ours has it (E-10)."""

    header: MessageHeader
    ack_requested: AckRequested | None = None
    acknowledgment: Acknowledgment | None = None
    error_list: ErrorList | None = None
    manifest: Manifest | None = None
    status_request: StatusRequest | None = None
    status_response: StatusResponse | None = None
    sync_reply: bool = False
    message_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEnvelope(Envelope):
    """An Envelope that carries its SOAP part as a tree, and what that says: read once, and just as unproven.

    Nobody changes the tree: who takes it apart takes a copy.
    """

    root: Element = field(repr=False, compare=False)
    message: SoapMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredEnvelope(Covered):
    """A Covered that carries what was covered."""

    message: SoapMessage
