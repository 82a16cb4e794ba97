"""Group F (148 to 165): what a signature may not ask of who verifies it, and algorithms that nobody agreed.

Each was really computed as it says, by the right key where that key can: nothing but the shape is wrong.
"""

from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from lxml import etree

from gateway.errors import HeaderRefusedError, XmlRefusedError
from gateway.strict_xml import Element
from gateway.wire.ebms2.key_material import Refusal, to_base64
from gateway.wire.ebms2.vocabulary import XML, ErrorCode, Location
from gateway.wire.ebms2.xml import XmlReason
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.corpus_signatures import (
    EMPTY,
    MORE,
    append,
    on_the_way,
    packed,
    refused,
    set_attribute,
)
from tests.kit.corpus_watch import Trap
from tests.kit.http import CANARY
from tests.kit.posting import Posting
from tests.kit.signed_messages import DS, EB, NEXT, SOAP, Change, changed, find, resigned

R = Refusal

_XSLT: Final = "http://www.w3.org/1999/XSL/Transform"
_XSLT_TRANSFORM: Final = "http://www.w3.org/TR/1999/REC-xslt-19991116"
_FILTER_2: Final = "http://www.w3.org/2002/06/xmldsig-filter2"
_PSS: Final = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss"
_WSU: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"


def _xpath(text: str) -> Change:
    return lambda root: setattr(find(root, "XPath"), "text", text)


def _stylesheet(select: str) -> Change:
    def change(root: Element) -> None:
        transform = find(root, "Transform", 1)
        transform.set("Algorithm", _XSLT_TRANSFORM)
        sheet = etree.SubElement(transform, f"{{{_XSLT}}}stylesheet", version="1.0")
        template = etree.SubElement(sheet, f"{{{_XSLT}}}template", match="/")
        etree.SubElement(template, f"{{{_XSLT}}}copy-of", select=select)

    return change


def _filter_2(root: Element) -> None:
    transform = find(root, "Transform", 1)
    transform.set("Algorithm", _FILTER_2)
    transform.remove(find(root, "XPath"))
    etree.SubElement(transform, f"{{{_FILTER_2}}}XPath", Filter="subtract").text = "//soap:Body"


def _swapped_transforms(root: Element) -> None:
    first = find(root, "Transform")
    find(root, "Transform", 1).addnext(first)


def _two_same_ids(root: Element) -> None:
    for name in ("Signature", "SignedInfo"):
        find(root, name).set("Id", "a")


def _five_ids(root: Element) -> None:
    for name in ("Id", "ID", "id", f"{{{XML}}}id", f"{{{_WSU}}}Id"):
        find(root, "Signature").set(name, "a")


def _pss_parameters(root: Element) -> None:
    method = find(root, "SignatureMethod")
    method.set("Algorithm", _PSS)
    parameters = etree.SubElement(method, f"{{{_PSS.partition('#')[0]}#}}RSAPSSParams")
    etree.SubElement(parameters, f"{{{_PSS.partition('#')[0]}#}}SaltLength").text = "0"


def _for_the_next_hop(root: Element) -> None:
    """The prescribed transform leaves nothing of an envelope that is not for us: the digest of nothing is right."""
    root.set(f"{{{SOAP}}}actor", NEXT)
    find(root, "DigestValue").text = EMPTY


# Signed by the right key, as agreed but for this.
_RESIGNED: Final[dict[str, tuple[Change, Refusal]]] = {
    "148-same-id-twice": (_two_same_ids, R.SIGNATURE_SHAPE),
    "152-costly-expression": (_xpath("count(//node()//node()//node())"), R.SIGNATURE_ALGORITHM),
    "152-here": (_xpath("here()"), R.SIGNATURE_ALGORITHM),
    "152-id": (_xpath("id('a')"), R.SIGNATURE_ALGORITHM),
    "152-filter-2.0": (_filter_2, R.SIGNATURE_SHAPE),
    "155-stylesheet": (_stylesheet("/"), R.SIGNATURE_SHAPE),
    "158-dsa-sha1": (set_attribute("SignatureMethod", "Algorithm", f"{DS}dsa-sha1"), R.SIGNATURE_ALGORITHM),
    "160-pss-parameters": (_pss_parameters, R.SIGNATURE_SHAPE),
    "161-base64": (set_attribute("Transform", "Algorithm", f"{DS}base64", 2), R.SIGNATURE_ALGORITHM),
    "161-wrong-order": (_swapped_transforms, R.SIGNATURE_SHAPE),
    "164-nothing-is-left-to-sign": (_for_the_next_hop, R.CANONICAL_FORM),
    "165-unknown-child-of-the-signature": (
        append("Signature", lambda: etree.Element("{urn:x}Elders")),
        R.SIGNATURE_SHAPE,
    ),
    "165-unknown-child-of-a-reference": (
        append("Reference", lambda: etree.Element("{urn:x}Elders")),
        R.SIGNATURE_SHAPE,
    ),
}
# Addresses that nobody may follow.
_TRAPPED: Final[dict[str, tuple[Callable[[Trap], Change], Refusal]]] = {
    "153-reference-by-https": (
        lambda trap: set_attribute("Reference", "URI", f"https://{trap.place}", 1),
        R.SIGNATURE_REFERENCES,
    ),
    "153-reference-by-ftp": (
        lambda trap: set_attribute("Reference", "URI", f"ftp://{trap.place}", 1),
        R.SIGNATURE_REFERENCES,
    ),
    "153-the-envelope-from-the-web": (
        lambda trap: set_attribute("Reference", "URI", trap.web),
        R.SIGNATURE_REFERENCES,
    ),
    "155-stylesheet-that-fetches": (lambda trap: _stylesheet(f"document('{trap.web}')"), R.SIGNATURE_SHAPE),
    "155-stylesheet-that-reads-a-file": (lambda trap: _stylesheet(f"document('{trap.file}')"), R.SIGNATURE_SHAPE),
}


def _octets_to_sign(root: Element) -> bytes:
    octets: bytes = etree.tostring(find(root, "SignedInfo"), method="c14n")
    return octets


def _with_sha_512(bench: Bench, soap: bytes) -> bytes:
    """159: a stronger signature than was agreed, and a right one."""
    label = set_attribute("SignatureMethod", "Algorithm", f"{MORE}rsa-sha512")
    return resigned(soap, bench.partner.signing, label, hashes.SHA512)


def _with_pss(bench: Bench, soap: bytes) -> bytes:
    """160: PSS with an empty salt, under the name that was agreed."""

    def change(root: Element) -> None:
        salted = padding.PSS(padding.MGF1(hashes.SHA256()), 0)
        value = bench.partner.signing.private.sign(_octets_to_sign(root), salted, hashes.SHA256())
        find(root, "SignatureValue").text = to_base64(value)

    return changed(soap, change)


def _with_a_curve(_: Bench, soap: bytes) -> bytes:
    """160: ECDSA in DER, as libraries give it and XML-DSig does not write it."""

    def change(root: Element) -> None:
        find(root, "SignatureMethod").set("Algorithm", f"{MORE}ecdsa-sha256")
        key = ec.generate_private_key(ec.SECP256R1())
        find(root, "SignatureValue").text = to_base64(key.sign(_octets_to_sign(root), ec.ECDSA(hashes.SHA256())))

    return changed(soap, change)


_SIGNED: Final[dict[str, tuple[Callable[[Bench, bytes], bytes], Refusal]]] = {
    "159-stronger-than-agreed": (_with_sha_512, R.SIGNATURE_ALGORITHM),
    "160-pss-under-the-agreed-name": (_with_pss, R.SIGNATURE_VALUE),
    "160-ecdsa-in-der": (_with_a_curve, R.SIGNATURE_ALGORITHM),
}


def _resigned(change: Change, reason: Refusal) -> Case:
    return refused(lambda bench, _, soap: resigned(soap, bench.partner.signing, change), reason)


def _trapped(change: Callable[[Trap], Change], reason: Refusal) -> Case:
    return refused(lambda bench, _, soap: resigned(soap, bench.partner.signing, change(bench.trap)), reason)


def _signed(sign: Callable[[Bench, bytes], bytes], reason: Refusal) -> Case:
    return refused(lambda bench, _, soap: sign(bench, soap), reason)


def _altered(change: Change) -> Callable[[Bench], Posting]:
    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        return packed(bench, letter, changed(bench.partner.sign(letter), change))

    return make


def _asks_for_an_answer_at_once(root: Element) -> None:
    """The transform leaves this block unsigned as well, and it is one that a reader looks for (150)."""
    block = etree.Element(f"{{{EB}}}SyncReply")
    block.set(f"{{{EB}}}version", "2.0")
    block.set(f"{{{SOAP}}}mustUnderstand", "1")
    block.set(f"{{{SOAP}}}actor", NEXT)
    root[0].insert(1, block)


def _look_alike(root: Element) -> None:
    etree.SubElement(root[0], "{urn:x}Elders").text = CANARY


CASES: Final[dict[str, Case]] = {
    **{number: _resigned(*case) for number, case in _RESIGNED.items()},
    **{number: _trapped(*case) for number, case in _TRAPPED.items()},
    **{number: _signed(*case) for number, case in _SIGNED.items()},
    "148-five-names-for-an-id": Case(
        make=_altered(_five_ids), outcome=Outcome.FAULT, error=XmlRefusedError(XmlReason.IDENTIFIER_ATTRIBUTES)
    ),
    "149-look-alike": on_the_way(_look_alike, R.SIGNATURE_DIGEST),
    "150-an-answer-at-once-for-the-next-hop": Case(
        make=_altered(_asks_for_an_answer_at_once),
        outcome=Outcome.REFUSED,
        error=HeaderRefusedError(ErrorCode.INCONSISTENT, Location.SYNC_REPLY),
    ),
}
