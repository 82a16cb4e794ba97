"""Bytes in, values out: Received to Envelope to Covered to Proven, and what a receipt must return."""

import contextlib
import copy
from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import Final

from gateway.domain.agreement import Action, Agreement, LegacyDecryption
from gateway.domain.identifiers import Oin
from gateway.domain.octets import Keep, keep_in_memory
from gateway.errors import ReceiptRefusedError, SecurityRefusedError
from gateway.wire.ebms2 import encryption, mime, signature, xml
from gateway.wire.ebms2.addressing import to_address
from gateway.wire.ebms2.header_rules import check_identity, check_rules
from gateway.wire.ebms2.manifest import check_manifest
from gateway.wire.ebms2.model import CoveredEnvelope, ReadEnvelope, SoapMessage
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.reading import refuse
from gateway.wire.ebms2.security import find_inbound_action, find_signal_action, find_signing_action
from gateway.wire.ebms2.signature_shape import SIGNATURE
from gateway.wire.ebms2.sync_reply import check_sync_reply
from gateway.wire.ebms2.vocabulary import SOAP_ACTIONS, ErrorCode, Location
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import Envelope, EnvelopeKind, ErrorItem, Part, Proven, Received, ReferenceDigest, WrappedKey

_SIGNED_BY_CHOICE: Final = frozenset(
    {EnvelopeKind.PING, EnvelopeKind.PONG, EnvelopeKind.STATUS_REQUEST, EnvelopeKind.STATUS_RESPONSE}
)


class ProofRefusal(StrEnum):
    """Why nothing was proven; for our own eyes, the partner sees one face for all (D13)."""

    CONTENT_KEYS = "content-keys"
    OTHER_ADDRESS = "other-address"


class ReceiptRefusal(StrEnum):
    """Why an acknowledgement proves no receipt."""

    NOT_A_RECEIPT = "not-a-receipt"
    REFERENCES = "references"


def parse(received: Received, keep: Keep = keep_in_memory) -> Envelope:
    """Return what came, unproven; `keep` gets what must be decoded.

    Raise MimeRefusedError, XmlRefusedError or HeaderRefusedError.
    """
    if received.soap_action not in SOAP_ACTIONS:
        refuse(ErrorCode.NOT_SUPPORTED, Location.SOAP_ACTION)
    soap, parts = mime.split(received.content_type, received.body, keep)
    root = xml.parse(soap)
    message = read_message(root)
    return ReadEnvelope(address=to_address(message.header), soap=soap, parts=parts, root=root, message=message)


def check_header(envelope: Envelope, agreement: Agreement, partner: Oin, at: datetime) -> Action | None:
    """Return the agreed action, None for a signal; `partner` is whom the channel proved.

    Raise SecurityRefusedError for a wrong identity, HeaderRefusedError for anything else not agreed.
    """
    check_identity(envelope.address, agreement, partner, at)
    message = _message_of(envelope)
    check_sync_reply(message, envelope.address, agreement)
    return check_rules(message, envelope.address, agreement, at)


def verify(envelope: Envelope, agreement: Agreement, at: datetime) -> CoveredEnvelope:
    """Return what the partner's signature covers, or where none is agreed, what the channel proves (D9, D10).

    All but the content of the parts, and before any key of ours is used for those (D13). Raise SecurityRefusedError, or
    HeaderRefusedError when the covered header is not what was agreed.
    """
    address = envelope.address
    message, references, certificate = _verify(envelope, agreement)
    if to_address(message.header) != address:
        # The agreement was found by an address that the signature does not cover.
        raise SecurityRefusedError(ProofRefusal.OTHER_ADDRESS)
    check_identity(address, agreement, agreement.partner.party_id.oin, at)
    check_rules(message, address, agreement, at)
    check_manifest(message.manifest, envelope.parts)
    return CoveredEnvelope(
        address=address,
        soap=envelope.soap,
        parts=envelope.parts,
        references=references,
        certificate=certificate,
        message=message,
    )


def wrapped_keys(covered: CoveredEnvelope, agreement: Agreement, at: datetime | None = None) -> tuple[WrappedKey, ...]:
    """Return the keys to unwrap, one for each part; none when encryption is not agreed. Raise SecurityRefusedError.

    `at` is now, also for a copy of what was accepted before: an exception that ended opens nothing any more. Who does
    not say when it is, has no exception.
    """
    action = find_inbound_action(covered.address, agreement)
    if action is None or not action.profile.encrypted:
        return ()
    legacy = None if at is None else agreement.legacy_at(at)
    return tuple(encryption.wrapped_key(part, action.cipher, action.key_transport, legacy) for part in covered.parts)


def prove(
    covered: CoveredEnvelope,
    agreement: Agreement,
    content_keys: tuple[bytes, ...],
    at: datetime,
    keep: Keep = keep_in_memory,
) -> Proven:
    """Return all of it, opened, each part what its reference digested; `keep` gets what is decrypted.

    Raise SecurityRefusedError.
    """
    action = find_inbound_action(covered.address, agreement)
    parts = _decrypt(covered.parts, content_keys, action, agreement.legacy_at(at), keep)
    if covered.references:
        signature.check_parts(covered.references, parts)
    message = covered.message
    requested = message.ack_requested
    return Proven(
        address=covered.address,
        soap=covered.soap,
        parts=parts,
        references=covered.references,
        receipt_wanted=requested is not None,
        receipt_signed=requested is not None and requested.signed,
        acknowledged=() if message.acknowledgment is None else message.acknowledgment.references,
        errors=() if message.error_list is None else message.error_list.errors,
        asked_about=None if message.status_request is None else message.status_request.refers_to,
        message_status="" if message.status_response is None else message.status_response.status,
        certificate=covered.certificate,
    )


def claimed_errors(envelope: Envelope) -> tuple[ErrorItem, ...]:
    """Return what a MessageError says before anything is proven: for an operator to see, and for nothing else."""
    error_list = _message_of(envelope).error_list
    return () if error_list is None else error_list.errors


def check_receipt(receipt: Proven, sent: tuple[ReferenceDigest, ...]) -> None:
    """Raise ReceiptRefusedError unless the receipt returns exactly what we signed (E-69), if we signed anything."""
    if receipt.address.kind is not EnvelopeKind.ACKNOWLEDGMENT:
        raise ReceiptRefusedError(ReceiptRefusal.NOT_A_RECEIPT)
    if sent and _digests_of(receipt.acknowledged) != _digests_of(sent):
        raise ReceiptRefusedError(ReceiptRefusal.REFERENCES)


def _message_of(envelope: Envelope) -> SoapMessage:
    return envelope.message if isinstance(envelope, ReadEnvelope) else read_message(xml.parse(envelope.soap))


def _decrypt(
    parts: tuple[Part, ...],
    content_keys: tuple[bytes, ...],
    action: Action | None,
    legacy: LegacyDecryption | None,
    keep: Keep,
) -> tuple[Part, ...]:
    if action is None or not action.profile.encrypted:
        return parts
    if len(content_keys) != len(parts):
        raise SecurityRefusedError(ProofRefusal.CONTENT_KEYS)
    return tuple(
        encryption.decrypt(part, key, action.cipher, legacy, keep)
        for part, key in zip(parts, content_keys, strict=True)
    )


def _verify(envelope: Envelope, agreement: Agreement) -> tuple[SoapMessage, tuple[ReferenceDigest, ...], bytes]:
    """Return the message, what its signature covers, and the certificate that verified it, as far as one was due."""
    signed_as = find_inbound_action(envelope.address, agreement)
    signed_as = signed_as or find_signal_action(envelope.address.kind, agreement, about_outbound=True)
    signed_as = signed_as or _signed_by_choice(envelope, agreement)
    if signed_as is None or not signed_as.profile.signed:
        return _message_of(envelope), (), b""
    algorithms = signature.Algorithms.agreed(signed_as)
    verified, certificate = _verify_by_one_of(agreement.partner.signing_certificates, envelope, algorithms)
    # What was signed is what is read: not the tree that came, but the octets that the signature covers (D9).
    return read_message(xml.parse_canonical(verified.octets)), verified.references, certificate


def _signed_by_choice(envelope: Envelope, agreement: Agreement) -> Action | None:
    """Return what to verify a question or its answer by: neither need be signed (E-56); what is signed must hold."""
    if envelope.address.kind not in _SIGNED_BY_CHOICE or next(_tree_of(envelope).iter(SIGNATURE), None) is None:
        return None
    return find_signing_action(agreement)


def _verify_by_one_of(
    certificates: tuple[bytes, ...], envelope: Envelope, algorithms: signature.Algorithms
) -> tuple[signature.Verified, bytes]:
    """Return what the signature covers, and the one of these that made it: while one certificate replaces another."""
    *others, last = certificates
    content_ids = [part.content_id for part in envelope.parts]
    for certificate in others:
        with contextlib.suppress(SecurityRefusedError):
            return signature.verify_tree(_tree_of(envelope), content_ids, certificate, algorithms), certificate
    return signature.verify_tree(_tree_of(envelope), content_ids, last, algorithms), last


def _tree_of(envelope: Envelope) -> Element:
    """Return the SOAP part as a tree to take apart."""
    return copy.deepcopy(envelope.root) if isinstance(envelope, ReadEnvelope) else xml.parse(envelope.soap)


def _digests_of(references: tuple[ReferenceDigest, ...]) -> Counter[tuple[str, bytes]]:
    return Counter((reference.uri, reference.digest) for reference in references)
