"""Changes to a document that keep it XML: a fuzzer of octets alone seldom gets past the first angle bracket."""

import copy
import random
from collections.abc import Callable, Sequence

from lxml import etree

from gateway.strict_xml import Element

Change = Callable[[Element, list[Element], random.Random, Sequence[str]], None]


def mutated(octets: bytes, chance: random.Random, words: Sequence[str]) -> bytes | None:
    """Return the document with one to three changes, None when it is none."""
    try:
        root = etree.fromstring(octets, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    for _ in range(chance.randint(1, 3)):
        elements = list(root.iter("*"))
        element = chance.choice(elements)
        try:
            chance.choice(_CHANGES)(element, elements, chance, words)
        except (ValueError, TypeError):
            # lxml would not write such a name or text; the octets are for the other half of the fuzzer.
            continue
    return etree.tostring(root, encoding="UTF-8", with_tail=False)


def _remove(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.insert(chance.randint(0, len(parent)), copy.deepcopy(element))


def _move(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    target = chance.choice(elements)
    if element.getparent() is not None and element not in [target, *target.iterancestors()]:
        target.insert(chance.randint(0, len(target)), element)


def _rename(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    element.tag = chance.choice(elements).tag


def _set_text(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    element.text = chance.choice([*words, chance.choice(elements).text or "", ""])


def _set_tail(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    element.tail = chance.choice([*words, " ", ""])


def _set_attribute(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    names = [name for each in elements for name in each.attrib] or ["Id"]
    values = [*words, *(value for each in elements for value in each.attrib.values())]
    element.set(chance.choice(names), chance.choice(values))


def _drop_attribute(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    if element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]


def _comment(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    element.insert(
        chance.randint(0, len(element)), chance.choice([etree.Comment("c"), etree.ProcessingInstruction("p")])
    )


def _wrap(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    parent = element.getparent()
    if parent is not None:
        around = etree.Element(chance.choice(elements).tag)
        parent.replace(element, around)
        around.append(element)


def _redeclare(element: Element, elements: list[Element], chance: random.Random, words: Sequence[str]) -> None:
    parent = element.getparent()
    if parent is not None:
        prefix = chance.choice(["soap", "eb", "ds", "tns", "x", None])
        other = etree.Element(element.tag, dict(element.attrib), nsmap={prefix: chance.choice(words) or "urn:x"})
        other.text, other.tail = element.text, element.tail
        for child in list(element):
            other.append(child)
        parent.replace(element, other)


_CHANGES: Sequence[Change] = (
    _remove,
    _double,
    _move,
    _rename,
    _set_text,
    _set_tail,
    _set_attribute,
    _set_attribute,
    _drop_attribute,
    _comment,
    _wrap,
    _redeclare,
)
