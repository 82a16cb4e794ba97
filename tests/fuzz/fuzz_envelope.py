"""The envelope: XML, header and manifest; what can be read can be judged, and answered whatever it says."""

from collections.abc import Sequence
from typing import Final

from gateway.domain.agreement import Agreement, Profile
from gateway.domain.identifiers import MessageId
from gateway.errors import PartnerError
from gateway.wire.ebms2 import endpoint, mime
from gateway.wire.ebms2.render import render_message, to_octets
from gateway.wire.ebms2.vocabulary import DS, EB, SIGNAL_SERVICE, SOAP, XLINK
from gateway.wire.stages import Envelope, EnvelopeKind, Proven, Received
from tests.fuzz.target import Target
from tests.kit.ebms2_kinds import MESSAGES
from tests.kit.ebms2_messages import AGREEMENT_ID, AT, MESSAGE_XML, PART, THEY, make_agreement

_OUR_ID: Final = MessageId("antwoord@wij.example")
_RELIABLE: Final = make_agreement(Profile.RM)
_BEST_EFFORT: Final = make_agreement(Profile.BE)
_WORDS: Final = (
    SOAP,
    EB,
    XLINK,
    DS,
    SIGNAL_SERVICE,
    str(AGREEMENT_ID),
    str(THEY),
    *(str(kind) for kind in EnvelopeKind),
    *("MessageHeader", "AckRequested", "SyncReply", "MessageOrder", "ErrorList", "Manifest", "StatusRequest"),
    *("TimeToLive", "RefToMessageId", "DuplicateElimination", "Description", "PartyId", "Role", "Reference"),
    *("eb:version", "soap:mustUnderstand", "soap:actor", "eb:signed", "eb:type", "eb:severity", "eb:errorCode"),
    *("xlink:href", "cid:een@zij.example", "2.0", "true", "false", "urn:osb:oin", "2026-11-23T09:00:00Z"),
    *("9999-12-31T23:59:59.999999999-14:00", "0001-01-01T00:00:00+14:00", "24:00:00", "-1", "1e9", "\ud7ff", "&#13;"),
    *("<!--", "-->", "<?a ?>", "<![CDATA[", "]]>", "&amp;", "<!DOCTYPE a>", "&#xD800;", 'xmlns=""', "xml:lang"),
)


def attempt(data: bytes) -> None:
    """Read, judge, prove and answer; raise for anything but an error that is the partner's."""
    content_type, body = mime.join(data, (PART,) if b"cid:" in data else (), "wortel@zij.example")
    try:
        envelope = endpoint.parse(
            Received(body=body, content_type=content_type, soap_action='"ebXML"', partner=THEY.oin, at=AT)
        )
    except PartnerError as error:
        endpoint.fault(error)
        return
    if envelope.address.agreement_id == AGREEMENT_ID:
        _judge(envelope, _RELIABLE)
        _judge(envelope, _BEST_EFFORT)


def _judge(envelope: Envelope, agreement: Agreement) -> None:
    try:
        endpoint.check_header(envelope, agreement, THEY.oin, AT)
        proven = endpoint.prove(endpoint.verify(envelope, agreement, AT), agreement, (), AT)
    except PartnerError as error:
        if envelope.address.kind is EnvelopeKind.MESSAGE:
            endpoint.compose_refusal(envelope, agreement, endpoint.error_item(error), _OUR_ID, AT)
        return
    _answer(proven, agreement)


def _answer(proven: Proven, agreement: Agreement) -> None:
    kind = proven.address.kind
    if kind is EnvelopeKind.MESSAGE and proven.receipt_wanted:
        endpoint.compose_receipt(proven, agreement, _OUR_ID, AT)
    elif kind is EnvelopeKind.PING:
        endpoint.compose_pong(proven, agreement, _OUR_ID, AT)
    elif kind is EnvelopeKind.STATUS_REQUEST:
        endpoint.compose_status(proven, AT, agreement, _OUR_ID, AT)


def seeds() -> Sequence[bytes]:
    """Return one message of every kind."""
    return [MESSAGE_XML.encode(), *(to_octets(render_message(message)) for message in MESSAGES.values())]


TARGET: Final = Target(name="envelope", attempt=attempt, seeds=seeds, words=_WORDS)
