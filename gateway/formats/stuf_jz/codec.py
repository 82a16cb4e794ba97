"""StUF-Jeugdzorg XML <-> domain message, and nothing lost either way.

Reading: what the domain can say is read; what a document written from that alone would lack is kept as rest.
Writing: the domain's part, then the rest in its places, then what the standard demands besides. A message is read back
before it leaves, and is made only if it then says the same.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from gateway.domain.content import Content
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message
from gateway.errors import ContentRefusedError, NotAMessageError, XmlRefusedError
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.formats.payload import Payload, read_payload
from gateway.formats.shape import camel, fields_of
from gateway.formats.stuf_jz.families import FAMILIES, Family
from gateway.formats.stuf_jz.markup import octets_of
from gateway.formats.stuf_jz.names import ENTITY
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
from gateway.formats.stuf_jz.shapes import Shape
from gateway.formats.stuf_jz.stuurgegevens import read_header, write_header
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root
from gateway.strict_xml import Element, XmlReason

# caseRefSender of domain-rules.md 2.0 and what R146 says was removed may stand with every message; the standard has no
# element for either.
_CASE: Final = Table(
    record=Content,
    rows=(
        extra_row("JZ:object", "zaak", "zaak"),
        replace(extra_row("JZ:object", "verwijderd", "verwijderd"), many=True),
    ),
)
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
    _require_same(family, prepared, root)
    octets = octets_of(root)
    _require_size(octets)
    return octets


def _require_size(octets: bytes) -> None:
    """Refuse what no reader would accept; a "<" that begins no tag is never written."""
    elements = octets.count(b"<") - octets.count(b"</") - 1
    if len(octets) > PAYLOAD_LIMITS.octets:
        raise NotAMessageError((XmlReason.TOO_LARGE,))
    if elements > PAYLOAD_LIMITS.elements:
        raise NotAMessageError((XmlReason.ELEMENTS,))


def parse(action: str, payload: Payload, about: Header | None = None) -> Message:
    """Read a document whose root must be the one the action names; raise ContentRefusedError.

    An answer that names nobody (Fo02) can only be read when it is known which message it is `about`.
    """
    family = FAMILIES.get(action)
    if family is None:
        raise ContentRefusedError(NOT_CONFORMING, ("root element",))
    root = _parse_root(family, payload)
    reading = Reading()
    message = _read(family, root, reading, about)
    writing = Writing()
    rest = difference(root, _write(family, message, writing), reading, writing)
    return replace(message, content=replace(message.content, rest=rest)) if rest else message


def _parse_root(family: Family, payload: Payload) -> Element:
    try:
        root = read_payload(payload)
    except XmlRefusedError as error:
        raise ContentRefusedError(NOT_CONFORMING, (error.reason,)) from error
    if root.tag != family.shape.tag:
        raise ContentRefusedError(NOT_CONFORMING, ("root element",))
    _require_fit(root, family.shape)
    return root


def _require_fit(element: Element, shape: Shape) -> None:
    """Refuse what has no place or stands out of it, and an entity of another sort: libxml2 does not compare those."""
    if shape.entity and element.get(ENTITY, shape.entity) != shape.entity:
        raise ContentRefusedError(NOT_CONFORMING, (place_of(element, shape.name),))
    if shape.opaque:
        return
    parts, reached = shape.parts_by_tag, 0
    for child in element:
        part = parts.get(child.tag)
        if part is None or part[0] < reached:
            raise ContentRefusedError(NOT_CONFORMING, (place_of(child, part[1].name if part else "unknown"),))
        reached = part[0]
        if part[1].text is None or len(child):
            _require_fit(child, part[1])


def _read(family: Family, root: Element, reading: Reading, about: Header | None = None) -> Message:
    header = read_header(family.head, root, family.type, reading, about)
    seen: list[Element] = []
    case = read_values(_CASE, root, seen)
    reading.tell(seen)
    content = family.read(root, reading)
    return Message(header=header, content=replace(content, **case) if case else content)


def _write(family: Family, message: Message, writing: Writing) -> Node:
    root = new_root(family.shape)
    write_header(family.head, root, message.header, writing)
    family.write(root, message.content, writing)
    if not family.answers:
        write_record(_CASE, root, message.content, writing, "")
    return root


def _require_same(family: Family, message: Message, root: Node) -> None:
    """Raise NotAMessageError unless what was written says what the message says, no less and no more."""
    try:
        again = _reread(family, message, root.element)
    except ContentRefusedError as error:
        raise NotAMessageError(error.places) from error
    if again.content == replace(message.content, rest=()) and again.header == _as_written(message.header, again):
        return
    ours, theirs = _said(message, again), _said(again, again)
    lost = dict.fromkeys(f"{path}: has no place in StUF-Jeugdzorg" for path, _ in ours - theirs)
    added = dict.fromkeys(f"rest: says what {path} should say" for path, _ in theirs - ours)
    if lost or added:
        raise NotAMessageError(tuple(lost or added))


def _reread(family: Family, message: Message, root: Element) -> Message:
    if family.answers:
        # What it answers may be called what we would not accept as a reference.
        return replace(message, content=family.read(root, Reading()))
    return _read(family, root, Reading())


def _as_written(header: Header, again: Message) -> Header:
    """Return a header as it can be read back: a conversation travels outside it, and a moment has no fractions here."""
    return replace(header, conversation=again.header.conversation, created_at=again.header.created_at)


def _said(message: Message, again: Message) -> Counter[tuple[str, object]]:
    """Return everything that a message says and that could be read back, by its place."""
    content = replace(message.content, rest=())
    return Counter([*_leaves(content, ""), *_leaves(_as_written(message.header, again), "")])


def _leaves(record: object, path: str) -> Iterator[tuple[str, object]]:
    for item in fields_of(type(record)):
        value = getattr(record, item.name)
        place = f"{path}.{camel(item.name)}{'[]' if item.many else ''}".removeprefix(".")
        if not says_nothing(record, item.name):
            for part in value if item.many else (value,):
                yield from _leaves(part, place) if item.leaf is None else [(place, part)]
