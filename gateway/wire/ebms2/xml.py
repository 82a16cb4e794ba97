"""How this room reads XML: the one parser of the house, with the limits of a SOAP part."""

from typing import Final

from gateway import strict_xml
from gateway.strict_xml import Element, Limits, XmlReason, parse_canonical

__all__ = ["LIMITS", "Element", "XmlReason", "escape_xml", "parse", "parse_canonical"]

# In texts and in attributes with double quotes; a bare CR, TAB or LF would come out as another character.
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)

LIMITS: Final = Limits(
    # The SOAP part is header and manifest only; a signed message of 29 parts with KeyInfo stays under 32 KiB.
    octets=1024 * 1024,
    # The deepest thing the specification knows is ds:XPath, eight levels down.
    depth=32,
    # Two hundred manifest entries and as many references need under 2,000.
    elements=20_000,
    # 50,000 attributes on one element cost canonicalisation 5 seconds (bad input 98).
    attributes=32,
    # No attribute of ebMS, SOAP or XML-DSig is longer than a URI.
    attribute_octets=8 * 1024,
    # 1,000 declarations cost inclusive canonicalisation 7 seconds; 32 in scope of 20,000 elements 0.09 (bad input 99).
    declarations=16,
    declarations_in_scope=32,
    # The longest legitimate text is a certificate or a signature value.
    text=256 * 1024,
)


def parse(octets: bytes, *, comments_allowed: bool = False) -> Element:
    """Return the root element; raise XmlRefusedError for what is not well-formed, not UTF-8 or beyond the limits.

    Comments are refused, but an agreement may have them: they stay in the tree, for its reader to see.
    """
    return strict_xml.parse(octets, LIMITS, comments_allowed=comments_allowed)


def escape_xml(text: str) -> str:
    """Return a text as it stands in XML, inside an element or an attribute."""
    return text.translate(_ESCAPES)
