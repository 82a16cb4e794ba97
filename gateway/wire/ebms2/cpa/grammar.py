"""The shape of a CPA as CPPA 2.0 prescribes it: per element its children in order, its attributes and its text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_NAME: Final = r"[A-Za-z_][A-Za-z0-9._-]{0,127}"
_TIME_ZONE: Final = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"


class Kind(StrEnum):
    """The simple types of the schema; the value is the pattern that a value must fit."""

    TEXT = r"(?s:.+)"
    ANY = r"(?s:.*)"
    NAME = _NAME
    BOOLEAN = r"true|false|1|0"
    INTEGER = r"[+-]?[0-9]{1,9}"
    COUNT = r"\+?[0-9]{1,9}"
    DATE_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?" + _TIME_ZONE
    DURATION = (
        r"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
        r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
    )
    LEVEL = r"none|transient|persistent|transient-and-persistent"
    WHEN = r"always|never|perMessage"
    SYNC = r"mshSignalsOnly|responseOnly|signalsAndResponse|signalsOnly|none"
    ACTOR = r"urn:oasis:names:tc:ebxml-msg:actor:(?:nextMSH|toPartyMSH)"
    ENDPOINT = r"login|request|response|error|allPurpose"
    ACCESS = r"basic|digest"
    ORDER = r"Guaranteed|NotGuaranteed"
    SIMPLE = r"simple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What one element may hold; `children` fits the names of its children, each followed by a space."""

    model: str
    children: re.Pattern[str]
    text: Kind | None
    attributes: Mapping[str, Kind]
    required: frozenset[str]


def _shape(model: str = "", attributes: str = "", text: Kind | None = None) -> Shape:
    """Read the short notation of the table: `name? name+ (a|b)+`, and `attribute:KIND` with `!` where required."""
    pairs = [pair.rstrip("!").split("=") for pair in attributes.split()]
    return Shape(
        model=model,
        children=re.compile(re.sub(r"(\([^)]*\)|[\w:]+)([?*+]|\{[\d,]+\})?\s*", r"(?:\1 )\2", model), re.ASCII),
        text=text,
        attributes={name: Kind[kind] for name, kind in pairs},
        required=frozenset(pair.partition("=")[0] for pair in attributes.split() if pair.endswith("!")),
    )


_LINK: Final = "xlink:type=SIMPLE xlink:href=ANY!"
_CERTIFICATE_REFERENCE: Final = _shape(attributes="certId=NAME!")
_DETAILS_REFERENCE: Final = _shape(attributes="securityId=NAME!")
_PROTOCOL: Final = _shape(attributes="version=TEXT", text=Kind.TEXT)
_PACKAGE: Final = "id=NAME! mimetype=TEXT! mimeparameters=TEXT"

# The root, PartyInfo and so on, in the order of cpp-cpa-2_0.xsd. PartyInfo is counted by a rule of its own, and the
# value of Status is judged by one. `ds:` is XML-DSig, `other` any other namespace.
GRAMMAR: Final[Mapping[str, Shape]] = {
    "CollaborationProtocolAgreement": _shape(
        "Status Start End ConversationConstraints? PartyInfo* SimplePart+ Packaging+ Signature? Comment*",
        "cpaid=TEXT! version=TEXT!",
    ),
    "Status": _shape(attributes="value=TEXT!"),
    "Start": _shape(text=Kind.DATE_TIME),
    "End": _shape(text=Kind.DATE_TIME),
    "ConversationConstraints": _shape(attributes="invocationLimit=INTEGER concurrentConversations=INTEGER"),
    "Signature": _shape("ds:Signature{1,3}"),
    "Comment": _shape(attributes="xml:lang=ANY", text=Kind.TEXT),
    "PartyInfo": _shape(
        "PartyId+ PartyRef+ CollaborationRole+ Certificate* SecurityDetails* "
        "DeliveryChannel+ Transport+ DocExchange+ OverrideMshActionBinding*",
        "partyName=TEXT! defaultMshChannelId=NAME! defaultMshPackageId=NAME!",
    ),
    "PartyId": _shape(attributes="type=ANY", text=Kind.TEXT),
    "PartyRef": _shape(attributes=f"{_LINK} type=ANY schemaLocation=ANY"),
    "CollaborationRole": _shape(
        "ProcessSpecification Role ApplicationCertificateRef* ApplicationSecurityDetailsRef? ServiceBinding"
    ),
    "ProcessSpecification": _shape("ds:Reference*", f"name=TEXT! version=TEXT! {_LINK} uuid=ANY"),
    "Role": _shape(attributes=f"name=TEXT! {_LINK}"),
    "ApplicationCertificateRef": _CERTIFICATE_REFERENCE,
    "ApplicationSecurityDetailsRef": _DETAILS_REFERENCE,
    "ServiceBinding": _shape("Service CanSend* CanReceive*"),
    "Service": _shape(attributes="type=TEXT", text=Kind.TEXT),
    "CanSend": _shape("ThisPartyActionBinding OtherPartyActionBinding? CanReceive*"),
    "CanReceive": _shape("ThisPartyActionBinding OtherPartyActionBinding? CanSend*"),
    "ThisPartyActionBinding": _shape(
        "BusinessTransactionCharacteristics ActionContext? ChannelId+ other*",
        "id=NAME! action=TEXT! packageId=NAME! xlink:href=ANY xlink:type=SIMPLE",
    ),
    "OtherPartyActionBinding": _shape(text=Kind.NAME),
    "BusinessTransactionCharacteristics": _shape(
        attributes="isNonRepudiationRequired=BOOLEAN isNonRepudiationReceiptRequired=BOOLEAN isConfidential=LEVEL "
        "isAuthenticated=LEVEL isTamperProof=LEVEL isAuthorizationRequired=BOOLEAN isIntelligibleCheckRequired=BOOLEAN "
        "timeToAcknowledgeReceipt=DURATION timeToAcknowledgeAcceptance=DURATION timeToPerform=DURATION "
        "retryCount=INTEGER"
    ),
    "ActionContext": _shape(
        "CollaborationActivity? other*",
        "binaryCollaboration=TEXT! businessTransactionActivity=TEXT! requestOrResponseAction=TEXT!",
    ),
    "CollaborationActivity": _shape("CollaborationActivity?", "name=TEXT"),
    "ChannelId": _shape(text=Kind.NAME),
    "Certificate": _shape("ds:KeyInfo", "certId=NAME!"),
    "SecurityDetails": _shape("TrustAnchors? SecurityPolicy?", "securityId=NAME!"),
    "TrustAnchors": _shape("AnchorCertificateRef+"),
    "AnchorCertificateRef": _CERTIFICATE_REFERENCE,
    "SecurityPolicy": _shape(),
    "DeliveryChannel": _shape("MessagingCharacteristics", "channelId=NAME! transportId=NAME! docExchangeId=NAME!"),
    "MessagingCharacteristics": _shape(
        attributes="syncReplyMode=SYNC ackRequested=WHEN ackSignatureRequested=WHEN duplicateElimination=WHEN "
        "actor=ACTOR"
    ),
    "Transport": _shape("TransportSender? TransportReceiver?", "transportId=NAME!"),
    "TransportSender": _shape("TransportProtocol AccessAuthentication* TransportClientSecurity?"),
    "TransportReceiver": _shape("TransportProtocol AccessAuthentication* Endpoint+ TransportServerSecurity?"),
    "TransportProtocol": _PROTOCOL,
    "AccessAuthentication": _shape(text=Kind.ACCESS),
    "Endpoint": _shape(attributes="uri=ANY! type=ENDPOINT"),
    "TransportClientSecurity": _shape(
        "TransportSecurityProtocol ClientCertificateRef? ServerSecurityDetailsRef? EncryptionAlgorithm*"
    ),
    "TransportServerSecurity": _shape(
        "TransportSecurityProtocol ServerCertificateRef ClientSecurityDetailsRef? EncryptionAlgorithm*"
    ),
    "TransportSecurityProtocol": _PROTOCOL,
    "ClientCertificateRef": _CERTIFICATE_REFERENCE,
    "ServerCertificateRef": _CERTIFICATE_REFERENCE,
    "ClientSecurityDetailsRef": _DETAILS_REFERENCE,
    "ServerSecurityDetailsRef": _DETAILS_REFERENCE,
    "DocExchange": _shape("ebXMLSenderBinding? ebXMLReceiverBinding?", "docExchangeId=NAME!"),
    "ebXMLSenderBinding": _shape(
        "ReliableMessaging? PersistDuration? SenderNonRepudiation? SenderDigitalEnvelope? NamespaceSupported*",
        "version=TEXT!",
    ),
    "ebXMLReceiverBinding": _shape(
        "ReliableMessaging? PersistDuration? ReceiverNonRepudiation? ReceiverDigitalEnvelope? NamespaceSupported*",
        "version=TEXT!",
    ),
    "ReliableMessaging": _shape("Retries? RetryInterval? MessageOrderSemantics"),
    "Retries": _shape(text=Kind.INTEGER),
    "RetryInterval": _shape(text=Kind.DURATION),
    "MessageOrderSemantics": _shape(text=Kind.ORDER),
    "PersistDuration": _shape(text=Kind.DURATION),
    "SenderNonRepudiation": _shape("NonRepudiationProtocol HashFunction SignatureAlgorithm+ SigningCertificateRef"),
    "ReceiverNonRepudiation": _shape(
        "NonRepudiationProtocol HashFunction SignatureAlgorithm+ SigningSecurityDetailsRef?"
    ),
    "NonRepudiationProtocol": _PROTOCOL,
    "HashFunction": _shape(text=Kind.TEXT),
    "SignatureAlgorithm": _shape(attributes="oid=TEXT w3c=TEXT enumerationType=TEXT", text=Kind.TEXT),
    "SigningCertificateRef": _CERTIFICATE_REFERENCE,
    "SigningSecurityDetailsRef": _DETAILS_REFERENCE,
    "SenderDigitalEnvelope": _shape("DigitalEnvelopeProtocol EncryptionAlgorithm+ EncryptionSecurityDetailsRef?"),
    "ReceiverDigitalEnvelope": _shape("DigitalEnvelopeProtocol EncryptionAlgorithm+ EncryptionCertificateRef"),
    "DigitalEnvelopeProtocol": _PROTOCOL,
    "EncryptionAlgorithm": _shape(
        attributes="minimumStrength=INTEGER oid=TEXT w3c=TEXT enumerationType=TEXT", text=Kind.TEXT
    ),
    "EncryptionCertificateRef": _CERTIFICATE_REFERENCE,
    "EncryptionSecurityDetailsRef": _DETAILS_REFERENCE,
    "NamespaceSupported": _shape(attributes="location=ANY! version=TEXT", text=Kind.ANY),
    "OverrideMshActionBinding": _shape(attributes="action=TEXT! channelId=NAME!"),
    "SimplePart": _shape("NamespaceSupported*", f"{_PACKAGE} xlink:role=ANY"),
    "Packaging": _shape("ProcessingCapabilities CompositeList+", "id=NAME!"),
    "ProcessingCapabilities": _shape(attributes="parse=BOOLEAN! generate=BOOLEAN!"),
    "CompositeList": _shape("(Encapsulation|Composite)+"),
    "Encapsulation": _shape("Constituent", _PACKAGE),
    "Composite": _shape("Constituent+", _PACKAGE),
    "Constituent": _shape(
        "SignatureTransforms? EncryptionTransforms?",
        "idref=NAME! excludedFromSignature=BOOLEAN minOccurs=COUNT maxOccurs=COUNT",
    ),
    "SignatureTransforms": _shape("ds:Transform+"),
    "EncryptionTransforms": _shape("ds:Transform+"),
}
