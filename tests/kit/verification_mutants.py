"""Signed messages with one thing changed, by whoever: on the way, or before the right key signed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from lxml import etree

from gateway.domain.agreement import Canonicalization, DigestMethod, SignatureMethod
from gateway.strict_xml import Element
from gateway.wire.ebms2.signature_shape import xpath_text
from gateway.wire.stages import Part
from tests.kit.corpus_wrapping import WRAPPINGS
from tests.kit.signed_messages import DS, EB, NEXT, NEXT_MSH, PARTS, SOAP, Change, find

Octets = Callable[[bytes], bytes]

_WITH_COMMENTS: Final = f"{Canonicalization.INCLUSIVE}#WithComments"
_ENVELOPED: Final = f"{DS}enveloped-signature"


def _set(name: str, attribute: str, value: str, position: int = 0) -> Change:
    return lambda root: find(root, name, position).set(attribute, value)


def _text(name: str, change: Callable[[str], str], position: int = 0) -> Change:
    def act(root: Element) -> None:
        element = find(root, name, position)
        element.text = change(element.text or "")

    return act


def _drop(name: str, position: int = 0) -> Change:
    def act(root: Element) -> None:
        element = find(root, name, position)
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    return act


def _double(name: str, position: int = 0) -> Change:
    def act(root: Element) -> None:
        element = find(root, name, position)
        element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))

    return act


def _swap(name: str, first: int, second: int) -> Change:
    def act(root: Element) -> None:
        find(root, name, first).addprevious(find(root, name, second))

    return act


def _add(parent: str, name: str, text: str | None = None, **attributes: str) -> Change:
    def act(root: Element) -> None:
        etree.SubElement(find(root, parent), f"{{{DS}}}{name}", attributes).text = text

    return act


def _move(place: Callable[[Element], Element], at: int = 0) -> Change:
    return lambda root: place(root).insert(at, find(root, "Signature"))


def _comment(place: Callable[[Element], Element]) -> Change:
    return lambda root: place(root).insert(0, etree.Comment("noot"))


def _instruction(place: Callable[[Element], Element]) -> Change:
    return lambda root: place(root).insert(0, etree.ProcessingInstruction("noot"))


def _ds(name: str) -> Callable[[Element], Element]:
    return lambda root: find(root, name)


def _header(root: Element) -> Element:
    return root[0]


def _body(root: Element) -> Element:
    return root[1]


def _both(*changes: Change) -> Change:
    def act(root: Element) -> None:
        for change in changes:
            change(root)

    return act


def _next_hop(actor: str) -> Change:
    def act(root: Element) -> None:
        etree.SubElement(root[0], f"{{{EB}}}MessageHeader", {f"{{{SOAP}}}actor": actor}).text = "vals"

    return act


def _expression(change: Callable[[str], str]) -> Change:
    return _text("XPath", change)


def _word(root: Element) -> None:
    next(root.iter(f"{{{EB}}}ConversationId")).text = "een-ander-gesprek"


def _reference_attribute(root: Element) -> None:
    _body(root)[0][0].set("{http://www.w3.org/1999/xlink}href", "cid:ander@voorbeeld.example")


# What is changed in the tree; each also before the key signs, so that only the shape can be wrong.
CHANGES: Final[Mapping[str, Change]] = {
    "nothing": lambda _: None,
    "a word of the header": _word,
    "an attribute of the manifest": _reference_attribute,
    "a space between blocks": lambda root: setattr(root[0], "text", " "),
    "an element more in the header": lambda root: etree.SubElement(root[0], "{urn:x}Extra"),
    "an element more in the body": lambda root: etree.SubElement(root[1], "{urn:x}Extra"),
    "a block for the next hop": _next_hop(NEXT),
    "a block for the next handler": _next_hop(NEXT_MSH),
    "a block for the next hop, spelled otherwise": _next_hop(f"{NEXT}/"),
    "a comment in the header": _comment(_header),
    "a comment in SignedInfo": _comment(_ds("SignedInfo")),
    "a comment in KeyInfo": _comment(_ds("KeyInfo")),
    "a comment in DigestValue": _comment(_ds("DigestValue")),
    "an instruction in the header": _instruction(_header),
    "an instruction in KeyInfo": _instruction(_ds("KeyInfo")),
    "digest of the envelope": _text("DigestValue", lambda text: "A" + text[1:]),
    "digest of a part": _text("DigestValue", lambda text: "A" + text[1:], 1),
    "digest cut short": _text("DigestValue", lambda text: text[:20]),
    "digest empty": _text("DigestValue", lambda _: ""),
    "digests exchanged": _swap("DigestValue", 1, 2),
    "value flipped": _text("SignatureValue", lambda text: ("B" if text[0] == "A" else "A") + text[1:]),
    "value empty": _text("SignatureValue", lambda _: ""),
    "value with spaces": _text("SignatureValue", lambda text: f"\n {text[:40]}\n\t{text[40:]} "),
    "value with spare bits": _text("SignatureValue", lambda text: text[:-3] + chr(ord(text[-3]) + 1) + "=="),
    "value with other signs": _text("SignatureValue", lambda text: text[:40] + "*" + text[40:]),
    "no KeyInfo": _drop("KeyInfo"),
    "another modulus": _text("Modulus", lambda text: "A" + text[1:]),
    "a name of a key": _add("KeyInfo", "KeyName", "sleutel"),
    "a place to fetch a key": _add("KeyInfo", "RetrievalMethod", URI="http://127.0.0.1:9/sleutel"),
    "an object": _add("Signature", "Object", "iets"),
    "a manifest in an object": _both(_add("Signature", "Object"), _add("Object", "Manifest")),
    "an Id twice": _both(_set("Reference", "Id", "a"), _set("Reference", "Id", "a", 1)),
    "an Id in SignedInfo": _set("SignedInfo", "Id", "a"),
    "an Id that no Reference has": _set("DigestMethod", "Id", "a"),
    "the signature first in the header": _move(_header),
    "the signature in the body": _move(_body),
    "the signature beside the header": _move(lambda root: root, 2),
    "the signature in another block": _move(lambda root: root[0][0]),
    "a second signature": _double("Signature"),
    "a reference less": _drop("Reference", 1),
    "a reference twice": _double("Reference", 1),
    "the envelope not referred to": _drop("Reference"),
    "the envelope referred to twice": _double("Reference"),
    "references in another order": _swap("Reference", 0, 2),
    "a reference to what is not there": _set("Reference", "URI", "cid:weg@voorbeeld.example", 1),
    "a reference to a file": _set("Reference", "URI", "file:///etc/hostname", 1),
    "a reference to an address": _set("Reference", "URI", "http://127.0.0.1:9/", 1),
    "a reference to an Id": _both(_set("Reference", "URI", "#a", 1), _set("KeyInfo", "Id", "a")),
    "a reference with an escape": _set("Reference", "URI", "cid:een%40voorbeeld.example", 1),
    "a reference in capitals": _set("Reference", "URI", "CID:een@voorbeeld.example", 1),
    "a reference with a type": _set("Reference", "Type", f"{DS}Object"),
    "a reference with another type": _set("Reference", "Type", f"{DS}Manifest"),
    "transforms in another order": _swap("Transform", 0, 1),
    "no enveloped-signature": _drop("Transform", 0),
    "no expression": _drop("Transform", 1),
    "no canonical form": _drop("Transform", 2),
    "a transform twice": _double("Transform", 2),
    "transforms on a part": lambda root: find(root, "Reference", 1).insert(
        0, etree.fromstring(f'<Transforms xmlns="{DS}"><Transform Algorithm="{DS}base64"/></Transforms>')
    ),
    "an expression with spaces": _expression(lambda text: text.replace("|", " | ")),
    "an expression that leaves out the body": _expression(lambda text: f"{text} and not(ancestor-or-self::soap:Body)"),
    "an expression that leaves out all": _expression(lambda _: "false()"),
    "an expression turned around": _expression(lambda text: text.replace("|", "") or xpath_text("soap")),
    "comments in the canonical form": _set("Transform", "Algorithm", _WITH_COMMENTS, 2),
    "comments in that of SignedInfo": _set("CanonicalizationMethod", "Algorithm", _WITH_COMMENTS),
    "another canonical form": _set("Transform", "Algorithm", "http://www.w3.org/2006/12/xml-c14n11", 2),
    "SHA-1 digests": _set("DigestMethod", "Algorithm", f"{DS}sha1"),
    "another digest than agreed": _set("DigestMethod", "Algorithm", DigestMethod.SHA512, 1),
    "SHA-1 signature": _set("SignatureMethod", "Algorithm", f"{DS}rsa-sha1"),
    "another signature than agreed": _set("SignatureMethod", "Algorithm", SignatureMethod.RSA_SHA512),
    "HMAC": _set("SignatureMethod", "Algorithm", f"{DS}hmac-sha1"),
    "an unknown algorithm": _set("SignatureMethod", "Algorithm", "urn:x"),
    **WRAPPINGS,
}


def _replaced(old: bytes, new: bytes) -> Octets:
    return lambda soap: soap.replace(old, new, 1)


def _rewritten(pattern: bytes, new: bytes) -> Octets:
    return lambda soap: re.sub(pattern, new, soap, count=1)


# The same tree written otherwise, or almost.
SPELLINGS: Final[Mapping[str, Octets]] = {
    "a declaration": lambda soap: b'<?xml version="1.0" encoding="UTF-8"?>\n' + soap,
    "a byte order mark": lambda soap: b"\xef\xbb\xbf" + soap,
    "UTF-16": lambda soap: soap.decode().encode("utf-16"),
    "line ends of two characters": lambda soap: soap.replace(b"\n", b"\r\n"),
    "a letter by number": _replaced(b"voorbeeld_1", b"&#118;oorbeeld_1"),
    "a text in CDATA": _replaced(b"voorbeeld_1", b"<![CDATA[voorbeeld_1]]>"),
    "a carriage return by number": _replaced(b"voorbeeld_1", b"voorbeeld_1&#13;"),
    "single quotes": _rewritten(rb'eb:version="2\.0"', b"eb:version='2.0'"),
    "attributes in another order": _replaced(
        b'eb:version="2.0" soap:mustUnderstand="1"', b'soap:mustUnderstand="1"  eb:version="2.0"'
    ),
    "a space in a tag": _replaced(b"</eb:CPAId>", b"</eb:CPAId\n>"),
    "an empty element written out": _rewritten(
        rb"<eb:AckRequested ([^>]*)/>", rb"<eb:AckRequested \1></eb:AckRequested>"
    ),
    "a namespace declared again": _replaced(b"<eb:CPAId>", f'<eb:CPAId xmlns:eb="{EB}">'.encode()),
    "a namespace that nobody uses": _replaced(b"<eb:CPAId>", b'<eb:CPAId xmlns:y="urn:y">'),
    "a namespace nobody uses, at SignedInfo": _rewritten(rb"<(\w*:?)SignedInfo", rb'<\1SignedInfo xmlns:y="urn:y"'),
    "a namespace nobody uses, at KeyInfo": _rewritten(rb"<(\w*:?)KeyInfo", rb'<\1KeyInfo xmlns:y="urn:y"'),
    "a relative namespace": _replaced(b"<eb:CPAId>", b'<eb:CPAId xmlns:y="y">'),
    "xml:lang above SignedInfo": _rewritten(rb"<(\w*:?)Signature ", rb'<\1Signature xml:lang="nl" '),
    "a comment before": lambda soap: b"<!-- noot -->" + soap,
    "an instruction before": lambda soap: b"<?noot?>" + soap,
    "a space after": lambda soap: soap + b"\n",
    "an entity": lambda soap: b'<!DOCTYPE a [<!ENTITY v "voorbeeld_1">]>' + soap.replace(b"voorbeeld_1", b"&v;", 1),
    "a DTD that says nothing": lambda soap: b"<!DOCTYPE a>" + soap,
    "a default attribute": lambda soap: b'<!DOCTYPE a [<!ATTLIST x y CDATA "z">]>' + soap,
    "cut short": lambda soap: soap[:-1],
}

_FIRST, _SECOND = PARTS
# The message as it was, beside other parts.
PARCELS: Final[Mapping[str, tuple[Part, ...]]] = {
    "a part less": (_FIRST,),
    "a part more": (*PARTS, replace(_FIRST, content_id="drie@voorbeeld.example")),
    "parts in another order": (_SECOND, _FIRST),
    "the content of a part": (replace(_FIRST, content=b"<a>\n</a>"), _SECOND),
    "the contents exchanged": (
        replace(_FIRST, content=_SECOND.content),
        replace(_SECOND, content=_FIRST.content),
    ),
    "the name of a part": (replace(_FIRST, content_id="een@voorbeeld.examplf"), _SECOND),
}
