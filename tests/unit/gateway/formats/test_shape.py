"""The shape that our own formats share."""

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from gateway.domain import content
from gateway.domain.content import Adres, Betrokkene, Content, Geslacht
from gateway.domain.identifiers import Oin
from gateway.domain.moments import IncompleteDate
from gateway.formats import stuf_jz
from gateway.formats.shape import MOST_CHARACTERS, Field, Leaf, camel, codes_of, fields_of, read, write
from gateway.formats.stuf_jz.rows import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Every:
    text: str
    truth: bool
    number: int
    day: date
    moment: datetime
    incomplete: IncompleteDate
    code: Geslacht
    oin: Oin
    octets: bytes
    record: Adres
    maybe: str | None = None
    texts: tuple[str, ...] = ()
    records: tuple[Adres, ...] = ()


def _field(name: str) -> Field:
    return next(field for field in fields_of(_Every) if field.name == name)


def test_a_python_name_becomes_a_camel_name() -> None:
    assert camel("datum_melding") == "datumMelding"
    assert camel("zaak") == "zaak"


def test_every_kind_of_field_has_its_leaf() -> None:
    leaves = {field.name: field.leaf for field in fields_of(_Every)}
    assert leaves == {
        "text": Leaf.TEXT,
        "truth": Leaf.BOOLEAN,
        "number": Leaf.INTEGER,
        "day": Leaf.DATE,
        "moment": Leaf.MOMENT,
        "incomplete": Leaf.INCOMPLETE_DATE,
        "code": Leaf.CODE,
        "oin": Leaf.IDENTIFIER,
        "octets": Leaf.OCTETS,
        "record": None,
        "maybe": Leaf.TEXT,
        "texts": Leaf.TEXT,
        "records": None,
    }


def test_a_list_repeats_its_own_name() -> None:
    assert (_field("records").label, _field("records").many) == ("records", True)
    assert (_field("texts").label, _field("texts").many) == ("texts", True)
    assert (_field("record").label, _field("record").many) == ("record", False)


def test_a_field_without_a_default_is_required() -> None:
    assert _field("text").required
    assert not _field("maybe").required


def test_every_group_of_the_content_has_a_shape() -> None:
    assert len(fields_of(Content)) > 10


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("text", "a", "a"),
        ("truth", True, "true"),
        ("truth", False, "false"),
        ("number", -3, "-3"),
        ("day", date(2026, 3, 2), "2026-03-02"),
        ("moment", datetime(2026, 3, 2, 9, tzinfo=UTC), "2026-03-02T09:00:00Z"),
        ("incomplete", IncompleteDate(2015, 4), "2015-04"),
        ("code", Geslacht.VROUW, "V"),
        ("oin", Oin("00000099000000001000"), "00000099000000001000"),
        ("octets", b"\x00\xff", "AP8="),
    ],
)
def test_what_is_written_reads_back(name: str, value: object, text: str) -> None:
    assert write(_field(name), value) == text
    assert read(_field(name), text) == value


def test_a_moment_with_an_offset_is_the_same_moment() -> None:
    amsterdam = timezone(timedelta(hours=1))
    assert read(_field("moment"), "2026-03-02T10:00:00.5+01:00") == datetime(2026, 3, 2, 10, 0, 0, 500000, amsterdam)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", ""),
        ("text", "x" * (MOST_CHARACTERS + 1)),
        ("text", "a\x00b"),
        ("text", "a\x0bb"),
        ("text", "a\ufffeb"),
        ("truth", "True"),
        ("truth", "1"),
        ("number", "1.0"),
        ("number", "\u0663"),
        ("number", "1234567890"),
        ("day", "2026-02-30"),
        ("day", "20260302"),
        ("moment", "2026-03-02T09:00:00"),
        ("moment", "2026-03-02T25:00:00Z"),
        ("moment", "2026-03-02"),
        ("moment", "9999-12-31T23:00:00Z"),
        ("moment", "9999-12-31T23:59:59-02:00"),
        ("moment", "0001-01-01T00:00:00+02:00"),
        ("incomplete", "2015-13"),
        ("incomplete", "-2015"),
        ("code", "X"),
        ("oin", "0000009900000000100"),
        ("octets", "A"),
        ("octets", "AP8=\n"),
    ],
)
def test_a_text_that_is_no_such_value_is_none(name: str, text: str) -> None:
    assert read(_field(name), text) is None


def test_a_record_is_not_read_from_text() -> None:
    assert read(_field("record"), "text") is None


def test_only_a_code_has_codes() -> None:
    assert codes_of(_field("code")) == ("M", "V", "O")
    assert codes_of(_field("text")) == ()


def _leaf_of(record: type, name: str) -> Field:
    return next(field for field in fields_of(record) if field.name == name)


def test_only_what_a_sender_may_not_know_may_be_an_empty_text() -> None:
    unknown, known = _leaf_of(Betrokkene, "geslachtsnaam"), _leaf_of(Betrokkene, "kenmerk")
    assert (unknown.may_be_empty, read(unknown, "")) == (True, "")
    assert (known.may_be_empty, read(known, "")) == (False, None)
    assert read(_field("text"), "") is None


def _blanks() -> set[str]:
    """Return every text that some message of StUF-Jeugdzorg leaves empty, as `Record.field`."""
    modules = [
        importlib.import_module(f"{stuf_jz.__name__}.{each.name}") for each in pkgutil.iter_modules(stuf_jz.__path__)
    ]
    tables = [value for module in modules for value in vars(module).values() if isinstance(value, Table)]
    found = {f"{table.record.__name__}.{name}" for table in tables for name in table.blank}
    return found | {"Betrokkene.rol", "Betrokkene.geslachtsnaam"}


@pytest.mark.parametrize("name", sorted(_blanks()))
def test_what_stuf_can_leave_open_our_own_formats_can_say_too(name: str) -> None:
    record, _, field = name.partition(".")
    assert _leaf_of(vars(content)[record], field).may_be_empty
