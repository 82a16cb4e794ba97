from dataclasses import replace
from typing import Final

import pytest
from lxml import etree

from gateway.formats.stuf_jz.names import NAMESPACES, NIL, clark
from gateway.formats.stuf_jz.shapes import Shape, branch, extras, hollow, leaf, opaque, yes_no
from gateway.formats.stuf_jz.tree import Node, complete, filler, first_at, is_nil, new_root, node_of, steps_of
from gateway.strict_xml import Element

LOOSE: Final = (leaf("JZ:c*"), leaf("JZ:d*"))
ROOT: Final = branch(
    "JZ:a", leaf("JZ:b*"), LOOSE, branch("JZ:e?", leaf("JZ:f?"), extras(), entity="EEE"), leaf("JZ:g?")
)


def names(node: Node) -> list[str]:
    return [part.shape.name[3:] for part in node]


def parsed(inside: str, name: str = "JZ:a") -> Element:
    declared = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    return etree.fromstring(f"<{name} {declared}>{inside}</{name}>")


def test_parts_stand_in_the_order_of_the_shape_whatever_order_they_are_added_in() -> None:
    root = new_root(ROOT)
    for name in ("JZ:g", "JZ:d", "JZ:b", "JZ:c", "JZ:e", "JZ:b"):
        root.add(name)
    assert names(root) == ["b", "b", "d", "c", "e", "g"]


def test_a_node_is_read_like_an_element() -> None:
    root = new_root(ROOT)
    part = root.open(steps_of("JZ:e/JZ:f"))
    part.element.text = "tekst"
    part.element.set("naam", "x")
    assert root
    assert root.element.tag == clark("JZ:a")
    assert root.element.sourceline is None
    assert [found.text for found in root.element[0]] == ["tekst"]
    assert part.element.get("naam") == "x"
    assert part.element.get("anders") is None
    assert part.element.get("anders", "y") == "y"
    assert len(root) == len(root[0]) == 1


def test_the_first_at_the_end_of_a_path_is_found_in_what_came_in_and_in_what_is_written() -> None:
    extra = '<StUF:extraElement naam="{}"/>'
    origin = parsed(f"<JZ:e/><JZ:e><StUF:extraElementen>{extra.format('x')}</StUF:extraElementen></JZ:e>")
    root = new_root(ROOT)
    written = root.open(steps_of("JZ:e/StUF:extraElementen/StUF:extraElement[doel]"))
    assert first_at(origin, steps_of("JZ:e")) is origin[0]
    assert first_at(origin, steps_of("JZ:e/StUF:extraElementen")) is None
    assert first_at(origin[1], steps_of("StUF:extraElementen/StUF:extraElement[x]")) is origin[1][0][0]
    assert first_at(origin[1], steps_of("StUF:extraElementen/StUF:extraElement[y]")) is None
    assert first_at(root.element, steps_of("JZ:e/StUF:extraElementen/StUF:extraElement[doel]")) is written.element
    assert first_at(origin, ()) is origin
    (step,) = steps_of("StUF:extraElement[doel]")
    assert [step.leads_to(found) for found in (written.element, origin[1][0][0], origin)] == [True, False, False]


def test_an_entity_is_added_with_its_sort() -> None:
    assert new_root(ROOT).add("JZ:e").element.get(clark("StUF:entiteittype")) == "EEE"


def test_opening_a_path_adds_only_what_is_missing() -> None:
    root = new_root(ROOT)
    first = root.open(steps_of("JZ:e/StUF:extraElementen/StUF:extraElement[doel]"))
    other = root.open(steps_of("JZ:e/StUF:extraElementen/StUF:extraElement[zaak]"))
    again = root.open(steps_of("JZ:e/StUF:extraElementen/StUF:extraElement[doel]"))
    assert first.element.get("naam") == "doel"
    assert other.element.get("naam") == "zaak"
    assert again is first
    assert len(root) == 1


def marked(name: str, place: str) -> Node:
    node = Node(ROOT.parts[name][1])
    node.set("place", place)
    return node


def test_an_element_is_put_among_its_equals() -> None:
    root = new_root(ROOT)
    for name in ("JZ:b", "JZ:d", "JZ:c", "JZ:g"):
        root.add(name)
    root.put(marked("JZ:c", "2"), 2)
    root.put(marked("JZ:b", "1"), 1)
    root.put(marked("JZ:d", "9"), 9)
    root.put(marked("JZ:g", "last"))
    assert names(root) == ["b", "b", "d", "c", "c", "d", "g", "g"]
    assert [part.get("place") for part in root] == ["1", None, None, "2", None, "9", None, "last"]


PIECE: Final = branch("JZ:a", leaf("JZ:b*"), branch("JZ:c?", leaf("JZ:d"), entity="CCC"), opaque("JZ:e*"))


def test_a_piece_of_another_document_is_taken_over_without_its_layout() -> None:
    piece = parsed('\n <JZ:c StUF:entiteittype="CCC"> <JZ:d> x </JZ:d></JZ:c><JZ:b>1</JZ:b>\n<JZ:e><JZ:q/>y</JZ:e>')
    taken = node_of(piece, PIECE)
    assert taken is not None
    assert names(taken) == ["b", "c", "e"]
    assert (taken[0].text, taken[1][0].text) == ("1", " x ")
    assert taken[1].get(clark("StUF:entiteittype")) == "CCC"
    assert taken[2].source is piece[2]


@pytest.mark.parametrize(
    ("inside", "shape"),
    [
        ("", leaf("JZ:b")),
        ("<JZ:q/>", PIECE),
        ("<JZ:b><JZ:b/></JZ:b>", PIECE),
        ('<JZ:c StUF:entiteittype="DDD"/>', PIECE),
        ("tekst<JZ:b/>", PIECE),
        ("<JZ:b/>tekst", PIECE),
    ],
)
def test_a_piece_that_does_not_fit_its_shape_is_not_taken_over(inside: str, shape: Shape) -> None:
    assert node_of(parsed(inside), shape) is None


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
    assert [part.get(NIL) for part in root] == ["true", "true", None, None, "true"]
    assert root[0].get(clark("StUF:noValue")) == root[1].get("noValue") == "waardeOnbekend"
    assert root[4].attributes.keys() == {NIL}
    assert root[2].text == "E"
    assert root[3][0].text == "G"


def test_what_is_nil_opaque_or_allowed_to_be_hollow_is_left_alone() -> None:
    inner = leaf("JZ:x")
    shape = branch("JZ:a", branch("JZ:b*N", inner), hollow(branch("JZ:c", inner)), opaque("JZ:d"))
    root, mistakes = new_root(shape), list[str]()
    root.add("JZ:b").set(NIL, "true")
    root.add("JZ:c")
    root.add("JZ:d")
    complete(root, mistakes)
    assert not mistakes
    assert [len(part) for part in root] == [0, 0, 0]


def test_what_may_be_hollow_is_whole_once_it_says_something() -> None:
    shape = hollow(branch("JZ:a", leaf("JZ:b?"), leaf("JZ:cN")))
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
    parts = {part.name: filler(part) for group in shape.ranks for part in group}
    assert [parts[name] for name in ("JZ:b", "JZ:c", "JZ:d", "JZ:h")] == [None] * 4
    nil, filled = parts["JZ:e"], parts["JZ:f"]
    assert nil is not None
    assert is_nil(nil.element)
    assert filled is not None
    assert filled[0].text == "G"
