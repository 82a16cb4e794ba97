"""Bad inputs 135 to 161 and 165 that the shape alone refuses: the right key signed each, and still it is refused."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from lxml import etree

from gateway.domain.agreement import Action, Canonicalization, DigestMethod, Profile, Reliability, SignatureMethod
from gateway.errors import SecurityRefusedError, XmlRefusedError
from gateway.wire.ebms2 import signature, signature_shape, xml
from gateway.wire.ebms2.key_material import Refusal, to_base64
from gateway.wire.ebms2.signature_shape import KEY_INFO_LIMIT, Algorithms, xpath_text
from gateway.wire.stages import Part
from tests.kit.signed_messages import (
    AGREED,
    DS,
    ENVELOPE,
    NEXT,
    NEXT_MSH,
    PARTS,
    SOAP,
    Change,
    changed,
    find,
    resigned,
    signed,
)
from tests.kit.wire_keys import wire_key

Element = etree._Element  # noqa: SLF001 - lxml has no public name for its elements

KEY = wire_key("afzender")
MISSING = Refusal.SIGNATURE_MISSING
PLACE = Refusal.SIGNATURE_PLACE
SHAPE = Refusal.SIGNATURE_SHAPE
ALGORITHM = Refusal.SIGNATURE_ALGORITHM
REFERENCES = Refusal.SIGNATURE_REFERENCES

XMLDSIG_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
EXCLUSIVE = Canonicalization.EXCLUSIVE
FILTER_2 = "http://www.w3.org/2002/06/xmldsig-filter2"
BOTH = f'not(ancestor-or-self::node()[@soap:actor="{NEXT_MSH}"]|ancestor-or-self::node()[@soap:actor="{NEXT}"]'


def _refusal(soap: bytes, parts: tuple[Part, ...] = PARTS, algorithms: Algorithms = AGREED) -> str:
    with pytest.raises(SecurityRefusedError) as caught:
        signature.verify(soap, parts, KEY.certificate, algorithms)
    return caught.value.reason


def _new(name: str, text: str = "", **attributes: str) -> Element:
    element = etree.Element(f"{{{DS}}}{name}")
    for attribute, value in attributes.items():
        element.set(attribute, value)
    element.text = text
    return element


def _set(name: str, attribute: str, value: str, position: int = 0) -> Change:
    return lambda root: find(root, name, position).set(attribute, value)


def _text(name: str, text: str, position: int = 0) -> Change:
    def change(root: Element) -> None:
        find(root, name, position).text = text

    return change


def _remove(name: str, position: int = 0) -> Change:
    def change(root: Element) -> None:
        element = find(root, name, position)
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    return change


def _insert(name: str, child: Callable[[], Element], index: int = 0, position: int = 0) -> Change:
    return lambda root: find(root, name, position).insert(index, child())


def _copy(name: str, position: int = 0) -> Change:
    def change(root: Element) -> None:
        element = find(root, name, position)
        element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))

    return change


def _all(*changes: Change) -> Change:
    def change(root: Element) -> None:
        for each in changes:
            each(root)

    return change


def _move_signature(to: str) -> Change:
    def change(root: Element) -> None:
        target = next(root.iter(f"{{*}}{to}"))
        target.append(find(root, "Signature"))

    return change


def _second_signature(index: int) -> Change:
    def change(root: Element) -> None:
        first = find(root, "Signature")
        second = etree.fromstring(etree.tostring(first))
        find(second, "SignatureValue").text = "AAAA"
        root[0].insert(index, second)

    return change


def _inside_another(root: Element) -> None:
    header, body = list(root)
    inner = etree.SubElement(body, f"{{{SOAP}}}Envelope")
    inner.extend([header, etree.fromstring(etree.tostring(body))])
    root.insert(0, etree.Element(f"{{{SOAP}}}Header"))


def _two_headers(root: Element) -> None:
    root.insert(1, etree.Element(f"{{{SOAP}}}Header"))


def _soap_12(root: Element) -> None:
    root.tag = "{http://www.w3.org/2003/05/soap-envelope}Envelope"


def _hmac(root: Element) -> None:
    find(root, "SignatureMethod").set("Algorithm", f"{XMLDSIG_MORE}hmac-sha256")
    code = hmac.HMAC(KEY.certificate_pem, hashes.SHA256())
    code.update(etree.tostring(find(root, "SignedInfo"), method="c14n"))
    find(root, "SignatureValue").text = to_base64(code.finalize())


def _filter_2() -> Element:
    element = _new("Transform", Algorithm=FILTER_2)
    etree.SubElement(element, f"{{{FILTER_2}}}XPath", Filter="subtract").text = "/"
    return element


def _swapped(root: Element) -> None:
    find(root, "Transforms").append(find(root, "Transform"))


def _thousands(root: Element) -> None:
    find(root, "SignedInfo").extend([_new("Reference", URI="") for _ in range(10_000)])


def _long_key_info(root: Element) -> None:
    find(root, "X509Data").extend([_new("X509Certificate", "AA==") for _ in range(KEY_INFO_LIMIT)])


def _look_alike(root: Element) -> None:
    etree.SubElement(find(root, "KeyInfo"), "{urn:example:lijkt-op-dsig}X509Data")


CASES: list[tuple[str, Change, Refusal]] = [
    ("135 no signature", _remove("Signature"), MISSING),
    ("136 no references", _all(_remove("Reference"), _remove("Reference"), _remove("Reference")), REFERENCES),
    ("137 a second signature behind", _second_signature(4), PLACE),
    ("137 a second signature in front", _second_signature(0), PLACE),
    ("138 signature in the body", _move_signature("Body"), PLACE),
    ("138 signature in another header block", _move_signature("MessageHeader"), PLACE),
    ("138 signature beside the header", _move_signature("Envelope"), PLACE),
    ("138 signature in a second header", _two_headers, PLACE),
    ("110 SOAP 1.2", _soap_12, PLACE),
    ("139 body by Id only", _set("Reference", "URI", "#body"), REFERENCES),
    ("139 envelope by XPointer", _set("Reference", "URI", "#xpointer(/)"), REFERENCES),
    ("139 no URI at all", lambda root: find(root, "Reference").attrib.pop("URI"), REFERENCES),
    ("139 only parts", _all(_remove("Reference"), _copy("Reference"), _set("Reference", "URI", "cid:x")), REFERENCES),
    ("140 one part not referenced", _remove("Reference", 2), REFERENCES),
    ("142 same cid twice", _set("Reference", "URI", "cid:een@voorbeeld.example", 2), REFERENCES),
    ("142 one reference too many", _copy("Reference", 2), REFERENCES),
    ("142 envelope twice", _all(_remove("Reference", 2), _copy("Reference")), REFERENCES),
    ("143 signed envelope inside another", _inside_another, PLACE),
    ("145 original inside KeyInfo", lambda root: find(root, "KeyInfo").append(root[1]), SHAPE),
    ("145 original inside SignedInfo", lambda root: find(root, "SignedInfo").append(root[1]), REFERENCES),
    ("147 ds:Object", lambda root: find(root, "Signature").append(_new("Object")), SHAPE),
    ("147 ds:Object for KeyInfo", _all(_remove("KeyInfo"), _insert("Signature", lambda: _new("Object"), 2)), SHAPE),
    ("148 one Id twice", _all(_set("SignedInfo", "Id", "a"), _set("SignatureValue", "Id", "a")), SHAPE),
    ("148 id", _set("Signature", "id", "a"), SHAPE),
    ("148 ID", _set("SignedInfo", "ID", "a"), SHAPE),
    ("148 xml:id", _set("Signature", "{http://www.w3.org/XML/1998/namespace}id", "a"), SHAPE),
    ("148 wsu:Id", _set("SignatureValue", "{urn:example:wsu}Id", "a"), SHAPE),
    ("148 qualified Id", _set("Signature", f"{{{DS}}}Id", "a"), SHAPE),
    ("148 Id on a digest", _set("DigestValue", "Id", "a"), SHAPE),
    ("149 look-alike inside KeyInfo", _look_alike, SHAPE),
    ("151 XPath that leaves out the body", _text("XPath", BOTH + "|ancestor-or-self::soap:Body)"), ALGORITHM),
    ("151 XPath that leaves out nothing", _text("XPath", "true()"), ALGORITHM),
    ("151 no XPath text", _text("XPath", ""), ALGORITHM),
    ("151 another actor", _text("XPath", xpath_text("soap").replace("nextMSH", "toPartyMSH")), ALGORITHM),
    ("151 space inside a literal", _text("XPath", xpath_text("soap").replace("urn:oasis", "urn: oasis")), ALGORITHM),
    ("151 space inside a name", _text("XPath", xpath_text("soap").replace("or-self", "or -self")), ALGORITHM),
    ("151 a prefix of another namespace", _text("XPath", xpath_text("eb")), ALGORITHM),
    ("151 an unbound prefix", _text("XPath", xpath_text("zeep")), ALGORITHM),
    ("151 no prefix", _text("XPath", xpath_text("soap").replace("soap:", "")), ALGORITHM),
    ("151 two prefixes, one wrong", _text("XPath", xpath_text("soap").replace("soap:", "eb:", 1)), ALGORITHM),
    ("152 costly axes", _text("XPath", "count(//node()//node()//node()/preceding::node())"), ALGORITHM),
    ("152 here()", _text("XPath", "here()"), ALGORITHM),
    ("152 id()", _text("XPath", "id('a')"), ALGORITHM),
    ("152 a long expression", _text("XPath", "not(" * 50_000), ALGORITHM),
    ("152 Filter 2.0", _all(_remove("Transform", 1), _insert("Transforms", _filter_2, 1)), SHAPE),
    ("152 Filter 2.0 by name", _set("Transform", "Algorithm", FILTER_2, 1), ALGORITHM),
    ("153 http", _set("Reference", "URI", "http://intern.example/", 1), REFERENCES),
    ("153 https", _set("Reference", "URI", "https://intern.example/", 1), REFERENCES),
    ("153 ftp", _set("Reference", "URI", "ftp://intern.example/", 1), REFERENCES),
    ("154 file", _set("Reference", "URI", "file:///etc/hostname", 1), REFERENCES),
    ("154 a bare path", _set("Reference", "URI", "/etc/hostname", 1), REFERENCES),
    ("155 XSLT", _set("Transform", "Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116", 1), ALGORITHM),
    ("156 RetrievalMethod", _insert("KeyInfo", lambda: _new("RetrievalMethod", URI="http://x.example/")), SHAPE),
    ("156 URL on X509Data", _set("X509Data", "URI", "http://x.example/"), SHAPE),
    ("156 KeyInfoReference", _insert("KeyInfo", lambda: etree.Element("{http://www.w3.org/2009/xmldsig11#}K")), SHAPE),
    ("158 rsa-sha1", _set("SignatureMethod", "Algorithm", f"{DS}rsa-sha1"), ALGORITHM),
    ("158 rsa-md5", _set("SignatureMethod", "Algorithm", f"{XMLDSIG_MORE}rsa-md5"), ALGORITHM),
    ("158 dsa-sha1", _set("SignatureMethod", "Algorithm", f"{DS}dsa-sha1"), ALGORITHM),
    ("158 digest sha1", _set("DigestMethod", "Algorithm", f"{DS}sha1"), ALGORITHM),
    ("158 digest md5 of a part", _set("DigestMethod", "Algorithm", f"{XMLDSIG_MORE}md5", 1), ALGORITHM),
    ("159 rsa-sha512", _set("SignatureMethod", "Algorithm", SignatureMethod.RSA_SHA512), ALGORITHM),
    ("159 digest sha512", _set("DigestMethod", "Algorithm", DigestMethod.SHA512), ALGORITHM),
    ("159 digest sha512 of a part", _set("DigestMethod", "Algorithm", DigestMethod.SHA512, 2), ALGORITHM),
    ("159 exclusive", _set("CanonicalizationMethod", "Algorithm", Canonicalization.EXCLUSIVE), ALGORITHM),
    ("159 exclusive transform", _set("Transform", "Algorithm", Canonicalization.EXCLUSIVE, 2), ALGORITHM),
    ("160 HMACOutputLength", _insert("SignatureMethod", lambda: _new("HMACOutputLength", "1")), SHAPE),
    ("160 PSS", _set("SignatureMethod", "Algorithm", "http://www.w3.org/2007/05/xmldsig-more#rsa-pss"), ALGORITHM),
    ("160 PSS parameters", _insert("SignatureMethod", lambda: _new("RSAPSSParams")), SHAPE),
    ("160 ECDSA", _set("SignatureMethod", "Algorithm", f"{XMLDSIG_MORE}ecdsa-sha256"), ALGORITHM),
    ("161 unknown transform", _set("Transform", "Algorithm", "urn:example:niets", 0), ALGORITHM),
    ("161 base64", _set("Transform", "Algorithm", f"{DS}base64", 0), ALGORITHM),
    ("161 another order", _swapped, SHAPE),
    ("161 no enveloped-signature", _remove("Transform", 0), SHAPE),
    ("161 no XPath", _remove("Transform", 1), SHAPE),
    ("161 no canonicalisation", _remove("Transform", 2), SHAPE),
    ("161 a fourth transform", _copy("Transform", 2), SHAPE),
    ("161 transforms on a part", _insert("Reference", lambda: _new("Transforms"), 0, 1), SHAPE),
    (
        "161 WithComments",
        _set("CanonicalizationMethod", "Algorithm", f"{Canonicalization.INCLUSIVE}#WithComments"),
        ALGORITHM,
    ),
    (
        "161 InclusiveNamespaces",
        _insert(
            "CanonicalizationMethod", lambda: etree.Element(f"{{{Canonicalization.EXCLUSIVE}}}InclusiveNamespaces")
        ),
        SHAPE,
    ),
    ("161 two XPaths", _copy("XPath"), SHAPE),
    ("161 attribute on XPath", _set("XPath", "Filter", "intersect"), SHAPE),
    ("165 two SignedInfo", _copy("SignedInfo"), SHAPE),
    ("165 two DigestValue", _copy("DigestValue"), SHAPE),
    ("165 two SignatureValue", _copy("SignatureValue"), SHAPE),
    ("165 two KeyInfo", _copy("KeyInfo"), SHAPE),
    ("165 element inside DigestValue", _insert("DigestValue", lambda: _new("X")), SHAPE),
    ("165 unknown child of SignedInfo", _insert("SignedInfo", lambda: _new("X"), 2), REFERENCES),
    ("165 unknown child for a reference", _all(_remove("Reference"), _insert("SignedInfo", lambda: _new("X"))), SHAPE),
    ("165 unknown child of Signature", _insert("Signature", lambda: _new("X"), 2), SHAPE),
    ("165 only SignedInfo", _all(_remove("KeyInfo"), _remove("SignatureValue")), SHAPE),
    ("165 text between elements", _text("SignedInfo", "iets"), SHAPE),
    ("165 text behind an element", lambda root: setattr(find(root, "DigestMethod"), "tail", "iets"), SHAPE),
    ("165 unknown attribute of a reference", _set("Reference", "Soort", "x"), SHAPE),
    ("165 Type on a part", _set("Reference", "Type", f"{DS}Object", 1), SHAPE),
    ("165 another Type", _set("Reference", "Type", f"{DS}Manifest"), SHAPE),
    ("165 no Algorithm", lambda root: find(root, "DigestMethod").attrib.pop("Algorithm"), ALGORITHM),
    ("165 digest not base64", _text("DigestValue", "AA!="), SHAPE),
    ("165 digest not ASCII", _text("DigestValue", "\u0410A=="), SHAPE),
    ("165 digest with spare bits", _text("DigestValue", "AB=="), SHAPE),
    ("165 10,000 references", _thousands, REFERENCES),
    ("165 endless KeyInfo", _long_key_info, SHAPE),
]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_right_key_does_not_make_another_shape_acceptable(change: Change, expected: Refusal) -> None:
    assert _refusal(resigned(signed(KEY), KEY, change)) == expected


def test_the_untouched_message_is_accepted() -> None:
    assert signature.verify(resigned(signed(KEY), KEY, lambda _: None), PARTS, KEY.certificate, AGREED).references


def test_157_hmac_with_the_certificate_as_its_key_is_refused() -> None:
    assert _refusal(changed(signed(KEY), _hmac)) == ALGORITHM


def test_165_a_comment_inside_a_digest_never_gets_here() -> None:
    commented = resigned(signed(KEY), KEY, lambda root: find(root, "DigestValue").insert(0, etree.Comment("x")))
    with pytest.raises(XmlRefusedError):
        signature.verify(commented, PARTS, KEY.certificate, AGREED)


def test_165_ten_thousand_references_stay_within_budget() -> None:
    message = resigned(signed(KEY), KEY, _thousands)
    started = time.process_time()
    assert _refusal(message) == REFERENCES
    # G8: 250 ms for each 100 KB.
    assert time.process_time() - started < 0.25 * len(message) / 100_000


def test_138_a_signature_inside_a_part_signs_nothing() -> None:
    part = replace(PARTS[0], content=signed(KEY, parts=()))
    assert _refusal(ENVELOPE.encode(), (part,)) == MISSING


def test_141_a_part_added_on_the_way_is_refused() -> None:
    extra = Part(content_id="drie@voorbeeld.example", media_type="text/plain", content=b"x")
    assert _refusal(signed(KEY), (*PARTS, extra)) == REFERENCES


def test_159_only_what_was_agreed_is_accepted() -> None:
    strong = Algorithms(
        canonicalization=Canonicalization.EXCLUSIVE,
        digest_method=DigestMethod.SHA512,
        signature_method=SignatureMethod.RSA_SHA512,
    )
    message = signed(KEY, algorithms=strong, algorithm=hashes.SHA512)
    assert signature.verify(message, PARTS, KEY.certificate, strong).references
    assert _refusal(message) == ALGORITHM


def test_e63_either_canonical_form_verifies_whichever_was_agreed_and_no_mixture_does() -> None:
    for written, agreed in permutations(Canonicalization):
        message = signed(KEY, algorithms=Algorithms(canonicalization=written))
        assert signature.verify(message, PARTS, KEY.certificate, Algorithms(canonicalization=agreed)).references
        mixed = resigned(message, KEY, _set("Transform", "Algorithm", agreed, 2))
        assert _refusal(mixed) == ALGORITHM


XPATHS = {
    "as printed": xpath_text("soap"),
    "blanks around the union (Hermes)": xpath_text("soap").replace("|", " | "),
    "line ends everywhere": f"\n\t{xpath_text('soap').replace('(', '( ').replace('[', ' [ ').replace('=', ' = ')}\r\n",
    "single quotes": xpath_text("soap").replace('"', "'"),
}


@pytest.mark.parametrize("text", XPATHS.values(), ids=XPATHS)
def test_one_expression_may_be_written_in_several_ways(text: str) -> None:
    message = resigned(signed(KEY), KEY, _text("XPath", text))
    assert signature.verify(message, PARTS, KEY.certificate, AGREED).references


def test_the_expression_may_bind_a_prefix_of_its_own() -> None:
    def own_prefix(root: Element) -> None:
        transform = find(root, "Transform", 1)
        transform.remove(transform[0])
        xpath = etree.SubElement(transform, f"{{{DS}}}XPath", nsmap={"SOAP-ENV": SOAP})
        xpath.text = xpath_text("SOAP-ENV")

    message = resigned(signed(KEY), KEY, own_prefix)
    assert signature.verify(message, PARTS, KEY.certificate, AGREED).references


VARIANTS: dict[str, Change] = {
    "without KeyInfo": _remove("KeyInfo"),
    "KeyName only": _all(_remove("KeyValue"), _remove("X509Data"), _insert("KeyInfo", lambda: _new("KeyName", "x"))),
    "Id where XML-DSig has it": _all(
        *(_set(n, "Id", n) for n in ("Signature", "SignedInfo", "SignatureValue", "KeyInfo", "Reference"))
    ),
    "Type of the envelope (ebMS 2.0, 4.1.3)": _set("Reference", "Type", f"{DS}Object"),
    "white space between elements": lambda root: etree.indent(find(root, "Signature")),
    "references in another order": lambda root: find(root, "SignedInfo").append(find(root, "Reference")),
}


@pytest.mark.parametrize("change", VARIANTS.values(), ids=VARIANTS)
def test_what_the_specification_leaves_free_is_accepted(change: Change) -> None:
    message = resigned(signed(KEY), KEY, change)
    assert signature.verify(message, PARTS, KEY.certificate, AGREED).references


def test_the_shape_is_read_without_a_key() -> None:
    found = signature_shape.read(xml.parse(signed(KEY)), len(PARTS), AGREED)
    assert [reference.uri for reference in found.references] == ["", *(f"cid:{part.content_id}" for part in PARTS)]
    assert len(found.value) == 256


def test_the_agreement_names_the_algorithms() -> None:
    never = Reliability(retries=0, retry_interval=timedelta(0), persist_duration=timedelta(0))
    action = Action(service="s", service_type=None, action="a", outbound=True, profile=Profile.RM_S, reliability=never)
    assert Algorithms.agreed(action) == AGREED
    other = replace(action, digest_method=DigestMethod.SHA384, signature_method=SignatureMethod.RSA_SHA384)
    assert Algorithms.agreed(other).digest_method is DigestMethod.SHA384
