"""What documents show of a grammar: every place there and left out, every branch, every value of a closed list.

It reads the documents themselves, not the notes of whoever made them, and so also holds them against the grammar.
"""

from collections.abc import Hashable, Iterator
from typing import Final

from lxml import etree

from tests.kit.xsd_documents import XSI
from tests.kit.xsd_grammar import Anything, Element, Group, Particle, Simple

_NIL: Final = XSI + "nil"

Place = tuple[Hashable, ...]
Sight = tuple[Hashable, ...]


class NotInGrammarError(Exception):
    """A document has something where the grammar has no place for it."""


class Coverage:
    """What the grammar of one root element offers, and what of that was seen."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._offered = {*_offers(root, (root.name,))}
        self._seen: set[Sight] = set()

    def see(self, document: etree._Element) -> None:
        """Note what the document shows; raise NotInGrammarError when it does not follow the grammar."""
        self._element(document, self._root, (self._root.name,))

    def missed(self) -> set[Sight]:
        """Return what is offered and was not seen."""
        return self._offered - self._seen

    def offered(self) -> int:
        """Return how much there is to see."""
        return len(self._offered)

    def _element(self, node: etree._Element, declared: Element, place: Place) -> None:
        for attribute in declared.attributes:
            text = node.get(attribute.name)
            self._seen.add((*place, attribute.name, "set" if text is not None else "left out"))
            if text is not None:
                self._value(attribute.value, text)
        is_nil = node.get(_NIL) == "true"
        self._seen.add((*place, "nil" if is_nil else "not nil"))
        if is_nil:
            return
        if declared.value is not None:
            self._value(declared.value, node.text or "")
        nodes = list(node)
        used = 0 if declared.content is None else self._particle(nodes, 0, declared.content, place)
        if used < len(nodes):
            raise NotInGrammarError(node.tag, nodes[used].tag)

    def _value(self, value: Simple, text: str) -> None:
        self._seen.add(("value", value, text))

    def _particle(self, nodes: list[etree._Element], start: int, particle: Particle, place: Place) -> int:
        """Read as often as the particle occurs, and return where the next one starts."""
        position, times = start, 0
        while times != particle.high:
            after = self._once(nodes, position, particle, place)
            if after == position:
                break
            position, times = after, times + 1
        place = _placed(particle, place)
        self._seen.update((*place, sight) for sight in _sights(times))
        return position

    def _once(self, nodes: list[etree._Element], start: int, particle: Particle, place: Place) -> int:
        if isinstance(particle, Anything):
            return min(start + 1, len(nodes))
        if isinstance(particle, Element):
            if start == len(nodes) or nodes[start].tag != particle.name:
                return start
            self._element(nodes[start], particle, (*place, particle.name))
            return start + 1
        return self._group(nodes, start, particle, place)

    def _group(self, nodes: list[etree._Element], start: int, group: Group, place: Place) -> int:
        position = start
        for index, item in enumerate(group.items):
            position = self._particle(nodes, position, item, (*place, index))
            if group.kind == "choice" and position > start:
                return position
        return position


def _placed(particle: Particle, place: Place) -> Place:
    return (*place, particle.name) if isinstance(particle, Element) else place


def _sights(times: int) -> Iterator[str]:
    yield "left out" if times == 0 else "there"
    if times > 1:
        yield "repeated"


def _offers(declared: Element, place: Place) -> Iterator[Sight]:
    for attribute in declared.attributes:
        yield (*place, attribute.name, "set")
        if not attribute.required:
            yield (*place, attribute.name, "left out")
        yield from _values(attribute.value)
    if declared.nillable:
        yield (*place, "nil")
    if declared.value is not None and declared.value.is_impossible:
        return
    yield (*place, "not nil")
    if declared.value is not None and declared.fixed is None:
        yield from _values(declared.value)
    if declared.content is not None:
        yield from _occurrences(declared.content, place)


def _values(value: Simple) -> Iterator[Sight]:
    yield from (("value", value, choice) for choice in value.choices)


def _occurrences(particle: Particle, place: Place) -> Iterator[Sight]:
    own = _placed(particle, place)
    yield (*own, "there")
    if particle.low == 0:
        yield (*own, "left out")
    if particle.high is None or particle.high > 1:
        yield (*own, "repeated")
    if isinstance(particle, Element):
        yield from _offers(particle, own)
    elif isinstance(particle, Group):
        for index, item in enumerate(particle.items):
            yield from _occurrences(item, (*place, index))
