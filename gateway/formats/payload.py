"""A payload as a document, whatever its format: read once, and handed on to whoever judges or understands it."""

from typing import TypeAlias

from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.strict_xml import Element, parse_payload

# As it came, or read before.
Payload: TypeAlias = bytes | Element


def read_payload(payload: Payload) -> Element:
    """Return the root element; raise XmlRefusedError for what no format accepts."""
    return parse_payload(payload, PAYLOAD_LIMITS) if isinstance(payload, bytes) else payload
