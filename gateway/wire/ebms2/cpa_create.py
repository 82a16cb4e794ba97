"""Makes a CPA from a short form, with every attribute written out and equal values in all bindings (ebms2.md 7)."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from gateway.domain.agreement import (
    AgreementParty,
    ContentCipher,
    DigestMethod,
    Profile,
    Reliability,
    SyncReply,
)
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa.values import write_moment
from gateway.wire.ebms2.cpa.vocabulary import (
    AGREED,
    CPA_NAMESPACE,
    DSIG_NAMESPACE,
    SERVICE_TYPE,
    SIGNATURES,
    TO_PARTY_MSH,
    XENC_NAMESPACE,
    XLINK_NAMESPACE,
)
from gateway.wire.ebms2.cpa.writing import add, add_dsig, add_packaging, add_reliability, link, set_all
from gateway.wire.ebms2.xml import Element

_PREFIXES: Final = {"tns": CPA_NAMESPACE, "ds": DSIG_NAMESPACE, "xlink": XLINK_NAMESPACE}
# E-84: the one characteristic that may change, and the value printed there.
_TIME_TO_PERFORM: Final = "P2D"
_NOT_XML: Final = f"{cpa.Rule.XML}: een tekst van het formulier heeft tekens die niet in XML kunnen"
# E-34: adapters use it as a file name.
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)
_SIGNATURES: Final = dict(SIGNATURES)
_ENDS: Final = ("Sender", "Receiver")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAction:
    """One service and action, and which of the two parties sends it."""

    service: str
    action: str
    sender: PartyId
    profile: Profile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementForm:
    """What two parties must settle before they can exchange messages.

    `profile` is that of every action which names none of its own; all are acknowledged in the same way (E-80).
    """

    agreement_id: AgreementId
    start: datetime
    end: datetime
    parties: tuple[AgreementParty, AgreementParty]
    actions: tuple[FormAction, ...]
    profile: Profile
    reliability: Reliability
    cipher: ContentCipher = ContentCipher.AES256_GCM
    digest_method: DigestMethod = DigestMethod.SHA256
    sync_reply: SyncReply = SyncReply.NONE
    receipts_signed: bool = True

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Every profile in use, each once."""
        return tuple(dict.fromkeys(self.profile_of(action) for action in self.actions)) or (self.profile,)

    def profile_of(self, action: FormAction) -> Profile:
        """Return the profile of an action."""
        return action.profile or self.profile

    @property
    def signed(self) -> bool:
        """Whether anything is signed."""
        return any(profile.signed for profile in self.profiles)

    @property
    def encrypted(self) -> bool:
        """Whether anything is encrypted."""
        return any(profile.encrypted for profile in self.profiles)


def create(form: AgreementForm, holders: cpa.Holders = cpa.NOBODY) -> bytes:
    """Return the CPA; raise ConfigError with every mistake when the form cannot become one that both parties accept."""
    mistakes = tuple(_mistakes(form))
    if mistakes:
        raise ConfigError(*mistakes)
    try:
        octets = _render(form)
    except ValueError:
        # lxml: a text with characters that XML cannot hold.
        raise ConfigError(_NOT_XML) from None
    for party in form.parties:
        cpa.parse(octets, party.party_id, holders)
    return octets


def _mistakes(form: AgreementForm) -> Iterator[str]:
    """What a reader would let pass, and a new agreement must not have (assertions 84 and 88)."""
    if _NAME.fullmatch(str(form.agreement_id)) is None:
        yield f"{cpa.Rule.IDENTIFIER}: een nieuw CPAId bestaat uit letters, cijfers, _ en -, zonder punten of spaties"
    ways = {(each.reliable, each.reliable and each.signed and form.receipts_signed) for each in form.profiles}
    if len(ways) > 1:
        yield (
            f"{cpa.Rule.ONE_ACKNOWLEDGEMENT}: acties met verschillende ontvangstbevestiging horen in verschillende "
            "afspraken; maak er een voor elk"
        )


def _render(form: AgreementForm) -> bytes:
    root = etree.Element(f"{{{CPA_NAMESPACE}}}CollaborationProtocolAgreement", nsmap=_PREFIXES)
    set_all(root, cpaid=str(form.agreement_id), version="2_0b")
    add(root, "Status", value=AGREED)
    add(root, "Start", write_moment(form.start))
    add(root, "End", write_moment(form.end))
    for letter, other, party in zip("AB", "BA", form.parties, strict=True):
        _PartyWriter(form, party, letter, other).write(root)
    add_packaging(root)
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
            "signing": party.signing_certificate if form.signed else b"",
            "encryption": party.encryption_certificate if form.encrypted else b"",
        }

    def write(self, root: Element) -> None:
        """Add the PartyInfo to the agreement."""
        info = add(
            root,
            "PartyInfo",
            partyName=self._party.name,
            defaultMshChannelId=f"{self._letter}_signal",
            defaultMshPackageId="package_signal",
        )
        add(info, "PartyId", str(self._party.party_id), type=self._party.party_type)
        link(add(info, "PartyRef"), "")
        for service in dict.fromkeys(action.service for action in self._form.actions):
            self._add_role(info, service)
        self._add_certificates(info)
        self._add_channel(info, "signal", None)
        for profile in self._form.profiles:
            self._add_channel(info, self._channel_of(profile), profile)
        self._add_transport(info)
        self._add_exchange(info, "signal", None)
        for profile in self._form.profiles:
            self._add_exchange(info, self._channel_of(profile), profile)

    def _channel_of(self, profile: Profile) -> str:
        place = self._form.profiles.index(profile)
        return f"profile_{place}" if place else "action"

    def _add_role(self, info: Element, service: str) -> None:
        role = add(info, "CollaborationRole")
        link(add(role, "ProcessSpecification", name=service, version="1.0"), f"urn:{service}")
        link(add(role, "Role", name=self._party.role), f"urn:{service}")
        binding = add(role, "ServiceBinding")
        add(binding, "Service", service, type=SERVICE_TYPE)
        actions = [(place, each) for place, each in enumerate(self._form.actions) if each.service == service]
        ours = self._party.party_id
        # The schema wants what is sent before what is received.
        for place, action in sorted(actions, key=lambda each: each[1].sender != ours):
            self._add_action(binding, "CanSend" if action.sender == ours else "CanReceive", place, action)

    def _add_action(self, binding: Element, direction: str, place: int, action: FormAction) -> None:
        possibility = add(binding, direction)
        this = add(
            possibility,
            "ThisPartyActionBinding",
            id=f"{self._letter}_action_{place}",
            action=action.action,
            packageId="package_action",
        )
        profile = self._form.profile_of(action)
        _add_characteristics(this, profile)
        add(this, "ChannelId", f"{self._letter}_{self._channel_of(profile)}")
        add(possibility, "OtherPartyActionBinding", f"{self._other}_action_{place}")

    def _add_certificates(self, info: Element) -> None:
        for use, der in self._certificates.items():
            if der:
                key_info = add_dsig(add(info, "Certificate", certId=f"{self._letter}_{use}"), "KeyInfo")
                add_dsig(add_dsig(key_info, "X509Data"), "X509Certificate", b64encode(der).decode())
        anchors = add(add(info, "SecurityDetails", securityId=f"{self._letter}_trust"), "TrustAnchors")
        for use, der in self._certificates.items():
            if der:
                add(anchors, "AnchorCertificateRef", certId=f"{self._letter}_{use}")

    def _add_channel(self, info: Element, name: str, profile: Profile | None) -> None:
        """Add the channel of a profile, or without one that of the signals."""
        reliable = profile is not None and profile.reliable
        signed = profile is not None and profile.signed and self._form.receipts_signed
        channel = add(
            info,
            "DeliveryChannel",
            channelId=f"{self._letter}_{name}",
            transportId=f"{self._letter}_transport",
            docExchangeId=f"{self._letter}_exchange_{name}",
        )
        add(
            channel,
            "MessagingCharacteristics",
            syncReplyMode=self._form.sync_reply,
            ackRequested="always" if reliable else "never",
            ackSignatureRequested="always" if reliable and signed else "never",
            duplicateElimination="always" if reliable else "never",
            actor=TO_PARTY_MSH,
        )

    def _add_transport(self, info: Element) -> None:
        transport = add(info, "Transport", transportId=f"{self._letter}_transport")
        sender, receiver = add(transport, "TransportSender"), add(transport, "TransportReceiver")
        for end in (sender, receiver):
            add(end, "TransportProtocol", "HTTP", version="1.1")
        add(receiver, "Endpoint", uri=self._party.endpoint, type="allPurpose")
        for end, kind in ((sender, "Client"), (receiver, "Server")):
            security = add(end, f"Transport{kind}Security")
            add(security, "TransportSecurityProtocol", "TLS", version="1.2")
            add(security, f"{kind}CertificateRef", certId=f"{self._letter}_{kind.lower()}")

    def _add_exchange(self, info: Element, name: str, profile: Profile | None) -> None:
        """Add how a profile is packed, or without one how the signals are: signed as soon as anything is (E-80)."""
        exchange = add(info, "DocExchange", docExchangeId=f"{self._letter}_exchange_{name}")
        for end in _ENDS:
            binding = add(exchange, f"ebXML{end}Binding", version="2.0")
            if profile is not None and profile.reliable:
                add_reliability(binding, self._form.reliability)
            if profile.signed if profile is not None else self._form.signed:
                self._add_signature(binding, end)
            if profile is not None and profile.encrypted:
                self._add_envelope(binding, end)

    def _add_signature(self, binding: Element, end: str) -> None:
        signature = add(binding, f"{end}NonRepudiation")
        add(signature, "NonRepudiationProtocol", DSIG_NAMESPACE)
        method = _SIGNATURES[self._form.digest_method]
        add(signature, "HashFunction", self._form.digest_method)
        add(signature, "SignatureAlgorithm", method, w3c=method)
        if end == "Sender":
            add(signature, "SigningCertificateRef", certId=f"{self._letter}_signing")
        else:
            add(signature, "SigningSecurityDetailsRef", securityId=f"{self._letter}_trust")

    def _add_envelope(self, binding: Element, end: str) -> None:
        envelope = add(binding, f"{end}DigitalEnvelope")
        add(envelope, "DigitalEnvelopeProtocol", XENC_NAMESPACE, version="1.0")
        add(envelope, "EncryptionAlgorithm", self._form.cipher, w3c=self._form.cipher)
        if end == "Sender":
            add(envelope, "EncryptionSecurityDetailsRef", securityId=f"{self._letter}_trust")
        else:
            add(envelope, "EncryptionCertificateRef", certId=f"{self._letter}_encryption")


def _add_characteristics(this: Element, profile: Profile) -> None:
    """E-84: plain, signed and encrypted."""
    signed = "true" if profile.signed else "false"
    proven = "transient-and-persistent" if profile.signed else "transient"
    add(
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
