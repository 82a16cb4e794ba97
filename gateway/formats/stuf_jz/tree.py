"""A document in words of its shape, written in the order of its shape whatever order its parts are said in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final, cast

from gateway.formats.stuf_jz.names import ENTITY, EXTRA_NAME, NIL, clark
from gateway.formats.stuf_jz.shapes import Shape
from gateway.strict_xml import Element

_UNKNOWN: Final = "waardeOnbekend"
_NIL_VALUES: Final = frozenset({"true", "1"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: an element's name, and for an extra element which one."""

    name: str
    extra: str | None = None
    # The name as lxml spells it, worked out once.
    tag: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tag", clark(self.name))

    def leads_to(self, element: Element) -> bool:
        """Tell whether the step means this element."""
        return element.tag == self.tag and (self.extra is None or element.get(EXTRA_NAME) == self.extra)


@cache
def steps_of(path: str) -> tuple[Step, ...]:
    """Return the steps of a path such as `StUF:extraElementen/StUF:extraElement[doel]`."""
    steps = (step.removesuffix("]").partition("[") for step in path.split("/") if step)
    return tuple(Step(name, extra or None) for name, _, extra in steps)


def first_at(element: Element, steps: tuple[Step, ...]) -> Element | None:
    """Return the first element at the end of the steps; each step leads to the first that it means."""
    for step in steps:
        for part in element:
            if part.tag == step.tag and (step.extra is None or part.get(EXTRA_NAME) == step.extra):
                element = part
                break
        else:
            return None
    return element


class Node:
    """One element of a document that is being written; its parts stand by rank, so that each is in its place at once.

    It is lighter than an element of lxml, and read like one: tag, text, attributes, parts.
    """

    __slots__ = ("attributes", "ranks", "shape", "source", "text")

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.text: str | None = None
        self.attributes: dict[str, str] = shape.fixed.copy()
        self.ranks: dict[int, list[Node]] = {}
        # Of an opaque element: the piece of another document that stands here whole.
        self.source: Element | None = None

    @property
    def element(self) -> Element:
        """The node itself, for whoever only reads."""
        return cast("Element", self)  # whoever reads asks for nothing that a node has not

    @property
    def tag(self) -> str:
        """The name as lxml spells it."""
        return self.shape.tag

    @property
    def sourceline(self) -> None:
        """None: what is being written has no lines yet."""

    def get(self, key: str, default: str | None = None, /) -> str | None:
        """Return the value of an attribute, by its name as lxml spells it."""
        return self.attributes.get(key, default)

    def set(self, key: str, value: str, /) -> None:
        """Give an attribute its value, by its name as lxml spells it."""
        self.attributes[key] = value

    def __iter__(self) -> Iterator["Node"]:
        """Yield the parts in the order of the shape."""
        for rank in sorted(self.ranks):
            yield from self.ranks[rank]

    def __len__(self) -> int:
        """Return the number of parts."""
        return sum(map(len, self.ranks.values()))

    def __getitem__(self, index: int) -> "Node":
        """Return the part at that place."""
        return list(self)[index]

    def __bool__(self) -> bool:
        """Return True: a node without parts is still a node."""
        return True

    def add(self, name: str) -> "Node":
        """Return a new part, in its place after its equals."""
        rank, shape = self.shape.parts[name]
        node = Node(shape)
        self.ranks.setdefault(rank, []).append(node)
        return node

    def put(self, node: "Node", position: int | None = None) -> None:
        """Put a part among the parts of its rank: last, or at that position counted from 1."""
        rank, _ = self.shape.parts[node.shape.name]
        equals = self.ranks.setdefault(rank, [])
        equals.insert(len(equals) if position is None else position - 1, node)

    def open(self, steps: tuple[Step, ...]) -> "Node":
        """Return the first part at the end of the steps, adding what is missing on the way."""
        node = self
        for step in steps:
            node = node.find(step) or node.add_step(step)
        return node

    def find(self, step: Step) -> "Node | None":
        """Return the first part that the step means."""
        rank, shape = self.shape.parts[step.name]
        for node in self.ranks.get(rank, ()):
            if node.shape is shape and (step.extra is None or node.attributes.get(EXTRA_NAME) == step.extra):
                return node
        return None

    def add_step(self, step: Step) -> "Node":
        """Return a new part that the step leads to."""
        node = self.add(step.name)
        if step.extra is not None:
            node.attributes[EXTRA_NAME] = step.extra
        return node


@dataclass(slots=True)
class Writing:
    """What becomes known while a document is written: mistakes, and which element holds which item of a list.

    `names` are the names of persons in their message, so that what is kept beside a person never moves to another.
    """

    mistakes: list[str] = field(default_factory=list)
    items: dict[str, Element] = field(default_factory=dict)
    names: dict[Element, str] = field(default_factory=dict)


def new_root(shape: Shape) -> Node:
    """Return the root of a new document."""
    return Node(shape)


def node_of(element: Element, shape: Shape) -> Node | None:
    """Return a copy of a piece of another document, without layout; None when it does not fit the shape."""
    if element.tag != shape.tag or (shape.entity and element.get(ENTITY, shape.entity) != shape.entity):
        return None
    node = Node(shape)
    node.attributes = dict(element.items())
    if shape.opaque:
        node.source = element
    elif len(element) == 0:
        node.text = element.text
    else:
        return _with_parts(node, element)
    return node


def _with_parts(node: Node, element: Element) -> Node | None:
    if (element.text or "").strip():
        return None
    for child in element:
        part = node.shape.parts_by_tag.get(child.tag)
        below = None if part is None or (child.tail or "").strip() else node_of(child, part[1])
        if below is None:
            return None
        node.put(below)
    return node


def is_nil(element: Element) -> bool:
    """Tell whether the element says that it says nothing."""
    said = element.get(NIL)
    return said is not None and said.strip() in _NIL_VALUES


def complete(node: Node, mistakes: list[str], path: str = "") -> None:
    """Add what the standard demands and the domain does not say: constants, and nil where the value is unknown."""
    shape = node.shape
    if shape.opaque or is_nil(node.element) or (shape.hollow and not node.ranks):
        return
    if shape.pair and len(node.ranks.get(0, ())) == 1:
        mistakes.append(f"{shape.pair}: missing")
    for part in [part for rank, part in shape.demanded_parts if rank not in node.ranks]:
        _fill(node, part, mistakes, path)
    for below in node:
        if below.shape.ranks:
            complete(below, mistakes, f"{path}{below.shape.name}/")


def _fill(node: Node, part: Shape, mistakes: list[str], path: str) -> None:
    if part.needed or not (part.filled or part.nillable or part.constant is not None):
        mistakes.append(f"{part.needed or path + part.name}: missing")
    else:
        _say_nothing(node.add(part.name))


def _say_nothing(node: Node) -> None:
    """Let a part say what it says where the domain says nothing."""
    shape = node.shape
    if shape.constant is not None:
        node.text = shape.constant
    elif not shape.filled:
        node.attributes[NIL] = "true"
        if shape.no_value:
            node.attributes[clark(shape.no_value)] = _UNKNOWN


@cache
def filler(part: Shape) -> Node | None:
    """Return what `complete` would add for a part that is missing, or None when it adds nothing."""
    if part.needed or not part.demanded or not (part.filled or part.nillable or part.constant is not None):
        return None
    node, mistakes = Node(part), list[str]()
    _say_nothing(node)
    complete(node, mistakes)
    return None if mistakes else node
