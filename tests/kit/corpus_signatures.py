"""Group F (135 to 166): signatures over less, over something else, by somebody else, or of another shape."""

from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives import hashes, hmac
from lxml import etree

from gateway.errors import SecurityRefusedError, XmlRefusedError
from gateway.strict_xml import Element
from gateway.wire.ebms2.key_material import Refusal, to_base64
from gateway.wire.ebms2.signature_shape import xpath_text
from gateway.wire.ebms2.xml import XmlReason
from gateway.wire.stages import Part
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.corpus_watch import Trap
from tests.kit.correspondent import Letter
from tests.kit.http import CANARY
from tests.kit.posting import Posting
from tests.kit.signed_messages import DS, EB, NEXT, NEXT_MSH, SOAP, Change, changed, find, resigned

Make = Callable[[Bench, Letter, bytes], bytes]
R = Refusal

MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_BODYLESS: Final = xpath_text("soap")[:-1] + "|ancestor-or-self::soap:Body)"


def new(name: str, text: str = "", **attributes: str) -> Element:
    """Return an element of XML-DSig."""
    element = etree.Element(f"{{{DS}}}{name}")
    element.text = text or None
    for attribute, value in attributes.items():
        element.set(attribute, value)
    return element


def parent_of(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _remove(name: str, position: int = 0) -> Change:
    def change(root: Element) -> None:
        element = find(root, name, position)
        parent_of(element).remove(element)

    return change


def _copy(name: str, position: int = 0) -> Change:
    return lambda root: find(root, name, position).addnext(
        etree.fromstring(etree.tostring(find(root, name, position), with_tail=False))
    )


def set_attribute(name: str, attribute: str, value: str, position: int = 0) -> Change:
    return lambda root: find(root, name, position).set(attribute, value)


def _text(name: str, text: str, position: int = 0) -> Change:
    return lambda root: setattr(find(root, name, position), "text", text)


def append(name: str, child: Callable[[], Element], position: int = 0) -> Change:
    return lambda root: find(root, name, position).append(child())


def _move_signature(to: str) -> Change:
    return lambda root: next(root.iter(f"{{*}}{to}")).append(find(root, "Signature"))


def _second_signature(position: int) -> Change:
    def change(root: Element) -> None:
        other = etree.fromstring(etree.tostring(find(root, "Signature"), with_tail=False))
        root[0].insert(position, other)

    return change


def _hmac(root: Element) -> None:
    find(root, "SignatureMethod").set("Algorithm", f"{MORE}hmac-sha256")
    code = hmac.HMAC((find(root, "X509Certificate").text or "").encode(), hashes.SHA256())
    code.update(etree.tostring(find(root, "SignedInfo"), method="c14n"))
    find(root, "SignatureValue").text = to_base64(code.finalize())


EMPTY: Final = to_base64(bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))

# Signed by the right key: only the shape is wrong.
_RESIGNED: Final[dict[str, tuple[Change, Refusal]]] = {
    "135-no-signature": (_remove("Signature"), R.SIGNATURE_MISSING),
    "136-no-references": (
        lambda root: [_remove("Reference")(root), _remove("Reference")(root)],
        R.SIGNATURE_REFERENCES,
    ),
    "137-second-signature-behind": (_second_signature(99), R.SIGNATURE_PLACE),
    "137-second-signature-in-front": (_second_signature(0), R.SIGNATURE_PLACE),
    "138-signature-in-another-block": (_move_signature("MessageHeader"), R.SIGNATURE_PLACE),
    "139-body-by-id": (set_attribute("Reference", "URI", "#body"), R.SIGNATURE_REFERENCES),
    "140-part-not-referenced": (_remove("Reference", 1), R.SIGNATURE_REFERENCES),
    "142-absent-part": (set_attribute("Reference", "URI", "cid:elders@x.example", 1), R.SIGNATURE_REFERENCES),
    "142-part-twice": (_copy("Reference", 1), R.SIGNATURE_REFERENCES),
    "147-object": (append("Signature", lambda: new("Object")), R.SIGNATURE_SHAPE),
    "148-id-in-another-case": (set_attribute("Signature", "ID", "a"), R.SIGNATURE_SHAPE),
    "151-expression-without-the-body": (_text("XPath", _BODYLESS), R.SIGNATURE_ALGORITHM),
    "158-rsa-sha1": (set_attribute("SignatureMethod", "Algorithm", f"{DS}rsa-sha1"), R.SIGNATURE_ALGORITHM),
    "158-rsa-md5": (set_attribute("SignatureMethod", "Algorithm", f"{MORE}rsa-md5"), R.SIGNATURE_ALGORITHM),
    "158-digest-sha1": (set_attribute("DigestMethod", "Algorithm", f"{DS}sha1"), R.SIGNATURE_ALGORITHM),
    "160-hmac-output-length": (append("SignatureMethod", lambda: new("HMACOutputLength", "1")), R.SIGNATURE_SHAPE),
    "161-unknown-transform": (set_attribute("Transform", "Algorithm", "urn:x"), R.SIGNATURE_ALGORITHM),
    "161-transform-missing": (_remove("Transform"), R.SIGNATURE_SHAPE),
    "161-with-comments": (
        lambda root: find(root, "CanonicalizationMethod").set(
            "Algorithm", find(root, "CanonicalizationMethod").get("Algorithm", "") + "#WithComments"
        ),
        R.SIGNATURE_ALGORITHM,
    ),
    "164-signed-digest-of-nothing": (_text("DigestValue", EMPTY), R.SIGNATURE_DIGEST),
    "165-two-signed-infos": (_copy("SignedInfo"), R.SIGNATURE_SHAPE),
    "165-two-digest-values": (_copy("DigestValue"), R.SIGNATURE_SHAPE),
    "165-ten-thousand-references": (
        lambda root: find(root, "SignedInfo").extend([new("Reference", URI="") for _ in range(10_000)]),
        R.SIGNATURE_REFERENCES,
    ),
}
# Signed, and changed on the way.
_CHANGED: Final[dict[str, tuple[Change, Refusal]]] = {
    "157-hmac-with-our-own-key": (_hmac, R.SIGNATURE_ALGORITHM),
    "164-digest-of-nothing": (_text("DigestValue", EMPTY), R.SIGNATURE_VALUE),
    "a-changed-octet": (
        lambda root: setattr(find(root, "SignatureValue"), "text", "A" + (find(root, "SignatureValue").text or "")[1:]),
        R.SIGNATURE_VALUE,
    ),
}
# Addresses that nobody may follow.
_TRAPPED: Final[dict[str, tuple[Callable[[Trap], Change], Refusal]]] = {
    "153-reference-to-the-web": (lambda trap: set_attribute("Reference", "URI", trap.web, 1), R.SIGNATURE_REFERENCES),
    "154-reference-to-a-file": (lambda trap: set_attribute("Reference", "URI", trap.file, 1), R.SIGNATURE_REFERENCES),
    "156-retrieval-method": (
        lambda trap: append("KeyInfo", lambda: new("RetrievalMethod", URI=trap.web)),
        R.SIGNATURE_SHAPE,
    ),
    "156-certificate-by-address": (lambda trap: set_attribute("X509Data", "URI", trap.web), R.SIGNATURE_SHAPE),
}


def packed(bench: Bench, letter: Letter, soap: bytes) -> Posting:
    """Return the octets with the letter's own parts."""
    return bench.partner.pack(soap, bench.partner.lock(letter.parts), letter.message_id)


def refused(make: Make, reason: Refusal) -> Case:
    """Return a case in which the signed octets are changed before they go."""

    def posting(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        return packed(bench, letter, make(bench, letter, bench.partner.sign(letter)))

    return Case(make=posting, outcome=Outcome.REFUSED, error=SecurityRefusedError(reason))


def on_the_way(change: Change, reason: Refusal) -> Case:
    """Return a case in which somebody else changes what was signed."""
    return refused(lambda _, __, soap: changed(soap, change), reason)


def _resigned(change: Change, reason: Refusal) -> Case:
    return refused(lambda bench, _, soap: resigned(soap, bench.partner.signing, change), reason)


def _trapped(change: Callable[[Trap], Change], reason: Refusal) -> Case:
    return refused(lambda bench, _, soap: resigned(soap, bench.partner.signing, change(bench.trap)), reason)


def _extra_part(bench: Bench) -> Posting:
    letter = bench.partner.letter()
    extra = Part(content_id="extra@x.example", media_type="text/plain", content=CANARY.encode(), file_name="x")
    return bench.partner.pack(bench.partner.sign(letter), bench.partner.lock((*letter.parts, extra)), letter.message_id)


def _other_content(bench: Bench) -> Posting:
    letter = bench.partner.letter()
    parts = (Part(content_id=letter.parts[0].content_id, media_type="application/xml", content=bench.partner.report()),)
    return bench.partner.pack(bench.partner.sign(letter), bench.partner.lock(parts), letter.message_id)


def _injected(actor: str) -> Case:
    """A block that the prescribed transform leaves unsigned: it verifies, and is not there for whoever reads (150)."""

    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        block = etree.Element(f"{{{EB}}}SyncReply" if actor == NEXT else "{urn:x}Ingevoegd")
        block.set(f"{{{SOAP}}}actor", actor)
        block.text = CANARY
        soap = changed(bench.partner.sign(letter), lambda root: root[0].insert(0, block))
        return packed(bench, letter, soap)

    return Case(make=make, outcome=Outcome.ACCEPTED)


def _commented(bench: Bench) -> Posting:
    letter = bench.partner.letter()
    soap = resigned(
        bench.partner.sign(letter),
        bench.partner.signing,
        lambda root: find(root, "DigestValue").insert(0, etree.Comment("x")),
    )
    return packed(bench, letter, soap)


CASES: Final[dict[str, Case]] = {
    **{number: _resigned(*case) for number, case in _RESIGNED.items()},
    **{number: on_the_way(*case) for number, case in _CHANGED.items()},
    **{number: _trapped(*case) for number, case in _TRAPPED.items()},
    "141-part-added-on-the-way": Case(
        make=_extra_part, outcome=Outcome.REFUSED, error=SecurityRefusedError(R.SIGNATURE_REFERENCES)
    ),
    "140-part-exchanged": Case(
        make=_other_content, outcome=Outcome.REFUSED, error=SecurityRefusedError(R.SIGNATURE_DIGEST)
    ),
    "150-block-for-the-next-hop": _injected(NEXT_MSH),
    "165-comment-in-a-digest": Case(make=_commented, outcome=Outcome.FAULT, error=XmlRefusedError(XmlReason.COMMENT)),
}
