import pytest

from gateway.formats.stuf_jz.shapes import (
    TEXT,
    YES_NO,
    Text,
    branch,
    extras,
    form,
    leaf,
    one_of,
    opaque,
    text,
    yes_no,
)


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("JZ:a", ("JZ:a", True, False)),
        ("JZ:aN", ("JZ:a", True, True)),
        ("JZ:a?", ("JZ:a", False, False)),
        ("JZ:a*N", ("JZ:a", False, True)),
        ("JZ:N+", ("JZ:N", True, False)),
    ],
)
def test_a_name_carries_its_number(marked: str, found: tuple[str, bool, bool]) -> None:
    shape = leaf(marked)
    assert (shape.name, shape.demanded, shape.nillable) == found


@pytest.mark.parametrize(
    ("kind", "good", "bad", "fault"),
    [
        (text(3), "abc", "abcd", "longer than 3"),
        (text(3, shortest=2), "ab", "a", "shorter than 2"),
        (one_of("J", "N"), "J", "j", "not one of the standard's own values"),
        (form(r"\d{2}"), "12", "12\n", "not of the standard's form"),
        (form(r"\d"), "1", "\u0661", "not of the standard's form"),
        (TEXT, "a\tb\n\U0001f600", "a\x0b", "holds characters that XML cannot carry"),
        (TEXT, "", "\ud800", "holds characters that XML cannot carry"),
    ],
)
def test_a_text_is_measured_and_its_fault_never_repeats_it(kind: Text, good: str, bad: str, fault: str) -> None:
    assert kind.fault(good) is None
    assert kind.fault(bad) == fault


def test_an_emoji_counts_double_as_it_does_at_a_partner_with_java() -> None:
    assert text(4).fault("\U0001f600\U0001f600") is None
    assert text(3).fault("\U0001f600\U0001f600") == "longer than 3"


def test_parts_have_the_rank_of_their_place_and_those_in_any_order_share_one() -> None:
    shape = branch("JZ:a", leaf("JZ:b"), (leaf("JZ:c"), leaf("JZ:d")), leaf("JZ:e"))
    assert {name: rank for name, (rank, _) in shape.parts.items()} == {"JZ:b": 0, "JZ:c": 1, "JZ:d": 1, "JZ:e": 2}


def test_an_entity_is_written_with_its_sort() -> None:
    shape = branch("JZ:a", entity="VTM", attributes=(("StUF:scope", "x"),))
    assert shape.attributes == (("StUF:entiteittype", "VTM"), ("StUF:scope", "x"))
    assert branch("JZ:a").attributes == ()


def test_a_yes_or_no_says_why_it_is_nil_without_namespace() -> None:
    assert yes_no("JZ:aN").no_value == "noValue"
    assert yes_no("JZ:aN").text is YES_NO
    assert leaf("JZ:aN").no_value == "StUF:noValue"


def test_extra_elements_are_optional_and_never_none() -> None:
    assert not extras().demanded
    assert extras().parts["StUF:extraElement"][1].demanded


def test_an_opaque_element_has_no_parts_of_its_own() -> None:
    assert opaque("JZ:a*N", entity="X").opaque
    assert not opaque("JZ:a").parts
