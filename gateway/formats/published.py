"""Documents that others publish and an administrator installs: schemas, and the parts of a spreadsheet."""

from typing import Final

from gateway.strict_xml import Element, Limits, parse

# The largest official schema (bg0310_ent_basis) has 200 kB and 6,000 elements; twenty times that is no longer one.
_SCHEMA_LIMITS: Final = Limits(
    octets=4 * 1024 * 1024,
    depth=64,
    elements=100_000,
    attributes=32,
    attribute_octets=8 * 1024,
    declarations=32,
    declarations_in_scope=64,
    text=1024 * 1024,
)
# The largest sheet of the reference lists has 80 kB and 5,000 cells; a list ten times as long is still read.
_PART_LIMITS: Final = Limits(
    octets=8 * 1024 * 1024,
    depth=32,
    elements=200_000,
    attributes=64,
    attribute_octets=64 * 1024,
    declarations=64,
    declarations_in_scope=128,
    text=1024 * 1024,
)


def read_schema(octets: bytes) -> Element:
    """Return the root element of a schema; raise XmlRefusedError for a DTD, an entity or more than a schema needs."""
    return parse(octets, _SCHEMA_LIMITS, comments_allowed=True)


def read_part(octets: bytes) -> Element:
    """Return the root element of one XML part of a spreadsheet; raise XmlRefusedError likewise."""
    return parse(octets, _PART_LIMITS, comments_allowed=True)
