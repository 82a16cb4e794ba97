"""Signatures: octets as they are, octets that the right key signed whatever they say, and a signed message spoiled.

The first octet says which of the three, the second which canonicalisation. So no stored input depends on a key.
"""

import copy
from collections.abc import Sequence
from functools import cache
from typing import Final

from lxml import etree

from gateway.domain.agreement import Canonicalization
from gateway.errors import HeaderRefusedError, SecurityRefusedError, XmlRefusedError
from gateway.wire.ebms2 import signature, signature_shape, xml
from gateway.wire.ebms2.key_material import to_base64
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.signature import Algorithms, Verified
from gateway.wire.ebms2.vocabulary import DS, EB, SOAP
from gateway.wire.ebms2.xml import Element
from tests.fuzz.target import Target
from tests.kit.signed_messages import ENVELOPE, NEXT, NEXT_MSH, PARTS, signed
from tests.kit.wire_keys import wire_key

_HEAD: Final = 2
_HOLDER: Final = "afzender"
_ALGORITHMS: Final = tuple(Algorithms(canonicalization=each) for each in Canonicalization)
_WORDS: Final = (
    *(SOAP, EB, DS, NEXT, NEXT_MSH, signature_shape.ENVELOPED, signature_shape.XPATH_FILTER, "soap:actor"),
    *Canonicalization,
    *("ds:Signature", "ds:SignedInfo", "ds:SignatureValue", "ds:KeyInfo", "ds:Reference", "ds:Transforms"),
    *("ds:Transform", "ds:XPath", "ds:DigestMethod", "ds:DigestValue", "ds:Object", "ds:KeyName", "ds:X509Data"),
    *("ds:RetrievalMethod", "InclusiveNamespaces", "PrefixList", "Algorithm", "URI", "Type", "Id", "xml:id"),
    signature_shape.xpath_text("soap"),
    *("cid:een@voorbeeld.example", "cid:twee@voorbeeld.example", "cid:twee%40voorbeeld.example", "#kop", "''"),
    *("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    *("http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/TR/1999/REC-xslt-19991116", "xmlns:ds"),
    *("<!--", "-->", "<![CDATA[", "]]>", "&#13;", "&#9;", "xml:lang", "xml:space", "xmlns=''", "\u00e9", "\t\r\n "),
)


def attempt(data: bytes) -> None:
    """Verify; raise for anything but a refusal, and where a verified envelope is not what stood under the signature."""
    if len(data) < _HEAD:
        return
    algorithms = _ALGORITHMS[data[1] % len(_ALGORITHMS)]
    mode, soap = data[0] % 3, data[_HEAD:]
    if mode == 0:
        assert _verified(soap, algorithms) is None, "the key never signed this"
    elif mode == 1:
        _attempt_signed(soap, algorithms)
    else:
        _attempt_spoiled(soap, algorithms)


def _verified(soap: bytes, algorithms: Algorithms) -> Verified | None:
    try:
        return signature.verify(soap, PARTS, wire_key(_HOLDER).certificate, algorithms)
    except (SecurityRefusedError, XmlRefusedError):
        return None


def _attempt_signed(soap: bytes, algorithms: Algorithms) -> None:
    """Give the document the digests and the value that its shape asks for, as a partner with bad intent would."""
    try:
        root = xml.parse(soap)
        algorithms = _as_written(root, algorithms)
        signature_shape.read(root, len(PARTS), algorithms)
    except (SecurityRefusedError, XmlRefusedError):
        return
    try:
        _sign(root, algorithms)
    except SecurityRefusedError:
        return
    verified = _verified(etree.tostring(root, encoding="UTF-8"), algorithms)
    if verified is not None:
        _check_octets(verified.octets, algorithms)


def _as_written(root: Element, agreed: Algorithms) -> Algorithms:
    """Return what was agreed, in the canonical form that the signature names: both are in use (E-63)."""
    named = {each.get("Algorithm", "") for each in root.iter(signature_shape.CANONICALIZATION_METHOD)}
    return next((each for each in _ALGORITHMS if named == {each.canonicalization.value}), agreed)


def _sign(root: Element, algorithms: Algorithms) -> None:
    found = next(root.iter(signature_shape.SIGNATURE))
    bare = copy.deepcopy(root)
    for element in list(bare.iter(signature_shape.SIGNATURE)):
        signature._drop([element])  # noqa: SLF001 - the text behind it must stay, as in the transform itself
    drafted = {each.uri: each.digest for each in signature.draft(bare, PARTS, algorithms).references}
    for reference in found.iter(signature_shape.REFERENCE):
        value = next(reference.iter(signature_shape.DIGEST_VALUE))
        value.text = to_base64(drafted.get(reference.get("URI", ""), b""))
    signed_info = signature._signed_octets(found[0], algorithms.canonicalization)  # noqa: SLF001 - as a signer would sign it
    found[1].text = to_base64(wire_key(_HOLDER).sign(signed_info))


def _check_octets(octets: bytes, algorithms: Algorithms) -> None:
    """What is read is canonical, has no signature and nothing for the next hop, and is a header or refused."""
    tree = xml.parse(octets)
    assert not list(tree.iter(signature_shape.SIGNATURE))
    assert not [each for each in tree.iter("*") if each.get(f"{{{SOAP}}}actor") in {NEXT, NEXT_MSH}]
    exclusive = algorithms.canonicalization is Canonicalization.EXCLUSIVE
    assert etree.tostring(tree, method="c14n", exclusive=exclusive, with_comments=False) == octets
    try:
        read_message(tree)
    except HeaderRefusedError:
        return


def _attempt_spoiled(patch: bytes, algorithms: Algorithms) -> None:
    """Replace octets of a signed message: place (2), length (1), what stands there instead."""
    soap, covered = _genuine(algorithms)
    place, length = int.from_bytes(patch[:2]) % len(soap), patch[2] if len(patch) > _HEAD else 0
    verified = _verified(soap[:place] + patch[3:] + soap[place + length :], algorithms)
    assert verified is None or verified.octets == covered, "somebody without the key changed what is read"


@cache
def _genuine(algorithms: Algorithms) -> tuple[bytes, bytes]:
    soap = signed(wire_key(_HOLDER), algorithms=algorithms)
    return soap, signature.verify(soap, PARTS, wire_key(_HOLDER).certificate, algorithms).octets


def seeds() -> Sequence[bytes]:
    """Return every mode with every canonicalisation, prefixes as ours and as others write them."""
    found = []
    for number, algorithms in enumerate(_ALGORITHMS):
        ours, theirs = (
            _short(signed(wire_key(_HOLDER), algorithms=algorithms, envelope=envelope))
            for envelope in (ENVELOPE, ENVELOPE.replace("soap:", "s:").replace(":soap", ":s"))
        )
        bare = ours.replace(b"<ds:", b"<").replace(b"</ds:", b"</").replace(b"xmlns:ds=", b"xmlns=")
        found += [bytes([mode, number]) + soap for mode in (0, 1) for soap in (ours, bare, theirs)]
        found += [bytes([2, number, place, 0, 4]) + word.encode() for place, word in enumerate(_WORDS[:12])]
    return found


def _short(soap: bytes) -> bytes:
    """Return the message without what nobody reads of KeyInfo."""
    root = etree.fromstring(soap)
    for name in ("Modulus", "X509Certificate", "SignatureValue", "DigestValue"):
        for element in root.iter(f"{{{DS}}}{name}"):
            element.text = "AAAA"
    return etree.tostring(root)


TARGET: Final = Target(name="signature", attempt=attempt, seeds=seeds, words=_WORDS, head=_HEAD)
