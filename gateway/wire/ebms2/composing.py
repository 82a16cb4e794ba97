"""Values in, bytes out: what is to be signed and encrypted, and the octets when a door has done so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from gateway.domain.agreement import Action, Agreement, AgreementParty, Canonicalization, SignatureMethod, SyncReply
from gateway.domain.identifiers import MessageId
from gateway.domain.octets import Keep, keep_in_memory
from gateway.errors import NoRouteError, NotAMessageError
from gateway.wire.ebms2 import encryption, mime
from gateway.wire.ebms2 import signature as signatures
from gateway.wire.ebms2.manifest import compile_manifest
from gateway.wire.ebms2.model import (
    Acknowledgment,
    AckRequested,
    ErrorList,
    MessageHeader,
    PartyElement,
    SoapMessage,
    StatusResponse,
    TypedValue,
)
from gateway.wire.ebms2.render import render_message, to_octets
from gateway.wire.ebms2.security import find_inbound_action, find_signal_action, find_signing_action
from gateway.wire.ebms2.signature import Algorithms, SignatureDraft
from gateway.wire.ebms2.vocabulary import SIGNAL_SERVICE, VERSION, Actor, MessageStatus, Severity
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import (
    Address,
    ContentKey,
    Envelope,
    EnvelopeKind,
    ErrorItem,
    Outgoing,
    Part,
    Proven,
    Sealed,
)

# The common adapter's library takes thirty references, one of them to the envelope (ebms2.md 5.4).
SIGNED_PARTS_LIMIT: Final = 29


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that still lacks what only doors can give: a signature over `signing_input`, and content keys."""

    message_id: MessageId
    envelope: Element
    parts: tuple[Part, ...]
    agreement: Agreement
    signature: SignatureDraft | None = None
    encrypted_as: Action | None = None

    @property
    def signing_input(self) -> bytes | None:
        """The octets to sign with our signing key; None when the message goes unsigned."""
        return None if self.signature is None else self.signature.signing_input

    @property
    def signature_method(self) -> SignatureMethod:
        """The method to sign with."""
        return SignatureMethod.RSA_SHA256 if self.signature is None else self.signature.method

    @property
    def content_keys_wanted(self) -> int:
        """How many content keys to draw: one for each part, none when they travel in clear."""
        return 0 if self.encrypted_as is None else len(self.parts)

    @property
    def key_length(self) -> int:
        """How many octets each content key has; 0 when none is wanted."""
        return 0 if self.encrypted_as is None else encryption.KEY_BYTES[self.encrypted_as.cipher]


def compose(outgoing: Outgoing, agreement: Agreement, at: datetime) -> Draft:
    """Return the draft of a business message; raise NoRouteError or NotAMessageError."""
    action = agreement.find_action(outgoing.service, outgoing.action, outbound=True)
    if action is None:
        raise NoRouteError(outgoing.action)
    _check_parts(outgoing.parts, action)
    reliable = action.profile.reliable
    header = MessageHeader(
        version=VERSION,
        sender=_party_of(agreement.own, agreement.own.role),
        receiver=_party_of(agreement.partner, agreement.partner.role),
        agreement_id=agreement.agreement_id,
        conversation_id=outgoing.conversation_id,
        service=TypedValue(action.service, action.service_type),
        action=action.action,
        message_id=outgoing.message_id,
        timestamp=_to_seconds(at),
        refers_to=outgoing.refers_to,
        time_to_live=_to_seconds(at + action.reliability.horizon) if reliable else None,
        duplicate_elimination=reliable,
    )
    message = SoapMessage(
        header=header,
        ack_requested=AckRequested(action.receipt_signed, Actor.TO_PARTY_MSH) if reliable else None,
        sync_reply=action.sync_reply is SyncReply.MSH_SIGNALS_ONLY,
        manifest=compile_manifest(outgoing.parts),
    )
    envelope = render_message(message)
    return Draft(
        message_id=outgoing.message_id,
        envelope=envelope,
        parts=outgoing.parts,
        agreement=agreement,
        signature=signatures.draft(envelope, outgoing.parts, Algorithms.agreed(action))
        if action.profile.signed
        else None,
        encrypted_as=action if action.profile.encrypted else None,
    )


def compose_receipt(proven: Proven, agreement: Agreement, message_id: MessageId, at: datetime) -> Draft:
    """Return the draft of an Acknowledgment; signed where agreed, it returns what the sender signed (E-54, E-69)."""
    address = proven.address
    acknowledgment = Acknowledgment(
        timestamp=_to_seconds(at),
        refers_to=address.message_id,
        sender=_party_of(agreement.own),
        references=proven.references if proven.receipt_signed else (),
        actor=Actor.TO_PARTY_MSH,
    )
    header = _signal_header(EnvelopeKind.ACKNOWLEDGMENT, address, agreement, message_id, at)
    received_as = find_inbound_action(address, agreement)
    canonicalization = Canonicalization.INCLUSIVE if received_as is None else received_as.canonicalization
    message = SoapMessage(header=header, acknowledgment=acknowledgment)
    return _draft_signal(EnvelopeKind.ACKNOWLEDGMENT, message, agreement, canonicalization)


def compose_refusal(
    envelope: Envelope, agreement: Agreement, error: ErrorItem, message_id: MessageId, at: datetime
) -> Draft:
    """Return the draft of a MessageError about the message, signed where the agreement is (bad input 223)."""
    header = _signal_header(EnvelopeKind.MESSAGE_ERROR, envelope.address, agreement, message_id, at)
    message = SoapMessage(header=header, error_list=ErrorList(Severity(error.severity), (error,)))
    return _draft_signal(EnvelopeKind.MESSAGE_ERROR, message, agreement, Canonicalization.INCLUSIVE)


def compose_pong(proven: Proven, agreement: Agreement, message_id: MessageId, at: datetime) -> Draft:
    """Return the draft of the Pong to a Ping: signed as the Ping was; neither need be (E-56)."""
    header = _signal_header(EnvelopeKind.PONG, proven.address, agreement, message_id, at)
    return _draft_answer(SoapMessage(header=header), proven, agreement)


def compose_status(
    proven: Proven, received_at: datetime | None, agreement: Agreement, message_id: MessageId, at: datetime
) -> Draft:
    """Return the draft of the StatusResponse, signed as its StatusRequest was; None: the asker sent no such message.

    Raise NotAMessageError when the request asked about nothing.
    """
    if proven.asked_about is None:
        raise NotAMessageError(("status request",))
    # What another sent and what nobody sent look the same (bad input 130).
    status = MessageStatus.UNAUTHORIZED if received_at is None else MessageStatus.RECEIVED
    held = None if received_at is None else _to_seconds(received_at)
    header = _signal_header(EnvelopeKind.STATUS_RESPONSE, proven.address, agreement, message_id, at)
    message = SoapMessage(header=header, status_response=StatusResponse(status, proven.asked_about, held))
    return _draft_answer(message, proven, agreement)


def seal(
    draft: Draft, signature: bytes | None, content_keys: tuple[ContentKey, ...], keep: Keep = keep_in_memory
) -> Sealed:
    """Return the octets to send at each attempt; `keep` gets what is encrypted.

    Raise NotAMessageError when signature or keys are not as wanted.
    """
    if len(content_keys) != draft.content_keys_wanted:
        raise NotAMessageError(("content keys",))
    soap = _place_signature(draft, signature)
    parts = _encrypt(draft, content_keys, keep)
    content_type, body = mime.join(soap, parts, str(draft.message_id))
    return Sealed(
        message_id=draft.message_id,
        content_type=content_type,
        body=body,
        soap=soap,
        references=() if draft.signature is None else draft.signature.references,
    )


def _check_parts(parts: tuple[Part, ...], action: Action) -> None:
    if len(parts) > most_parts(action):
        raise NotAMessageError((f"more than {most_parts(action)} parts",))
    if len({unquote(part.content_id).casefold() for part in parts}) != len(parts):
        raise NotAMessageError(("parts with the same Content-ID",))


def most_parts(action: Action) -> int:
    """Return how many parts a message of that action can have: its root is counted among what MIME may hold."""
    return SIGNED_PARTS_LIMIT if action.profile.signed else mime.PARTS_LIMIT - 1


def _signal_header(
    kind: EnvelopeKind, about: Address, agreement: Agreement, message_id: MessageId, at: datetime
) -> MessageHeader:
    # E-53, E-54: no type, no roles, and no TimeToLive.
    return MessageHeader(
        version=VERSION,
        sender=_party_of(agreement.own),
        receiver=_party_of(agreement.partner),
        agreement_id=agreement.agreement_id,
        conversation_id=about.conversation_id,
        service=TypedValue(SIGNAL_SERVICE),
        action=kind,
        message_id=message_id,
        timestamp=_to_seconds(at),
        refers_to=about.message_id,
    )


def _draft_answer(message: SoapMessage, asked: Proven, agreement: Agreement) -> Draft:
    return draft_plain(message, agreement, find_signing_action(agreement) if asked.references else None)


def draft_plain(
    message: SoapMessage,
    agreement: Agreement,
    action: Action | None,
    canonicalization: Canonicalization = Canonicalization.INCLUSIVE,
) -> Draft:
    """Return the draft of an envelope without parts, signed as that action is; None: not at all."""
    envelope = render_message(message, canonicalization)
    return Draft(
        message_id=message.header.message_id,
        envelope=envelope,
        parts=(),
        agreement=agreement,
        signature=None if action is None else signatures.draft(envelope, (), Algorithms.agreed(action)),
    )


def _draft_signal(
    kind: EnvelopeKind, message: SoapMessage, agreement: Agreement, canonicalization: Canonicalization
) -> Draft:
    action = find_signal_action(kind, agreement, about_outbound=False)
    return draft_plain(message, agreement, action, canonicalization)


def _place_signature(draft: Draft, signature: bytes | None) -> bytes:
    if draft.signature is None and signature is None:
        return to_octets(draft.envelope)
    if draft.signature is None or signature is None:
        # An unsigned message in a signed agreement must not leave, whoever forgot what.
        raise NotAMessageError(("signature",))
    return signatures.place(draft.signature, signature, draft.agreement.own.signing_certificate)


def _encrypt(draft: Draft, content_keys: tuple[ContentKey, ...], keep: Keep) -> tuple[Part, ...]:
    action = draft.encrypted_as
    if action is None:
        return draft.parts
    certificate = draft.agreement.partner.encryption_certificate
    return tuple(
        encryption.encrypt(part, key, certificate, action.cipher, action.key_transport, keep)
        for part, key in zip(draft.parts, content_keys, strict=True)
    )


def _party_of(party: AgreementParty, role: str | None = None) -> PartyElement:
    return PartyElement((TypedValue(str(party.party_id), party.party_type),), role)


def _to_seconds(moment: datetime) -> datetime:
    # Whole seconds: durations with fractions have broken peers before (ebms2.md 8, quirk 26).
    return moment.replace(microsecond=0)
