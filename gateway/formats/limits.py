"""What a payload may cost to read, whatever its format."""

from typing import Final

from gateway.strict_xml import Limits

# A VTO carries up to three documents as base64; libxml2 itself stops at 10 MB of text in one node.
PAYLOAD_LIMITS: Final = Limits(
    octets=32 * 1024 * 1024,
    depth=64,
    elements=50_000,
    attributes=32,
    attribute_octets=8 * 1024,
    declarations=16,
    declarations_in_scope=64,
    text=9_500_000,
)
