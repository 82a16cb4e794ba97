"""Group D (85 to 110): the SOAP part of a message that would be accepted, changed into XML that nobody should read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gateway.errors import HeaderRefusedError, PartnerError, SecurityRefusedError, XmlRefusedError
from gateway.wire.ebms2 import render, xml
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.vocabulary import EB, SOAP, ErrorCode, Location
from gateway.wire.ebms2.xml import XmlReason
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.corpus_watch import Trap
from tests.kit.http import CANARY
from tests.kit.posting import Posting

R = XmlReason

# What somebody on the way makes of the octets; the trap has addresses that nobody may follow.
Change = Callable[[bytes, Trap], bytes]
# What the partner itself makes of its message before it signs: the signature is right, whatever it says.
Draft = Callable[[str, Trap], str]

_LAUGHS: Final = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
_HEADER: Final = b"<soap:Header>"
_PARTY: Final = b'<eb:PartyId eb:type="urn:osb:oin">0000'


def _before(octets: bytes) -> Change:
    return lambda soap, _: octets + soap


def _inside(octets: bytes, behind: bytes = _HEADER) -> Change:
    def change(soap: bytes, _: Trap) -> bytes:
        assert behind in soap
        return soap.replace(behind, behind + octets, 1)

    return change


def _instead(old: bytes, new: bytes) -> Change:
    def change(soap: bytes, _: Trap) -> bytes:
        assert old in soap
        return soap.replace(old, new, 1)

    return change


def _dtd(subset: Callable[[Trap], str], use: bytes = b"&b;") -> Change:
    """Return a document type in front, and where an identifier stood something that needs it."""

    def change(soap: bytes, trap: Trap) -> bytes:
        return f"<!DOCTYPE soap:Envelope [{subset(trap)}]>".encode() + soap.replace(
            b"</eb:CPAId>", use + b"</eb:CPAId>"
        )

    return change


def _on_root(attributes: bytes) -> Change:
    return _instead(b"<soap:Envelope ", b"<soap:Envelope " + attributes + b" ")


def _declared(count: int) -> bytes:
    return b" ".join(b'xmlns:n%d="urn:n%d"' % (number, number) for number in range(count))


def _many(element: bytes, count: int) -> Change:
    return _inside(element * count, b"<eb:DuplicateElimination/>")


def _again(soap: bytes, _: Trap) -> bytes:
    body = soap[soap.index(b"<soap:Body>") : soap.index(b"</soap:Envelope>")]
    return soap.replace(b"</soap:Envelope>", body + b"</soap:Envelope>")


def _header_last(soap: bytes, _: Trap) -> bytes:
    header = soap[soap.index(b"<soap:Header>") : soap.index(b"<soap:Body>")]
    return soap.replace(header, b"").replace(b"</soap:Envelope>", header + b"</soap:Envelope>")


def _soap_fault(soap: bytes, _: Trap) -> bytes:
    start, end = soap.index(b"<soap:Body>") + len(b"<soap:Body>"), soap.index(b"</soap:Body>")
    fault = f"<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{CANARY}</faultstring></soap:Fault>"
    return soap[:start] + fault.encode() + soap[end:]


_BOMB: Final = f'<!ENTITY b0 "lol">{_LAUGHS}'

# Refused before a tree exists, with no word of what was in it.
_REFUSED: Final[dict[str, tuple[Change, XmlReason]]] = {
    "85-external-entity-from-a-file": (_dtd(lambda trap: f'<!ENTITY b SYSTEM "{trap.file}">'), R.DOCTYPE),
    "86-external-entity-from-the-web": (_dtd(lambda trap: f'<!ENTITY b SYSTEM "{trap.web}">'), R.DOCTYPE),
    "87-parameter-entity": (_dtd(lambda trap: f'<!ENTITY % p SYSTEM "{trap.web}"> %p;', b""), R.DOCTYPE),
    "87-external-subset": (
        lambda soap, trap: f'<!DOCTYPE soap:Envelope SYSTEM "{trap.web}">'.encode() + soap,
        R.DOCTYPE,
    ),
    "88-billion-laughs": (_dtd(lambda _: _BOMB, b"&b9;"), R.DOCTYPE),
    "89-billion-laughs-in-an-attribute": (
        lambda soap, trap: _dtd(lambda _: _BOMB, b"")(soap.replace(b"<soap:Body", b'<soap:Body x="&b9;"'), trap),
        R.DOCTYPE,
    ),
    "90-quadratic-blow-up": (_dtd(lambda _: f'<!ENTITY b "{"b" * 50_000}">', b"&b;" * 2_000), R.DOCTYPE),
    "91-attribute-list": (
        _dtd(lambda _: '<!ATTLIST soap:Body id ID #IMPLIED eb:version CDATA "2.0">', b""),
        R.DOCTYPE,
    ),
    "92-doctype": (_before(b"<!DOCTYPE a>"), R.DOCTYPE),
    "92-doctype-behind-a-mark": (_before(b"\xef\xbb\xbf<!DOCTYPE a>"), R.DOCTYPE),
    "92-doctype-behind-a-comment": (_before(f"<!--{CANARY}--><!DOCTYPE a>".encode()), R.COMMENT),
    "92-doctype-in-utf-16": (lambda soap, _: ("<!DOCTYPE a>" + soap.decode()).encode("utf-16"), R.ENCODING),
    "92-utf-16-without-mark": (lambda soap, _: ("<!DOCTYPE a>" + soap.decode()).encode("utf-16-le"), R.ENCODING),
    "94-instruction-before-the-root": (_before(f"<?x {CANARY}?>".encode()), R.PROCESSING_INSTRUCTION),
    "94-instruction-in-the-header": (_inside(b"<?x y?>"), R.PROCESSING_INSTRUCTION),
    "94-instruction-in-an-identifier": (_inside(b"<?x y?>", _PARTY), R.PROCESSING_INSTRUCTION),
    "95-comment-in-an-identifier": (_inside(f"<!--{CANARY}-->".encode(), _PARTY), R.COMMENT),
    "97-depth-300": (_inside(b"<a>" * 300 + b"</a>" * 300), R.DEPTH),
    "97-depth-100000": (_inside(b"<a>" * 100_000 + b"</a>" * 100_000), R.DEPTH),
    "98-50000-attributes": (_on_root(b" ".join(b'a%d=""' % number for number in range(50_000))), R.ATTRIBUTES),
    "99-5000-namespaces-2000-children": (
        lambda soap, trap: _many(b"<x/>", 2_000)(_on_root(_declared(5_000))(soap, trap), trap),
        R.DECLARATIONS,
    ),
    "99-1000-namespaces": (_on_root(_declared(1_000)), R.DECLARATIONS),
    "100-attribute-of-11-megabytes": (_on_root(b'a="' + b"x" * 11_000_000 + b'"'), R.TOO_LARGE),
    "100-text-of-11-megabytes": (_inside(b"x" * 11_000_000), R.TOO_LARGE),
    "100-long-attribute": (_on_root(b'a="' + b"x" * 9_000 + b'"'), R.ATTRIBUTE_VALUE),
    "101-relative-namespace": (_instead(b"<eb:Manifest ", b'<eb:Manifest xmlns:r="rel" '), R.NAMESPACE),
    "102-xml-prefix-bound-again": (_on_root(b'xmlns:xml="urn:x"'), R.NOT_WELL_FORMED),
    "102-xml-under-another-prefix": (
        _on_root(b'xmlns:x="http://www.w3.org/XML/1998/namespace"'),
        R.NOT_WELL_FORMED,
    ),
    "104-attribute-under-two-prefixes": (
        _instead(b'eb:version="2.0"', f'eb:version="2.0" xmlns:e="{EB}" e:version="1.0"'.encode()),
        R.NOT_WELL_FORMED,
    ),
    "104-five-ways-to-be-id": (
        _instead(b"<soap:Body", b'<soap:Body id="a" Id="a" ID="a" xml:id="a" xmlns:w="urn:w" w:Id="a"'),
        R.IDENTIFIER_ATTRIBUTES,
    ),
    "105-invalid-utf-8": (_inside(b"\xff"), R.ENCODING),
    "105-overlong": (_inside(b"\xc0\xaf"), R.ENCODING),
    "105-lone-surrogate": (_inside(b"\xed\xa0\x80"), R.ENCODING),
    "105-u+fffe": (_inside("\ufffe".encode()), R.NOT_WELL_FORMED),
    "105-control-character": (_inside(b"&#1;"), R.NOT_WELL_FORMED),
    "105-nul": (_inside(b"\0"), R.ENCODING),
    "106-xml-1.1": (_before(b'<?xml version="1.1"?>'), R.VERSION),
    "106-other-encoding-declared": (_before(b'<?xml version="1.0" encoding="UTF-16"?>'), R.ENCODING),
    "106-utf-7": (_before(b'<?xml version="1.0" encoding="UTF-7"?>'), R.ENCODING),
    "107-a-million-elements": (_many(b"<a/>", 1_000_000), R.TOO_LARGE),
    "107-many-descriptions": (_many(b"<eb:Description/>", 30_000), R.ELEMENTS),
    "109-white-space-in-a-moment": (_inside(b"\n" * 900_000, b"<eb:Timestamp>"), R.TEXT),
    "undefined-entity": (_inside(b"&b;"), R.NOT_WELL_FORMED),
    "not-xml": (lambda _, __: CANARY.encode(), R.NOT_WELL_FORMED),
    "nothing": (lambda _, __: b"", R.NOT_WELL_FORMED),
}


@dataclass(frozen=True, slots=True)
class _Header:
    """What an envelope that is well-formed but not as it should be gets."""

    change: Change
    code: ErrorCode
    location: str


_WHITE: Final = b" " * 200_000
_HEADERS: Final[dict[str, _Header]] = {
    "103-look-alike-header": _Header(
        _inside(f'<x:MessageHeader xmlns:x="{EB}x">{CANARY}</x:MessageHeader>'.encode()),
        ErrorCode.NOT_SUPPORTED,
        Location.HEADER,
    ),
    "108-header-that-must-be-understood": _Header(
        _inside(b'<x:Nieuw xmlns:x="urn:x" soap:mustUnderstand="1"/>'),
        ErrorCode.NOT_SUPPORTED,
        Location.MUST_UNDERSTAND,
    ),
    "109-white-space-around-a-moment": _Header(
        _inside(_WHITE, b"<eb:Timestamp>"), ErrorCode.VALUE_NOT_RECOGNIZED, Location.TIMESTAMP
    ),
    "110-soap-fault": _Header(_soap_fault, ErrorCode.INCONSISTENT, Location.BODY),
    "110-soap-1.2": _Header(
        _instead(SOAP.encode(), b"http://www.w3.org/2003/05/soap-envelope"),
        ErrorCode.NOT_SUPPORTED,
        Location.ENVELOPE,
    ),
    "110-two-bodies": _Header(_again, ErrorCode.INCONSISTENT, Location.ENVELOPE),
    "110-header-behind-the-body": _Header(_header_last, ErrorCode.INCONSISTENT, f"{Location.ENVELOPE}/Header"),
    "another-root": _Header(lambda _, __: b"<a/>", ErrorCode.NOT_SUPPORTED, Location.ENVELOPE),
}
# Read, and not what was signed: the envelope, or what SignedInfo inherits from it.
_UNSIGNED: Final[dict[str, tuple[Change, Refusal]]] = {
    "102-prefix-declared-again": (_instead(b"<eb:CPAId>", b'<eb:CPAId xmlns:soap="urn:x">'), Refusal.SIGNATURE_DIGEST),
    "102-default-namespace-of-another": (
        _instead(b"<eb:MessageData>", b'<eb:MessageData xmlns="urn:x">'),
        Refusal.SIGNATURE_DIGEST,
    ),
    "108-schema-location": (
        _on_root(
            b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://127.0.0.1:9/"'
        ),
        Refusal.SIGNATURE_VALUE,
    ),
}
# Another way to write the same: what a signature covers does not change.
_SAME: Final[dict[str, Change]] = {
    "96-cdata-in-an-identifier": lambda soap, _: soap.replace(_PARTY + b"0099", _PARTY + b"<![CDATA[0099]]>"),
    "96-characters-by-number": lambda soap, _: soap.replace(_PARTY + b"0099", _PARTY + b"&#48;&#x30;99"),
    "106-declared-as-what-it-is": _before(b'<?xml version="1.0" encoding="utf-8"?>\n'),
    "a-mark-in-front": _before(b"\xef\xbb\xbf"),
}
# Signed as it stands by the partner itself.
_SIGNED: Final[dict[str, Draft]] = {
    "93-xinclude": lambda soap, trap: soap.replace(
        "<eb:DuplicateElimination/>",
        "<eb:DuplicateElimination/>"
        f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{trap.file}" parse="text"/>',
    ),
    "102-other-prefixes": lambda soap, _: (
        soap.replace("soap:", "SOAP-ENV:").replace("xmlns:soap=", "xmlns:SOAP-ENV=").replace("eb:", "e:")
    ).replace("xmlns:eb=", "xmlns:e="),
    "108-schema-location-signed": lambda soap, trap: soap.replace(
        "<soap:Envelope ",
        '<soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{EB} {trap.web}" xsi:noNamespaceSchemaLocation="{trap.file}" ',
    ),
}


def _changed(change: Change, outcome: Outcome, error: PartnerError | None = None) -> Case:
    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        soap = change(bench.partner.sign(letter), bench.trap)
        return bench.partner.pack(soap, bench.partner.lock(letter.parts), letter.message_id)

    return Case(make=make, outcome=outcome, error=error)


def _drafted(draft: Draft) -> Case:
    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        text = draft(render.to_octets(render.render_message(letter.message)).decode(), bench.trap)
        soap = bench.partner.sign_element(xml.parse(text.encode()), letter.parts)
        return bench.partner.pack(soap, bench.partner.lock(letter.parts), letter.message_id)

    return Case(make=make, outcome=Outcome.ACCEPTED)


CASES: Final[dict[str, Case]] = {
    **{
        number: _changed(change, Outcome.FAULT, XmlRefusedError(reason))
        for number, (change, reason) in _REFUSED.items()
    },
    **{
        number: _changed(case.change, Outcome.FAULT, HeaderRefusedError(case.code, case.location))
        for number, case in _HEADERS.items()
    },
    **{
        number: _changed(change, Outcome.REFUSED, SecurityRefusedError(reason))
        for number, (change, reason) in _UNSIGNED.items()
    },
    **{number: _changed(change, Outcome.ACCEPTED) for number, change in _SAME.items()},
    **{number: _drafted(draft) for number, draft in _SIGNED.items()},
}
