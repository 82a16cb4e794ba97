"""Signature wrapping (143 to 147): what was signed moved elsewhere, something else where everybody looks."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from gateway.errors import HeaderRefusedError
from gateway.strict_xml import Element
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.corpus_signatures import new, on_the_way, packed
from tests.kit.posting import Posting
from tests.kit.signed_messages import EB, Change, changed, find


def _forged(original: Element) -> Element:
    """Return a copy of a block that says something else."""
    forged = etree.fromstring(etree.tostring(original, with_tail=False))
    for conversation in forged.iter(f"{{{EB}}}ConversationId"):
        conversation.text = "een-ander-gesprek"
    return forged


def _wrapped_whole(root: Element) -> None:
    """XSW 1: the signed envelope inside the signature of a forged one."""
    find(root, "Signature").append(_forged(root))


def _forged_envelope(root: Element) -> None:
    """XSW 1: a forged envelope around the whole signed one."""
    signed = etree.fromstring(etree.tostring(root))
    root[0].remove(find(root, "Signature"))
    root[0].replace(root[0][0], _forged(root[0][0]))
    root[0].append(signed)


def _sibling(root: Element) -> None:
    """XSW 2: a forged header beside the signed one."""
    root.insert(0, _forged(root[0]))


def _forged_first(root: Element) -> None:
    """XSW 3: a forged header block before the signed one."""
    root[0].insert(0, _forged(root[0][0]))


def _forged_around(root: Element) -> None:
    """XSW 4: a forged header block around the signed one."""
    original = root[0][0]
    forged = _forged(original)
    root[0].replace(original, forged)
    forged.append(original)


def _into_signature(root: Element) -> None:
    """XSW 5: the original inside the signature, a forged one in its place."""
    original = root[0][0]
    root[0].replace(original, _forged(original))
    find(root, "KeyInfo").append(original)


def _into_the_value(root: Element) -> None:
    """XSW 6: the original inside what is read as text."""
    original = root[0][0]
    root[0].replace(original, _forged(original))
    find(root, "SignatureValue").append(original)


def _second_manifest(root: Element) -> None:
    """XSW 3, of the body: a forged manifest before the signed one."""
    root[1].insert(0, etree.fromstring(etree.tostring(root[1][0], with_tail=False)))


def _into_extension(root: Element) -> None:
    """XSW 7: the original under an extension element."""
    original = root[0][0]
    root[0].replace(original, _forged(original))
    etree.SubElement(root[0], "{urn:x}Uitbreiding").append(original)


def _into_object(root: Element) -> None:
    """XSW 8: the original inside ds:Object."""
    original = root[0][0]
    root[0].replace(original, _forged(original))
    find(root, "Signature").append(new("Object"))
    find(root, "Object").append(original)


def _unreadable(change: Change) -> Callable[[Bench], Posting]:
    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        return packed(bench, letter, changed(bench.partner.sign(letter), change))

    return make


_REFUSED: Final[dict[str, tuple[Change, Refusal]]] = {
    "143-xsw-1": (_wrapped_whole, Refusal.SIGNATURE_PLACE),
    "143-xsw-1-whole": (_forged_envelope, Refusal.SIGNATURE_PLACE),
    "145-xsw-5": (_into_signature, Refusal.SIGNATURE_SHAPE),
    "145-xsw-6": (_into_the_value, Refusal.SIGNATURE_SHAPE),
    "146-xsw-7": (_into_extension, Refusal.SIGNATURE_DIGEST),
    "147-xsw-8": (_into_object, Refusal.SIGNATURE_SHAPE),
}
# Two of what there must be one of, or a block where none may be: nobody is identified.
_UNREADABLE: Final[dict[str, tuple[Change, str]]] = {
    "138-signature-in-the-body": (lambda root: root[1].insert(0, find(root, "Signature")), Location.BODY),
    "143-xsw-2": (_sibling, f"{Location.ENVELOPE}/Body"),
    "144-xsw-3": (_forged_first, Location.MESSAGE_HEADER),
    "144-xsw-3-of-the-body": (_second_manifest, Location.BODY),
    "144-xsw-4": (_forged_around, Location.MESSAGE_HEADER),
}
CASES: Final[dict[str, Case]] = {
    **{number: on_the_way(*case) for number, case in _REFUSED.items()},
    **{
        number: Case(
            make=_unreadable(change),
            outcome=Outcome.FAULT,
            error=HeaderRefusedError(ErrorCode.INCONSISTENT, location),
        )
        for number, (change, location) in _UNREADABLE.items()
    },
}
# The changes alone, for who compares verdicts of several verifiers.
WRAPPINGS: Final[dict[str, Change]] = {number: change for number, (change, _) in {**_REFUSED, **_UNREADABLE}.items()}
