"""One message of every kind that goes over the wire, as values."""

from dataclasses import replace
from typing import Final

from gateway.wire.ebms2.model import (
    Acknowledgment,
    ErrorList,
    Manifest,
    PartyElement,
    SoapMessage,
    StatusRequest,
    StatusResponse,
    TypedValue,
)
from gateway.wire.ebms2.vocabulary import Actor, MessageStatus, Severity
from gateway.wire.stages import EnvelopeKind, ErrorItem, ReferenceDigest
from tests.kit.ebms2_messages import AT, OTHER_ID, THEY, make_acknowledgment, make_header, make_message

REFERENCES: Final = tuple(
    ReferenceDigest(uri=uri, algorithm="http://www.w3.org/2001/04/xmlenc#sha256", digest=bytes(range(32)))
    for uri in ("", "cid:een@zij.example")
)
MESSAGES: Final = {
    "message": make_message(),
    "message-without-parts": replace(make_message(), manifest=None),
    "message-with-two-parts": replace(make_message(), manifest=Manifest(("cid:een", "cid:twee"))),
    "best-effort": SoapMessage(
        header=replace(make_header(), time_to_live=None, duplicate_elimination=False, refers_to=OTHER_ID)
    ),
    "awkward-texts": SoapMessage(header=replace(make_header(), action='<é & "x">', service=TypedValue("a'b", "urn:x"))),
    "acknowledgment": make_acknowledgment(),
    "signed-acknowledgment": replace(
        make_acknowledgment(),
        acknowledgment=Acknowledgment(
            timestamp=AT,
            refers_to=OTHER_ID,
            sender=PartyElement((TypedValue(str(THEY), "urn:osb:oin"),)),
            references=REFERENCES,
            actor=Actor.TO_PARTY_MSH,
        ),
    ),
    "acknowledgment-without-actor": replace(
        make_acknowledgment(), acknowledgment=Acknowledgment(timestamp=AT, refers_to=OTHER_ID)
    ),
    "message-error": SoapMessage(
        header=make_header(EnvelopeKind.MESSAGE_ERROR),
        error_list=ErrorList(
            Severity.ERROR,
            (
                ErrorItem(code="MimeProblem", location="//Body/Manifest", severity="Error"),
                ErrorItem(code="Unknown", location="", severity="Warning"),
            ),
        ),
    ),
    "ping": SoapMessage(header=replace(make_header(EnvelopeKind.PING), refers_to=None)),
    "status-request": SoapMessage(
        header=replace(make_header(EnvelopeKind.STATUS_REQUEST), refers_to=None), status_request=StatusRequest(OTHER_ID)
    ),
    "status-response": SoapMessage(
        header=make_header(EnvelopeKind.STATUS_RESPONSE),
        status_response=StatusResponse(MessageStatus.RECEIVED, OTHER_ID, AT),
    ),
    "status-response-unknown": SoapMessage(
        header=make_header(EnvelopeKind.STATUS_RESPONSE),
        status_response=StatusResponse(MessageStatus.NOT_RECOGNIZED, OTHER_ID),
    ),
}
