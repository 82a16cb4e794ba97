"""A payload as a document, whatever its format, for whoever judges it before it is read."""

from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.strict_xml import Element, parse_payload


def read_payload(octets: bytes) -> Element:
    """Return the root element; raise XmlRefusedError for what no format accepts."""
    return parse_payload(octets, PAYLOAD_LIMITS)
