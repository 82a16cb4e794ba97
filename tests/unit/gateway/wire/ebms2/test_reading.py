from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest

from gateway.domain.identifiers import MessageId, Oin
from gateway.errors import HeaderRefusedError
from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.reading import (
    Children,
    check_attributes,
    check_version,
    eb,
    name_of,
    read_boolean,
    read_choice,
    read_identifier,
    read_moment,
    read_text,
    refuse,
    soap,
)
from gateway.wire.ebms2.vocabulary import EB, SOAP, ErrorCode, Severity
from gateway.wire.ebms2.xml import Element

PLACE: Final = "//Place"
VNR: Final = ErrorCode.VALUE_NOT_RECOGNIZED
INC: Final = ErrorCode.INCONSISTENT


def _element(inner: str = "", attributes: str = "") -> Element:
    return xml.parse(f'<eb:A xmlns:eb="{EB}" {attributes}>{inner}</eb:A>'.encode())


def _refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(HeaderRefusedError) as caught:
        call()
    return caught.value.ebms_code, caught.value.location


def test_names_are_written_with_their_namespace() -> None:
    assert (eb("A"), soap("A")) == (f"{{{EB}}}A", f"{{{SOAP}}}A")
    assert name_of(_element()) == (EB, "A")
    assert name_of(xml.parse(b"<a/>")) == ("", "a")


def test_a_refusal_forgets_where_it_came_from() -> None:
    with pytest.raises(HeaderRefusedError) as caught:
        read_identifier(Oin, _element("geheim"), PLACE)
    assert caught.value.__suppress_context__
    assert _refusal(lambda: refuse(INC, PLACE)) == (INC, PLACE)


def test_children_are_taken_in_their_order() -> None:
    children = Children(_element("<eb:B/><eb:C/><eb:C/><eb:E/>"), PLACE)
    assert children.optional(eb("C")) is None
    assert children.one(eb("B")).tag == eb("B")
    assert len(children.many(eb("C"))) == 2
    assert children.many(eb("D")) == []
    assert _refusal(children.end) == (INC, PLACE)
    assert children.optional(eb("E")) is not None
    assert children.optional(eb("E")) is None
    children.end()
    children.end_with_extensions()


def test_a_child_that_is_not_there_is_named() -> None:
    assert _refusal(lambda: Children(_element("<eb:C/>"), PLACE).one(eb("B"))) == (INC, f"{PLACE}/B")


@pytest.mark.parametrize("inner", ["x<eb:B/>", "<eb:B/>x", "<eb:B/><eb:C/>\u00a0"])
def test_no_text_stands_between_elements(inner: str) -> None:
    assert _refusal(lambda: Children(_element(inner), PLACE)) == (INC, PLACE)


@pytest.mark.parametrize("inner", ["<eb:B/>", "<B/>", '<x:B xmlns:x="urn:x"/><eb:B/>'])
def test_an_extension_is_of_another_namespace(inner: str) -> None:
    assert _refusal(Children(_element(inner), PLACE).end_with_extensions) == (INC, PLACE)


def test_extensions_are_ignored() -> None:
    Children(_element(' <x:B xmlns:x="urn:x"/> <x:C xmlns:x="urn:x">y</x:C> '), PLACE).end_with_extensions()


def test_every_attribute_has_a_namespace() -> None:
    check_attributes(_element(attributes='eb:a="1" xml:lang="nl"'), PLACE)
    assert _refusal(lambda: check_attributes(_element(attributes='eb:a="1" a="1"'), PLACE)) == (INC, PLACE)


def test_only_version_two_is_read() -> None:
    check_version(_element(attributes='eb:version="2.0"'), PLACE)
    wrong = (ErrorCode.NOT_SUPPORTED, f"{PLACE}/@version")
    assert _refusal(lambda: check_version(_element(attributes='eb:version="2"'), PLACE)) == wrong
    assert _refusal(lambda: check_version(_element(), PLACE)) == wrong
    assert _refusal(lambda: check_version(_element(attributes='version="2.0"'), PLACE)) == (INC, PLACE)


def test_a_text_is_returned_whole() -> None:
    assert read_text(_element(" a &amp; b "), PLACE) == " a & b "
    assert read_text(_element("x" * 255), PLACE) == "x" * 255


@pytest.mark.parametrize("inner", ["", "a<eb:B/>b", "x" * 256])
def test_a_text_is_short_and_alone(inner: str) -> None:
    assert _refusal(lambda: read_text(_element(inner), PLACE)) == (VNR, PLACE)


def test_an_identifier_is_parsed_once() -> None:
    assert read_identifier(MessageId, _element("a@b"), PLACE) == MessageId("a@b")
    assert _refusal(lambda: read_identifier(Oin, _element("00000099"), PLACE)) == (VNR, PLACE)


def test_a_moment_is_read() -> None:
    assert read_moment(_element("2026-11-23T09:00:00Z"), PLACE) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert _refusal(lambda: read_moment(_element("gisteren"), PLACE)) == (VNR, PLACE)


def test_a_boolean_has_four_forms() -> None:
    assert [read_boolean(text, PLACE) for text in ("true", "1", "false", "0")] == [True, True, False, False]
    for text in ("True", " true", "", None):
        assert _refusal(lambda text=text: read_boolean(text, PLACE)) == (VNR, PLACE)  # type: ignore[misc]  # no name for it


def test_a_choice_is_of_a_closed_list() -> None:
    assert read_choice(Severity, "Error", PLACE) is Severity.ERROR
    assert _refusal(lambda: read_choice(Severity, "error", PLACE)) == (VNR, PLACE)
    assert _refusal(lambda: read_choice(Severity, None, PLACE)) == (VNR, PLACE)
