"""Reads the parties of a CPA; what is absent or not a value is None here, and a mistake elsewhere."""

from gateway.wire.ebms2.cpa.document import (
    Binding,
    Channel,
    Characteristics,
    Exchange,
    PartyInfo,
    Side,
    Tls,
    Transport,
    WrittenCertificate,
)
from gateway.wire.ebms2.cpa.nodes import attribute, elements, find, line_of, name_of, text_of, trimmed_text_of
from gateway.wire.ebms2.cpa.values import read_boolean, read_duration, read_number
from gateway.wire.ebms2.cpa.vocabulary import PERSISTENT
from gateway.wire.ebms2.xml import Element


def read_party(party: Element) -> PartyInfo:
    """Read one PartyInfo."""
    channels = _read_channels(party)
    return PartyInfo(
        line=line_of(party),
        identifiers=tuple((attribute(each, "type"), text_of(each)) for each in elements(party, "PartyId")),
        name=attribute(party, "partyName"),
        roles=tuple(attribute(find(each, "Role"), "name") for each in elements(party, "CollaborationRole")),
        bindings=tuple(
            _read_binding(possibility, each, channels)
            for each in elements(party, "CollaborationRole")
            for possibility in elements(find(each, "ServiceBinding"), "CanSend", "CanReceive")
        ),
        certificates={
            attribute(each, "certId") or "": WrittenCertificate(
                line=line_of(each),
                text=text_of(find(each, "ds:KeyInfo", "ds:X509Data", "ds:X509Certificate")),
            )
            for each in elements(party, "Certificate")
        },
        default_channel=channels.get(attribute(party, "defaultMshChannelId") or ""),
    )


def _read_binding(possibility: Element, role: Element, channels: dict[str, Channel]) -> Binding:
    service = find(role, "ServiceBinding", "Service")
    this = find(possibility, "ThisPartyActionBinding")
    business = find(this, "BusinessTransactionCharacteristics")
    return Binding(
        line=line_of(possibility),
        name=attribute(this, "id"),
        other=trimmed_text_of(find(possibility, "OtherPartyActionBinding")),
        sends=name_of(possibility) == "CanSend",
        service=text_of(service),
        service_type=attribute(service, "type"),
        action=attribute(this, "action"),
        signed=read_boolean(attribute(business, "isNonRepudiationRequired")) or False,
        encrypted=attribute(business, "isConfidential") in PERSISTENT,
        channels=tuple(channels.get(trimmed_text_of(each) or "") for each in elements(this, "ChannelId")),
    )


def _read_channels(party: Element) -> dict[str, Channel]:
    transports = {attribute(each, "transportId"): _read_transport(each) for each in elements(party, "Transport")}
    exchanges = {attribute(each, "docExchangeId"): _read_exchange(each) for each in elements(party, "DocExchange")}
    return {
        attribute(each, "channelId") or "": Channel(
            line=line_of(each),
            characteristics=_read_characteristics(find(each, "MessagingCharacteristics")),
            transport=transports.get(attribute(each, "transportId")),
            exchange=exchanges.get(attribute(each, "docExchangeId")),
        )
        for each in elements(party, "DeliveryChannel")
    }


def _read_characteristics(given: Element | None) -> Characteristics:
    return Characteristics(
        sync_reply_mode=attribute(given, "syncReplyMode") or "none",
        ack_requested=attribute(given, "ackRequested") or "perMessage",
        ack_signature_requested=attribute(given, "ackSignatureRequested") or "perMessage",
        duplicate_elimination=attribute(given, "duplicateElimination") or "perMessage",
        actor=attribute(given, "actor"),
    )


def _read_transport(transport: Element) -> Transport:
    sender, receiver = find(transport, "TransportSender"), find(transport, "TransportReceiver")
    client, server = find(sender, "TransportClientSecurity"), find(receiver, "TransportServerSecurity")
    return Transport(
        line=line_of(transport),
        protocols=tuple(
            trimmed_text_of(find(end, "TransportProtocol")) for end in (sender, receiver) if end is not None
        ),
        passwords=any(find(end, "AccessAuthentication") is not None for end in (sender, receiver)),
        client=None if client is None else _read_tls(client, "ClientCertificateRef"),
        server=None if server is None else _read_tls(server, "ServerCertificateRef"),
        endpoints=tuple(attribute(each, "uri") for each in elements(receiver, "Endpoint")),
    )


def _read_tls(security: Element, certificate: str) -> Tls:
    protocol = find(security, "TransportSecurityProtocol")
    return Tls(
        line=line_of(security),
        protocol=trimmed_text_of(protocol),
        version=attribute(protocol, "version"),
        certificate=attribute(find(security, certificate), "certId"),
    )


def _read_exchange(exchange: Element) -> Exchange:
    sender, receiver = find(exchange, "ebXMLSenderBinding"), find(exchange, "ebXMLReceiverBinding")
    return Exchange(
        line=line_of(exchange),
        sender=None if sender is None else _read_side(sender, "Sender"),
        receiver=None if receiver is None else _read_side(receiver, "Receiver"),
    )


def _read_side(side: Element, end: str) -> Side:
    reliable, signing, envelope = (
        find(side, name) for name in ("ReliableMessaging", f"{end}NonRepudiation", f"{end}DigitalEnvelope")
    )
    written = (find(reliable, "Retries"), find(reliable, "RetryInterval"), find(side, "PersistDuration"))
    retries, interval, persist = map(text_of, written)
    agreed = (read_number(retries), read_duration(interval), read_duration(persist))
    return Side(
        line=line_of(side),
        reliable=reliable is not None,
        retries=agreed[0],
        interval=agreed[1],
        order=trimmed_text_of(find(reliable, "MessageOrderSemantics")),
        persist=agreed[2],
        unreadable=any(each is None and element is not None for each, element in zip(agreed, written, strict=True)),
        signs=signing is not None,
        hash_function=trimmed_text_of(find(signing, "HashFunction")),
        signature_algorithms=tuple(_read_algorithm(each) for each in elements(signing, "SignatureAlgorithm")),
        signing_certificate=attribute(find(signing, "SigningCertificateRef"), "certId"),
        ciphers=tuple(_read_algorithm(each) for each in elements(envelope, "EncryptionAlgorithm")),
        encryption_certificate=attribute(find(envelope, "EncryptionCertificateRef"), "certId"),
    )


def _read_algorithm(algorithm: Element) -> str | None:
    """Return the URI: that of the attribute made for it, or else the text."""
    return attribute(algorithm, "w3c") or trimmed_text_of(algorithm)
