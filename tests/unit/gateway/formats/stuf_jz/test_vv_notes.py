from dataclasses import dataclass
from typing import Final

from gateway.formats.stuf_jz.rows import row
from gateway.formats.stuf_jz.shapes import branch, extras, leaf, text
from gateway.formats.stuf_jz.tree import Node, Writing, new_root, steps_of
from gateway.formats.stuf_jz.vv_notes import Notes
from gateway.strict_xml import Element
from tests.kit.stuf_written import again


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    bron: str | None = None
    voorwaarden: tuple[str, ...] = ()


SHAPE: Final = branch("JZ:object", extras(), leaf("JZ:identificatie?"))
NOTES: Final = Notes(
    prefix="antwoord",
    rows={"Bron": row("", "bron"), "Voorwaarde": row("", "voorwaarden")},
    lists=frozenset({"voorwaarden"}),
)


def written(*records: Said) -> tuple[Element, Writing]:
    root, writing = new_root(SHAPE), Writing()
    NOTES.write(root, [(f"delen[{number}]", record) for number, record in enumerate(records)], writing)
    return root.element, writing


def noted(*extra: tuple[str, str]) -> Node:
    root = new_root(SHAPE)
    for name, said in extra:
        element = root.open(steps_of("StUF:extraElementen")).add("StUF:extraElement").element
        element.set("naam", name)
        element.text = said
    return root


def read(element: Element) -> dict[int, Said]:
    return {number: Said(**NOTES.read(notes, [])) for number, notes in NOTES.find(element).items()}


def test_what_is_written_is_read_back_under_its_number() -> None:
    first, third = Said(bron="a", voorwaarden=("b", "c")), Said(bron="d")
    element, writing = written(first, Said(), third)
    assert read(element) == {1: first, 3: third}
    assert not writing.mistakes


def test_a_record_that_says_nothing_leaves_nothing() -> None:
    element, _ = written(Said())
    assert len(element) == 0


def test_only_its_own_names_are_read() -> None:
    names = (
        "vraag1Bron",
        "antwoord1Naam",
        "antwoord0Bron",
        "antwoord01Bron",
        "antwoordBron",
        "antwoord1234567Bron",
        "",
    )
    assert read(noted(*((name, "x") for name in names)).element) == {}


def test_where_one_can_say_it_the_first_does_and_an_empty_one_says_nothing() -> None:
    names = ("antwoord1Bron", "antwoord1Bron", "antwoord1Bron", "antwoord1Voorwaarde", "antwoord1Voorwaarde")
    node = noted(*zip(names, ("", "a", "b", "", "c"), strict=True))
    seen: list[Element] = []
    assert NOTES.read(NOTES.find(node.element)[1], seen) == {"bron": "a", "voorwaarden": ("c",)}
    assert [element.text for element in seen] == ["a", "c"]


def test_a_text_that_cannot_stand_is_a_mistake_by_place() -> None:
    short = branch("JZ:object", branch("StUF:extraElementen?", leaf("StUF:extraElement+N", text(3))))
    root, writing = new_root(short), Writing()
    NOTES.write(root, [("delen[0]", Said(bron="te lang"))], writing)
    assert writing.mistakes == ["delen[0].bron: longer than 3"]


def test_thousands_of_notes_are_found_in_one_pass() -> None:
    many = tuple(Said(bron="a", voorwaarden=("b",)) for _ in range(3_000))
    element, _ = written(*many)
    assert tuple(read(again(element)).values()) == many
