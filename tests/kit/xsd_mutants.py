"""Documents with one thing changed, so that a schema has something to refuse.

A mutant may by chance be valid still: what counts is that two schemas say the same of it.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from enum import StrEnum
from random import Random
from typing import Final

from lxml import etree

from tests.kit.xsd_documents import PREFIXES, XSI
from tests.kit.xsd_grammar import Element, Simple, declaration
from tests.kit.xsd_values import Chance, doubtful_text, right_text


class Mutation(StrEnum):
    """What can be changed."""

    REMOVED = "element removed"
    DOUBLED = "element doubled"
    SWAPPED = "element swapped with the next"
    MOVED = "element moved elsewhere"
    RENAMED = "element renamed"
    NAMESPACE = "element in another namespace"
    FOREIGN = "unknown element added"
    EMPTIED = "element emptied"
    VALUE = "value at or over its edge"
    TEXT = "text between elements"
    NIL = "nil set or dropped"
    TYPE = "type named in the document"
    ATTRIBUTE_REMOVED = "attribute removed"
    ATTRIBUTE_VALUE = "attribute at or over its edge"
    ATTRIBUTE_NAMESPACE = "attribute with or without namespace"
    ATTRIBUTE_ADDED = "attribute added"


class _NothingToChangeError(Exception):
    """The document has no place for this change."""


def mutants(documents: list[etree._Element], declared: Element, seed: int) -> Iterator[tuple[Mutation, etree._Element]]:
    """Yield changed copies without end, no two the same, every kind of change in turn."""
    random = Random(seed)
    made = {etree.tostring(document) for document in documents}
    while True:
        for mutation, change in _CHANGES.items():
            root = deepcopy(random.choice(documents))
            try:
                change(root, declared, random)
            except _NothingToChangeError:
                continue
            octets = etree.tostring(root)
            if octets not in made:
                made.add(octets)
                yield mutation, root


def _removed(root: etree._Element, _: Element, random: Random) -> None:
    node = _pick(list(root.iterdescendants()), random)
    _parent(node).remove(node)


def _doubled(root: etree._Element, _: Element, random: Random) -> None:
    node = _pick(list(root.iterdescendants()), random)
    node.addnext(deepcopy(node))


def _swapped(root: etree._Element, _: Element, random: Random) -> None:
    node = _pick([node for node in root.iterdescendants() if node.getnext() is not None], random)
    following = node.getnext()
    if following is not None:
        following.addnext(node)


def _moved(root: etree._Element, _: Element, random: Random) -> None:
    node = _pick(list(root.iterdescendants()), random)
    _parent(node).remove(node)
    goal = random.choice(list(root.iter()))
    goal.insert(random.randint(0, len(goal)), node)


def _renamed(root: etree._Element, _: Element, random: Random) -> None:
    node = random.choice(list(root.iter()))
    name = etree.QName(node)
    others = [etree.QName(other).localname for other in root.iter()]
    local = random.choice([name.localname + "x", name.localname.swapcase(), random.choice(others)])
    node.tag = f"{{{name.namespace}}}{local}" if name.namespace else local


def _in_another_namespace(root: etree._Element, _: Element, random: Random) -> None:
    node = random.choice(list(root.iter()))
    local = etree.QName(node).localname
    node.tag = random.choice([local, *(f"{{{namespace}}}{local}" for namespace in PREFIXES.values())])


def _foreign_added(root: etree._Element, _: Element, random: Random) -> None:
    goal = random.choice(list(root.iter()))
    name = random.choice(["{urn:x}vreemd", "vreemd", f"{{{PREFIXES['StUF']}}}extraElementen"])
    goal.insert(random.randint(0, len(goal)), etree.Element(name))


def _emptied(root: etree._Element, _: Element, random: Random) -> None:
    node = random.choice(list(root.iter()))
    for child in list(node):
        node.remove(child)
    node.text = None


def _value_changed(root: etree._Element, declared: Element, random: Random) -> None:
    node = _pick([node for node in root.iter() if len(node) == 0], random)
    place = declaration(node, declared)
    node.text = doubtful_text(place.value if place and place.value else Simple(base="string"), random)


def _text_added(root: etree._Element, _: Element, random: Random) -> None:
    node = random.choice(list(root.iter()))
    node.text = (node.text or "") + random.choice([" ", "\n  ", "tekst", "0"])


def _nil_changed(root: etree._Element, _: Element, random: Random) -> None:
    node = random.choice(list(root.iter()))
    if node.attrib.pop(XSI + "nil", None) is None:
        node.set(XSI + "nil", random.choice(["true", "false", "1", "misschien"]))
        if random.random() < 0.5:
            _emptied(node, _, random)


def _type_named(root: etree._Element, _: Element, random: Random) -> None:
    node = random.choice(list(root.iter()))
    node.set(XSI + "type", random.choice(["xs:string", "xs:token", "xs:decimal", "xs:integer", "xs:anyType", "geen"]))


def _attribute_removed(root: etree._Element, _: Element, random: Random) -> None:
    node, name = _pick_attribute(root, random)
    del node.attrib[name]


def _attribute_changed(root: etree._Element, declared: Element, random: Random) -> None:
    node, name = _pick_attribute(root, random)
    place = declaration(node, declared)
    known = {attribute.name: attribute for attribute in place.attributes} if place else {}
    value = known[name].value if name in known else Simple(base="string")
    fixed = (known[name].fixed if name in known else None) or "1"
    node.set(name, random.choice([fixed, fixed + " ", doubtful_text(value, random), doubtful_text(value, random)]))


def _attribute_namespace_changed(root: etree._Element, _: Element, random: Random) -> None:
    node, name = _pick_attribute(root, random)
    value = node.attrib.pop(name)
    local = etree.QName(name).localname
    node.set(random.choice([local, local.swapcase(), f"{{{PREFIXES['StUF']}}}{local}", f"{{urn:x}}{local}"]), value)


def _attribute_added(root: etree._Element, declared: Element, random: Random) -> None:
    node = random.choice(list(root.iter()))
    place = declaration(node, declared)
    allowed = [(attribute.name, attribute.value) for attribute in place.attributes] if place else []
    others = [(f"{{{PREFIXES['StUF']}}}{name}", Simple(base="string")) for name in ("scope", "metagegeven", "exact")]
    name, value = random.choice(random.choice([allowed or others, others, [("{urn:x}vreemd", Simple(base="string"))]]))
    node.set(name, random.choice([right_text(value, Chance(random.randrange(1 << 30))), doubtful_text(value, random)]))


def _pick(nodes: list[etree._Element], random: Random) -> etree._Element:
    if not nodes:
        raise _NothingToChangeError
    return random.choice(nodes)


def _pick_attribute(root: etree._Element, random: Random) -> tuple[etree._Element, str]:
    node = _pick([node for node in root.iter() if node.attrib], random)
    return node, random.choice([str(name) for name in node.attrib])


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    if parent is None:
        raise _NothingToChangeError
    return parent


_CHANGES: Final[dict[Mutation, Callable[[etree._Element, Element, Random], None]]] = {
    Mutation.REMOVED: _removed,
    Mutation.DOUBLED: _doubled,
    Mutation.SWAPPED: _swapped,
    Mutation.MOVED: _moved,
    Mutation.RENAMED: _renamed,
    Mutation.NAMESPACE: _in_another_namespace,
    Mutation.FOREIGN: _foreign_added,
    Mutation.EMPTIED: _emptied,
    Mutation.VALUE: _value_changed,
    Mutation.TEXT: _text_added,
    Mutation.NIL: _nil_changed,
    Mutation.TYPE: _type_named,
    Mutation.ATTRIBUTE_REMOVED: _attribute_removed,
    Mutation.ATTRIBUTE_VALUE: _attribute_changed,
    Mutation.ATTRIBUTE_NAMESPACE: _attribute_namespace_changed,
    Mutation.ATTRIBUTE_ADDED: _attribute_added,
}
