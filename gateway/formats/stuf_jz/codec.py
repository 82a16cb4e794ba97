"""StUF-Jeugdzorg XML <-> domain message, and nothing lost either way.

Reading: what the domain can say is read; what a document written from that alone would lack is kept as rest.
Writing: the domain's part, then the rest in its places, then what the standard demands besides. A message is read back
before it leaves, and is made only if it then says the same.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from lxml import etree

from gateway.domain.content import Content
from gateway.domain.identifiers import ConversationId
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message
from gateway.errors import ContentRefusedError, NotAMessageError, XmlRefusedError
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.formats.shape import camel, fields_of
from gateway.formats.stuf_jz.families import FAMILIES, Family
from gateway.formats.stuf_jz.names import ENTITY, clark, name_of
from gateway.formats.stuf_jz.rest import difference, restore
from gateway.formats.stuf_jz.rows import (
    NOT_CONFORMING,
    Reading,
    Table,
    extra_row,
    place_of,
    read_values,
    says_nothing,
    write_record,
)
from gateway.formats.stuf_jz.shapes import parts_of
from gateway.formats.stuf_jz.stuurgegevens import read_header, write_header
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root
from gateway.strict_xml import Element
from gateway.strict_xml import parse as parse_xml

# What stands in for the parts of a header that a document cannot give back.
_NONE: Final = ConversationId("")
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
# caseRefSender of domain-rules.md 2.0 may stand with every message; the standard has no element for it.
_CASE: Final = Table(record=Content, rows=(extra_row("JZ:object", "zaak", "zaak"),))
ROOTS: Final[Mapping[str, MessageType]] = MappingProxyType({root: family.type for root, family in FAMILIES.items()})


def root_of(message: Message) -> str:
    """Return the name of the root element that this message has; raise NotAMessageError when there is none."""
    kind, content = message.header.type, message.content
    root = next((root for root, family in FAMILIES.items() if family.type is kind and family.carries(content)), None)
    if root is None:
        raise NotAMessageError((f"{kind}: does not travel as StUF-Jeugdzorg here",))
    return root


def render(message: Message) -> bytes:
    """Write the message as one XML document in UTF-8.

    Raises NotAMessageError with every place that the standard demands and the message lacks, and every place of the
    message that the standard cannot carry.
    """
    family = FAMILIES[root_of(message)]
    prepared = replace(message, content=family.prepare(message.content))
    writing = Writing()
    root = _write(family, prepared, writing)
    restore(root, message.content.rest, writing)
    complete(root, writing.mistakes)
    if writing.mistakes:
        raise NotAMessageError(tuple(dict.fromkeys(writing.mistakes)))
    octets = etree.tostring(root.element, xml_declaration=True, encoding="UTF-8")
    _require_same(family, prepared, octets)
    return octets


def parse(action: str, octets: bytes, about: Header | None = None) -> Message:
    """Read a document whose root must be the one the action names; raise ContentRefusedError.

    An answer that names nobody (Fo02) can only be read when it is known which message it is `about`.
    """
    family = FAMILIES.get(action)
    if family is None:
        raise ContentRefusedError(NOT_CONFORMING, ("root element",))
    root = _parse_root(family, octets)
    reading = Reading()
    message = _read(family, root, reading, about)
    writing = Writing()
    rest = difference(root, _write(family, message, writing), reading, writing)
    return replace(message, content=replace(message.content, rest=rest))


def _parse_root(family: Family, octets: bytes) -> Element:
    try:
        root = parse_xml(octets, PAYLOAD_LIMITS)
    except XmlRefusedError as error:
        raise ContentRefusedError(NOT_CONFORMING, (error.reason,)) from error
    if root.tag != clark(family.shape.name):
        raise ContentRefusedError(NOT_CONFORMING, ("root element",))
    _require_known(Node(root, family.shape))
    return root


def _require_known(node: Node) -> None:
    """Refuse an element that has no place, and an entity of another sort: libxml2 does not compare entiteittype."""
    element, shape = node.element, node.shape
    if shape.entity and element.get(ENTITY, shape.entity) != shape.entity:
        raise ContentRefusedError(NOT_CONFORMING, (place_of(element, shape.name),))
    if shape.opaque:
        return
    for child in element:
        part = parts_of(shape).get(name_of(child))
        if part is None:
            raise ContentRefusedError(NOT_CONFORMING, (place_of(child),))
        _require_known(Node(child, part[1]))


def _read(family: Family, root: Element, reading: Reading, about: Header | None = None) -> Message:
    header = read_header(family.head, root, family.type, reading, about)
    seen: list[Element] = []
    case = read_values(_CASE, root, seen)
    reading.tell(seen)
    return Message(header=header, content=replace(family.read(root, reading), **case))


def _write(family: Family, message: Message, writing: Writing) -> Node:
    root = new_root(family.shape)
    write_header(family.head, root, message.header, writing)
    family.write(root, message.content, writing)
    if not family.answers:
        write_record(_CASE, root, message.content, writing, "")
    return root


def _require_same(family: Family, message: Message, octets: bytes) -> None:
    """Raise NotAMessageError unless what was written says what the message says, no less and no more."""
    try:
        root = _parse_root(family, octets)
        ours, theirs = _said(message), _said(_reread(family, message, root))
    except ContentRefusedError as error:
        raise NotAMessageError(error.places) from error
    lost = dict.fromkeys(f"{path}: has no place in StUF-Jeugdzorg" for path, _ in ours - theirs)
    added = dict.fromkeys(f"rest: says what {path} should say" for path, _ in theirs - ours)
    if lost or added:
        raise NotAMessageError(tuple(lost or added))


def _reread(family: Family, message: Message, root: Element) -> Message:
    if family.answers:
        # What it answers may be called what we would not accept as a reference.
        return replace(message, content=family.read(root, Reading()))
    return _read(family, root, Reading())


def _said(message: Message) -> Counter[tuple[str, object]]:
    """Return everything that a message says; a conversation travels outside it, and a moment has no fractions here."""
    content = replace(message.content, rest=())
    header = replace(message.header, conversation=_NONE, created_at=_NEVER)
    return Counter([*_leaves(content, ""), *_leaves(header, "")])


def _leaves(record: object, path: str) -> Iterator[tuple[str, object]]:
    for item in fields_of(type(record)):
        value = getattr(record, item.name)
        place = f"{path}.{camel(item.name)}{'[]' if item.many else ''}".removeprefix(".")
        if not says_nothing(record, item.name):
            for part in value if item.many else (value,):
                yield from _leaves(part, place) if item.leaf is None else [(place, part)]
