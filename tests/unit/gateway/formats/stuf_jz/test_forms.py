from datetime import date

import pytest
from lxml import etree

from gateway.domain.identifiers import Oin
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz import forms
from gateway.formats.stuf_jz.forms import Form
from gateway.formats.stuf_jz.names import STUF, clark
from gateway.strict_xml import Element

MARK = "StUF:indOnvolledigeDatum"


def element(text: str, mark: str = "") -> Element:
    made = etree.Element(f"{{{STUF}}}x")
    made.text = text
    if mark:
        made.set(clark(MARK), mark)
    return made


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (forms.TEXT, " a ", " a "),
        (forms.NUMBER, "12", 12),
        (forms.YES_NO, "Ja", True),
        (forms.YES_NO, "Nee", False),
        (forms.TRUE_FALSE, "false", False),
        (forms.OIN, "00000099000000001000", Oin("00000099000000001000")),
        (forms.OCTETS, "QQ==", b"A"),
        (forms.OCTETS, "", b""),
        (forms.DAY, "20260302", date(2026, 3, 2)),
        (forms.DATE, "20260302", IncompleteDate(2026, 3, 2)),
    ],
)
def test_a_value_is_read_and_written_back(form: Form, text: str, value: object) -> None:
    assert form.read(element(text)) == value
    assert form.writer(value) == text
    assert form.marks(value) == {}


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [(forms.NUMBER, " +007 ", 7), (forms.TOKEN, " a  b ", "a b"), (forms.OCTETS, " Q Q\n= =", b"A")],
)
def test_a_value_may_be_written_otherwise_than_we_do(form: Form, text: str, value: object) -> None:
    assert form.read(element(text)) == value


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (forms.TEXT, ""),
        (forms.NUMBER, "1.0"),
        (forms.NUMBER, "1234567890"),
        (forms.YES_NO, "ja"),
        (forms.OIN, "1"),
        (forms.OCTETS, "QQ="),
        (forms.OCTETS, "QR=="),
        (forms.OCTETS, "Q!Q=="),
        (forms.OCTETS, "é"),
        (forms.DAY, "5"),
        (forms.DAY, "20260231"),
        (forms.DATE, "-20260302"),
        (forms.DATE, "00000101"),
    ],
)
def test_what_is_no_such_value_reads_as_none(form: Form, text: str) -> None:
    assert form.read(element(text)) is None


@pytest.mark.parametrize(
    ("mark", "text", "value"),
    [
        ("V", "20150401", IncompleteDate(2015, 4, 1)),
        ("D", "20150401", IncompleteDate(2015, 4)),
        ("M", "20150101", IncompleteDate(2015)),
    ],
)
def test_a_mark_says_what_of_a_date_is_known(mark: str, text: str, value: IncompleteDate) -> None:
    assert forms.DATE.read(element(text, mark)) == value
    assert forms.DATE.writer(value) == text
    assert forms.DATE.marks(value) == ({} if mark == "V" else {MARK: mark})


def test_what_is_unknown_of_a_date_need_not_be_a_date() -> None:
    assert forms.DATE.read(element("20150000", "M")) == IncompleteDate(2015)
    assert forms.DATE.read(element("20150701", "M")) == IncompleteDate(2015)


def test_a_date_of_which_nothing_is_known_is_none() -> None:
    assert forms.DATE.read(element("20150401", "J")) is None


def test_a_day_must_be_known_to_the_day() -> None:
    assert forms.DAY.read(element("20150401", "D")) is None


def test_an_empty_element_is_read_like_an_empty_text() -> None:
    assert forms.TEXT.read(etree.Element("x")) is None
    assert forms.DATE.read(etree.Element("x")) is None
