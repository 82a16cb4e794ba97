"""What Staff promises: the book read from a file and the one in memory; and what is wrong with a file."""

from datetime import date
from pathlib import Path

import pytest

from adapters.partners.staff import StaffBook
from gateway.domain.employees import EmployeeId, StaffRole
from gateway.errors import ConfigError
from gateway.ports import Staff
from tests.kit.books import FakeStaff

DAY = date(2026, 3, 2)
KNOWN = EmployeeId("m-17")
TEXT = """
[[medewerker]]
nummer = "m-17"
rollen = ["behandelaar", "privacy"]
"""
TEMPORARY = """
[[medewerker]]
nummer = "m-23"
rollen = ["manager"]
geldig_vanaf = 2026-03-01
geldig_tot = 2026-04-01
"""


def _book(folder: Path, text: str) -> StaffBook:
    file = folder / "medewerkers.toml"
    file.write_text(text, encoding="utf-8")
    return StaffBook(file)


def _mistakes(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        _book(folder, text)
    return caught.value.mistakes


@pytest.fixture(params=["file", "memory"])
def staff(request: pytest.FixtureRequest, tmp_path: Path) -> Staff:
    if request.param == "memory":
        return FakeStaff({KNOWN: frozenset({StaffRole.BEHANDELAAR, StaffRole.PRIVACY})})
    return _book(tmp_path, TEXT)


def test_an_employee_has_the_roles_of_the_book(staff: Staff) -> None:
    assert staff.kept
    assert staff.roles_of(KNOWN, DAY) == {StaffRole.BEHANDELAAR, StaffRole.PRIVACY}


def test_who_is_not_there_has_none(staff: Staff) -> None:
    assert staff.roles_of(EmployeeId("m-18"), DAY) == frozenset()


@pytest.mark.parametrize("book", [StaffBook(None), FakeStaff()])
def test_without_a_book_nobody_has_a_role(book: Staff) -> None:
    assert not book.kept
    assert book.roles_of(KNOWN, DAY) == frozenset()


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_role_counts_from_its_first_day_up_to_its_end(tmp_path: Path, day: date, *, held: bool) -> None:
    roles = _book(tmp_path, TEXT + TEMPORARY).roles_of(EmployeeId("m-23"), day)
    assert (roles == {StaffRole.MANAGER}) is held


def test_rows_of_one_employee_add_up(tmp_path: Path) -> None:
    book = _book(tmp_path, TEXT + TEMPORARY.replace("m-23", "m-17"))
    assert book.roles_of(KNOWN, DAY) == {StaffRole.BEHANDELAAR, StaffRole.PRIVACY, StaffRole.MANAGER}


def test_every_mistake_is_told_by_its_place_and_never_by_its_value(tmp_path: Path) -> None:
    mistakes = _mistakes(
        tmp_path,
        TEXT.replace('"m-17"', '"Sam Voorbeeld"')
        + TEMPORARY.replace("manager", "directeur").replace("2026-04-01", "2026-01-01")
        + '[[medewerker]]\nnummer = "m-1"\n'
        + TEMPORARY.replace("2026-03-01", '"vandaag"'),
    )
    assert [mistake.split(":")[1].strip() for mistake in mistakes] == [
        *("medewerker 1", "medewerker 2", "medewerker 2", "medewerker 3", "medewerker 4"),
    ]
    assert not [word for word in ("Sam", "directeur", "vandaag") if word in " ".join(mistakes)]


@pytest.mark.parametrize("text", ["x =", 'naam = "Sam"', "medewerker = 1"])
def test_what_is_no_staff_book_stops_the_start(tmp_path: Path, text: str) -> None:
    [mistake] = _mistakes(tmp_path, text)
    assert mistake.startswith("medewerkers.toml")


def test_a_book_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        StaffBook(tmp_path / "nergens.toml")
