"""The one shape of ds:Signature that we emit and accept (D5); no key, no digest and no transform is computed here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.domain.agreement import Action, Canonicalization, DigestMethod, SignatureMethod
from gateway.wire.ebms2.key_material import KEY_INFO, WHITESPACE, Refusal, ds, from_base64, refuse
from gateway.wire.ebms2.vocabulary import CONTENT_ID_SCHEME, SOAP, Actor
from gateway.wire.ebms2.xml import Element
from gateway.wire.stages import ReferenceDigest

ENVELOPE: Final = f"{{{SOAP}}}Envelope"
HEADER: Final = f"{{{SOAP}}}Header"

SIGNATURE: Final = ds("Signature")
SIGNED_INFO: Final = ds("SignedInfo")
SIGNATURE_VALUE: Final = ds("SignatureValue")
CANONICALIZATION_METHOD: Final = ds("CanonicalizationMethod")
SIGNATURE_METHOD: Final = ds("SignatureMethod")
REFERENCE: Final = ds("Reference")
TRANSFORMS: Final = ds("Transforms")
TRANSFORM: Final = ds("Transform")
XPATH: Final = ds("XPath")
DIGEST_METHOD: Final = ds("DigestMethod")
DIGEST_VALUE: Final = ds("DigestValue")

ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
XPATH_FILTER: Final = "http://www.w3.org/TR/1999/REC-xpath-19991116"
# ebMS 2.0, 4.1.3: the Reference to the envelope may say so, purely to inform.
ENVELOPE_TYPE: Final = "http://www.w3.org/2000/09/xmldsig#Object"
# Two chains of ten certificates with all that describes them.
KEY_INFO_LIMIT: Final = 64

_NO_ATTRIBUTES: Final[frozenset[str]] = frozenset()
_MAY_HAVE_ID: Final = frozenset({"Id"})
_HAS_ALGORITHM: Final = frozenset({"Algorithm"})
_OF_ENVELOPE: Final = frozenset({"Id", "URI", "Type"})
_OF_PART: Final = frozenset({"Id", "URI"})


def _xpath_pattern() -> re.Pattern[str]:
    """Build the ebMS expression (E-65) from its tokens: white space is free between tokens, never inside one."""
    step = [re.escape(token) for token in ("ancestor-or-self", "::", "node", "(", ")", "[", "@")]
    tests = []
    for actor in (Actor.NEXT_MSH, Actor.NEXT):
        literal = re.escape(actor)
        tests.append([*step, r"([A-Za-z_][A-Za-z0-9_.-]*):actor", "=", f"(?:\"{literal}\"|'{literal}')", r"\]"])
    gap = f"[{WHITESPACE}]*"
    return re.compile(gap + gap.join(["not", r"\(", *tests[0], r"\|", *tests[1], r"\)"]) + gap)


_XPATH: Final = _xpath_pattern()
_CANONICAL_FORMS: Final = frozenset(Canonicalization)


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithms:
    """What the agreement says about signatures; a message may only agree (D6), but for its canonical form (E-63)."""

    canonicalization: Canonicalization = Canonicalization.INCLUSIVE
    digest_method: DigestMethod = DigestMethod.SHA256
    signature_method: SignatureMethod = SignatureMethod.RSA_SHA256

    @classmethod
    def agreed(cls, action: Action) -> "Algorithms":
        """Return what was agreed for one service and action."""
        return cls(
            canonicalization=action.canonicalization,
            digest_method=action.digest_method,
            signature_method=action.signature_method,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureShape:
    """A signature of the one shape: the elements it was read from, and what it claims."""

    signature: Element
    signed_info: Element
    references: tuple[ReferenceDigest, ...]
    value: bytes


def xpath_text(prefix: str) -> str:
    """Return the ebMS expression for an envelope that binds this prefix to SOAP 1.1."""
    operand = f'ancestor-or-self::node()[@{prefix}:actor="%s"]'
    return f"not({operand % Actor.NEXT_MSH}|{operand % Actor.NEXT})"


def header_of(root: Element) -> Element:
    """Return the one SOAP header of a SOAP 1.1 envelope."""
    headers = list(root.iterchildren(HEADER))
    if root.tag != ENVELOPE or len(headers) != 1:
        refuse(Refusal.SIGNATURE_PLACE)
    return headers[0]


def count_references(root: Element) -> int:
    """Return how many references the signature has; `read` judges them."""
    return len(root.findall(f"{HEADER}/{SIGNATURE}/{SIGNED_INFO}/{REFERENCE}"))


def named_algorithms(root: Element) -> Algorithms:
    """Return what the signature itself names, for where no agreement is at hand; raise SecurityRefusedError.

    Each must be of our own closed lists, in which nothing is weak (D5, D12).
    """
    signed_info = root.find(f"{HEADER}/{SIGNATURE}/{SIGNED_INFO}")
    if signed_info is None:
        refuse(Refusal.SIGNATURE_MISSING)
    try:
        return Algorithms(
            canonicalization=Canonicalization(_named(signed_info, CANONICALIZATION_METHOD)),
            digest_method=DigestMethod(_named(signed_info, f"{REFERENCE}/{DIGEST_METHOD}")),
            signature_method=SignatureMethod(_named(signed_info, SIGNATURE_METHOD)),
        )
    except ValueError:
        refuse(Refusal.SIGNATURE_ALGORITHM)


def as_written(root: Element, agreed: Algorithms) -> Algorithms:
    """Return what was agreed, in whichever of the two canonical forms the signature names: both verify (E-63)."""
    method = root.find(f"{HEADER}/{SIGNATURE}/{SIGNED_INFO}/{CANONICALIZATION_METHOD}")
    named = None if method is None else method.get("Algorithm")
    if named == agreed.canonicalization or named not in _CANONICAL_FORMS:
        return agreed
    return replace(agreed, canonicalization=Canonicalization(named))


def read(root: Element, parts_count: int, algorithms: Algorithms) -> SignatureShape:
    """Return the document's one signature, or raise SecurityRefusedError where it deviates from the shape."""
    signature = _find(root)
    # Held while it is read, or lxml would make every element anew each time it is looked at.
    elements = list(signature.iter("*"))
    names = [SIGNED_INFO, SIGNATURE_VALUE, ds("KeyInfo")][: max(2, len(signature))]
    signed_info, value, *key_info = _children(signature, names, _MAY_HAVE_ID)
    for element in key_info:
        _check_key_info(element)
    references = _read_signed_info(signed_info, parts_count, algorithms)
    _check_ids(elements)
    return SignatureShape(
        signature=signature,
        signed_info=signed_info,
        references=references,
        value=from_base64(_text(value, _MAY_HAVE_ID), Refusal.SIGNATURE_SHAPE),
    )


def _named(signed_info: Element, path: str) -> str:
    element = signed_info.find(path)
    return "" if element is None else element.get("Algorithm", "")


def _find(root: Element) -> Element:
    signatures = list(root.iter(SIGNATURE))
    if not signatures:
        refuse(Refusal.SIGNATURE_MISSING)
    if len(signatures) > 1 or signatures[0].getparent() is not header_of(root):
        refuse(Refusal.SIGNATURE_PLACE)
    return signatures[0]


def _read_signed_info(signed_info: Element, parts_count: int, algorithms: Algorithms) -> tuple[ReferenceDigest, ...]:
    names = [CANONICALIZATION_METHOD, SIGNATURE_METHOD] + [REFERENCE] * (1 + parts_count)
    if len(signed_info) != len(names):
        refuse(Refusal.SIGNATURE_REFERENCES)
    canonicalization, signature_method, *elements = _children(signed_info, names, _MAY_HAVE_ID)
    _check_algorithm(canonicalization, algorithms.canonicalization)
    _check_algorithm(signature_method, algorithms.signature_method)
    references = tuple(_read_reference(element, algorithms) for element in elements)
    uris = {reference.uri for reference in references}
    if "" not in uris or len(uris) != len(references):
        refuse(Refusal.SIGNATURE_REFERENCES)
    return references


def _read_reference(element: Element, algorithms: Algorithms) -> ReferenceDigest:
    uri = element.get("URI")
    if uri == "":
        names, attributes = [TRANSFORMS, DIGEST_METHOD, DIGEST_VALUE], _OF_ENVELOPE
    elif uri is not None and uri.startswith(CONTENT_ID_SCHEME):
        names, attributes = [DIGEST_METHOD, DIGEST_VALUE], _OF_PART
    else:
        refuse(Refusal.SIGNATURE_REFERENCES)
    *transforms, digest_method, digest_value = _children(element, names, attributes)
    if element.get("Type", ENVELOPE_TYPE) != ENVELOPE_TYPE:
        refuse(Refusal.SIGNATURE_SHAPE)
    for each in transforms:
        _check_transforms(each, algorithms.canonicalization)
    _check_algorithm(digest_method, algorithms.digest_method)
    digest = from_base64(_text(digest_value), Refusal.SIGNATURE_SHAPE)
    return ReferenceDigest(uri=uri, algorithm=algorithms.digest_method.value, digest=digest)


def _check_transforms(transforms: Element, canonicalization: Canonicalization) -> None:
    enveloped, xpath_filter, canonical = _children(transforms, [TRANSFORM] * 3)
    _check_algorithm(enveloped, ENVELOPED)
    (xpath,) = _check_algorithm(xpath_filter, XPATH_FILTER, [XPATH])
    _check_algorithm(canonical, canonicalization)
    match = _XPATH.fullmatch(_text(xpath))
    if match is None or any(xpath.nsmap.get(prefix) != SOAP for prefix in match.groups()):
        refuse(Refusal.SIGNATURE_ALGORITHM)


def _check_key_info(key_info: Element) -> None:
    for count, element in enumerate(key_info.iter("*")):
        attributes = _MAY_HAVE_ID if element is key_info else _NO_ATTRIBUTES
        known = {child.tag for child in element} <= KEY_INFO[str(element.tag)]
        if count == KEY_INFO_LIMIT or not known or not attributes.issuperset(element.keys()):
            refuse(Refusal.SIGNATURE_SHAPE)


def _check_ids(elements: list[Element]) -> None:
    """No Reference leads to an Id, so an Id means nothing here; two equal ones mean trouble (bad input 148)."""
    ids = [identifier for element in elements if (identifier := element.get("Id")) is not None]
    if len(set(ids)) != len(ids):
        refuse(Refusal.SIGNATURE_SHAPE)


def _check_algorithm(element: Element, expected: str, names: Sequence[str] = ()) -> list[Element]:
    children = _children(element, names, _HAS_ALGORITHM)
    if element.get("Algorithm") != expected:
        refuse(Refusal.SIGNATURE_ALGORITHM)
    return children


def _children(element: Element, names: Sequence[str], attributes: frozenset[str] = _NO_ATTRIBUTES) -> list[Element]:
    """Return the children: exactly these, with nothing between them, and no attribute but those allowed."""
    children = list(element)
    texts = [element.text, *[child.tail for child in children]]
    if [child.tag for child in children] != list(names) or not attributes.issuperset(element.keys()):
        refuse(Refusal.SIGNATURE_SHAPE)
    if any(texts) and "".join(filter(None, texts)).strip(WHITESPACE):
        refuse(Refusal.SIGNATURE_SHAPE)
    return children


def _text(element: Element, attributes: frozenset[str] = _NO_ATTRIBUTES) -> str:
    if len(element) or not attributes.issuperset(element.keys()):
        refuse(Refusal.SIGNATURE_SHAPE)
    return element.text or ""
