from datetime import date

import pytest

from adapters.references.cells import read_day, read_instance_code, read_month, read_oin, read_role_code, read_text
from adapters.references.workbook import Cell
from gateway.domain.identifiers import Oin
from gateway.errors import InvalidDateError, InvalidIdentifierError

DAY = date(2015, 11, 24)


@pytest.mark.parametrize("cell", [DAY, 20151124, 20151124.0, "20151124", 42332, 42332.0], ids=repr)
def test_a_day_is_read_in_every_way_the_lists_write_it(cell: Cell) -> None:
    assert read_day(cell) == DAY


def test_no_day_is_none() -> None:
    assert read_day(None) is None


@pytest.mark.parametrize("cell", ["2015-11-24", 20151324, 20150230, "morgen", -3, 0, 4_000_000, 99999999, 1.5])
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    with pytest.raises(InvalidDateError):
        read_day(cell)


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("Referentielijst Instantie\n(geldig vanaf augustus 2026)", date(2026, 8, 1)),
        ("INS Juli 2026", date(2026, 7, 1)),
        ("INS", None),
        (None, None),
    ],
)
def test_a_month_is_read_from_words(cell: Cell, month: date | None) -> None:
    assert read_month(cell) == month


@pytest.mark.parametrize("text", ["00000004000000025000", "00000002003214436001"])
def test_an_oin_is_read(text: str) -> None:
    assert read_oin(text) == Oin(text)


@pytest.mark.parametrize("cell", ["1234", 4000000025000, "0000000400000002500x"])
def test_what_is_no_oin_is_refused(cell: Cell) -> None:
    with pytest.raises(InvalidIdentifierError):
        read_oin(cell)


@pytest.mark.parametrize(("cell", "code"), [(121, "121"), ("015", "015"), (15, "015")])
def test_a_role_code_has_three_digits(cell: Cell, code: str) -> None:
    assert read_role_code(cell) == code


@pytest.mark.parametrize("cell", [None, "12", 1234, "01a", 1.5])
def test_what_is_no_role_code_is_refused(cell: Cell) -> None:
    with pytest.raises(InvalidIdentifierError):
        read_role_code(cell)


def test_an_instance_code_is_letters_and_digits() -> None:
    assert read_instance_code("RC0329") == "RC0329"
    with pytest.raises(InvalidIdentifierError):
        read_instance_code("RC 0329")


@pytest.mark.parametrize("cell", [None, 3, "x" * 201])
def test_what_is_no_name_is_refused(cell: Cell) -> None:
    with pytest.raises(InvalidIdentifierError):
        read_text(cell)
