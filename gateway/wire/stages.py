"""The climb from bytes to meaning: Received, Envelope, Covered, Proven, each a type; and down: Outgoing, Sealed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.domain.agreement import AnyCipher, AnyTransport
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, Oin, PartyId
from gateway.domain.octets import Octets
from gateway.domain.party import HubMandate


class EnvelopeKind(StrEnum):
    """What a transport message is: the business kind, or one of the signals (E-53)."""

    MESSAGE = "message"
    ACKNOWLEDGMENT = "Acknowledgment"
    MESSAGE_ERROR = "MessageError"
    PING = "Ping"
    PONG = "Pong"
    STATUS_REQUEST = "StatusRequest"
    STATUS_RESPONSE = "StatusResponse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Octets as they came through the partner door; `partner` is the OIN of the proven TLS certificate (DER)."""

    body: Octets
    content_type: str
    soap_action: str
    partner: Oin
    at: datetime
    client_certificate: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A signal that goes back over the connection on which its question came, where that was agreed (E-28)."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One payload container: `content` are its octets, without transfer encoding."""

    content_id: str
    media_type: str
    content: Octets
    file_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Who sends what to whom, as a header says it; unproven in Envelope, proven in Proven."""

    kind: EnvelopeKind
    agreement_id: AgreementId
    message_id: MessageId
    conversation_id: ConversationId
    sender: PartyId
    receiver: PartyId
    service: str
    service_type: str | None
    action: str
    timestamp: datetime
    time_to_live: datetime | None
    refers_to: MessageId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Parsed and unproven: it serves only to find its agreement. `soap` are the octets of the SOAP part."""

    address: Address
    soap: bytes
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceDigest:
    """One ds:Reference: its URI, the URI of its digest method, and the digest."""

    uri: str
    algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered(Envelope):
    """An Envelope whose header a verified signature covers, or where none was agreed, the channel proves.

    The parts are as they came: no key of ours was used yet (D13). Opened, they must be what `references` say.
    `certificate` (DER) verified the signature, if there is one.
    """

    references: tuple[ReferenceDigest, ...]
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorItem:
    """One eb:Error."""

    code: str
    location: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a verified signature covers (or, where none was agreed, what the channel proves), and nothing else.

    `parts` are decrypted. `references` are those of the message's own signature. `acknowledged` are the digests that an
    Acknowledgment returns; `errors` those that a MessageError reports; `asked_about` is what a StatusRequest names, and
    `message_status` what a StatusResponse says of it. `certificate` (DER) verified the signature, if there is one;
    `mandate` is that of a hub that signed for the sender.
    """

    address: Address
    soap: bytes
    parts: tuple[Part, ...]
    references: tuple[ReferenceDigest, ...] = ()
    receipt_wanted: bool = False
    receipt_signed: bool = False
    acknowledged: tuple[ReferenceDigest, ...] = ()
    errors: tuple[ErrorItem, ...] = ()
    asked_about: MessageId | None = None
    message_status: str = ""
    certificate: bytes = b""
    mandate: HubMandate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A content key as it travels, for the door that holds the private key.

    `exception` names the key pair of an exception, which alone may unwrap it; None stands for our normal keys.
    """

    content_id: str
    cipher: AnyCipher
    transport: AnyTransport
    oaep_digest: str
    mgf_digest: str
    wrapped: bytes
    exception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentKey:
    """Fresh randomness for one part, made by a door: a key of the cipher's length and a nonce of 12 octets."""

    key: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A business message on its way down: what `compose` needs beside the agreement."""

    message_id: MessageId
    conversation_id: ConversationId
    service: str
    action: str
    parts: tuple[Part, ...]
    refers_to: MessageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Octets ready to travel, the same at each attempt; `references` are kept to check the receipt against."""

    message_id: MessageId
    content_type: str
    body: Octets
    soap: bytes
    references: tuple[ReferenceDigest, ...]
