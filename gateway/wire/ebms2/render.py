"""Model -> parts: one SOAP part, with the prefixes and the order that every peer understands (ebms2.md 8, quirk 13)."""

from datetime import datetime
from typing import Final

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
from gateway.wire.ebms2.signature import render_reference
from gateway.wire.ebms2.vocabulary import ERROR_CONTEXT, PREFIXES, VERSION, Actor
from gateway.wire.ebms2.xml import Element, escape_xml, parse_canonical

_NAMESPACES: Final = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())
_VERSION: Final = f'eb:version="{VERSION}"'


def render_message(message: SoapMessage, canonicalization: Canonicalization = Canonicalization.INCLUSIVE) -> Element:
    """Return the Envelope; `canonicalization` is that of the signature whose references an Acknowledgment returns.

    MessageOrder is never written: no agreement of ours has it (E-10).
    """
    header, body = [_header(message.header)], ""
    if message.ack_requested is not None:
        header.append(_ack_requested(message.ack_requested))
    if message.sync_reply:
        header.append(_block("SyncReply", _actor(Actor.NEXT)))
    if message.acknowledgment is not None:
        header.append(_acknowledgment(message.acknowledgment, canonicalization))
    if message.error_list is not None:
        header.append(_error_list(message.error_list))
    if message.manifest is not None:
        body += _manifest(message.manifest)
    if message.status_request is not None:
        body += _status_request(message.status_request)
    if message.status_response is not None:
        body += _status_response(message.status_response)
    envelope = f"<soap:Header>{''.join(header)}</soap:Header><soap:Body>{body}</soap:Body>"
    return parse_canonical(f"<soap:Envelope {_NAMESPACES}>{envelope}</soap:Envelope>".encode())


def to_octets(root: Element) -> bytes:
    """Return the octets of an Envelope as they travel: UTF-8, no declaration."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=False)


def _header(header: MessageHeader) -> str:
    refers_to = "" if header.refers_to is None else _text("RefToMessageId", str(header.refers_to))
    time_to_live = "" if header.time_to_live is None else _moment("TimeToLive", header.time_to_live)
    content = (
        _party("From", header.sender),
        _party("To", header.receiver),
        _text("CPAId", str(header.agreement_id)),
        _text("ConversationId", str(header.conversation_id)),
        _typed("Service", header.service),
        _text("Action", header.action),
        "<eb:MessageData>",
        _text("MessageId", str(header.message_id)),
        _moment("Timestamp", header.timestamp),
        refers_to,
        time_to_live,
        "</eb:MessageData>",
        "<eb:DuplicateElimination/>" if header.duplicate_elimination else "",
    )
    return _block("MessageHeader", "", "".join(content), header.version)


def _ack_requested(requested: AckRequested) -> str:
    signed = "true" if requested.signed else "false"
    return _block("AckRequested", f' eb:signed="{signed}"{_actor(requested.actor)}')


def _acknowledgment(acknowledgment: Acknowledgment, canonicalization: Canonicalization) -> str:
    content = (
        _moment("Timestamp", acknowledgment.timestamp),
        _text("RefToMessageId", str(acknowledgment.refers_to)),
        "" if acknowledgment.sender is None else _party("From", acknowledgment.sender),
        *[render_reference(reference, canonicalization) for reference in acknowledgment.references],
    )
    return _block("Acknowledgment", _actor(acknowledgment.actor), "".join(content))


def _error_list(error_list: ErrorList) -> str:
    content = ""
    for item in error_list.errors:
        location = f' eb:location="{escape_xml(item.location)}"' if item.location else ""
        content += f'<eb:Error eb:codeContext="{ERROR_CONTEXT}" eb:errorCode="{escape_xml(item.code)}"'
        content += f' eb:severity="{escape_xml(item.severity)}"{location}/>'
    return _block("ErrorList", f' eb:highestSeverity="{error_list.highest_severity}"', content)


def _manifest(manifest: Manifest) -> str:
    references = (f'<eb:Reference xlink:type="simple" xlink:href="{escape_xml(href)}"/>' for href in manifest.hrefs)
    return f"<eb:Manifest {_VERSION}>{''.join(references)}</eb:Manifest>"


def _status_request(request: StatusRequest) -> str:
    return f"<eb:StatusRequest {_VERSION}>{_text('RefToMessageId', str(request.refers_to))}</eb:StatusRequest>"


def _status_response(response: StatusResponse) -> str:
    content = _text("RefToMessageId", str(response.refers_to))
    if response.timestamp is not None:
        content += _moment("Timestamp", response.timestamp)
    return f'<eb:StatusResponse {_VERSION} eb:messageStatus="{response.status}">{content}</eb:StatusResponse>'


def _block(name: str, attributes: str, content: str = "", version: str = VERSION) -> str:
    start = f'<eb:{name} eb:version="{escape_xml(version)}" soap:mustUnderstand="1"{attributes}>'
    return f"{start}{content}</eb:{name}>"


def _actor(actor: str | None) -> str:
    return "" if actor is None else f' soap:actor="{escape_xml(actor)}"'


def _party(name: str, party: PartyElement) -> str:
    party_ids = "".join([_typed("PartyId", party_id) for party_id in party.party_ids])
    role = "" if party.role is None else _text("Role", party.role)
    return f"<eb:{name}>{party_ids}{role}</eb:{name}>"


def _typed(name: str, value: TypedValue) -> str:
    kind = "" if value.type is None else f' eb:type="{escape_xml(value.type)}"'
    return f"<eb:{name}{kind}>{escape_xml(value.text)}</eb:{name}>"


def _moment(name: str, moment: datetime) -> str:
    return _text(name, render_moment(moment))


def _text(name: str, text: str) -> str:
    return f"<eb:{name}>{escape_xml(text)}</eb:{name}>"
