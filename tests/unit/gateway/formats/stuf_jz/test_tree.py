from dataclasses import replace
from typing import Final

from lxml import etree

from gateway.formats.stuf_jz.names import NIL, clark, name_of
from gateway.formats.stuf_jz.shapes import branch, extras, leaf, opaque, yes_no
from gateway.formats.stuf_jz.tree import Node, complete, filler, insert, is_nil, new_root, steps_of

LOOSE: Final = (leaf("JZ:c*"), leaf("JZ:d*"))
ROOT: Final = branch(
    "JZ:a", leaf("JZ:b*"), LOOSE, branch("JZ:e?", leaf("JZ:f?"), extras(), entity="EEE"), leaf("JZ:g?")
)


def names(node: Node) -> list[str]:
    return [name_of(element)[3:] for element in node.element]


def test_parts_stand_in_the_order_of_the_shape_whatever_order_they_are_added_in() -> None:
    root = new_root(ROOT)
    for name in ("JZ:g", "JZ:d", "JZ:b", "JZ:c", "JZ:e", "JZ:b"):
        root.add(name)
    assert names(root) == ["b", "b", "d", "c", "e", "g"]


def test_a_new_document_declares_every_prefix_once() -> None:
    root = new_root(ROOT)
    root.open(steps_of("JZ:e")).element.set(NIL, "true")
    assert etree.tostring(root.element).count(b"xmlns:") == 6


def test_an_entity_is_added_with_its_sort() -> None:
    assert new_root(ROOT).add("JZ:e").element.get(clark("StUF:entiteittype")) == "EEE"


def test_opening_a_path_adds_only_what_is_missing() -> None:
    root = new_root(ROOT)
    first = root.open(steps_of("JZ:e/StUF:extraElementen/StUF:extraElement[doel]"))
    other = root.open(steps_of("JZ:e/StUF:extraElementen/StUF:extraElement[zaak]"))
    again = root.open(steps_of("JZ:e/StUF:extraElementen/StUF:extraElement[doel]"))
    assert first.element.get("naam") == "doel"
    assert other.element.get("naam") == "zaak"
    assert again.element is first.element
    assert len(root.element) == 1


def test_an_element_is_put_among_its_equals() -> None:
    root = new_root(ROOT)
    for name in ("JZ:b", "JZ:d", "JZ:c", "JZ:g"):
        root.add(name)
    insert(root, etree.Element(clark("JZ:c"), place="2"), 1, 2)
    insert(root, etree.Element(clark("JZ:b"), place="1"), 0, 1)
    insert(root, etree.Element(clark("JZ:d"), place="9"), 1, 9)
    assert names(root) == ["b", "b", "d", "c", "c", "d", "g"]
    assert [element.get("place") for element in root.element] == ["1", None, None, "2", None, "9", None]


def test_the_last_among_its_equals_may_be_the_last_of_all() -> None:
    root = new_root(ROOT)
    insert(root, etree.Element(clark("JZ:g")), 3, 1)
    assert names(root) == ["g"]


def test_what_the_shape_does_not_know_is_passed_over() -> None:
    root = new_root(ROOT)
    etree.SubElement(root.element, "{urn:x}stranger")
    root.add("JZ:b")
    assert [part.shape.name for _, part in root.parts()] == ["JZ:b"]


def test_nil_is_written_in_two_ways_and_white_space_says_nothing() -> None:
    assert [is_nil(etree.Element("x", {NIL: value})) for value in ("true", " 1 ", "false", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert not is_nil(etree.Element("x"))


def test_what_is_missing_is_nil_constant_or_filled_and_anything_else_is_a_mistake() -> None:
    shape = branch(
        "JZ:a",
        leaf("JZ:b?"),
        leaf("JZ:cN"),
        yes_no("JZ:dN"),
        leaf("JZ:e", constant="E"),
        branch("JZ:f", leaf("JZ:g", constant="G"), leaf("JZ:h"), filled=True),
        branch("JZ:iN", leaf("JZ:j")),
        leaf("JZ:k", needed="melding.k"),
    )
    root, mistakes = new_root(shape), list[str]()
    complete(root, mistakes)
    assert mistakes == ["melding.k: missing", "JZ:f/JZ:h: missing"]
    assert names(root) == ["c", "d", "e", "f", "i"]
    assert [element.get(NIL) for element in root.element] == ["true", "true", None, None, "true"]
    assert root.element[0].get(clark("StUF:noValue")) == root.element[1].get("noValue") == "waardeOnbekend"
    assert root.element[4].attrib.keys() == [NIL]
    assert root.element[2].text == "E"
    assert root.element[3][0].text == "G"


def test_what_is_nil_opaque_or_allowed_to_be_hollow_is_left_alone() -> None:
    inner = leaf("JZ:x")
    shape = branch("JZ:a", branch("JZ:b*N", inner), branch("JZ:c", inner, hollow=True), opaque("JZ:d"))
    root, mistakes = new_root(shape), list[str]()
    root.add("JZ:b").element.set(NIL, "true")
    root.add("JZ:c")
    root.add("JZ:d")
    complete(root, mistakes)
    assert not mistakes
    assert [len(element) for element in root.element] == [0, 0, 0]


def test_what_may_be_hollow_is_whole_once_it_says_something() -> None:
    shape = branch("JZ:a", leaf("JZ:b?"), leaf("JZ:cN"), hollow=True)
    root = new_root(shape)
    root.add("JZ:b")
    complete(root, [])
    assert names(root) == ["b", "c"]


def test_one_of_a_pair_misses_the_other() -> None:
    shape = replace(branch("JZ:a", (leaf("JZ:b*"), leaf("JZ:c*"))), pair="verzoek.ander")
    found: list[list[str]] = []
    for count in range(3):
        root, mistakes = new_root(shape), list[str]()
        for _ in range(count):
            root.add("JZ:b")
        complete(root, mistakes)
        found.append(mistakes)
    assert found == [[], ["verzoek.ander: missing"], []]


def test_a_filler_is_what_completing_would_add() -> None:
    shape = branch(
        "JZ:a",
        leaf("JZ:b?"),
        leaf("JZ:c", needed="c"),
        leaf("JZ:d"),
        leaf("JZ:eN"),
        branch("JZ:f", leaf("JZ:g", constant="G"), filled=True),
        branch("JZ:h", leaf("JZ:i"), filled=True),
    )
    root = new_root(shape)
    parts = {part.name: filler(root, part) for group in shape.ranks for part in group}
    assert [parts[name] for name in ("JZ:b", "JZ:c", "JZ:d", "JZ:h")] == [None] * 4
    nil, filled = parts["JZ:e"], parts["JZ:f"]
    assert nil is not None
    assert is_nil(nil)
    assert filled is not None
    assert filled[0].text == "G"
    assert len(root.element) == 0
