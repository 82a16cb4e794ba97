"""What a payload may cost to read, whatever its format."""

from typing import Final

from gateway.strict_xml import Limits

PAYLOAD_LIMITS: Final = Limits(
    # R144 allows 25 MB of documents with a message; base64 makes 36 of it, with a line end after every 76 characters.
    octets=40 * 1024 * 1024,
    depth=64,
    # A report of 1 MB about 320 persons has 7,000; each costs a microsecond or ten to convert.
    elements=20_000,
    attributes=32,
    all_attributes=60_000,
    attribute_octets=8 * 1024,
    declarations=16,
    declarations_in_scope=64,
    # One document may be as large as all together.
    text=38_000_000,
)
