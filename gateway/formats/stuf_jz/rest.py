"""What a document says and the domain does not: kept piece by piece, each with its place, and put back there.

The pieces are what is missing from a document written from the domain alone, so by construction nothing is lost.
`plaats` is a path of printed names; `[2]` counts among equals, `[=ouder-1]` is a person of the message. It ends in the
name of an element to insert, in `@name` of an attribute (`@name?`: it is not there), in `text()`, or in `order()`.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from gateway.domain.content import Rest
from gateway.errors import ContentRefusedError, XmlRefusedError
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.formats.stuf_jz.names import EXTRA_NAME, IGNORED, NAMESPACES, clark, name_of, printed
from gateway.formats.stuf_jz.rows import Reading, place_of
from gateway.formats.stuf_jz.shapes import TEXT, Shape, parts_of
from gateway.formats.stuf_jz.tree import Node, Writing, filler, insert
from gateway.strict_xml import Element
from gateway.strict_xml import parse as parse_xml

# CL21: process fault. We read the document and still could not write it again.
_PROCESS_FAULT: Final = "StUF058"
_STEP: Final = re.compile(r"([^\[\]/]+)(?:\[(?:=([^\[\]/]+)|(\d{1,6}))\])?")
_NAME: Final = re.compile(r"[^\[\]/@]+")
_ABSENT: Final = "?"
_TEXT: Final = "text()"
_ORDER: Final = "order()"


def difference(origin: Element, bare: Node, reading: Reading, writing: Writing) -> tuple[Rest, ...]:
    """Return what the original has and the bare document lacks; every element of the original is in the shape.

    Raises ContentRefusedError when what was read cannot be matched with what was written from it.
    """
    return tuple(_Comparison(reading, writing).compare(origin, bare, ""))


@dataclass(frozen=True, slots=True)
class _Comparison:
    reading: Reading
    writing: Writing

    def compare(self, origin: Element, bare: Node, path: str) -> Iterator[Rest]:
        yield from _attributes(origin, bare.element, path)
        if bare.shape.text is not None:
            if (origin.text or "") != (bare.element.text or "") and not _is_same_base64(origin, bare):
                yield Rest(plaats=path + _TEXT, inhoud=origin.text or "")
            return
        twins = self._twins(origin, bare)
        yield from _order(list(twins.values()), bare, path)
        counts: Counter[int] = Counter()
        for child in origin:
            rank, shape = parts_of(bare.shape)[name_of(child)]
            counts[rank] += 1
            if child in twins:
                twin = twins[child]
                step = self._step(twin, shape.name, counts[rank])
                yield from self.compare(child, Node(twin, shape), f"{path}{step}/")
            elif not _is_filler(child, shape, bare, origin):
                yield Rest(plaats=f"{path}{_numbered(shape.name, counts[rank])}", inhoud=serialised(child))

    def _twins(self, origin: Element, bare: Node) -> dict[Element, Element]:
        """Return for each element that told something the one that was written from it."""
        written: defaultdict[tuple[str, str | None], deque[Element]] = defaultdict(deque)
        for element in bare.element:
            written[_kind(element)].append(element)
        told = [child for child in origin if child in self.reading.told]
        if len(told) != len(bare.element):
            raise ContentRefusedError(_PROCESS_FAULT, (place_of(origin, bare.shape.name),))
        return {child: self._twin(child, written) for child in told}

    def _twin(self, child: Element, written: dict[tuple[str, str | None], deque[Element]]) -> Element:
        item = self.reading.items.get(child)
        equals = written[_kind(child)]
        twin = self.writing.items.get(item) if item is not None else equals.popleft() if equals else None
        if twin is None:
            raise ContentRefusedError(_PROCESS_FAULT, (place_of(child, name_of(child)),))
        return twin

    def _step(self, twin: Element, name: str, count: int) -> str:
        person = self.writing.names.get(twin, "")
        return f"{name}[={person}]" if _NAME.fullmatch(person) else _numbered(name, count)


def _numbered(name: str, count: int) -> str:
    return name if count == 1 else f"{name}[{count}]"


def _kind(element: Element) -> tuple[str, str | None]:
    return name_of(element), element.get(EXTRA_NAME)


def _attributes(origin: Element, bare: Element, path: str) -> Iterator[Rest]:
    for name, value in origin.attrib.items():
        if name not in IGNORED and bare.get(name) != value:
            yield Rest(plaats=f"{path}@{printed(name)}", inhoud=value)
    for name in bare.attrib:
        if name not in origin.attrib:
            yield Rest(plaats=f"{path}@{printed(name)}{_ABSENT}", inhoud="")


def _is_same_base64(origin: Element, bare: Node) -> bool:
    """White space in base64 says nothing, and a copy of an attachment would be long."""
    return bare.shape.packed and "".join((origin.text or "").split()) == (bare.element.text or "")


def _order(twins: list[Element], bare: Node, path: str) -> Iterator[Rest]:
    """Say in which order equals stood, where that is not ours."""
    index = {element: number for number, element in enumerate(bare.element, start=1)}
    places = [index[twin] for twin in twins]
    if places != sorted(places):
        yield Rest(plaats=path + _ORDER, inhoud=" ".join(map(str, places)))


def _is_filler(child: Element, shape: Shape, bare: Node, origin: Element) -> bool:
    ours = filler(bare, shape)
    if ours is None or serialised(ours) != serialised(child):
        return False
    return sum(other.tag == child.tag for other in origin) == 1


def serialised(element: Element) -> str:
    """Return an element as text that stands by itself, with our prefixes and without white space between elements."""
    holder = etree.Element("holder", nsmap=dict(NAMESPACES))
    return etree.tostring(_copied(element, holder), method="c14n", exclusive=True).decode()


def _copied(element: Element, parent: Element) -> Element:
    copy = etree.SubElement(parent, element.tag)
    for name, value in element.attrib.items():
        copy.set(name, value)
    if not _is_layout(element.text, element):
        copy.text = element.text
    for child in element:
        _copied(child, copy).tail = None if _is_layout(child.tail, element) else child.tail
    return copy


def _is_layout(text: str | None, parent: Element) -> bool:
    return len(parent) > 0 and not (text or "").strip()


def restore(root: Node, rests: tuple[Rest, ...], writing: Writing) -> None:
    """Put every piece back in its place, or note that it has none."""
    for number, rest in enumerate(rests):
        if not _restore(root, rest, writing):
            writing.mistakes.append(f"rest[{number}]: does not fit")


def _restore(root: Node, rest: Rest, writing: Writing) -> bool:
    path, attribute, name = rest.plaats.partition("@")
    *steps, last = path.split("/")
    node = _walk(root, steps, writing)
    if node is None:
        return False
    if attribute:
        return _set_attribute(node.element, name, rest.inhoud)
    if last == _TEXT:
        return _set_text(node, rest.inhoud)
    if last == _ORDER:
        return _reorder(node.element, rest.inhoud)
    return _insert(node, last, rest.inhoud)


def _walk(root: Node, steps: list[str], writing: Writing) -> Node | None:
    node: Node | None = root
    for step in steps:
        match = _STEP.fullmatch(step)
        if node is None or match is None:
            return None
        name, person, number = match.groups()
        node = _named(node, name, person, writing) if person else _nth(node, name, int(number or 1))
    return node


def _named(node: Node, name: str, person: str, writing: Writing) -> Node | None:
    found = (part for _, part in node.parts() if part.shape.name == name)
    return next((part for part in found if writing.names.get(part.element) == person), None)


def _nth(node: Node, name: str, number: int) -> Node | None:
    part = parts_of(node.shape).get(name)
    equals = [found for rank, found in node.parts() if part is not None and rank == part[0]]
    found = equals[number - 1] if 0 < number <= len(equals) else None
    return found if found is not None and found.shape.name == name else None


def _set_attribute(element: Element, name: str, value: str) -> bool:
    try:
        if name.endswith(_ABSENT):
            element.attrib.pop(clark(name.removesuffix(_ABSENT)), "")
        else:
            element.set(clark(name), value)
    except (KeyError, ValueError):
        return False
    return True


def _set_text(node: Node, text: str) -> bool:
    if node.shape.text is None or TEXT.fault(text):
        return False
    node.element.text = text
    return True


def _reorder(element: Element, places: str) -> bool:
    """Order says nothing that the schema does not hold us to: where parts came or went meanwhile, ours stands."""
    children = list(element)
    if sorted(places.split()) == sorted(str(number + 1) for number in range(len(children))):
        element.extend([children[int(place) - 1] for place in places.split()])
    return True


def _insert(node: Node, step: str, fragment: str) -> bool:
    match = _STEP.fullmatch(step)
    part = parts_of(node.shape).get(match[1]) if match else None
    try:
        element = parse_xml(fragment.encode(), PAYLOAD_LIMITS)
    except (XmlRefusedError, UnicodeEncodeError):
        return False
    if match is None or part is None or name_of(element) != match[1]:
        return False
    insert(node, _copied(element, node.element), part[0], int(match[3] or 1))
    return True
