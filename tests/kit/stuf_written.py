"""What a test has written, as it would leave."""

from lxml import etree

from gateway.formats.stuf_jz.markup import octets_of
from gateway.formats.stuf_jz.tree import Node
from gateway.strict_xml import Element


def shown(written: Element | Node) -> bytes:
    """Return as octets what was written."""
    assert isinstance(written, Node)
    return octets_of(written)


def again(written: Element | Node) -> Element:
    """Return as a partner's parser has it what was written."""
    return etree.fromstring(shown(written))
