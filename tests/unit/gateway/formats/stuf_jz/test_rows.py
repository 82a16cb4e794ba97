from dataclasses import dataclass
from datetime import date
from typing import Final

import pytest
from lxml import etree

from gateway.domain.moments import IncompleteDate
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz import forms
from gateway.formats.stuf_jz.names import NAMESPACES
from gateway.formats.stuf_jz.rows import (
    Reading,
    Table,
    attribute_row,
    extra,
    extra_row,
    find_all,
    group,
    place_of,
    read_first,
    read_record,
    read_values,
    row,
    says_nothing,
    write_record,
)
from gateway.formats.stuf_jz.shapes import DATE, branch, extras, leaf, text
from gateway.formats.stuf_jz.tree import Node, Writing, new_root
from gateway.strict_xml import Element
from tests.kit.stuf_written import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    naam: str
    geheim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    naam: str
    sleutel: str | None = None
    dag: date | None = None
    jaar: IncompleteDate | None = None
    namen: tuple[str, ...] = ()
    inner: Inner | None = None
    doel: str | None = None
    inhoud: bytes | None = None


SHAPE: Final = branch(
    "JZ:a",
    leaf("JZ:naam*N", text(5)),
    leaf("JZ:dag?", DATE),
    leaf("JZ:jaar?", DATE),
    branch("JZ:namen?", leaf("JZ:naam*N", text(5))),
    branch("JZ:inner?", leaf("JZ:naam", text(5)), extras()),
    leaf("JZ:inhoud?"),
    extras(),
)
INNER: Final = Table(record=Inner, rows=(row("JZ:naam", "naam"), extra_row("", "geheim", "geheim", forms.TRUE_FALSE)))
TABLE: Final = Table(
    record=Outer,
    rows=(
        row("JZ:naam", "naam"),
        attribute_row("JZ:naam", "StUF:sleutelVerzendend", "sleutel", text(3)),
        row("JZ:dag", "dag", forms.DAY),
        row("JZ:jaar", "jaar", forms.DATE),
        row("JZ:namen/JZ:naam", "namen", many=True),
        group("JZ:inner", "inner", INNER),
        extra_row("", "doel", "doel"),
        row("JZ:inhoud", "inhoud", forms.OCTETS, strict=True),
    ),
)
WHOLE: Final = Outer(
    naam="een",
    sleutel="k",
    dag=date(2026, 3, 2),
    jaar=IncompleteDate(2015),
    namen=("twee", "drie"),
    inner=Inner(naam="vier", geheim=True),
    doel="vijf",
    inhoud=b"",
)


def parsed(inside: str) -> Element:
    names = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())
    return etree.fromstring(f"<JZ:a {names}>{inside}</JZ:a>")


def written(record: object, table: Table = TABLE) -> tuple[Node, Writing]:
    root, writing = new_root(SHAPE), Writing()
    write_record(table, root, record, writing, "")
    return root, writing


def test_a_record_is_written_and_read_by_the_same_rows() -> None:
    root, writing = written(WHOLE)
    seen: list[Element] = []
    assert read_record(TABLE, root.element, seen) == WHOLE
    assert not writing.mistakes
    assert len(seen) == 10


def test_what_says_nothing_is_not_written() -> None:
    root, _ = written(Outer(naam="", inner=None))
    assert len(root.element) == 0


def test_every_text_that_does_not_fit_is_a_mistake_by_its_place() -> None:
    record = Outer(naam="te lang", sleutel="te lang", namen=("goed", "te lang"), inner=Inner(naam="te lang"))
    root, writing = written(record)
    assert writing.mistakes == [
        "naam: longer than 5",
        "sleutel: longer than 3",
        "namen[1]: longer than 5",
        "inner.naam: longer than 5",
    ]
    assert b"te lang" not in shown(root)


def test_a_list_that_is_no_list_is_not_written() -> None:
    root, writing = new_root(SHAPE), Writing()
    row("JZ:namen/JZ:naam", "namen", many=True).write(root, "een", writing, "namen")
    assert len(root.element) == 0


def test_nil_and_empty_say_nothing_and_the_first_that_says_something_counts() -> None:
    root = parsed('<JZ:naam xsi:nil="true">x</JZ:naam><JZ:naam/><JZ:naam>drie</JZ:naam><JZ:naam>vier</JZ:naam>')
    seen: list[Element] = []
    assert read_values(TABLE, root, seen) == {"naam": "drie"}
    assert seen == [root[2]]


def test_a_list_has_every_item_that_says_something() -> None:
    root = parsed("<JZ:namen><JZ:naam>een</JZ:naam><JZ:naam/><JZ:naam>drie</JZ:naam></JZ:namen>")
    seen: list[Element] = []
    assert read_values(TABLE, root, seen) == {"namen": ("een", "drie")}
    assert seen == [root[0][0], root[0][2]]


def test_what_equals_a_default_is_not_seen() -> None:
    root = parsed(
        "<JZ:inner><JZ:naam>een</JZ:naam><StUF:extraElementen>"
        '<StUF:extraElement naam="geheim">false</StUF:extraElement></StUF:extraElementen></JZ:inner>'
    )
    seen: list[Element] = []
    assert read_first(INNER, root, "JZ:inner", seen) == Inner(naam="een")
    assert seen == [root[0][0]]


def test_a_record_that_cannot_be_made_is_not_seen_at_all() -> None:
    root = parsed("<JZ:dag>20260302</JZ:dag>")
    seen: list[Element] = []
    assert read_record(TABLE, root, seen) is None
    assert read_record(TABLE, parsed(""), seen) is None
    assert read_first(TABLE, root, "JZ:inner", seen) is None
    assert not seen


def test_a_demanded_text_that_a_partner_may_not_know_stays_empty() -> None:
    table = Table(record=Outer, rows=TABLE.rows, blank=frozenset({"naam"}))
    assert read_record(table, parsed("<JZ:dag>20260302</JZ:dag>"), []) == Outer(naam="", dag=date(2026, 3, 2))
    assert read_record(table, parsed("<JZ:naam>een</JZ:naam>"), []) == Outer(naam="een")


def test_what_must_be_readable_and_is_not_refuses_the_document() -> None:
    with pytest.raises(ContentRefusedError) as refused:
        read_values(TABLE, parsed("\n<JZ:inhoud>é</JZ:inhoud>"), [])
    assert (refused.value.fault, refused.value.places) == ("StUF055", ("line 2: element inhoud",))


def test_a_path_without_steps_is_the_element_itself_and_a_broken_path_leads_nowhere() -> None:
    root = parsed("<JZ:inner/>")
    assert list(find_all(root, "")) == [root]
    assert list(find_all(root, "JZ:namen/JZ:naam")) == []


def test_what_told_something_is_noted() -> None:
    root = parsed("<JZ:namen><JZ:naam/><JZ:naam/></JZ:namen><JZ:inhoud/>")
    reading = Reading()
    reading.tell([root[0][0]])
    reading.tell([root[0][1]])
    assert reading.told == {root[0][0], root[0][1]}


def test_extra_elements_go_by_their_own_name_and_any_other_is_passed_over() -> None:
    inside = '<StUF:extraElement naam="x">1</StUF:extraElement><StUF:extraElement>2</StUF:extraElement><StUF:y/>'
    wanted = '<StUF:extraElement naam="doel">drie</StUF:extraElement>'
    root = parsed(f"<StUF:extraElementen>{inside}{wanted}</StUF:extraElementen>")
    seen: list[Element] = []
    assert read_values(TABLE, root, seen) == {"doel": "drie"}
    assert seen == [root[0][3]]


def test_a_row_finds_by_itself_what_its_table_finds_for_it() -> None:
    root = parsed("<JZ:namen><JZ:naam>een</JZ:naam><JZ:naam/><JZ:naam>drie</JZ:naam></JZ:namen><JZ:dag>x</JZ:dag>")
    seen: list[Element] = []
    assert row("JZ:namen/JZ:naam", "namen", many=True).read(root, seen) == ("een", "drie")
    assert row("JZ:namen/JZ:naam", "naam").read(root, seen) == "een"
    assert row("JZ:dag", "dag", forms.DAY).read(root, seen) is None
    assert seen == [root[0][0], root[0][2], root[0][0]]


def test_a_row_of_the_element_itself_is_read_and_written_there() -> None:
    table = Table(record=Inner, rows=(row("", "naam"),))
    assert read_record(table, parsed("een"), []) == Inner(naam="een")
    node, writing = new_root(SHAPE).add("JZ:dag"), Writing()
    row("", "naam").write(node, "20260302", writing, "")
    assert node.text == "20260302"


def test_a_place_says_no_name_that_is_not_ours() -> None:
    assert place_of(parsed(""), "JZ:a") == "line 1: element a"
    assert place_of(parsed("")) == "line 1: element unknown"
    assert place_of(new_root(SHAPE).element, "JZ:a") == "element a"


def test_no_octets_are_still_octets() -> None:
    assert not says_nothing(WHOLE, "inhoud")
    assert says_nothing(Outer(naam=""), "naam")
    assert says_nothing(Inner(naam="x"), "geheim")


def test_a_list_of_extra_elements_stands_under_one_name() -> None:
    names = row(extra("naam"), "namen", many=True)
    node, writing = new_root(SHAPE), Writing()
    names.write(node, ("a", "b"), writing, "namen")
    assert names.read(node.element, []) == ("a", "b")
    assert [element.get("naam") for element in node.element[0]] == ["naam", "naam"]
    assert not writing.mistakes
