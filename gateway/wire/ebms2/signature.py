"""XML-DSig as ebMS 2.0 uses it: what is to be signed, and what a signature covers (closed profile, D5 to D9)."""

import copy
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from lxml import etree

from gateway.domain.agreement import Canonicalization, DigestMethod, SignatureMethod
from gateway.domain.octets import Octets, pieces_of
from gateway.wire.ebms2 import signature_shape as shape
from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.key_material import KEYS_KEPT, Refusal, public_key, refuse, to_base64
from gateway.wire.ebms2.signature_shape import Algorithms
from gateway.wire.ebms2.vocabulary import CONTENT_ID_SCHEME, DS, SOAP, XML, Actor
from gateway.wire.ebms2.xml import Element, escape_xml
from gateway.wire.stages import Part, ReferenceDigest

__all__ = [
    "Algorithms",
    "SignatureDraft",
    "Verified",
    "draft",
    "place",
    "render_reference",
    "verify",
    "verify_envelope",
    "verify_tree",
]

# ebMS 2.0, 4.1.3: what is not for the one who answers for the message is not signed.
_LEFT_OUT: Final = etree.XPath(
    f"descendant-or-self::*/@soap:actor[. = '{Actor.NEXT_MSH}' or . = '{Actor.NEXT}']/..", namespaces={"soap": SOAP}
)
# The expression and the canonical form are filled in.
_TRANSFORMS: Final = (
    f'<ds:Transforms><ds:Transform Algorithm="{shape.ENVELOPED}"/><ds:Transform Algorithm="{shape.XPATH_FILTER}">'
    '<ds:XPath>{}</ds:XPath></ds:Transform><ds:Transform Algorithm="{}"/></ds:Transforms>'
)
_SIGNED_INFO_END: Final = b"</ds:SignedInfo>"
_XML_ATTRIBUTE: Final = f"{{{XML}}}"

_DIGESTS: Final[Mapping[DigestMethod, Callable[[], "hashlib._Hash"]]] = {
    DigestMethod.SHA256: hashlib.sha256,
    DigestMethod.SHA384: hashlib.sha384,
    DigestMethod.SHA512: hashlib.sha512,
}
_SIGNATURE_HASHES: Final[Mapping[SignatureMethod, type[hashes.HashAlgorithm]]] = {
    SignatureMethod.RSA_SHA256: hashes.SHA256,
    SignatureMethod.RSA_SHA384: hashes.SHA384,
    SignatureMethod.RSA_SHA512: hashes.SHA512,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureDraft:
    """An envelope with a ds:Signature that still lacks its value, as octets `before` and `after` the place of that.

    `signing_input` are the octets to sign.
    """

    before: bytes
    after: bytes
    signing_input: bytes
    method: SignatureMethod
    references: tuple[ReferenceDigest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a verified signature covers: `octets` is the canonical envelope it leaves, to be parsed anew (D9)."""

    octets: bytes
    references: tuple[ReferenceDigest, ...]


def draft(envelope: Element, parts: Sequence[Part], algorithms: Algorithms) -> SignatureDraft:
    """Draft the ds:Signature, last in the SOAP header of the envelope, over the envelope and every part (E-65)."""
    root, form = copy.deepcopy(envelope), algorithms.canonicalization
    header = shape.header_of(root)
    # The expression needs a prefix, and common adapters expect the envelope's own (ebms2.md 8, quirk 12).
    prefix = header.prefix or "soap"
    signature = etree.SubElement(header, shape.SIGNATURE, nsmap={"ds": DS, prefix: SOAP})
    start = _signed_octets(etree.SubElement(signature, shape.SIGNED_INFO), form).removesuffix(_SIGNED_INFO_END)
    before, _, after = etree.tostring(root, encoding="UTF-8", xml_declaration=False).rpartition(b"<ds:SignedInfo/>")
    _drop([signature])
    contents: list[tuple[str, Octets]] = [("", _covered(root, form))]
    contents += ((CONTENT_ID_SCHEME + part.content_id, part.content) for part in parts)
    references = tuple(_digested(uri, content, algorithms.digest_method) for uri, content in contents)
    info = "".join(
        [
            f'<ds:CanonicalizationMethod Algorithm="{form}"/>',
            f'<ds:SignatureMethod Algorithm="{algorithms.signature_method}"/>',
            *[render_reference(reference, form, prefix) for reference in references],
        ]
    )
    return SignatureDraft(
        before=b"".join((before, b"<ds:SignedInfo>", info.encode(), _SIGNED_INFO_END)),
        after=after,
        signing_input=b"".join((start, _with_end_tags(info).encode(), _SIGNED_INFO_END)),
        method=algorithms.signature_method,
        references=references,
    )


def place(draft: SignatureDraft, signature_value: bytes, certificate: bytes) -> bytes:
    """Return the SOAP octets as they travel, with the signature and the certificate (DER) of its key (E-66)."""
    value = f"<ds:SignatureValue>{to_base64(signature_value)}</ds:SignatureValue>{_key_info(certificate)}"
    return b"".join((draft.before, value.encode(), draft.after))


def verify(soap: bytes, parts: Sequence[Part], certificate: bytes, algorithms: Algorithms) -> Verified:
    """Return what the signature covers, or raise SecurityRefusedError (XmlRefusedError for what is not XML to us).

    Cheapest first (G8): shape and names cost microseconds; then one RSA operation over SignedInfo, a few KiB; only who
    holds the agreed key can make us canonicalise the envelope and digest parts of any size.
    """
    verified = verify_tree(xml.parse(soap), [part.content_id for part in parts], certificate, algorithms)
    check_parts(verified.references, parts)
    return verified


def verify_tree(root: Element, content_ids: Sequence[str], certificate: bytes, algorithms: Algorithms) -> Verified:
    """Verify all but the parts of octets that the pre-filter saw before: of those, that each has its reference (D8).

    The tree is the caller's no more. Errors as those of `verify`.
    """
    algorithms = shape.as_written(root, algorithms)
    found = shape.read(root, len(content_ids), algorithms)
    _match(found.references, content_ids)
    return _verified(root, found, certificate, algorithms)


def check_parts(references: Sequence[ReferenceDigest], parts: Sequence[Part]) -> None:
    """Raise SecurityRefusedError unless each part is what its reference digested; the references were verified."""
    matched = _match(references, [part.content_id for part in parts])
    for reference, part in zip(matched, parts, strict=True):
        if _digested(reference.uri, part.content, DigestMethod(reference.algorithm)) != reference:
            refuse(Refusal.SIGNATURE_DIGEST)


def verify_envelope(soap: bytes, certificate: bytes, algorithms: Algorithms) -> Verified:
    """Return what the signature covers of a message whose parts are no longer at hand; errors as those of `verify`.

    For evidence alone: the digests of the parts are those that were signed, and no content was compared with them.
    """
    root = xml.parse(soap)
    found = shape.read(root, shape.count_references(root) - 1, algorithms)
    return _verified(root, found, certificate, algorithms)


def _verified(root: Element, found: shape.SignatureShape, certificate: bytes, algorithms: Algorithms) -> Verified:
    octets = _signed_envelope(root, found, certificate, algorithms)
    if _digested("", octets, algorithms.digest_method) not in found.references:
        refuse(Refusal.SIGNATURE_DIGEST)
    return Verified(octets=octets, references=found.references)


def render_reference(reference: ReferenceDigest, canonicalization: Canonicalization, prefix: str = "soap") -> str:
    """Return a ds:Reference: of a signature of our own, or of the message that an acknowledgement returns (E-69)."""
    transforms = "" if reference.uri else _TRANSFORMS.format(shape.xpath_text(prefix), canonicalization)
    return (
        f'<ds:Reference URI="{escape_xml(reference.uri)}">{transforms}'
        f'<ds:DigestMethod Algorithm="{escape_xml(reference.algorithm)}"/>'
        f"<ds:DigestValue>{to_base64(reference.digest)}</ds:DigestValue></ds:Reference>"
    )


def _with_end_tags(info: str) -> str:
    """Return what canonicalisation makes of these elements: it writes out their end tags, and nothing else differs.

    Of what `escape_xml` escapes, C14N leaves `>` as it is in an attribute; no Content-ID that travels has one.
    """
    *empty, rest = info.split("/>")
    return "".join(f"{each}></ds:{each.rpartition('<ds:')[2].partition(' ')[0]}>" for each in empty) + rest


def _match(references: Iterable[ReferenceDigest], content_ids: Sequence[str]) -> list[ReferenceDigest]:
    """Return the reference of each part; every part has one and every cid: reference has one part (D8)."""
    matched: dict[str, ReferenceDigest] = {}
    for reference in references:
        if reference.uri:
            name = reference.uri.removeprefix(CONTENT_ID_SCHEME)
            # RFC 2392 escapes, yet common adapters do not: the name as it stands comes first (ebms2.md 8, quirk 6).
            name = name if name in content_ids and name not in matched else unquote(name)
            if name not in content_ids or name in matched:
                refuse(Refusal.SIGNATURE_REFERENCES)
            matched[name] = reference
    if len(matched) != len(content_ids):
        refuse(Refusal.SIGNATURE_REFERENCES)
    return [matched[content_id] for content_id in content_ids]


def _signed_envelope(root: Element, found: shape.SignatureShape, certificate: bytes, algorithms: Algorithms) -> bytes:
    """Return the octets that a reference to the envelope must have digested, once SignedInfo itself is proven."""
    _check_value(found, certificate, algorithms)
    _drop([found.signature])
    return _covered(root, algorithms.canonicalization)


def _check_value(found: shape.SignatureShape, certificate: bytes, algorithms: Algorithms) -> None:
    signed = _signed_octets(found.signed_info, algorithms.canonicalization)
    try:
        public_key(certificate).verify(
            found.value, signed, PKCS1v15(), _SIGNATURE_HASHES[algorithms.signature_method]()
        )
    except InvalidSignature:
        refuse(Refusal.SIGNATURE_VALUE)


def _signed_octets(signed_info: Element, canonicalization: Canonicalization) -> bytes:
    """Canonicalise SignedInfo in the scope of its ancestors.

    Not in its place: there lxml forgets a default namespace below the second level, and undoes it with `xmlns=""`.
    What lxml serialises carries every declaration in scope, so the copy is canonical as the original should be.
    """
    # UTF-8: in ASCII, a prefix in scope with an accent would be written as a reference, which no name can be.
    alone = xml.parse_canonical(etree.tostring(signed_info, encoding="UTF-8", with_tail=False))
    if canonicalization is Canonicalization.INCLUSIVE:
        _inherit(alone, signed_info.iterancestors())
    return _canonical(alone, canonicalization)


def _inherit(apex: Element, ancestors: Iterable[Element]) -> None:
    """Give the apex the xml: attributes of its ancestors, the nearest first (C14N 1.0, 2.4)."""
    for ancestor in ancestors:
        for name, value in ancestor.attrib.items():
            if name.startswith(_XML_ATTRIBUTE) and name not in apex.attrib:
                apex.set(name, value)


def _covered(root: Element, canonicalization: Canonicalization) -> bytes:
    """Return the canonical envelope without the subtrees that the ebMS XPath leaves out; the tree loses them (D7)."""
    outside = _LEFT_OUT(root)
    _drop(outside)
    octets = b"" if root in outside else _canonical(root, canonicalization)
    # Void canonicalisation: a digest of nothing proves nothing (bad input 164).
    name = "Envelope" if root.prefix is None else f"{root.prefix}:Envelope"
    if root.tag != shape.ENVELOPE or not octets.startswith(f"<{name}".encode()):
        refuse(Refusal.CANONICAL_FORM)
    return octets


def _drop(elements: Iterable[Element]) -> None:
    """Remove each element, yet keep the text behind it: lxml would take that along, the transforms do not."""
    for element in elements:
        parent, previous = element.getparent(), element.getprevious()
        if parent is None:
            continue  # the root: nothing is left of it, as the caller sees
        if previous is None:
            parent.text = (parent.text or "") + (element.tail or "")
        else:
            previous.tail = (previous.tail or "") + (element.tail or "")
        parent.remove(element)


def _canonical(element: Element, canonicalization: Canonicalization) -> bytes:
    exclusive = canonicalization is Canonicalization.EXCLUSIVE
    try:
        return etree.tostring(element, method="c14n", exclusive=exclusive, with_comments=False)
    except etree.C14NError:
        refuse(Refusal.CANONICAL_FORM)


def _digested(uri: str, content: Octets, method: DigestMethod) -> ReferenceDigest:
    digest = _DIGESTS[method]()
    for piece in pieces_of(content):
        digest.update(piece)
    return ReferenceDigest(uri=uri, algorithm=method.value, digest=digest.digest())


@lru_cache(maxsize=KEYS_KEPT)
def _key_info(certificate: bytes) -> str:
    numbers = public_key(certificate).public_numbers()
    return (
        f"<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{to_base64(_big_endian(numbers.n))}</ds:Modulus>"
        f"<ds:Exponent>{to_base64(_big_endian(numbers.e))}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue><ds:X509Data>"
        f"<ds:X509Certificate>{to_base64(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    )


def _big_endian(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)
