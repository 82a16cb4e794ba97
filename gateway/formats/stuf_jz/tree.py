"""Writing a document in the order of its shape, whatever order its parts are said in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from lxml import etree

from gateway.formats.stuf_jz.names import EXTRA_NAME, NAMESPACES, NIL, clark, name_of
from gateway.formats.stuf_jz.shapes import Shape, parts_of
from gateway.strict_xml import Element

_UNKNOWN: Final = "waardeOnbekend"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: an element's name, and for an extra element which one."""

    name: str
    extra: str | None = None

    def leads_to(self, element: Element) -> bool:
        """Tell whether the step means this element."""
        return element.tag == clark(self.name) and (self.extra is None or element.get(EXTRA_NAME) == self.extra)


@cache
def steps_of(path: str) -> tuple[Step, ...]:
    """Return the steps of a path such as `StUF:extraElementen/StUF:extraElement[doel]`."""
    steps = (step.removesuffix("]").partition("[") for step in path.split("/") if step)
    return tuple(Step(name, extra or None) for name, _, extra in steps)


@dataclass(slots=True)
class Writing:
    """What becomes known while a document is written: mistakes, and which element holds which item of a list.

    `names` are the names of persons in their message, so that what is kept beside a person never moves to another.
    """

    mistakes: list[str] = field(default_factory=list)
    items: dict[str, Element] = field(default_factory=dict)
    names: dict[Element, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """An element together with its shape."""

    element: Element
    shape: Shape

    def add(self, name: str) -> "Node":
        """Return a new part, in its place after its equals."""
        rank, shape = parts_of(self.shape)[name]
        element = etree.SubElement(self.element, clark(name))
        for attribute, value in shape.attributes:
            element.set(clark(attribute), value)
        insert(self, element, rank)
        return Node(element, shape)

    def open(self, steps: tuple[Step, ...]) -> "Node":
        """Return the first part at the end of the steps, adding what is missing on the way."""
        node = self
        for step in steps:
            node = node.find(step) or node.add_step(step)
        return node

    def find(self, step: Step) -> "Node | None":
        """Return the first part that the step means."""
        element = next(filter(step.leads_to, self.element), None)
        return None if element is None else Node(element, parts_of(self.shape)[step.name][1])

    def add_step(self, step: Step) -> "Node":
        """Return a new part that the step leads to."""
        node = self.add(step.name)
        if step.extra is not None:
            node.element.set(EXTRA_NAME, step.extra)
        return node

    def parts(self) -> Iterator[tuple[int, "Node"]]:
        """Yield the parts with their rank; what the shape does not know is passed over."""
        for element in self.element:
            part = parts_of(self.shape).get(name_of(element))
            if part is not None:
                yield part[0], Node(element, part[1])


def new_root(shape: Shape) -> Node:
    """Return the root of a new document, with every prefix declared."""
    return Node(etree.Element(clark(shape.name), nsmap=dict(NAMESPACES)), shape)


def insert(node: Node, element: Element, rank: int, position: int | None = None) -> None:
    """Put an element among the parts of its rank: last, or at that position counted from 1."""
    parent = node.element
    parent.append(element)
    if position is None:
        _settle(node, element, rank)
        return
    equals = 0
    for index, other in enumerate(parent[:-1]):
        other_rank = _rank(node, other)
        equals += other_rank == rank
        if other_rank > rank or (other_rank == rank and equals == position):
            parent.insert(index, element)
            return


def _settle(node: Node, element: Element, rank: int) -> None:
    """Move the last part before those of a later rank: they are few, and its equals may be many."""
    later: Element | None = None
    before = element.getprevious()
    while before is not None and _rank(node, before) > rank:
        later, before = before, before.getprevious()
    if later is not None:
        later.addprevious(element)


def _rank(node: Node, element: Element | None) -> int:
    part = None if element is None else parts_of(node.shape).get(name_of(element))
    return -1 if part is None else part[0]


def is_nil(element: Element) -> bool:
    """Tell whether the element says that it says nothing."""
    return (element.get(NIL) or "").strip() in {"true", "1"}


def complete(node: Node, mistakes: list[str], path: str = "") -> None:
    """Add what the standard demands and the domain does not say: constants, and nil where the value is unknown."""
    if node.shape.opaque or is_nil(node.element) or (node.shape.hollow and len(node.element) == 0):
        return
    present = Counter(rank for rank, _ in node.parts())
    if node.shape.pair and present[0] == 1:
        mistakes.append(f"{node.shape.pair}: missing")
    for rank, group in enumerate(node.shape.ranks):
        for part in group:
            if part.demanded and not present[rank]:
                _fill(node, part, mistakes, path)
    for _, part_node in list(node.parts()):
        complete(part_node, mistakes, f"{path}{part_node.shape.name}/")


def _fill(node: Node, part: Shape, mistakes: list[str], path: str) -> None:
    fault = f"{part.needed or path + part.name}: missing"
    if part.needed or not (part.filled or part.nillable or part.constant is not None):
        mistakes.append(fault)
        return
    added = node.add(part.name)
    if part.constant is not None:
        added.element.text = part.constant
    elif not part.filled:
        added.element.set(NIL, "true")
        if part.no_value:
            added.element.set(clark(part.no_value), _UNKNOWN)


def filler(node: Node, part: Shape) -> Element | None:
    """Return what `complete` would add for a part that is missing here, or None when it adds nothing."""
    if part.needed or not part.demanded:
        return None
    mistakes: list[str] = []
    scratch = Node(etree.Element(node.element.tag, nsmap=dict(NAMESPACES)), node.shape)
    _fill(scratch, part, mistakes, "")
    complete_parts = [found for _, found in scratch.parts()]
    for found in complete_parts:
        complete(found, mistakes)
    return None if mistakes else complete_parts[0].element
