from dataclasses import dataclass
from typing import Final

import pytest
from lxml import etree

from gateway.domain.content import Rest
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz.forms import OCTETS
from gateway.formats.stuf_jz.markup import octets_of, serialised
from gateway.formats.stuf_jz.names import NAMESPACES, clark
from gateway.formats.stuf_jz.rest import difference, restore
from gateway.formats.stuf_jz.rows import Reading, find_all
from gateway.formats.stuf_jz.shapes import Shape, branch, extras, leaf
from gateway.formats.stuf_jz.tree import Node, Writing, complete, new_root, steps_of
from gateway.strict_xml import Element

PERSON: Final = branch("JZ:p*N", leaf("JZ:naam?"), leaf("JZ:x*"), entity="PPP")
PACKED: Final = Shape(name="JZ:inhoud", demanded=False, nillable=False, text=leaf("JZ:t").text, packed=True)
SHAPE: Final = branch(
    "JZ:a",
    leaf("JZ:n?"),
    (leaf("JZ:c*"), leaf("JZ:d*")),
    PERSON,
    PACKED,
    extras(),
    leaf("JZ:zN"),
    leaf("JZ:k", constant="K"),
)
OURS: Final = '<JZ:z xsi:nil="true" StUF:noValue="waardeOnbekend"/><JZ:k>K</JZ:k>'


@dataclass(frozen=True, slots=True)
class Copy:
    """A document as a reader who knows n, d, names of persons, octets and the extra elements b and a has it."""

    origin: Element
    reading: Reading
    bare: Node
    writing: Writing

    def difference(self) -> tuple[Rest, ...]:
        return difference(self.origin, self.bare, self.reading, self.writing)


def parsed(inside: str) -> Element:
    names = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    return etree.fromstring(f"<JZ:a {names}>{inside}</JZ:a>")


def copied(inside: str) -> Copy:
    copy = Copy(parsed(inside), Reading(), new_root(SHAPE), Writing())
    for path in (
        "JZ:n",
        "JZ:d",
        "StUF:extraElementen/StUF:extraElement[b]",
        "StUF:extraElementen/StUF:extraElement[a]",
    ):
        for found in filter(lambda element: element.text, find_all(copy.origin, path)):
            copy.reading.tell([found])
            parent = copy.bare.open(steps_of(path)[:-1])
            parent.add_step(steps_of(path)[-1]).element.text = (found.text or "").strip()
    copy_persons(copy)
    for found in find_all(copy.origin, "JZ:inhoud"):
        copy.reading.tell([found])
        copy.bare.open(steps_of("JZ:inhoud")).element.text = OCTETS.writer(OCTETS.read(found))
    return copy


def copy_persons(copy: Copy) -> None:
    told = [found for found in find_all(copy.origin, "JZ:p") if found.find(clark("JZ:naam")) is not None]
    for number, found in enumerate(told):
        copy.reading.tell([found[0]])
        copy.reading.items[found] = str(number)
        node = copy.bare.add("JZ:p")
        copy.writing.items[str(number)] = node.element
        copy.writing.names[node.element] = found[0].text or ""
        node.add("JZ:naam").text = found[0].text


def back(inside: str) -> tuple[tuple[Rest, ...], str]:
    """Return the rest of a document, and the document as it is put together again."""
    rest = copied(inside).difference()
    again = copied(inside)
    restore(again.bare, rest, again.writing)
    complete(again.bare, again.writing.mistakes)
    assert not again.writing.mistakes
    return rest, serialised(etree.fromstring(octets_of(again.bare)))


@pytest.mark.parametrize(
    ("inside", "places"),
    [
        (OURS, []),
        ("<JZ:n>x</JZ:n>" + OURS, []),
        ('<JZ:n StUF:exact="true"> x </JZ:n>' + OURS, ["JZ:n/@StUF:exact", "JZ:n/text()"]),
        ("<JZ:n>x</JZ:n><JZ:n/>" + OURS, ["JZ:n[2]"]),
        ("<JZ:c>1</JZ:c><JZ:d>2</JZ:d><JZ:c>3</JZ:c>" + OURS, ["JZ:c", "JZ:c[3]"]),
        ('<JZ:z xsi:nil="true"/><JZ:k>K</JZ:k>', ["JZ:z"]),
        ("<JZ:z>z</JZ:z><JZ:z>z</JZ:z><JZ:k>L</JZ:k>", ["JZ:z", "JZ:z[2]", "JZ:k"]),
        (OURS.replace("<JZ:k>", '<JZ:z xsi:nil="true" StUF:noValue="waardeOnbekend"/><JZ:k>'), ["JZ:z", "JZ:z[2]"]),
        (
            '<JZ:p xsi:nil="true" StUF:entiteittype="PPP"/>'
            '<JZ:p StUF:entiteittype="PPP"><JZ:naam>jan</JZ:naam><JZ:x>1</JZ:x></JZ:p>'
            "<JZ:p><JZ:naam>a/b</JZ:naam><JZ:x>2</JZ:x></JZ:p>" + OURS,
            ["JZ:p", "JZ:p[=jan]/JZ:x", "JZ:p[3]/@StUF:entiteittype?", "JZ:p[3]/JZ:x"],
        ),
        (
            '<JZ:p StUF:entiteittype="PPP" StUF:exact="1"><JZ:naam>jan</JZ:naam></JZ:p>' + OURS,
            ["JZ:p[=jan]/@StUF:exact"],
        ),
        ("<JZ:inhoud> QQ\n== </JZ:inhoud>" + OURS, []),
        (
            "<StUF:extraElementen>"
            '<StUF:extraElement naam="a">1</StUF:extraElement><StUF:extraElement naam="x">2</StUF:extraElement>'
            '<StUF:extraElement naam="b">3</StUF:extraElement></StUF:extraElementen>' + OURS,
            ["StUF:extraElementen/order()", "StUF:extraElementen/StUF:extraElement[2]"],
        ),
    ],
)
def test_what_the_domain_does_not_say_is_kept_with_its_place_and_put_back(inside: str, places: list[str]) -> None:
    rest, again = back(inside)
    assert [piece.plaats for piece in rest] == places
    assert again == serialised(parsed(inside.replace(" QQ\n== ", "QQ==")))


def test_a_hint_for_validators_says_nothing() -> None:
    inside = '<JZ:n xsi:schemaLocation="urn:x x.xsd" xsi:noNamespaceSchemaLocation="y.xsd">x</JZ:n>' + OURS
    assert back(inside)[0] == ()


def test_what_was_written_without_being_read_refuses_the_document() -> None:
    copy = copied(OURS)
    copy.bare.add("JZ:n")
    with pytest.raises(ContentRefusedError, match="StUF058 at line 1: element a"):
        copy.difference()


def test_what_was_read_and_not_written_refuses_the_document() -> None:
    copy = copied("\n<JZ:n>x</JZ:n>" + OURS)
    (part,) = copy.bare.ranks.pop(0)
    copy.bare.add("JZ:c").text = part.text
    with pytest.raises(ContentRefusedError, match="StUF058 at line 2: element n"):
        copy.difference()


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ("", "<x/>"),
        ("JZ:n/@X:x", "y"),
        ("JZ:n/@StUF:x y", "z"),
        ("JZ:n/@StUF:x", "\x00"),
        ("JZ:n/@StUF:x", "x" * 8193),
        ("JZ:p/@StUF:entiteittype", "QQQ"),
        ("JZ:q/@StUF:x", "y"),
        ("JZ:n/text()", "\x00"),
        ("text()", "y"),
        ("JZ:p[=jan]/text()", "y"),
        ("JZ:p[=piet]/JZ:x", '<JZ:x xmlns:JZ="http://www.stufstandaarden.nl/koppelvlak/jz0100"/>'),
        ("JZ:p[0]/JZ:x", '<JZ:x xmlns:JZ="http://www.stufstandaarden.nl/koppelvlak/jz0100"/>'),
        ("JZ:p[2]/JZ:x", '<JZ:x xmlns:JZ="http://www.stufstandaarden.nl/koppelvlak/jz0100"/>'),
        ("JZ:c/@StUF:x", "y"),
        ("JZ:p[[1]/JZ:x", '<JZ:x xmlns:JZ="http://www.stufstandaarden.nl/koppelvlak/jz0100"/>'),
        ("JZ:x", '<JZ:x xmlns:JZ="http://www.stufstandaarden.nl/koppelvlak/jz0100"/>'),
        ("JZ:x[", '<JZ:x xmlns:JZ="http://www.stufstandaarden.nl/koppelvlak/jz0100"/>'),
        ("JZ:n", '<JZ:c xmlns:JZ="http://www.stufstandaarden.nl/koppelvlak/jz0100"/>'),
        ("JZ:n", "<!DOCTYPE n><n/>"),
        ("JZ:n", "\ud800"),
        ("JZ:q/JZ:r/JZ:n", "<n/>"),
    ],
)
def test_a_piece_without_a_place_is_a_mistake(place: str, inside: str) -> None:
    copy = copied('<JZ:n>x</JZ:n><JZ:d>x</JZ:d><JZ:p StUF:entiteittype="PPP"><JZ:naam>jan</JZ:naam></JZ:p>' + OURS)
    restore(copy.bare, (Rest(plaats="JZ:n/@StUF:ok", inhoud=""), Rest(plaats=place, inhoud=inside)), copy.writing)
    assert copy.writing.mistakes == ["rest[1]: does not fit"]


def test_an_order_of_parts_that_are_no_longer_there_is_left_alone() -> None:
    copy = copied("<JZ:n>x</JZ:n>" + OURS)
    restore(copy.bare, (Rest(plaats="order()", inhoud="2 1"), Rest(plaats="order()", inhoud="x")), copy.writing)
    assert not copy.writing.mistakes


def test_items_of_a_list_go_by_their_number_whatever_their_order() -> None:
    inside = "".join(f"<JZ:p><JZ:naam>{name}</JZ:naam></JZ:p>" for name in ("jan", "eva"))
    copy = copied(inside + OURS)
    first, second = copy.writing.items["0"], copy.writing.items["1"]
    copy.writing.items |= {"0": second, "1": first}
    assert copy.difference()[0] == Rest(plaats="order()", inhoud="2 1")


@pytest.mark.parametrize("items", [{}, {"0": None}])
def test_an_item_that_was_not_written_refuses_the_document(items: dict[str, None]) -> None:
    copy = copied("<JZ:p><JZ:naam>jan</JZ:naam></JZ:p>" + OURS)
    copy.writing.items.clear()
    copy.writing.items |= dict.fromkeys(items, new_root(SHAPE).element)
    with pytest.raises(ContentRefusedError, match="StUF058 at line 1: element p"):
        copy.difference()


def test_an_item_of_another_name_refuses_the_document() -> None:
    copy = copied("<JZ:n>x</JZ:n><JZ:p><JZ:naam>jan</JZ:naam></JZ:p>" + OURS)
    copy.writing.items["0"] = copy.bare[0].element
    with pytest.raises(ContentRefusedError, match="StUF058 at line 1: element p"):
        copy.difference()


def test_pieces_beside_one_person_are_all_put_back() -> None:
    inside = '<JZ:p StUF:entiteittype="PPP"><JZ:naam>jan</JZ:naam><JZ:x>1</JZ:x><JZ:x>2</JZ:x></JZ:p>'
    assert [piece.plaats for piece in back(inside + OURS)[0]] == ["JZ:p[=jan]/JZ:x", "JZ:p[=jan]/JZ:x[2]"]


def test_what_is_kept_beside_a_person_never_moves_to_another() -> None:
    inside = (
        '<JZ:p StUF:entiteittype="PPP"><JZ:naam>jan</JZ:naam></JZ:p>'
        '<JZ:p StUF:entiteittype="PPP"><JZ:naam>eva</JZ:naam><JZ:x>van eva</JZ:x></JZ:p>' + OURS
    )
    rest = copied(inside).difference()
    without = copied('<JZ:p StUF:entiteittype="PPP"><JZ:naam>jan</JZ:naam></JZ:p>' + OURS)
    restore(without.bare, rest, without.writing)
    assert without.writing.mistakes == ["rest[0]: does not fit"]
    assert b"van eva" not in octets_of(without.bare)
