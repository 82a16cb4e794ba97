"""Parts -> model: one SOAP part read by namespace, order and cardinality of the schema (digikoppeling.md 2.6)."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Final

from gateway.domain.identifiers import AgreementId, ConversationId, MessageId
from gateway.wire.ebms2.model import (
    Acknowledgment,
    AckRequested,
    ErrorList,
    Manifest,
    MessageHeader,
    PartyElement,
    SoapMessage,
    StatusRequest,
    StatusResponse,
    TypedValue,
)
from gateway.wire.ebms2.reading import (
    Children,
    check_attributes,
    check_version,
    eb,
    name_of,
    read_boolean,
    read_choice,
    read_identifier,
    read_moment,
    read_text,
    refuse,
    soap,
)
from gateway.wire.ebms2.vocabulary import DS, EB, ERROR_CONTEXT, XLINK, ErrorCode, Location, MessageStatus, Severity
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import ErrorItem, ReferenceDigest

_HEADER_BLOCKS: Final = frozenset(
    {"MessageHeader", "AckRequested", "SyncReply", "MessageOrder", "Acknowledgment", "ErrorList"}
)
_BODY_BLOCKS: Final = frozenset({"Manifest", "StatusRequest", "StatusResponse"})
# One Error a payload part and some to spare; a partner's list is stored and shown.
_ERRORS_LIMIT: Final = 250
_SHORT_LIMIT: Final = 255


def read_message(root: Element) -> SoapMessage:
    """Return what the SOAP part says; raise HeaderRefusedError where it is not what the schema demands."""
    header, body = _read_envelope(root)
    blocks = _find_header_blocks(header)
    contents = _find_body_blocks(body)
    if "MessageHeader" not in blocks:
        refuse(ErrorCode.INCONSISTENT, Location.MESSAGE_HEADER)
    ack, signal, errors = (blocks.get(name) for name in ("AckRequested", "Acknowledgment", "ErrorList"))
    manifest, request, response = (contents.get(name) for name in ("Manifest", "StatusRequest", "StatusResponse"))
    return SoapMessage(
        header=_read_header(blocks["MessageHeader"]),
        ack_requested=None if ack is None else _read_ack_requested(ack),
        acknowledgment=None if signal is None else _read_acknowledgment(signal),
        error_list=None if errors is None else _read_error_list(errors),
        manifest=None if manifest is None else _read_manifest(manifest),
        status_request=None if request is None else _read_status_request(request),
        status_response=None if response is None else _read_status_response(response),
        sync_reply="SyncReply" in blocks,
        message_order="MessageOrder" in blocks,
    )


def _read_envelope(root: Element) -> tuple[Element, Element]:
    if root.tag != soap("Envelope"):
        refuse(ErrorCode.NOT_SUPPORTED, Location.ENVELOPE)
    children = Children(root, Location.ENVELOPE)
    header = children.one(soap("Header"))
    body = children.one(soap("Body"))
    # SOAP 1.1 allows more behind the Body; nobody needs a place that no rule looks at (bad input 110).
    children.end()
    return header, body


def _find_header_blocks(header: Element) -> Mapping[str, Element]:
    Children(header, Location.HEADER)
    blocks: dict[str, Element] = {}
    for block in header:
        namespace, name = name_of(block)
        if namespace == EB:
            _check_block(block, name, blocks)
            blocks[name] = block
        elif name in _HEADER_BLOCKS:
            # A look-alike next to the real one (bad input 103).
            refuse(ErrorCode.NOT_SUPPORTED, Location.HEADER)
        elif namespace != DS and block.get(soap("mustUnderstand"), "0") != "0":
            refuse(ErrorCode.NOT_SUPPORTED, Location.MUST_UNDERSTAND)
    return blocks


def _check_block(block: Element, name: str, found: Mapping[str, Element]) -> None:
    if name not in _HEADER_BLOCKS:
        refuse(ErrorCode.NOT_SUPPORTED, Location.HEADER)
    location = f"{Location.HEADER}/{name}"
    if name in found:
        refuse(ErrorCode.INCONSISTENT, location)
    if name != "MessageHeader":
        # The header of a message keeps its version, so that its sender can be answered.
        check_version(block, location)
    if block.get(soap("mustUnderstand")) != "1":
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, f"{location}/@mustUnderstand")


def _find_body_blocks(body: Element) -> Mapping[str, Element]:
    Children(body, Location.BODY)
    blocks: dict[str, Element] = {}
    for block in body:
        namespace, name = name_of(block)
        # What no Manifest names must not reach anyone: SOAP Fault, XOP, payload in the Body (bad inputs 81, 110).
        if namespace != EB or name not in _BODY_BLOCKS or name in blocks:
            refuse(ErrorCode.INCONSISTENT, Location.BODY)
        check_version(block, f"{Location.BODY}/{name}")
        blocks[name] = block
    return blocks


def _read_header(element: Element) -> MessageHeader:
    check_attributes(element, Location.MESSAGE_HEADER)
    children = Children(element, Location.MESSAGE_HEADER)
    sender = _read_party(children.one(eb("From")), f"{Location.MESSAGE_HEADER}/From")
    receiver = _read_party(children.one(eb("To")), f"{Location.MESSAGE_HEADER}/To")
    agreement_id = read_identifier(AgreementId, children.one(eb("CPAId")), Location.AGREEMENT)
    conversation_id = read_identifier(ConversationId, children.one(eb("ConversationId")), Location.CONVERSATION)
    service = _read_typed(children.one(eb("Service")), Location.SERVICE)
    action = read_text(children.one(eb("Action")), Location.ACTION)
    data = Children(children.one(eb("MessageData")), f"{Location.MESSAGE_HEADER}/MessageData")
    message_id = read_identifier(MessageId, data.one(eb("MessageId")), Location.MESSAGE_ID)
    timestamp = read_moment(data.one(eb("Timestamp")), Location.TIMESTAMP)
    refers_to = data.optional(eb("RefToMessageId"))
    time_to_live = data.optional(eb("TimeToLive"))
    data.end()
    duplicate_elimination = children.optional(eb("DuplicateElimination"))
    children.many(eb("Description"))
    children.end_with_extensions()
    return MessageHeader(
        version=element.get(eb("version")) or "",
        sender=sender,
        receiver=receiver,
        agreement_id=agreement_id,
        conversation_id=conversation_id,
        service=service,
        action=action,
        message_id=message_id,
        timestamp=timestamp,
        refers_to=None if refers_to is None else read_identifier(MessageId, refers_to, Location.REFERS_TO),
        time_to_live=None if time_to_live is None else read_moment(time_to_live, Location.TIME_TO_LIVE),
        duplicate_elimination=duplicate_elimination is not None,
    )


def _read_party(element: Element, location: str) -> PartyElement:
    children = Children(element, location)
    first = children.one(eb("PartyId"))
    party_ids = [first, *children.many(eb("PartyId"))]
    role = children.optional(eb("Role"))
    children.end()
    return PartyElement(
        tuple(_read_typed(party_id, f"{location}/PartyId") for party_id in party_ids),
        None if role is None else read_text(role, f"{location}/Role"),
    )


def _read_typed(element: Element, location: str) -> TypedValue:
    return TypedValue(read_text(element, location), element.get(eb("type")))


def _read_ack_requested(element: Element) -> AckRequested:
    Children(element, Location.ACK_REQUESTED).end_with_extensions()
    signed = read_boolean(element.get(eb("signed")), Location.ACK_SIGNED)
    return AckRequested(signed, element.get(soap("actor")))


def _read_acknowledgment(element: Element) -> Acknowledgment:
    location = Location.ACKNOWLEDGMENT
    children = Children(element, location)
    timestamp = read_moment(children.one(eb("Timestamp")), f"{location}/Timestamp")
    refers_to = read_identifier(MessageId, children.one(eb("RefToMessageId")), f"{location}/RefToMessageId")
    sender = children.optional(eb("From"))
    references = children.many(f"{{{DS}}}Reference")
    children.end()
    return Acknowledgment(
        timestamp=timestamp,
        refers_to=refers_to,
        sender=None if sender is None else _read_party(sender, f"{location}/From"),
        references=tuple(_read_reference(reference) for reference in references),
        actor=element.get(soap("actor")),
    )


def _read_reference(element: Element) -> ReferenceDigest:
    # Compared by value with what we signed (E-69); the transforms we know ourselves.
    location = f"{Location.ACKNOWLEDGMENT}/Reference"
    children = Children(element, location)
    children.optional(f"{{{DS}}}Transforms")
    method = children.one(f"{{{DS}}}DigestMethod").get("Algorithm")
    value = children.one(f"{{{DS}}}DigestValue")
    children.end()
    uri = element.get("URI")
    if uri is None or method is None or len(uri) > _SHORT_LIMIT or len(method) > _SHORT_LIMIT:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
    try:
        digest = base64.b64decode("".join(read_text(value, location).split()), validate=True)
    except (binascii.Error, ValueError):
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
    return ReferenceDigest(uri=uri, algorithm=method, digest=digest)


def _read_error_list(element: Element) -> ErrorList:
    location = Location.ERROR_LIST
    children = Children(element, location)
    errors = [children.one(eb("Error")), *children.many(eb("Error"))]
    children.end_with_extensions()
    if len(errors) > _ERRORS_LIMIT:
        refuse(ErrorCode.NOT_SUPPORTED, location)
    highest = read_choice(Severity, element.get(eb("highestSeverity")), f"{location}/@highestSeverity")
    return ErrorList(highest, tuple(_read_error(error) for error in errors))


def _read_error(element: Element) -> ErrorItem:
    location = f"{Location.ERROR_LIST}/Error"
    check_attributes(element, location)
    # The Description is the partner's free text: read over, never shown or stored apart (E-25, E-40).
    Children(element, location)
    if element.get(eb("codeContext"), ERROR_CONTEXT) != ERROR_CONTEXT:
        refuse(ErrorCode.NOT_SUPPORTED, f"{location}/@codeContext")
    code, place = element.get(eb("errorCode"), ""), element.get(eb("location"), "")
    if not 1 <= len(code) <= _SHORT_LIMIT or len(place) > _SHORT_LIMIT:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
    severity = read_choice(Severity, element.get(eb("severity")), f"{location}/@severity")
    return ErrorItem(code=code, location=place, severity=severity)


def _read_manifest(element: Element) -> Manifest:
    children = Children(element, Location.MANIFEST)
    references = [children.one(eb("Reference")), *children.many(eb("Reference"))]
    children.end_with_extensions()
    return Manifest(_read_hrefs(references))


def _read_hrefs(references: Sequence[Element]) -> tuple[str, ...]:
    location = f"{Location.MANIFEST}/Reference"
    hrefs: list[str] = []
    for reference in references:
        check_attributes(reference, location)
        children = Children(reference, location)
        children.many(eb("Schema"))
        children.many(eb("Description"))
        children.end_with_extensions()
        if reference.get(f"{{{XLINK}}}type", "simple") != "simple":
            refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
        hrefs.append(reference.get(f"{{{XLINK}}}href", ""))
    return tuple(hrefs)


def _read_status_request(element: Element) -> StatusRequest:
    children = Children(element, Location.STATUS_REQUEST)
    refers_to = children.one(eb("RefToMessageId"))
    children.end_with_extensions()
    return StatusRequest(read_identifier(MessageId, refers_to, f"{Location.STATUS_REQUEST}/RefToMessageId"))


def _read_status_response(element: Element) -> StatusResponse:
    location = Location.STATUS_RESPONSE
    children = Children(element, location)
    refers_to = children.one(eb("RefToMessageId"))
    timestamp = children.optional(eb("Timestamp"))
    children.end_with_extensions()
    return StatusResponse(
        read_choice(MessageStatus, element.get(eb("messageStatus")), f"{location}/@messageStatus"),
        read_identifier(MessageId, refers_to, f"{location}/RefToMessageId"),
        None if timestamp is None else read_moment(timestamp, f"{location}/Timestamp"),
    )
