"""Two organisations with an agreement, and one message between them as octets, values and answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from gateway.domain.agreement import Action, Agreement, AgreementParty, Profile, Reliability
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, Oin, PartyId
from gateway.wire.ebms2 import endpoint
from gateway.wire.ebms2.model import (
    Acknowledgment,
    AckRequested,
    Manifest,
    MessageHeader,
    PartyElement,
    SoapMessage,
    TypedValue,
)
from gateway.wire.ebms2.vocabulary import PARTY_TYPE, SIGNAL_SERVICE, VERSION, Actor
from gateway.wire.stages import EnvelopeKind, Outgoing, Part, Received, Sealed
from tests.kit.wire_keys import content_key, wire_key

AT: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WE: Final = PartyId.parse("00000099000000010000")
THEY: Final = PartyId.parse("00000099000000020000")
STRANGER: Final = Oin.parse("00000099000000030000")
AGREEMENT_ID: Final = AgreementId.parse("proef_00000099000000010000_00000099000000020000_1")
CONVERSATION: Final = ConversationId.parse("5b3c0d0e-3f1a-4f0e-9a39-0a2f7d1a6b01")
MESSAGE_ID: Final = MessageId.parse("0d1c9f44-6d3e-4f57-8a0b-3f0a4f6f1e01@zij.example")
OTHER_ID: Final = MessageId.parse("6b7d2c80-9c7f-4a3e-8e55-1f5f6c3f2e02@wij.example")
SERVICE: Final = "proef:overdracht:1:0"
SERVICE_TYPE: Final = "urn:osb:services"
# They hand over to us, we answer.
INBOUND: Final = "overdragen"
OUTBOUND: Final = "terugkoppelen"
RELIABILITY: Final = Reliability(retries=8, retry_interval=timedelta(hours=3), persist_duration=timedelta(days=1))
PART: Final = Part(
    content_id="een@zij.example",
    media_type="application/xml",
    content="<melding><tekst>Größe €</tekst></melding>\n".encode(),
    file_name="melding.xml",
)

# An unsigned message of the reliable profile, from them to us, with every optional element that peers send.
MESSAGE_XML: Final = f"""\
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" \
xmlns:eb="http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd" \
xmlns:xlink="http://www.w3.org/1999/xlink">
  <soap:Header>
    <eb:MessageHeader eb:version="2.0" soap:mustUnderstand="1" eb:id="kop">
      <eb:From>
        <eb:PartyId eb:type="urn:osb:oin">{THEY}</eb:PartyId>
        <eb:Role>INDIENER</eb:Role>
      </eb:From>
      <eb:To>
        <eb:PartyId eb:type="urn:osb:oin">{WE}</eb:PartyId>
        <eb:Role>ONTVANGER</eb:Role>
      </eb:To>
      <eb:CPAId>{AGREEMENT_ID}</eb:CPAId>
      <eb:ConversationId>{CONVERSATION}</eb:ConversationId>
      <eb:Service eb:type="{SERVICE_TYPE}">{SERVICE}</eb:Service>
      <eb:Action>{INBOUND}</eb:Action>
      <eb:MessageData>
        <eb:MessageId>{MESSAGE_ID}</eb:MessageId>
        <eb:Timestamp>2026-11-23T09:58:00.123+01:00</eb:Timestamp>
        <eb:RefToMessageId>{OTHER_ID}</eb:RefToMessageId>
        <eb:TimeToLive>2026-11-24T12:00:00Z</eb:TimeToLive>
      </eb:MessageData>
      <eb:DuplicateElimination/>
      <eb:Description xml:lang="nl">een overdracht</eb:Description>
      <x:Extra xmlns:x="urn:x">genegeerd</x:Extra>
    </eb:MessageHeader>
    <eb:AckRequested eb:version="2.0" eb:signed="false" soap:mustUnderstand="1"/>
  </soap:Header>
  <soap:Body>
    <eb:Manifest eb:version="2.0">
      <eb:Reference xlink:type="simple" xlink:href="cid:een@zij.example">
        <eb:Schema eb:location="urn:schema"/><eb:Description xml:lang="nl">deel</eb:Description>
      </eb:Reference>
    </eb:Manifest>
  </soap:Body>
</soap:Envelope>"""


def make_agreement(*profiles: Profile, signed_with_keys: bool = False) -> Agreement:
    """Return our view of the agreement: for each profile one action in either direction; the first has the plain name.

    Keys take time to make; without them the certificates are empty.
    """
    return Agreement(
        agreement_id=AGREEMENT_ID,
        digest="1" * 64,
        own=_party(WE, "wij", "ONTVANGER", signed_with_keys=signed_with_keys),
        partner=_party(THEY, "zij", "INDIENER", signed_with_keys=signed_with_keys),
        actions=tuple(
            make_action(profile, name + "x" * number, outbound=name == OUTBOUND)
            for number, profile in enumerate(profiles or (Profile.RM,))
            for name in (INBOUND, OUTBOUND)
        ),
        start=AT - timedelta(days=30),
        end=AT + timedelta(days=30),
    )


def make_action(profile: Profile, action: str, *, outbound: bool) -> Action:
    """Return one action with Digikoppeling's own defaults."""
    return Action(
        service=SERVICE,
        service_type=SERVICE_TYPE,
        action=action,
        outbound=outbound,
        profile=profile,
        reliability=RELIABILITY,
    )


def as_they_see_it(agreement: Agreement) -> Agreement:
    """Return the same agreement from the other side."""
    return replace(
        agreement,
        own=agreement.partner,
        partner=agreement.own,
        actions=tuple(replace(action, outbound=not action.outbound) for action in agreement.actions),
    )


def make_header(kind: EnvelopeKind = EnvelopeKind.MESSAGE) -> MessageHeader:
    """Return a header from them to us, of the reliable profile where it is a message."""
    is_message = kind is EnvelopeKind.MESSAGE
    return MessageHeader(
        version=VERSION,
        sender=PartyElement((TypedValue(str(THEY), PARTY_TYPE),), "INDIENER" if is_message else None),
        receiver=PartyElement((TypedValue(str(WE), PARTY_TYPE),), "ONTVANGER" if is_message else None),
        agreement_id=AGREEMENT_ID,
        conversation_id=CONVERSATION,
        service=TypedValue(SERVICE, SERVICE_TYPE) if is_message else TypedValue(SIGNAL_SERVICE),
        action=INBOUND if is_message else kind,
        message_id=MESSAGE_ID,
        timestamp=AT,
        refers_to=None if is_message else OTHER_ID,
        time_to_live=AT + timedelta(hours=27) if is_message else None,
        duplicate_elimination=is_message,
    )


def make_message() -> SoapMessage:
    """Return a message of the reliable profile with one part."""
    return SoapMessage(
        header=make_header(),
        ack_requested=AckRequested(signed=False, actor=Actor.TO_PARTY_MSH),
        manifest=Manifest((f"cid:{PART.content_id}",)),
    )


def make_acknowledgment() -> SoapMessage:
    """Return an Acknowledgment of a message of ours."""
    return SoapMessage(
        header=make_header(EnvelopeKind.ACKNOWLEDGMENT),
        acknowledgment=Acknowledgment(timestamp=AT, refers_to=OTHER_ID, actor=Actor.TO_PARTY_MSH),
    )


def outgoing(*parts: Part) -> Outgoing:
    """Return what they want to send us."""
    return Outgoing(
        message_id=MESSAGE_ID, conversation_id=CONVERSATION, service=SERVICE, action=INBOUND, parts=parts or (PART,)
    )


def sealed_by(holder: str, draft: endpoint.Draft) -> Sealed:
    """Do what the doors of that organisation do: sign, and draw content keys."""
    octets = draft.signing_input
    signature = None if octets is None else wire_key(holder).sign(octets)
    cipher = None if draft.encrypted_as is None else draft.encrypted_as.cipher
    keys = () if cipher is None else tuple(content_key(cipher) for _ in range(draft.content_keys_wanted))
    return endpoint.seal(draft, signature, keys)


def received(sealed: Sealed, partner: Oin = THEY.oin, at: datetime = AT) -> Received:
    """Return the octets as our partner door hands them in."""
    return Received(body=sealed.body, content_type=sealed.content_type, soap_action='"ebXML"', partner=partner, at=at)


def _party(party_id: PartyId, holder: str, role: str, *, signed_with_keys: bool) -> AgreementParty:
    certificate = wire_key(holder).certificate if signed_with_keys else b""
    return AgreementParty(
        party_id=party_id,
        name=f"Organisatie {holder}",
        role=role,
        endpoint=f"https://{holder}.example/ebms",
        client_certificate=certificate,
        server_certificate=certificate,
        signing_certificate=certificate,
        encryption_certificate=certificate,
    )
