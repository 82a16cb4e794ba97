"""A payload as a document, whatever its format: read once, and handed on to whoever judges or understands it.

No signature covers a payload as XML, so one that is plain needs no pre-filter: counting its octets shows that it cannot
be costly (ADR 0013). What is not plain, or is refused on the way, goes to the pre-filter, which alone says why.
"""

import re
from functools import cache
from typing import Final, TypeAlias

from lxml import etree

from gateway.errors import XmlRefusedError
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.strict_xml import Element, Limits, namespace_fault, parse, parse_canonical

# As it came, or read before.
Payload: TypeAlias = bytes | Element

# How a plain document begins; the declaration is the only thing in it that is no element, attribute or text.
_HEAD: Final = re.compile(
    rb"""(?:<\?xml version=(?:"1\.0"|'1\.0')(?: encoding=(?:"UTF-8"|'UTF-8'))?\s*\?>\s*)?(?=<[^!?])""", re.IGNORECASE
)


def read_payload(payload: Payload) -> Element:
    """Return the root element; raise XmlRefusedError for what no format accepts."""
    return parse_payload(payload, PAYLOAD_LIMITS) if isinstance(payload, bytes) else payload


def parse_payload(octets: bytes, limits: Limits) -> Element:
    """Return the same as `strict_xml.parse`, faster where a document is plain."""
    root = _parse_plain(octets, limits) if _is_cheap(octets, limits) else None
    return parse(octets, limits) if root is None else root


def _is_cheap(octets: bytes, limits: Limits) -> bool:
    """Tell whether a document declares nothing but its encoding, and has too little of everything to be costly.

    Every tag has its own "<" and every attribute its own "="; what cannot be written without these cannot be there.
    """
    return (
        _HEAD.match(octets) is not None
        and len(octets) <= min(limits.octets, limits.text)
        and octets.count(b"<") <= 2 * limits.elements
        and octets.count(b"=") <= limits.all_attributes
        and b"DOCTYPE" not in octets
    )


def _parse_plain(octets: bytes, limits: Limits) -> Element | None:
    """Return the root, or None where it takes the pre-filter to tell whether the document may be read."""
    try:
        root = parse_canonical(octets)
    except XmlRefusedError:
        return None
    declared = root.nsmap
    # Declared with the root and nowhere else, by names and in a number that always pass.
    only_here = octets.count(b"xmlns") == len(declared) <= limits.declarations
    if not only_here or any(map(namespace_fault, declared.keys(), declared.values())):
        return None
    return None if _is_more_than_plain(limits)(root) else root


@cache
def _is_more_than_plain(limits: Limits) -> etree.XPath:
    """Return what tells whether a tree has other nodes than elements and texts, or is beyond a limit."""
    tests = (
        "//comment() or //processing-instruction()",
        "/*" * (limits.depth + 1),
        f"count(//*) > {limits.elements}",
        f"//@*[{limits.attributes + 1}]",
        f"//@*[string-length() > {limits.attribute_octets}]",
    )
    return etree.XPath(" or ".join(tests))
