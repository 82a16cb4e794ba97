"""Random documents that a schema accepts, made from its grammar: every branch, every choice, every kind of value.

    documents = Documents(Grammar(path).element(name), seed=1)
    root = documents.make()

The same seed gives the same documents.
"""

from collections.abc import Hashable, Iterator
from typing import Final

from lxml import etree

from tests.kit.xsd_grammar import Anything, Element, Group, Particle
from tests.kit.xsd_values import Chance, right_text

XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
PREFIXES: Final = {
    "JZ": "http://www.stufstandaarden.nl/koppelvlak/jz0100",
    "StUF": "http://www.egem.nl/StUF/StUF0301",
    "ZKN": "http://www.egem.nl/StUF/sector/zkn/0310",
    "BG": "http://www.egem.nl/StUF/sector/bg/0310",
    "xmime": "http://www.w3.org/2005/05/xmlmime",
    "xsi": XSI[1:-1],
    "xs": "http://www.w3.org/2001/XMLSchema",
}

_PATIENCE: Final = 20

Place = tuple[Hashable, ...]


class NotVisitedError(Exception):
    """Many documents were made, and still there are places none of them visits."""


class Documents:
    """A source of documents with one root element."""

    def __init__(self, root: Element, *, seed: int) -> None:
        self._root = root
        self._chance = Chance(seed)

    def make(self) -> etree._Element:
        """Return one more document."""
        node = etree.Element(self._root.name, nsmap=PREFIXES)
        self._fill(node, self._root, (self._root.name,))
        return node

    def enough(self, least: int) -> Iterator[etree._Element]:
        """Yield at least so many documents, no two the same, and more until they have tried every option.

        A place counts from the first visit, and is visited once every option above it is tried.
        """
        made: set[bytes] = set()
        for _ in range(least * _PATIENCE):
            if len(made) >= least and not self._chance.untried():
                return
            document = self.make()
            octets = etree.tostring(document)
            if octets not in made:
                made.add(octets)
                yield document
        raise NotVisitedError(self._chance.untried())

    def _fill(self, node: etree._Element, declared: Element, place: Place) -> None:
        for attribute in declared.attributes:
            if attribute.required or self._chance.pick((*place, attribute.name), (True, False)):
                node.set(attribute.name, attribute.fixed or right_text(attribute.value, self._chance))
        must_be_nil = declared.value is not None and declared.value.is_impossible
        if declared.nillable and self._chance.pick((*place, "nil"), (True,) if must_be_nil else (False, False, True)):
            node.set(XSI + "nil", "true")
        elif declared.value is not None:
            node.text = self._text(declared, place)
        elif declared.content is not None:
            self._append(node, declared.content, place)

    def _text(self, declared: Element, place: Place) -> str:
        if declared.value is None:
            return ""
        right = declared.fixed or right_text(declared.value, self._chance)
        if declared.fixed is None and declared.default is None:
            return right
        return self._chance.pick((*place, "text"), (right, ""))  # empty means the fixed or default value

    def _append(self, node: etree._Element, particle: Particle, place: Place) -> None:
        for _ in range(self._chance.pick((*place, "times"), _times(particle))):
            if isinstance(particle, Element):
                self._fill(etree.SubElement(node, particle.name), particle, (*place, particle.name))
            elif isinstance(particle, Anything):
                self._append_anything(node, place)
            else:
                self._append_group(node, particle, place)

    def _append_group(self, node: etree._Element, group: Group, place: Place) -> None:
        items = tuple(enumerate(group.items))
        if group.kind == "choice":
            items = (self._chance.pick((*place, "choice"), items),)
        for index, item in items:
            self._append(node, item, (*place, index))

    def _append_anything(self, node: etree._Element, place: Place) -> None:
        name = self._chance.pick((*place, "any"), ("{urn:x}a", "b", f"{{{PREFIXES['JZ']}}}object", "{urn:y}c"))
        child = etree.SubElement(node, name, {"any": "thing"})
        child.text = "text"
        etree.SubElement(child, "{urn:x}inside")


def _times(particle: Particle) -> tuple[int, ...]:
    """Return how often to try it: as little and as much as allowed, and once more than the least."""
    high = particle.low + 2 if particle.high is None else particle.high
    return tuple(sorted({particle.low, min(particle.low + 1, high), high}))
