"""Assertions 17 to 29: what is read as a message, and how ours are packed, at a running gateway over mutual TLS."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import pytest

from gateway.domain.identifiers import MessageId
from gateway.errors import HeaderRefusedError, MimeRefusedError, SecurityRefusedError, XmlRefusedError
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.mime_header import MimeReason
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.ebms2.xml import XmlReason
from gateway.wire.stages import EnvelopeKind
from tests.kit.conformance import Exchange, Make, accepted, faulted, lettered, refused, resoaped, texted, with_part
from tests.kit.corpus import Bench
from tests.kit.corpus_mime import Package
from tests.kit.correspondent import Letter
from tests.kit.posting import EBXML, Answer, Posting
from tests.kit.questions import question
from tests.kit.signed_messages import find, resigned

BARE: Final = "text/xml; charset=UTF-8"
MIME: Final = ErrorCode.MIME_PROBLEM


def _packed(bench: Bench) -> Package:
    return Package.open(bench.partner.message())


def test_a017_a_message_with_payload_is_multipart_and_one_without_is_bare_text_xml(
    bench: Bench, exchanged: Exchange
) -> None:
    pattern = r'multipart/related; type="text/xml"; start="<(.+)>"; boundary="(.+)"'
    for content_type, body in (
        (exchanged.report.content_type, exchanged.report.body),
        (exchanged.feedback.content_type, exchanged.feedback.body),
    ):
        match = re.fullmatch(pattern, content_type)
        assert match is not None, content_type
        root = f"--{match[2]}\r\nContent-Type: {BARE}\r\nContent-ID: <{match[1]}>\r\n\r\n<soap:Envelope "
        assert body.startswith(root.encode())
    assert exchanged.receipt.content_type == BARE
    assert exchanged.receipt.body.startswith(b"<soap:Envelope ")
    ping = bench.partner.write(question(bench.partner, EnvelopeKind.PING, MessageId("geen@schakel.test")), None)
    assert ping.content_type == BARE
    assert bench.send(ping).kind is EnvelopeKind.PONG


@pytest.mark.parametrize("soap_action", ['"urn:anders"', "ebxml", '""', None])
def test_a018_another_soap_action_gets_500_and_a_fault(bench: Bench, soap_action: str | None) -> None:
    posting = bench.partner.message()
    headers = () if soap_action is None else (f"SOAPAction: {soap_action}",)
    fault = ebms2.fault(SecurityRefusedError("soap-action"))
    assert bench.partner.post(replace(posting, headers=headers)) == Answer(status=500, content_type=BARE, body=fault)
    assert b"<soap:Fault>" in fault
    accepted(bench, lambda _: posting)


def test_a019_get_is_refused(bench: Bench) -> None:
    posting = bench.partner.message()
    assert bench.partner.exchange(posting.octets.replace(b"POST ", b"GET ", 1)).status == 405
    assert bench.watch.remembers(posting.message_id) == 0
    accepted(bench, lambda _: posting)


def _in_encoding(bench: Bench, encoding: bytes, change: Callable[[bytes], bytes] = bytes) -> Posting:
    return _packed(bench).line(b"Content-Transfer-Encoding: " + encoding).content(change).close()


def test_a020_quoted_printable_is_refused_base64_is_decoded_and_we_send_neither(
    bench: Bench, exchanged: Exchange
) -> None:
    error = MimeRefusedError(MimeReason.TRANSFER_ENCODING)
    # The second says base64 of what is none.
    for encoding in (b"quoted-printable", b"base64"):
        faulted(bench, partial(_in_encoding, encoding=encoding), error)
    accepted(bench, partial(_in_encoding, encoding=b"base64", change=base64.b64encode))
    for arrived in (exchanged.feedback, exchanged.receipt):
        assert b"content-transfer-encoding" not in arrived.body.lower()


def test_a021_http_headers_that_nobody_knows_are_passed_over(bench: Bench) -> None:
    more = ("MIME-Version: 1.0", "Content-Description: proef", "X-Elders: 1", "Content-Location: http://x.example/")
    accepted(bench, lambda bench: replace(bench.partner.message(), headers=(*EBXML, *more)))


def _naming(letter: Letter, hrefs: tuple[str, ...]) -> Letter:
    content_id = letter.parts[0].content_id
    return with_part(letter, content_id, *(href.format(cid=f"cid:{content_id}") for href in hrefs))


def test_a022_a_manifest_that_names_an_address_elsewhere_gets_mime_problem(bench: Bench) -> None:
    for href in (bench.trap.web, bench.trap.web.replace("http:", "https:"), f"ftp://{bench.trap.place}"):
        refused(bench, lettered(partial(_naming, hrefs=(href,))), MIME, Location.MANIFEST)
    assert not bench.trap.is_sprung()
    bench.check_good()


def test_a023_a_manifest_that_names_an_absent_part_gets_mime_problem(bench: Bench) -> None:
    elsewhere = "cid:elders@politie.schakel.test"
    for hrefs in ((elsewhere,), ("{cid}", elsewhere)):
        refused(bench, lettered(partial(_naming, hrefs=hrefs)), MIME, Location.MANIFEST)
    bench.check_good()


@pytest.mark.parametrize(
    ("content_id", "escaped"),
    [("deel%201@x.example", "deel%25201@x.example"), ("deel#1|2@x.example", "deel%231%7C2@x.example")],
)
def test_a024_a_content_id_that_a_url_must_escape_is_found_by_its_cid(
    bench: Bench, content_id: str, escaped: str
) -> None:
    def make(bench: Bench, href: str) -> Posting:
        letter, signing = with_part(bench.partner.letter(), content_id, href), bench.partner.signing
        soap = resigned(bench.partner.sign(letter), signing, lambda root: find(root, "Reference", 1).set("URI", href))
        return bench.partner.pack(soap, bench.partner.lock(letter.parts), letter.message_id)

    accepted(bench, partial(make, href=f"cid:{escaped}"))
    accepted(bench, partial(make, href=f"cid:{content_id}"))
    other = lettered(lambda letter: with_part(letter, content_id, f"cid:{escaped}x"))
    refused(bench, other, MIME, Location.MANIFEST)


@pytest.mark.parametrize(
    ("before", "block"),
    [
        ("</eb:MessageHeader>", '<x:Extra xmlns:x="urn:x"><x:y>1</x:y></x:Extra>'),
        ("</soap:Header>", '<x:Extra xmlns:x="urn:x" x:a="1">tekst</x:Extra>'),
        ("</eb:Manifest>", '<x:Extra xmlns:x="urn:x"/>'),
        ("</eb:Reference>", '<x:Extra xmlns:x="urn:x"/>'),
    ],
    ids=["in-the-message-header", "beside-the-blocks", "in-the-manifest", "in-a-reference"],
)
def test_a025_elements_of_other_namespaces_are_passed_over(bench: Bench, before: str, block: str) -> None:
    old = before if before != "</eb:Reference>" else "/></eb:Manifest>"
    new = block + before if before != "</eb:Reference>" else f">{block}</eb:Reference></eb:Manifest>"
    accepted(bench, texted(old, new))


def _in_charset(bench: Bench, charset: bytes) -> Posting:
    return _packed(bench).header(b"UTF-8", charset, 0).close()


def test_a026_utf_8_is_read_with_and_without_a_byte_order_mark_and_nothing_else_is(bench: Bench) -> None:
    accepted(bench, resoaped(lambda soap: soap))
    accepted(bench, resoaped(lambda soap: b"\xef\xbb\xbf" + soap))
    for charset in (b"ISO-8859-1", b"UTF-16", b"us-ascii"):
        faulted(bench, partial(_in_charset, charset=charset), MimeRefusedError(MimeReason.CHARSET))
    wide = resoaped(lambda soap: soap.decode().encode("utf-16"))
    faulted(bench, wide, XmlRefusedError(XmlReason.ENCODING))
    declared = resoaped(lambda soap: b'<?xml version="1.0" encoding="ISO-8859-1"?>' + soap)
    faulted(bench, declared, XmlRefusedError(XmlReason.ENCODING))


@pytest.mark.parametrize(
    ("make", "place"),
    [
        (texted("<eb:MessageHeader eb:version", "<eb:MessageHeader version"), Location.MESSAGE_HEADER),
        (texted("<eb:PartyId eb:type", "<eb:PartyId type"), Location.FROM_PARTY),
        (texted("<eb:Service eb:type", "<eb:Service type"), Location.SERVICE),
        (texted("<eb:AckRequested eb:version", "<eb:AckRequested version"), Location.ACK_REQUESTED),
        (texted("<eb:Manifest eb:version", "<eb:Manifest version"), Location.MANIFEST),
    ],
    ids=["header", "party", "service", "ack-requested", "manifest"],
)
def test_a027_type_and_version_without_a_prefix_are_refused(bench: Bench, make: Make, place: Location) -> None:
    faulted(bench, make, HeaderRefusedError(ErrorCode.INCONSISTENT, place))


@pytest.mark.parametrize(
    ("first", "second", "missed"),
    [("From", "To", "From"), ("CPAId", "ConversationId", "CPAId"), ("Service", "Action", "Service")],
)
def test_a028_elements_in_another_order_are_refused(bench: Bench, first: str, second: str, missed: str) -> None:
    both = re.compile(rf"(<eb:{first}[ >].*?</eb:{first}>)(<eb:{second}[ >].*?</eb:{second}>)".encode())
    make = resoaped(lambda soap: both.sub(rb"\2\1", soap, count=1))
    faulted(bench, make, HeaderRefusedError(ErrorCode.INCONSISTENT, f"{Location.MESSAGE_HEADER}/{missed}"))
    bench.check_good()


@pytest.mark.parametrize(
    "subset",
    ["", "[<!ENTITY x 'y'>]", "[<!ENTITY x SYSTEM '{web}'>]", "SYSTEM '{web}'", "[<!ENTITY % x SYSTEM '{file}'> %x;]"],
    ids=["empty", "entity", "entity-elsewhere", "dtd-elsewhere", "parameter-entity"],
)
def test_a029_a_dtd_is_refused_and_nothing_is_fetched(bench: Bench, subset: str) -> None:
    named = subset.format(web=bench.trap.web, file=bench.trap.file) if "{" in subset else subset
    declared = f"<!DOCTYPE soap:Envelope {named}>".encode()
    faulted(bench, resoaped(lambda soap: declared + soap), XmlRefusedError(XmlReason.DOCTYPE))
    assert not bench.trap.is_sprung()
