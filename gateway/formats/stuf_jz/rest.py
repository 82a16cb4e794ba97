"""What a document says and the domain does not: kept piece by piece, each with its place, and put back there.

The pieces are what is missing from a document written from the domain alone, so by construction nothing is lost.
`plaats` is a path of printed names; `[2]` counts among equals, `[=ouder-1]` is a person of the message. It ends in the
name of an element to insert, in `@name` of an attribute (`@name?`: it is not there), in `text()`, or in `order()`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from gateway.domain.content import Rest
from gateway.errors import ContentRefusedError, XmlRefusedError
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.formats.payload import read_payload
from gateway.formats.stuf_jz.forms import without_space
from gateway.formats.stuf_jz.markup import serialised
from gateway.formats.stuf_jz.names import ENTITY, EXTRA_NAME, IGNORED, clark, name_of, printed
from gateway.formats.stuf_jz.rows import Reading, place_of
from gateway.formats.stuf_jz.shapes import TEXT, Shape
from gateway.formats.stuf_jz.tree import Node, Writing, filler, node_of
from gateway.strict_xml import Element

# CL21: process fault. We read the document and still could not write it again.
_PROCESS_FAULT: Final = "StUF058"
_STEP: Final = re.compile(r"([^\[\]/]+)(?:\[(?:=([^\[\]/]+)|(\d{1,6}))\])?")
_NAME: Final = re.compile(r"[^\[\]/@]+")
_ABSENT: Final = "?"
_TEXT: Final = "text()"
_ORDER: Final = "order()"
# The name of an element, and of an extra element its own.
_Kind = tuple[object, str | None]


def difference(origin: Element, bare: Node, reading: Reading, writing: Writing) -> tuple[Rest, ...]:
    """Return what the original has and the bare document lacks; every element of the original is in the shape.

    Raises ContentRefusedError when what was read cannot be matched with what was written from it.
    """
    comparison = _Comparison(_with_ancestors(origin, reading), reading, writing)
    comparison.compare(origin, bare, "")
    return tuple(comparison.found)


def _with_ancestors(origin: Element, reading: Reading) -> set[Element]:
    told: set[Element] = set()
    for element in origin.iter():
        above: Element | None = element if element in reading.told else None
        while above is not None and above not in told:
            told.add(above)
            above = above.getparent()
    return told


@dataclass(frozen=True, slots=True)
class _Comparison:
    told: set[Element]
    reading: Reading
    writing: Writing
    found: list[Rest] = field(default_factory=list)

    def compare(self, origin: Element, bare: Node, path: str) -> None:
        """Note what the original has and the bare element lacks."""
        if dict(origin.items()) != bare.attributes:
            self.found.extend(_attributes(origin, bare, path))
        if bare.shape.text is None:
            self._compare_parts(origin, bare, path)
        elif (origin.text or "") != (bare.text or "") and not _is_same_base64(origin, bare):
            self.found.append(Rest(plaats=path + _TEXT, inhoud=origin.text or ""))

    def _compare_parts(self, origin: Element, bare: Node, path: str) -> None:
        """Pass the parts once: what was told stands in what was written, and nearly always in the same order."""
        told = self._told(origin, bare, path)
        parts, counts = bare.shape.parts_by_tag, dict[int, int]()
        for child in origin:
            rank, shape = parts[child.tag]
            counts[rank] = count = counts.get(rank, 0) + 1
            if child in self.told:
                twin = next(told)
                if not _is_same_leaf(child, twin):
                    self.compare(child, twin, f"{path}{self._step(twin, count)}/")
            elif not _is_filler(child, shape):
                self.found.append(Rest(plaats=f"{path}{_numbered(shape.name, count)}", inhoud=serialised(child)))

    def _told(self, origin: Element, bare: Node, path: str) -> Iterator[Node]:
        """Return for each element that told something the one that was written from it; note another order."""
        told, written = [child for child in origin if child in self.told], list(bare)
        if len(told) != len(written):
            raise ContentRefusedError(_PROCESS_FAULT, (place_of(origin, bare.shape.name),))
        if not all(map(self._are_twins, told, written)):
            written = self._as_told(told, written)
            self.found.append(Rest(plaats=path + _ORDER, inhoud=_order(written, bare)))
        return iter(written)

    def _are_twins(self, child: Element, part: Node) -> bool:
        if child.tag != part.shape.tag:
            return False
        if child in self.reading.items:
            return self.writing.items.get(self.reading.items[child]) is part.element
        return not part.attributes or child.get(EXTRA_NAME) == part.attributes.get(EXTRA_NAME)

    def _as_told(self, told: list[Element], written: list[Node]) -> list[Node]:
        """Return what was written in the order in which it was told; equals keep theirs."""
        found = {part.element: part for part in written}
        equals: dict[_Kind, list[Node]] = {}
        for part in reversed(written):
            equals.setdefault(_kind(part.element), []).append(part)
        return [self._twin(child, found, equals) for child in told]

    def _twin(self, child: Element, found: dict[Element, Node], equals: dict[_Kind, list[Node]]) -> Node:
        if child in self.reading.items:
            element = self.writing.items.get(self.reading.items[child])
            twin = None if element is None else found.get(element)
        else:
            alike = equals.get(_kind(child))
            twin = alike.pop() if alike else None
        if twin is None or twin.shape.tag != child.tag:
            raise ContentRefusedError(_PROCESS_FAULT, (place_of(child, name_of(child)),))
        return twin

    def _step(self, twin: Node, count: int) -> str:
        person, name = self.writing.names.get(twin.element), twin.shape.name
        return f"{name}[={person}]" if person and _NAME.fullmatch(person) else _numbered(name, count)


def _is_same_leaf(child: Element, twin: Node) -> bool:
    """Tell at a glance, for nearly all elements, that there is nothing to note."""
    return child.text == twin.text and not twin.attributes and not child.keys() and not twin.ranks and not len(child)


def _numbered(name: str, count: int) -> str:
    return name if count == 1 else f"{name}[{count}]"


def _attributes(origin: Element, bare: Node, path: str) -> Iterator[Rest]:
    for name, value in origin.items():
        if name not in IGNORED and bare.attributes.get(name) != value:
            yield Rest(plaats=f"{path}@{printed(name)}", inhoud=value)
    for name in bare.attributes:
        if name not in origin.attrib:
            yield Rest(plaats=f"{path}@{printed(name)}{_ABSENT}", inhoud="")


def _is_same_base64(origin: Element, bare: Node) -> bool:
    """White space in base64 says nothing, and a copy of an attachment would be long."""
    return bare.shape.packed and without_space(origin.text or "") == without_space(bare.text or "")


def _order(parts: list[Node], bare: Node) -> str:
    """Return where parts stand among all that was written."""
    index = {part: str(number) for number, part in enumerate(bare, start=1)}
    return " ".join(index[part] for part in parts)


def _kind(element: Element) -> _Kind:
    return element.tag, element.get(EXTRA_NAME)


def _is_filler(child: Element, shape: Shape) -> bool:
    """Tell whether this is what would be filled in where there is none: then it stands alone among its equals."""
    ours, parent = filler(shape), child.getparent()
    if ours is None or parent is None or not _is_same(child, ours):
        return False
    return next(parent.iterchildren(shape.tag)) is child and next(child.itersiblings(shape.tag), None) is None


def _is_same(element: Element, node: Node) -> bool:
    text = element.text if len(element) == 0 else (element.text or "").strip()
    return (
        element.tag == node.tag
        and dict(element.items()) == node.attributes
        and (text or "") == (node.text or "")
        and len(element) == len(node)
        and all(map(_is_same, element, node))
    )


def restore(root: Node, rests: tuple[Rest, ...], writing: Writing) -> None:
    """Put every piece back in its place, or note that it has none."""
    restoring = _Restoring(root, writing)
    for number, rest in enumerate(rests):
        if not restoring.restore(rest):
            writing.mistakes.append(f"rest[{number}]: does not fit")


@dataclass(frozen=True, slots=True)
class _Restoring:
    root: Node
    writing: Writing
    # The persons below an element by the name of their relation and their own: looked up for every piece beside them.
    persons: dict[Node, dict[tuple[str, str], Node]] = field(default_factory=dict)

    def restore(self, rest: Rest) -> bool:
        """Put one piece back, and tell whether it has a place."""
        path, attribute, name = rest.plaats.partition("@")
        *steps, last = path.split("/")
        node = self._walk(steps)
        if node is None or node.source is not None:
            return False
        if attribute:
            return _set_attribute(node, name, rest.inhoud)
        if last == _TEXT:
            return _set_text(node, rest.inhoud)
        if last == _ORDER:
            return _reorder(node, rest.inhoud)
        return _insert(node, last, rest.inhoud)

    def _walk(self, steps: list[str]) -> Node | None:
        node: Node | None = self.root
        for step in steps:
            match = _STEP.fullmatch(step)
            if node is None or match is None:
                return None
            name, person, number = match.groups()
            node = self._persons_below(node).get((name, person)) if person else _nth(node, name, int(number or 1))
        return node

    def _persons_below(self, node: Node) -> dict[tuple[str, str], Node]:
        if node not in self.persons:
            named = [(self.writing.names.get(part.element, ""), part) for part in node]
            self.persons[node] = {(part.shape.name, name): part for name, part in reversed(named)}
        return self.persons[node]


def _nth(node: Node, name: str, number: int) -> Node | None:
    part = node.shape.parts.get(name)
    equals = [] if part is None else node.ranks.get(part[0], [])
    found = equals[number - 1] if 0 < number <= len(equals) else None
    return found if found is not None and found.shape.name == name else None


def _set_attribute(node: Node, name: str, value: str) -> bool:
    try:
        key = clark(name.removesuffix(_ABSENT))
        # lxml knows which names and values XML can carry.
        etree.Element(node.tag).set(key, value)
    except (KeyError, ValueError):
        return False
    if name.endswith(_ABSENT):
        node.attributes.pop(key, None)
        return True
    if len(value) > PAYLOAD_LIMITS.attribute_octets or (key == ENTITY and value != (node.shape.entity or value)):
        return False
    node.attributes[key] = value
    return True


def _set_text(node: Node, text: str) -> bool:
    if node.shape.text is None or TEXT.fault(text):
        return False
    node.text = text
    return True


def _reorder(node: Node, places: str) -> bool:
    """Order says nothing that the schema does not hold us to: where parts came or went meanwhile, ours stands."""
    parts, wanted = list(node), places.split()
    if sorted(wanted) == sorted(map(str, range(1, len(parts) + 1))):
        for equals in node.ranks.values():
            equals.clear()
        for place in wanted:
            node.put(parts[int(place) - 1])
    return True


def _insert(node: Node, step: str, fragment: str) -> bool:
    match = _STEP.fullmatch(step)
    part = node.shape.parts.get(match[1]) if match else None
    if match is None or part is None:
        return False
    try:
        piece = node_of(read_payload(fragment.encode()), part[1])
    except (XmlRefusedError, UnicodeEncodeError):
        return False
    if piece is None:
        return False
    node.put(piece, int(match[3] or 1))
    return True
