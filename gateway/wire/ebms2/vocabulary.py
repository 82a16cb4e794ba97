"""Names, actors, actions, error codes and locations as the specification prints them, and the total error table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from gateway.errors import (
    CertificateRefusedError,
    ContentRefusedError,
    InconsistentDuplicateError,
    MimeRefusedError,
    PartnerError,
    ReceiptRefusedError,
    SecurityRefusedError,
    UnknownAgreementError,
    XmlRefusedError,
)

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
EB: Final = "http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd"
XLINK: Final = "http://www.w3.org/1999/xlink"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XML: Final = "http://www.w3.org/XML/1998/namespace"
# Exactly these, all on the Envelope: some partners read prefixes, not namespaces (ebms2.md 8, quirk 13).
PREFIXES: Final[Mapping[str, str]] = {"soap": SOAP, "eb": EB, "xlink": XLINK, "ds": DS}

VERSION: Final = "2.0"
# E-29
PARTY_TYPE: Final = "urn:osb:oin"
# E-53
SIGNAL_SERVICE: Final = "urn:oasis:names:tc:ebxml-msg:service"
# E-57
ERROR_CONTEXT: Final = "urn:oasis:names:tc:ebxml-msg:service:errors"
CONTENT_ID_SCHEME: Final = "cid:"
# The quotes are part of the value; peers that leave them out are understood (ebms2.md 8, quirk 1).
SOAP_ACTION: Final = '"ebXML"'
SOAP_ACTIONS: Final = frozenset({SOAP_ACTION, "ebXML"})


class Actor(StrEnum):
    """Whom a header block is meant for; there are no other MSHs between us (E-11)."""

    TO_PARTY_MSH = "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH"
    NEXT_MSH = "urn:oasis:names:tc:ebxml-msg:actor:nextMSH"
    NEXT = "http://schemas.xmlsoap.org/soap/actor/next"


class ErrorCode(StrEnum):
    """The error codes of ebMS 2.0, 4.2.3.4 (E-58)."""

    VALUE_NOT_RECOGNIZED = "ValueNotRecognized"
    NOT_SUPPORTED = "NotSupported"
    INCONSISTENT = "Inconsistent"
    OTHER_XML = "OtherXml"
    DELIVERY_FAILURE = "DeliveryFailure"
    TIME_TO_LIVE_EXPIRED = "TimeToLiveExpired"
    SECURITY_FAILURE = "SecurityFailure"
    MIME_PROBLEM = "MimeProblem"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How bad an eb:Error is."""

    WARNING = "Warning"
    ERROR = "Error"


class MessageStatus(StrEnum):
    """What a StatusResponse says about a message."""

    UNAUTHORIZED = "UnAuthorized"
    NOT_RECOGNIZED = "NotRecognized"
    RECEIVED = "Received"
    PROCESSED = "Processed"
    FORWARDED = "Forwarded"


class Location(StrEnum):
    """Places in a message, in the short form of the common adapter (E-61); never a value out of the message."""

    SOAP_ACTION = "SOAPAction"
    ENVELOPE = "//Envelope"
    HEADER = "//Header"
    MUST_UNDERSTAND = "//Header/@mustUnderstand"
    MESSAGE_HEADER = "//Header/MessageHeader"
    VERSION = "//Header/MessageHeader/@version"
    FROM_PARTY = "//Header/MessageHeader/From/PartyId"
    FROM_ROLE = "//Header/MessageHeader/From/Role"
    TO_PARTY = "//Header/MessageHeader/To/PartyId"
    TO_ROLE = "//Header/MessageHeader/To/Role"
    AGREEMENT = "//Header/MessageHeader/CPAId"
    AGREEMENT_PERIOD = "//Header/MessageHeader/@cpaid"
    CONVERSATION = "//Header/MessageHeader/ConversationId"
    SERVICE = "//Header/MessageHeader/Service"
    ACTION = "//Header/MessageHeader/Action"
    MESSAGE_ID = "//Header/MessageHeader/MessageData/MessageId"
    TIMESTAMP = "//Header/MessageHeader/MessageData/Timestamp"
    REFERS_TO = "//Header/MessageHeader/MessageData/RefToMessageId"
    TIME_TO_LIVE = "//Header/MessageHeader/MessageData/TimeToLive"
    DUPLICATE_ELIMINATION = "//Header/MessageHeader/DuplicateElimination"
    ACK_REQUESTED = "//Header/AckRequested"
    ACK_SIGNED = "//Header/AckRequested/@signed"
    ACK_ACTOR = "//Header/AckRequested/@actor"
    SYNC_REPLY = "//Header/SyncReply"
    MESSAGE_ORDER = "//Header/MessageOrder"
    ACKNOWLEDGMENT = "//Header/Acknowledgment"
    ACKNOWLEDGMENT_ACTOR = "//Header/Acknowledgment/@actor"
    ERROR_LIST = "//Header/ErrorList"
    SIGNATURE = "//Header/Signature"
    BODY = "//Body"
    MANIFEST = "//Body/Manifest"
    STATUS_REQUEST = "//Body/StatusRequest"
    STATUS_RESPONSE = "//Body/StatusResponse"


# Every leaf of PartnerError is here but HeaderRefusedError, which carries its own. All of security has one face (D13).
ERRORS: Final[Mapping[type[PartnerError], tuple[ErrorCode, Location]]] = {
    MimeRefusedError: (ErrorCode.MIME_PROBLEM, Location.BODY),
    XmlRefusedError: (ErrorCode.OTHER_XML, Location.ENVELOPE),
    SecurityRefusedError: (ErrorCode.SECURITY_FAILURE, Location.SIGNATURE),
    CertificateRefusedError: (ErrorCode.SECURITY_FAILURE, Location.SIGNATURE),
    ReceiptRefusedError: (ErrorCode.SECURITY_FAILURE, Location.SIGNATURE),
    UnknownAgreementError: (ErrorCode.VALUE_NOT_RECOGNIZED, Location.AGREEMENT),
    InconsistentDuplicateError: (ErrorCode.INCONSISTENT, Location.MESSAGE_ID),
    ContentRefusedError: (ErrorCode.OTHER_XML, Location.MANIFEST),
}
