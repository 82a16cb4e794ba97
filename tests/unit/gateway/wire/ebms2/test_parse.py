"""The schema, element by element, and the bad inputs of groups D and E that the schema alone refuses."""

import re
from datetime import UTC, datetime
from typing import Final

import pytest

from gateway.domain.identifiers import MessageId
from gateway.errors import HeaderRefusedError
from gateway.wire.ebms2 import xml
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
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.vocabulary import ErrorCode, Location, MessageStatus, Severity
from gateway.wire.stages import ErrorItem, ReferenceDigest
from tests.kit.ebms2_messages import (
    AGREEMENT_ID,
    CONVERSATION,
    INBOUND,
    MESSAGE_ID,
    MESSAGE_XML,
    OTHER_ID,
    SERVICE,
    SERVICE_TYPE,
    THEY,
    WE,
)

VNR: Final = ErrorCode.VALUE_NOT_RECOGNIZED
INC: Final = ErrorCode.INCONSISTENT
NS: Final = ErrorCode.NOT_SUPPORTED
L = Location

DS: Final = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
ACK_REQUESTED: Final = '<eb:AckRequested eb:version="2.0" eb:signed="false" soap:mustUnderstand="1"/>'
MANIFEST: Final = MESSAGE_XML[MESSAGE_XML.index("<eb:Manifest") : MESSAGE_XML.index("</soap:Body>")].rstrip()
REFERENCE: Final = f"""\
<ds:Reference {DS} URI="">
<ds:Transforms><ds:Transform Algorithm="urn:x"/></ds:Transforms>
<ds:DigestMethod Algorithm="urn:digest"/>
<ds:DigestValue>aGFs
bG8=</ds:DigestValue>
</ds:Reference>"""
SHORT_REFERENCE: Final = f"""\
<ds:Reference {DS} URI="cid:een"><ds:DigestMethod Algorithm="urn:digest"/>\
<ds:DigestValue>aGFsbG8=</ds:DigestValue></ds:Reference>"""
ACKNOWLEDGMENT: Final = f"""\
<eb:Acknowledgment eb:version="2.0" soap:mustUnderstand="1" soap:actor="urn:x">
  <eb:Timestamp>2026-11-23T09:00:00Z</eb:Timestamp>
  <eb:RefToMessageId>{OTHER_ID}</eb:RefToMessageId>
  <eb:From><eb:PartyId eb:type="urn:osb:oin">{THEY}</eb:PartyId></eb:From>
  {REFERENCE}
  {SHORT_REFERENCE}
</eb:Acknowledgment>"""
ERROR: Final = """\
<eb:Error eb:codeContext="urn:oasis:names:tc:ebxml-msg:service:errors" eb:errorCode="MimeProblem" \
eb:severity="Error" eb:location="cid:een"><eb:Description xml:lang="nl">weg</eb:Description></eb:Error>"""
ERROR_LIST: Final = f"""\
<eb:ErrorList eb:version="2.0" eb:highestSeverity="Error" soap:mustUnderstand="1">
  {ERROR}
  <eb:Error eb:errorCode="Unknown" eb:severity="Warning"/>
</eb:ErrorList>"""
STATUS_REQUEST: Final = f"""\
<eb:StatusRequest eb:version="2.0"><eb:RefToMessageId>{OTHER_ID}</eb:RefToMessageId></eb:StatusRequest>"""
STATUS_RESPONSE: Final = f"""\
<eb:StatusResponse eb:version="2.0" eb:messageStatus="Received"><eb:RefToMessageId>{OTHER_ID}</eb:RefToMessageId>\
<eb:Timestamp>2026-11-23T09:00:00Z</eb:Timestamp></eb:StatusResponse>"""


def _read(text: str) -> SoapMessage:
    return read_message(xml.parse(text.encode()))


def _changed(*changes: tuple[str, str], text: str = MESSAGE_XML) -> str:
    for old, new in changes:
        assert old in text, f"not there: {old}"
        text = text.replace(old, new, 1)
    return text


def _refusal(text: str) -> tuple[str, str]:
    with pytest.raises(HeaderRefusedError) as caught:
        _read(text)
    return caught.value.ebms_code, caught.value.location


def _with_header(block: str) -> str:
    return _changed((ACK_REQUESTED, block))


def _with_body(block: str) -> str:
    return _changed((MANIFEST, block))


def _cut(name: str) -> str:
    """Return the message without its first element of that name, which may have no child of the same name."""
    text, count = re.subn(rf"<eb:{name}[ >/].*?</eb:{name}>|<eb:{name}/>", "", MESSAGE_XML, count=1, flags=re.DOTALL)
    assert count == 1
    return text


def test_a_message_is_read_as_it_stands() -> None:
    assert _read(MESSAGE_XML) == SoapMessage(
        header=MessageHeader(
            version="2.0",
            sender=PartyElement((TypedValue(str(THEY), "urn:osb:oin"),), "INDIENER"),
            receiver=PartyElement((TypedValue(str(WE), "urn:osb:oin"),), "ONTVANGER"),
            agreement_id=AGREEMENT_ID,
            conversation_id=CONVERSATION,
            service=TypedValue(SERVICE, SERVICE_TYPE),
            action=INBOUND,
            message_id=MESSAGE_ID,
            timestamp=datetime(2026, 11, 23, 8, 58, 0, 123000, tzinfo=UTC),
            refers_to=OTHER_ID,
            time_to_live=datetime(2026, 11, 24, 12, tzinfo=UTC),
            duplicate_elimination=True,
        ),
        ack_requested=AckRequested(signed=False, actor=None),
        manifest=Manifest(("cid:een@zij.example",)),
    )


def test_optional_elements_may_be_left_out() -> None:
    text = _with_header("").replace(MANIFEST, "")
    for name in ("Role", "RefToMessageId", "TimeToLive", "DuplicateElimination", "Description"):
        text = re.sub(rf"<eb:{name}.*?</eb:{name}>|<eb:{name}/>", "", text)
    message = _read(text)
    assert (message.ack_requested, message.manifest) == (None, None)
    header = message.header
    assert (header.sender.role, header.refers_to, header.time_to_live) == (None, None, None)
    assert not header.duplicate_elimination


def test_the_prefixes_of_others_do_not_matter() -> None:
    text = re.sub(r"\beb\b(?=[:=])", "n", re.sub(r"\bsoap\b(?=[:=])", "SOAP-ENV", MESSAGE_XML))
    assert _read(text) == _read(MESSAGE_XML)


def test_several_party_ids_are_read() -> None:
    text = _changed(("</eb:PartyId>", '</eb:PartyId><eb:PartyId eb:type="urn:x">zij</eb:PartyId>'))
    assert _read(text).header.sender.party_ids[1] == TypedValue("zij", "urn:x")


def test_an_acknowledgment_is_read() -> None:
    digest = ReferenceDigest(uri="", algorithm="urn:digest", digest=b"hallo")
    assert _read(_with_header(ACKNOWLEDGMENT)).acknowledgment == Acknowledgment(
        timestamp=datetime(2026, 11, 23, 9, tzinfo=UTC),
        refers_to=OTHER_ID,
        sender=PartyElement((TypedValue(str(THEY), "urn:osb:oin"),)),
        references=(digest, ReferenceDigest(uri="cid:een", algorithm="urn:digest", digest=b"hallo")),
        actor="urn:x",
    )


def test_an_acknowledgment_may_be_short() -> None:
    short = re.sub(r"<eb:From>.*</ds:Reference>", "", ACKNOWLEDGMENT, flags=re.DOTALL)
    acknowledgment = _read(_with_header(short.replace(' soap:actor="urn:x"', ""))).acknowledgment
    assert acknowledgment == Acknowledgment(timestamp=datetime(2026, 11, 23, 9, tzinfo=UTC), refers_to=OTHER_ID)


def test_an_error_list_is_read_without_its_free_text() -> None:
    assert _read(_with_header(ERROR_LIST)).error_list == ErrorList(
        Severity.ERROR,
        (
            ErrorItem(code="MimeProblem", location="cid:een", severity="Error"),
            ErrorItem(code="Unknown", location="", severity="Warning"),
        ),
    )


def test_status_requests_and_responses_are_read() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    known = StatusResponse(MessageStatus.RECEIVED, OTHER_ID, at)
    assert _read(_with_body(STATUS_REQUEST)).status_request == StatusRequest(OTHER_ID)
    assert _read(_with_body(STATUS_RESPONSE)).status_response == known
    unknown = re.sub("<eb:Timestamp.*Timestamp>", "", STATUS_RESPONSE).replace("Received", "NotRecognized")
    assert _read(_with_body(unknown)).status_response == StatusResponse(MessageStatus.NOT_RECOGNIZED, OTHER_ID)


def test_sync_reply_and_message_order_are_noticed() -> None:
    blocks = "".join(f'<eb:{name} eb:version="2.0" soap:mustUnderstand="1"/>' for name in ("SyncReply", "MessageOrder"))
    message = _read(_with_header(blocks))
    assert (message.sync_reply, message.message_order) == (True, True)


@pytest.mark.parametrize(
    "block",
    [
        '<x:Any xmlns:x="urn:x"/>',
        '<x:Any xmlns:x="urn:x" soap:mustUnderstand="0">tekst</x:Any>',
        f'<ds:Signature {DS} soap:mustUnderstand="1"/>',
        "<Any/>",
    ],
)
def test_header_blocks_of_others_are_ignored(block: str) -> None:
    assert _read(_changed((ACK_REQUESTED, ACK_REQUESTED + block))) == _read(MESSAGE_XML)


def test_another_version_of_the_header_is_kept_for_the_answer() -> None:
    assert _read(_changed(('eb:version="2.0"', 'eb:version="3.0"'))).header.version == "3.0"
    assert _read(_changed((' eb:version="2.0"', ""))).header.version == ""


PATH: Final = Location.MESSAGE_HEADER
BAD_HEADERS: Final = {
    "103-look-alike": (_with_header('<x:MessageHeader xmlns:x="urn:x"/>'), (NS, L.HEADER)),
    "103-look-alike-without-namespace": (_with_header("<AckRequested/>"), (NS, L.HEADER)),
    "103-look-alike-instead": (_changed(("msg-header-2_0.xsd", "msg-header-2_1.xsd")), (NS, L.HEADER)),
    "104-unqualified-attribute": (_changed(('eb:id="kop"', 'id="kop"')), (INC, PATH)),
    "108-unknown-block-to-understand": (
        _with_header('<x:Any xmlns:x="urn:x" soap:mustUnderstand="1"/>'),
        (NS, L.MUST_UNDERSTAND),
    ),
    "108-unknown-block-of-ours": (_with_header('<eb:Via eb:version="2.0" soap:mustUnderstand="1"/>'), (NS, L.HEADER)),
    "109-white-space-in-a-moment": (
        _changed(("2026-11-24T12:00:00Z", " " * 200_000 + "2026-11-24T12:00:00Z")),
        (VNR, L.TIME_TO_LIVE),
    ),
    "110-fault-in-the-body": (_with_body("<soap:Fault/>"), (INC, L.BODY)),
    "110-soap-1.2": (
        _changed(("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")),
        (NS, L.ENVELOPE),
    ),
    "110-two-bodies": (_changed(("</soap:Body>", "</soap:Body><soap:Body/>")), (INC, L.ENVELOPE)),
    "110-something-behind-the-body": (_changed(("</soap:Body>", '</soap:Body><x xmlns="urn:x"/>')), (INC, L.ENVELOPE)),
    "110-header-after-body": (
        _changed(("<soap:Header>", "<soap:Body/><soap:Header>")),
        (INC, f"{L.ENVELOPE}/Header"),
    ),
    "110-no-body": (re.sub("<soap:Body>.*</soap:Body>", "", MESSAGE_XML, flags=re.DOTALL), (INC, "//Envelope/Body")),
    "110-text-in-the-envelope": (_changed(("<soap:Body>", "tekst<soap:Body>")), (INC, L.ENVELOPE)),
    "81-xop-include": (
        _with_body('<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="file:///etc/hostname"/>'),
        (INC, L.BODY),
    ),
    "111-no-message-header": (_cut("MessageHeader"), (INC, PATH)),
    "111-two-message-headers": (
        _with_header('<eb:MessageHeader eb:version="2.0" soap:mustUnderstand="1"/>'),
        (INC, PATH),
    ),
    "111-two-ack-requested": (_with_header(ACK_REQUESTED * 2), (INC, L.ACK_REQUESTED)),
    **{
        f"111-no-{name}": (_cut(name), (INC, f"{PATH}/{place}"))
        for name, place in {
            "From": "From",
            "To": "To",
            "PartyId": "From/PartyId",
            "CPAId": "CPAId",
            "ConversationId": "ConversationId",
            "Service": "Service",
            "Action": "Action",
            "MessageData": "MessageData",
            "MessageId": "MessageData/MessageId",
        }.items()
    },
    "111-other-order": (_changed(("<eb:CPAId>", "<eb:Action>x</eb:Action><eb:CPAId>")), (INC, f"{PATH}/CPAId")),
    "111-element-too-many": (_changed(("</eb:MessageData>", "<eb:X/></eb:MessageData>")), (INC, f"{PATH}/MessageData")),
    "111-element-of-ours-as-extension": (_changed(("<x:Extra", "<eb:Extra/><x:Extra")), (INC, PATH)),
    "111-text-between-elements": (_changed(("<eb:CPAId>", "x<eb:CPAId>")), (INC, PATH)),
    "111-role-twice": (_changed(("</eb:Role>", "</eb:Role><eb:Role>X</eb:Role>")), (INC, f"{PATH}/From")),
    "123-no-must-understand": (_changed((' soap:mustUnderstand="1"', "")), (VNR, f"{PATH}/@mustUnderstand")),
    "123-must-understand-0": (_changed(('mustUnderstand="1"', 'mustUnderstand="0"')), (VNR, f"{PATH}/@mustUnderstand")),
    "123-version-of-another-block": (
        _with_header(ACK_REQUESTED.replace("2.0", "1.0")),
        (NS, f"{L.ACK_REQUESTED}/@version"),
    ),
    "126-empty-party-id": (_changed((f"{THEY}</eb:PartyId>", "</eb:PartyId>")), (VNR, L.FROM_PARTY)),
    "126-markup-in-party-id": (_changed((f"{THEY}<", f"{str(THEY)[:9]}<b/>{str(THEY)[9:]}<")), (VNR, L.FROM_PARTY)),
    "126-party-id-of-ten-kilobytes": (_changed((f"{THEY}<", f"{THEY}{'0' * 10_240}<")), (VNR, L.FROM_PARTY)),
    "128-empty-message-id": (_changed((f"{MESSAGE_ID}<", "<")), (VNR, L.MESSAGE_ID)),
    "128-message-id-of-ten-kilobytes": (_changed((f"{MESSAGE_ID}<", f"{'a' * 10_240}@b<")), (VNR, L.MESSAGE_ID)),
    "128-line-end-in-message-id": (_changed((f"{MESSAGE_ID}<", "a@b&#13;&#10;X: y<")), (VNR, L.MESSAGE_ID)),
    "128-quote-in-message-id": (_changed((f"{MESSAGE_ID}<", "a&quot;@b<")), (VNR, L.MESSAGE_ID)),
    "128-path-in-message-id": (_changed((f"{MESSAGE_ID}<", "../../a<")), (VNR, L.MESSAGE_ID)),
    "128-brackets-around-message-id": (_changed((f"{MESSAGE_ID}<", "&lt;a@b&gt;<")), (VNR, L.MESSAGE_ID)),
    "128-bad-reference": (_changed((f"{OTHER_ID}<", "niets<")), (VNR, L.REFERS_TO)),
    "129-no-timestamp": (_cut("Timestamp"), (INC, f"{PATH}/MessageData/Timestamp")),
    "129-1970": (_changed(("2026-11-23T09:58:00.123+01:00", "1970-01-01T00:00:00Z")), (VNR, L.TIMESTAMP)),
    "129-no-zone": (_changed(("2026-11-23T09:58:00.123+01:00", "2026-11-23T09:58:00")), (VNR, L.TIMESTAMP)),
    "129-year-10000": (_changed(("2026-11-23T09:58:00.123+01:00", "10000-01-01T00:00:00Z")), (VNR, L.TIMESTAMP)),
    "129-bad-time-to-live": (_changed(("2026-11-24T12:00:00Z", "morgen")), (VNR, L.TIME_TO_LIVE)),
    "134-signed-left-out": (_with_header(ACK_REQUESTED.replace('eb:signed="false" ', "")), (VNR, L.ACK_SIGNED)),
    "134-signed-without-namespace": (
        _with_header(ACK_REQUESTED.replace("eb:signed", "signed")),
        (INC, L.ACK_REQUESTED),
    ),
    "134-signed-perhaps": (_with_header(ACK_REQUESTED.replace('"false"', '"perhaps"')), (VNR, L.ACK_SIGNED)),
    "134-ack-requested-with-a-child": (
        _with_header(ACK_REQUESTED.replace("/>", "><eb:X/></eb:AckRequested>")),
        (INC, L.ACK_REQUESTED),
    ),
    "empty-role": (_changed(("INDIENER", "")), (VNR, f"{PATH}/From/Role")),
    "long-action": (_changed((f"{INBOUND}<", f"{'x' * 256}<")), (VNR, L.ACTION)),
    "bad-conversation": (_changed((f"{CONVERSATION}<", " x<")), (VNR, L.CONVERSATION)),
    "bad-agreement": (_changed((f"{AGREEMENT_ID}<", "\u200bx<")), (VNR, L.AGREEMENT)),
}


@pytest.mark.parametrize(("text", "refusal"), BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_what_the_schema_forbids_is_refused(text: str, refusal: tuple[str, str]) -> None:
    assert _refusal(text) == refusal


BAD_ACKNOWLEDGMENTS: Final = {
    "no-timestamp": ("<eb:Timestamp>2026-11-23T09:00:00Z</eb:Timestamp>", "", (INC, "/Timestamp")),
    "no-message": (f"<eb:RefToMessageId>{OTHER_ID}</eb:RefToMessageId>", "", (INC, "/RefToMessageId")),
    "bad-timestamp": ("2026-11-23T09:00:00Z", "nu", (VNR, "/Timestamp")),
    "bad-message": (str(OTHER_ID), "x", (VNR, "/RefToMessageId")),
    "element-too-many": ("</eb:Acknowledgment>", "<eb:X/></eb:Acknowledgment>", (INC, "")),
    "party-too-many": ("</eb:From>", "</eb:From><eb:From/>", (INC, "")),
    "no-digest-method": ('<ds:DigestMethod Algorithm="urn:digest"/>', "", (INC, "/Reference/DigestMethod")),
    "no-digest-algorithm": (' Algorithm="urn:digest"', "", (VNR, "/Reference")),
    "long-digest-algorithm": ("urn:digest", "urn:" + "x" * 252, (VNR, "/Reference")),
    "no-digest": (
        REFERENCE[REFERENCE.index("<ds:DigestV") : REFERENCE.index("</ds:R")],
        "",
        (INC, "/Reference/DigestValue"),
    ),
    "digest-twice": ("</ds:DigestValue>", "</ds:DigestValue><ds:DigestValue/>", (INC, "/Reference")),
    "bad-digest": ("aGFs\n", "!", (VNR, "/Reference")),
    "digest-not-ascii": ("aGFs\n", "é", (VNR, "/Reference")),
    "no-uri": (' URI=""', "", (VNR, "/Reference")),
    "long-uri": ('URI=""', f'URI="{"x" * 256}"', (VNR, "/Reference")),
}


@pytest.mark.parametrize(("old", "new", "refusal"), BAD_ACKNOWLEDGMENTS.values(), ids=BAD_ACKNOWLEDGMENTS)
def test_a_doubtful_acknowledgment_is_refused(old: str, new: str, refusal: tuple[str, str]) -> None:
    text = _with_header(_changed((old, new), text=ACKNOWLEDGMENT))
    assert _refusal(text) == (refusal[0], f"{L.ACKNOWLEDGMENT}{refusal[1]}")


BAD_ERROR_LISTS: Final = {
    "no-error": (ERROR_LIST[ERROR_LIST.index("<eb:Error ") : ERROR_LIST.index("</eb:ErrorList>")], "", (INC, "/Error")),
    "no-highest-severity": (' eb:highestSeverity="Error"', "", (VNR, "/@highestSeverity")),
    "other-highest-severity": ('highestSeverity="Error"', 'highestSeverity="Fatal"', (VNR, "/@highestSeverity")),
    "other-context": ("service:errors", "service:others", (NS, "/Error/@codeContext")),
    "no-code": (' eb:errorCode="MimeProblem"', "", (VNR, "/Error")),
    "long-code": ("MimeProblem", "x" * 256, (VNR, "/Error")),
    "long-location": ("cid:een", "x" * 256, (VNR, "/Error")),
    "no-severity": (' eb:severity="Error"', "", (VNR, "/Error/@severity")),
    "unqualified": ("eb:errorCode", "errorCode", (INC, "/Error")),
    "text": ("<eb:Description", "weg<eb:Description", (INC, "/Error")),
    "too-many": (ERROR, ERROR * 250, (NS, "")),
    "element-too-many": ("</eb:ErrorList>", "<eb:X/></eb:ErrorList>", (INC, "")),
}


@pytest.mark.parametrize(("old", "new", "refusal"), BAD_ERROR_LISTS.values(), ids=BAD_ERROR_LISTS)
def test_a_doubtful_error_list_is_refused(old: str, new: str, refusal: tuple[str, str]) -> None:
    text = _with_header(_changed((old, new), text=ERROR_LIST))
    assert _refusal(text) == (refusal[0], f"{L.ERROR_LIST}{refusal[1]}")


BAD_BODIES: Final = {
    "other-namespace": ('<x:Manifest xmlns:x="urn:x"/>', (INC, L.BODY)),
    "unknown": ('<eb:Other eb:version="2.0"/>', (INC, L.BODY)),
    "text": ("tekst", (INC, L.BODY)),
    "two-manifests": (MANIFEST * 2, (INC, L.BODY)),
    "manifest-of-another-version": (MANIFEST.replace("2.0", "2.1"), (NS, f"{L.MANIFEST}/@version")),
    "empty-manifest": ('<eb:Manifest eb:version="2.0"/>', (INC, f"{L.MANIFEST}/Reference")),
    "element-in-manifest": (MANIFEST.replace("</eb:Manifest>", "<eb:X/></eb:Manifest>"), (INC, L.MANIFEST)),
    "element-in-reference": (
        MANIFEST.replace("</eb:Reference>", "<eb:X/></eb:Reference>"),
        (INC, f"{L.MANIFEST}/Reference"),
    ),
    "extended-link": (MANIFEST.replace('"simple"', '"extended"'), (VNR, f"{L.MANIFEST}/Reference")),
    "unqualified-link": (MANIFEST.replace("xlink:href", "href"), (INC, f"{L.MANIFEST}/Reference")),
    "status-request-of-nothing": ('<eb:StatusRequest eb:version="2.0"/>', (INC, f"{L.STATUS_REQUEST}/RefToMessageId")),
    "status-request-with-more": (STATUS_REQUEST.replace("</eb:S", "<eb:X/></eb:S"), (INC, L.STATUS_REQUEST)),
    "status-response-of-nothing": (
        '<eb:StatusResponse eb:version="2.0"/>',
        (INC, f"{L.STATUS_RESPONSE}/RefToMessageId"),
    ),
    "status-response-with-more": (STATUS_RESPONSE.replace("</eb:S", "<eb:X/></eb:S"), (INC, L.STATUS_RESPONSE)),
    "status-unknown": (STATUS_RESPONSE.replace("Received", "Lost"), (VNR, f"{L.STATUS_RESPONSE}/@messageStatus")),
    "status-at-no-moment": (STATUS_RESPONSE.replace("2026", "26"), (VNR, f"{L.STATUS_RESPONSE}/Timestamp")),
}


@pytest.mark.parametrize(("body", "refusal"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_doubtful_body_is_refused(body: str, refusal: tuple[str, str]) -> None:
    assert _refusal(_with_body(body)) == refusal


def test_a_link_without_type_is_simple_and_one_without_address_is_empty() -> None:
    body = MANIFEST.replace('xlink:type="simple" ', "").replace('xlink:href="cid:een@zij.example"', "")
    assert _read(_with_body(body)).manifest == Manifest(("",))


def test_128_message_ids_that_differ_in_case_are_different() -> None:
    upper = MessageId.parse(str(MESSAGE_ID).upper())
    assert _read(_changed((f"{MESSAGE_ID}<", f"{upper}<"))).header.message_id == upper != MESSAGE_ID


@pytest.mark.parametrize("text", [text for text, _ in BAD_HEADERS.values()], ids=BAD_HEADERS)
def test_a_refusal_never_repeats_the_message(text: str) -> None:
    with pytest.raises(HeaderRefusedError) as caught:
        _read(text)
    assert re.fullmatch(r"[A-Za-z]+ at //[A-Za-z/@]+", str(caught.value))
