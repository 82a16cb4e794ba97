"""Makes a CPA from a short form, with every attribute written out and equal values in all bindings (ebms2.md 7)."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from gateway.domain.agreement import AgreementParty, ContentCipher, Profile, Reliability
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa.values import write_duration, write_moment
from gateway.wire.ebms2.cpa.vocabulary import (
    AGREED,
    CPA_NAMESPACE,
    DSIG_NAMESPACE,
    HASH_FUNCTION,
    NOT_GUARANTEED,
    PARTY_ID_TYPE,
    SERVICE_TYPE,
    SIGNATURE_ALGORITHM,
    TO_PARTY_MSH,
    XENC_NAMESPACE,
    XLINK_NAMESPACE,
)
from gateway.wire.ebms2.xml import Element

_PREFIXES: Final = {"tns": CPA_NAMESPACE, "ds": DSIG_NAMESPACE, "xlink": XLINK_NAMESPACE}
# E-84: the one characteristic that may change, and the value printed there.
_TIME_TO_PERFORM: Final = "P2D"
_NOT_XML: Final = f"{cpa.Rule.XML}: a text of the form has characters that XML cannot hold"
_ENDS: Final = ("Sender", "Receiver")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAction:
    """One service and action, and which of the two parties sends it."""

    service: str
    action: str
    sender: PartyId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementForm:
    """What two parties must settle before they can exchange messages; one profile for all actions (E-80)."""

    agreement_id: AgreementId
    start: datetime
    end: datetime
    parties: tuple[AgreementParty, AgreementParty]
    actions: tuple[FormAction, ...]
    profile: Profile
    reliability: Reliability
    cipher: ContentCipher = ContentCipher.AES256_GCM


def create(form: AgreementForm) -> bytes:
    """Return the CPA; raise ConfigError with every mistake when the form cannot become one that both parties accept."""
    try:
        octets = _render(form)
    except ValueError:
        # lxml: a text with characters that XML cannot hold.
        raise ConfigError(_NOT_XML) from None
    for party in form.parties:
        cpa.parse(octets, party.party_id)
    return octets


def _render(form: AgreementForm) -> bytes:
    root = etree.Element(f"{{{CPA_NAMESPACE}}}CollaborationProtocolAgreement", nsmap=_PREFIXES)
    _set(root, cpaid=str(form.agreement_id), version="2_0b")
    _add(root, "Status", value=AGREED)
    _add(root, "Start", write_moment(form.start))
    _add(root, "End", write_moment(form.end))
    for letter, other, party in zip("AB", "BA", form.parties, strict=True):
        _PartyWriter(form, party, letter, other).write(root)
    _add_packaging(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


class _PartyWriter:
    """Writes one PartyInfo; every name in it begins with the letter of the party (xs:ID is document wide)."""

    def __init__(self, form: AgreementForm, party: AgreementParty, letter: str, other: str) -> None:
        self._form = form
        self._party = party
        self._letter = letter
        self._other = other
        self._certificates = {
            "client": party.client_certificate,
            "server": party.server_certificate,
            "signing": party.signing_certificate if form.profile.signed else b"",
            "encryption": party.encryption_certificate if form.profile.encrypted else b"",
        }

    def write(self, root: Element) -> None:
        """Add the PartyInfo to the agreement."""
        info = _add(
            root,
            "PartyInfo",
            partyName=self._party.name,
            defaultMshChannelId=f"{self._letter}_signal",
            defaultMshPackageId="package_signal",
        )
        _add(info, "PartyId", str(self._party.party_id), type=PARTY_ID_TYPE)
        _link(_add(info, "PartyRef"), "")
        for service in dict.fromkeys(action.service for action in self._form.actions):
            self._add_role(info, service)
        self._add_certificates(info)
        self._add_channel(info, "signal", reliable=False)
        self._add_channel(info, "action", reliable=self._form.profile.reliable)
        self._add_transport(info)
        self._add_exchange(info, "signal", business=False)
        self._add_exchange(info, "action", business=True)

    def _add_role(self, info: Element, service: str) -> None:
        role = _add(info, "CollaborationRole")
        _link(_add(role, "ProcessSpecification", name=service, version="1.0"), f"urn:{service}")
        _link(_add(role, "Role", name=self._party.role), f"urn:{service}")
        binding = _add(role, "ServiceBinding")
        _add(binding, "Service", service, type=SERVICE_TYPE)
        actions = [(place, each) for place, each in enumerate(self._form.actions) if each.service == service]
        ours = self._party.party_id
        # The schema wants what is sent before what is received.
        for place, action in sorted(actions, key=lambda each: each[1].sender != ours):
            self._add_action(binding, "CanSend" if action.sender == ours else "CanReceive", place, action)

    def _add_action(self, binding: Element, direction: str, place: int, action: FormAction) -> None:
        possibility = _add(binding, direction)
        this = _add(
            possibility,
            "ThisPartyActionBinding",
            id=f"{self._letter}_action_{place}",
            action=action.action,
            packageId="package_action",
        )
        self._add_characteristics(this)
        _add(this, "ChannelId", f"{self._letter}_action")
        _add(possibility, "OtherPartyActionBinding", f"{self._other}_action_{place}")

    def _add_characteristics(self, this: Element) -> None:
        """E-84: plain, signed and encrypted."""
        profile = self._form.profile
        signed = "true" if profile.signed else "false"
        proven = "transient-and-persistent" if profile.signed else "transient"
        _add(
            this,
            "BusinessTransactionCharacteristics",
            isNonRepudiationRequired=signed,
            isNonRepudiationReceiptRequired=signed,
            isConfidential="transient-and-persistent" if profile.encrypted else "transient",
            isAuthenticated=proven,
            isTamperProof=proven,
            isAuthorizationRequired="true",
            isIntelligibleCheckRequired="false",
            timeToPerform=_TIME_TO_PERFORM,
        )

    def _add_certificates(self, info: Element) -> None:
        for use, der in self._certificates.items():
            if der:
                key_info = _add_dsig(_add(info, "Certificate", certId=f"{self._letter}_{use}"), "KeyInfo")
                _add_dsig(_add_dsig(key_info, "X509Data"), "X509Certificate", b64encode(der).decode())
        anchors = _add(_add(info, "SecurityDetails", securityId=f"{self._letter}_trust"), "TrustAnchors")
        for use, der in self._certificates.items():
            if der:
                _add(anchors, "AnchorCertificateRef", certId=f"{self._letter}_{use}")

    def _add_channel(self, info: Element, name: str, *, reliable: bool) -> None:
        channel = _add(
            info,
            "DeliveryChannel",
            channelId=f"{self._letter}_{name}",
            transportId=f"{self._letter}_transport",
            docExchangeId=f"{self._letter}_exchange_{name}",
        )
        _add(
            channel,
            "MessagingCharacteristics",
            syncReplyMode="none",
            ackRequested="always" if reliable else "never",
            ackSignatureRequested="always" if reliable and self._form.profile.signed else "never",
            duplicateElimination="always" if reliable else "never",
            actor=TO_PARTY_MSH,
        )

    def _add_transport(self, info: Element) -> None:
        transport = _add(info, "Transport", transportId=f"{self._letter}_transport")
        sender, receiver = _add(transport, "TransportSender"), _add(transport, "TransportReceiver")
        for end in (sender, receiver):
            _add(end, "TransportProtocol", "HTTP", version="1.1")
        _add(receiver, "Endpoint", uri=self._party.endpoint, type="allPurpose")
        for end, kind in ((sender, "Client"), (receiver, "Server")):
            security = _add(end, f"Transport{kind}Security")
            _add(security, "TransportSecurityProtocol", "TLS", version="1.2")
            _add(security, f"{kind}CertificateRef", certId=f"{self._letter}_{kind.lower()}")

    def _add_exchange(self, info: Element, name: str, *, business: bool) -> None:
        exchange = _add(info, "DocExchange", docExchangeId=f"{self._letter}_exchange_{name}")
        for end in _ENDS:
            binding = _add(exchange, f"ebXML{end}Binding", version="2.0")
            if business and self._form.profile.reliable:
                _add_reliability(binding, self._form.reliability)
            if self._form.profile.signed:
                self._add_signature(binding, end)
            if business and self._form.profile.encrypted:
                self._add_envelope(binding, end)

    def _add_signature(self, binding: Element, end: str) -> None:
        signature = _add(binding, f"{end}NonRepudiation")
        _add(signature, "NonRepudiationProtocol", DSIG_NAMESPACE)
        _add(signature, "HashFunction", HASH_FUNCTION)
        _add(signature, "SignatureAlgorithm", SIGNATURE_ALGORITHM, w3c=SIGNATURE_ALGORITHM)
        if end == "Sender":
            _add(signature, "SigningCertificateRef", certId=f"{self._letter}_signing")
        else:
            _add(signature, "SigningSecurityDetailsRef", securityId=f"{self._letter}_trust")

    def _add_envelope(self, binding: Element, end: str) -> None:
        envelope = _add(binding, f"{end}DigitalEnvelope")
        _add(envelope, "DigitalEnvelopeProtocol", XENC_NAMESPACE, version="1.0")
        _add(envelope, "EncryptionAlgorithm", self._form.cipher, w3c=self._form.cipher)
        if end == "Sender":
            _add(envelope, "EncryptionSecurityDetailsRef", securityId=f"{self._letter}_trust")
        else:
            _add(envelope, "EncryptionCertificateRef", certId=f"{self._letter}_encryption")


def _add_reliability(binding: Element, agreed: Reliability) -> None:
    reliable = _add(binding, "ReliableMessaging")
    _add(reliable, "Retries", str(agreed.retries))
    _add(reliable, "RetryInterval", write_duration(agreed.retry_interval))
    _add(reliable, "MessageOrderSemantics", NOT_GUARANTEED)
    _add(binding, "PersistDuration", write_duration(agreed.persist_duration))


def _add_packaging(root: Element) -> None:
    _add(root, "SimplePart", id="part_soap", mimetype="text/xml")
    _add(root, "SimplePart", id="part_payload", mimetype="application/xml")
    for name, parts in (("signal", ("soap",)), ("action", ("soap", "payload"))):
        packaging = _add(root, "Packaging", id=f"package_{name}")
        _add(packaging, "ProcessingCapabilities", parse="true", generate="true")
        composite = _add(
            _add(packaging, "CompositeList"),
            "Composite",
            id=f"composite_{name}",
            mimetype="multipart/related",
            mimeparameters="type=text/xml",
        )
        for part in parts:
            _add(composite, "Constituent", idref=f"part_{part}")


def _add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{CPA_NAMESPACE}}}{tag}")
    element.text = text
    _set(element, **attributes)
    return element


def _add_dsig(parent: Element, name: str, text: str | None = None) -> Element:
    element = etree.SubElement(parent, f"{{{DSIG_NAMESPACE}}}{name}")
    element.text = text
    return element


def _set(element: Element, **attributes: str) -> None:
    for name, value in attributes.items():
        element.set(f"{{{CPA_NAMESPACE}}}{name}", value)


def _link(element: Element, target: str) -> None:
    element.set(f"{{{XLINK_NAMESPACE}}}type", "simple")
    element.set(f"{{{XLINK_NAMESPACE}}}href", target)
