"""Every place of a grammar tried in every way: a document each time, with one thing changed there.

Where mutants are drawn by lot, probes leave nothing out: each element once removed, repeated, emptied and nil, each
attribute once removed, added and given another value, each type of value once at every one of its edges.
"""

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Final, Protocol

from lxml import etree

from tests.kit.xsd_documents import PREFIXES, XSI
from tests.kit.xsd_grammar import Attribute, Element, Simple, declaration
from tests.kit.xsd_values import Chance, edges, right_text

_OF_OTHERS: Final = {
    f"{{{PREFIXES['StUF']}}}scope": "alles",
    f"{{{PREFIXES['StUF']}}}aardAantal": "exact",
    "noValue": "geenWaarde",
}


class Change(Protocol):
    """Something done to one element."""

    def __call__(self, node: etree._Element, /) -> None: ...


def probes(documents: list[etree._Element], declared: Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield what is changed and the changed document, for every place the documents visit."""
    tried: set[Simple] = set()
    for node in _smallest(documents):
        root = node.getroottree().getroot()
        position = list(root.iter()).index(node)
        place = declaration(node, declared)
        for label, change in [*_element_changes(node), *(_value_changes(place, tried) if place else ())]:
            copy = deepcopy(root)
            change(list(copy.iter())[position])
            yield label, copy


def _smallest(documents: list[etree._Element]) -> list[etree._Element]:
    """Return one element for each path, from the smallest document that has it."""
    found: dict[tuple[str, ...], etree._Element] = {}
    for document in sorted(documents, key=lambda document: sum(1 for _ in document.iter())):
        for node in document.iter():
            found.setdefault(tuple(str(step.tag) for step in (node, *node.iterancestors())), node)
    return list(found.values())


def _element_changes(node: etree._Element) -> Iterator[tuple[str, Change]]:
    if node.getparent() is not None:
        yield "probe: element removed", _remove
        yield "probe: element twice", lambda node: _repeat(node, 1)
        yield "probe: element three times", lambda node: _repeat(node, 2)
    yield "probe: element without content", _empty
    yield "probe: element nil", lambda node: node.set(XSI + "nil", "true")
    yield "probe: element empty and nil", _make_nil


def _value_changes(place: Element, tried: set[Simple]) -> Iterator[tuple[str, Change]]:
    for attribute in place.attributes:
        yield from _attribute_changes(attribute, tried)
    declared = {attribute.name for attribute in place.attributes}
    yield from (
        ("probe: attribute of others", _setting(text, name))
        for name, text in _OF_OTHERS.items()
        if name not in declared
    )
    if place.value is not None and place.value not in tried:
        tried.add(place.value)
        yield from (("probe: value at its edge", _setting(text)) for text in edges(place.value, Random(1)))


def _attribute_changes(attribute: Attribute, tried: set[Simple]) -> Iterator[tuple[str, Change]]:
    name = attribute.name
    texts = [attribute.fixed or right_text(attribute.value, Chance(1)), "x" * 31]
    if attribute.value not in tried:
        tried.add(attribute.value)
        texts += edges(attribute.value, Random(1))
    yield "probe: attribute removed", lambda node: _remove_attribute(node, name)
    yield from (("probe: attribute set", _setting(text, name)) for text in texts)


def _setting(text: str, attribute: str | None = None) -> Change:
    def change(node: etree._Element) -> None:
        if attribute is None:
            node.text = text
            node.attrib.pop(XSI + "nil", None)
        else:
            node.set(attribute, text)

    return change


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _remove_attribute(node: etree._Element, name: str) -> None:
    node.attrib.pop(name, None)


def _repeat(node: etree._Element, more: int) -> None:
    for _ in range(more):
        node.addnext(deepcopy(node))


def _empty(node: etree._Element) -> None:
    for child in list(node):
        node.remove(child)
    node.text = None


def _make_nil(node: etree._Element) -> None:
    _empty(node)
    node.set(XSI + "nil", "true")
