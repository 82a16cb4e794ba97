"""Model -> parts: one SOAP part, with the prefixes and the order that every peer understands (ebms2.md 8, quirk 13)."""

from datetime import datetime

from lxml import etree

from gateway.domain.agreement import Canonicalization
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
from gateway.wire.ebms2.moments import render_moment
from gateway.wire.ebms2.reading import eb, soap
from gateway.wire.ebms2.signature import append_reference
from gateway.wire.ebms2.vocabulary import ERROR_CONTEXT, PREFIXES, VERSION, XLINK, Actor
from gateway.wire.ebms2.xml import Element


def render_message(message: SoapMessage, canonicalization: Canonicalization = Canonicalization.INCLUSIVE) -> Element:
    """Return the Envelope; `canonicalization` is that of the signature whose references an Acknowledgment returns.

    MessageOrder is never written: no agreement of ours has it (E-10).
    """
    root = etree.Element(soap("Envelope"), nsmap=dict(PREFIXES))
    header = etree.SubElement(root, soap("Header"))
    body = etree.SubElement(root, soap("Body"))
    _add_header(header, message.header)
    if message.ack_requested is not None:
        _add_ack_requested(header, message.ack_requested)
    if message.sync_reply:
        _set_actor(_add_block(header, "SyncReply"), Actor.NEXT)
    if message.acknowledgment is not None:
        _add_acknowledgment(header, message.acknowledgment, canonicalization)
    if message.error_list is not None:
        _add_error_list(header, message.error_list)
    if message.manifest is not None:
        _add_manifest(body, message.manifest)
    if message.status_request is not None:
        _add_status_request(body, message.status_request)
    if message.status_response is not None:
        _add_status_response(body, message.status_response)
    return root


def to_octets(root: Element) -> bytes:
    """Return the octets of an Envelope as they travel: UTF-8, no declaration."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def _add_header(parent: Element, header: MessageHeader) -> None:
    element = _add_block(parent, "MessageHeader", header.version)
    _add_party(element, "From", header.sender)
    _add_party(element, "To", header.receiver)
    _add_text(element, "CPAId", str(header.agreement_id))
    _add_text(element, "ConversationId", str(header.conversation_id))
    _add_typed(element, "Service", header.service)
    _add_text(element, "Action", header.action)
    data = etree.SubElement(element, eb("MessageData"))
    _add_text(data, "MessageId", str(header.message_id))
    _add_moment(data, "Timestamp", header.timestamp)
    if header.refers_to is not None:
        _add_text(data, "RefToMessageId", str(header.refers_to))
    if header.time_to_live is not None:
        _add_moment(data, "TimeToLive", header.time_to_live)
    if header.duplicate_elimination:
        etree.SubElement(element, eb("DuplicateElimination"))


def _add_ack_requested(parent: Element, requested: AckRequested) -> None:
    element = _add_block(parent, "AckRequested")
    element.set(eb("signed"), "true" if requested.signed else "false")
    _set_actor(element, requested.actor)


def _add_acknowledgment(parent: Element, acknowledgment: Acknowledgment, canonicalization: Canonicalization) -> None:
    element = _add_block(parent, "Acknowledgment")
    _set_actor(element, acknowledgment.actor)
    _add_moment(element, "Timestamp", acknowledgment.timestamp)
    _add_text(element, "RefToMessageId", str(acknowledgment.refers_to))
    if acknowledgment.sender is not None:
        _add_party(element, "From", acknowledgment.sender)
    for reference in acknowledgment.references:
        append_reference(element, reference, canonicalization)


def _add_error_list(parent: Element, error_list: ErrorList) -> None:
    element = _add_block(parent, "ErrorList")
    element.set(eb("highestSeverity"), error_list.highest_severity)
    for item in error_list.errors:
        error = etree.SubElement(element, eb("Error"))
        error.set(eb("codeContext"), ERROR_CONTEXT)
        error.set(eb("errorCode"), item.code)
        error.set(eb("severity"), item.severity)
        if item.location:
            error.set(eb("location"), item.location)


def _add_manifest(parent: Element, manifest: Manifest) -> None:
    element = etree.SubElement(parent, eb("Manifest"), {eb("version"): VERSION})
    for href in manifest.hrefs:
        etree.SubElement(element, eb("Reference"), {f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": href})


def _add_status_request(parent: Element, request: StatusRequest) -> None:
    element = etree.SubElement(parent, eb("StatusRequest"), {eb("version"): VERSION})
    _add_text(element, "RefToMessageId", str(request.refers_to))


def _add_status_response(parent: Element, response: StatusResponse) -> None:
    element = etree.SubElement(parent, eb("StatusResponse"), {eb("version"): VERSION})
    element.set(eb("messageStatus"), response.status)
    _add_text(element, "RefToMessageId", str(response.refers_to))
    if response.timestamp is not None:
        _add_moment(element, "Timestamp", response.timestamp)


def _add_block(parent: Element, name: str, version: str = VERSION) -> Element:
    return etree.SubElement(parent, eb(name), {eb("version"): version, soap("mustUnderstand"): "1"})


def _add_party(parent: Element, name: str, party: PartyElement) -> None:
    element = etree.SubElement(parent, eb(name))
    for party_id in party.party_ids:
        _add_typed(element, "PartyId", party_id)
    if party.role is not None:
        _add_text(element, "Role", party.role)


def _add_typed(parent: Element, name: str, value: TypedValue) -> None:
    element = _add_text(parent, name, value.text)
    if value.type is not None:
        element.set(eb("type"), value.type)


def _add_moment(parent: Element, name: str, moment: datetime) -> None:
    _add_text(parent, name, render_moment(moment))


def _add_text(parent: Element, name: str, text: str) -> Element:
    element = etree.SubElement(parent, eb(name))
    element.text = text
    return element


def _set_actor(element: Element, actor: str | None) -> None:
    if actor is not None:
        element.set(soap("actor"), actor)
