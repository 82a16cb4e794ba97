from collections.abc import Sequence
from datetime import date

import pytest

from adapters.references.lists import read_lists
from adapters.references.workbook import Cell, Row
from gateway.domain.identifiers import Oin
from gateway.domain.references import Instance, ReferenceLists, Role
from gateway.errors import BundleRefusedError

CANARY = "Kanarie-1987"
OIN = "00000099000000001000"
LEGEND = (("StUF-KOPPELVLAK JEUGDZORG REFERENTIELIJSTEN",), ("Versie:", "1.0.87"))
INS_HEAD = ("IDINST", "PRESNMINST", "DTOPHINST", "DTAANV", "OINR")
RAAD = ("RC0001", "Raad te Voorbeelddam", None, 20120426, OIN)
JZR_HEAD = ("Rolomschrijving", "Rolcode", "Toelichting", "Groep", "Datum begin geldigheid", "Datum einde geldigheid")
OUDER = ("ouder, gezag niet benoemd", 111, "Wie het gezag heeft is niet bekend.", "gezag", 41821, None)
MOEDER = ("moeder", "015", "Opgegaan in 'ouder, gezag niet benoemd' (111).", None, 41821, 42514)
Cells = tuple[Cell, ...]


def instances(*rows: Cells, month: str = "augustus") -> Sequence[Cells]:
    return ((f"Referentielijst Instantie\n(geldig vanaf {month} 2026)",), INS_HEAD, *rows)


def roles(*rows: Cells) -> Sequence[Cells]:
    return (("Referentielijst Jeugdzorgrol",), JZR_HEAD, *rows)


def read(**sheets: Sequence[Cells]) -> ReferenceLists:
    whole = {"LEGENDA": LEGEND, "INS_A": instances(RAAD), "JZR": roles(OUDER, MOEDER)} | sheets
    named = {name.replace("_", " "): cells for name, cells in whole.items() if cells}
    return read_lists({name: [Row(i, row) for i, row in enumerate(rows, 1)] for name, rows in named.items()})


def mistakes(**sheets: Sequence[Cells]) -> tuple[str, ...]:
    with pytest.raises(BundleRefusedError) as refused:
        read(**sheets)
    assert CANARY not in str(refused.value)
    return refused.value.mistakes


def test_version_roles_and_instances_are_read() -> None:
    assert read() == ReferenceLists(
        version="1.0.87",
        roles=(
            Role(code="111", text="ouder, gezag niet benoemd", valid_from=date(2014, 7, 1)),
            Role(
                code="015",
                text="moeder",
                valid_from=date(2014, 7, 1),
                valid_until=date(2016, 5, 24),
                successor="111",
            ),
        ),
        instances=(Instance(code="RC0001", name="Raad te Voorbeelddam", oin=Oin(OIN), valid_from=date(2012, 4, 26)),),
    )


@pytest.mark.parametrize(("sheet", "told"), [("LEGENDA", "LEGENDA"), ("INS_A", "INS ..."), ("JZR", "JZR")])
def test_a_sheet_that_is_missing_is_told(sheet: str, told: str) -> None:
    assert mistakes(**{sheet: ()}) == (f"there is no sheet {told}",)


def test_a_version_that_is_missing_is_told() -> None:
    assert mistakes(LEGENDA=(("Versie:", CANARY),)) == (
        "LEGENDA: there is no version, such as 1.0.87, beside 'Versie:'",
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("RC0001", "Raad", None, 20120426, CANARY), "OINR: not a valid Oin"),
        (("RC0001", "Raad", None, CANARY, None), "DTAANV: not a date of the form YYYY, YYYY-MM or YYYY-MM-DD"),
        (("RC0001", None, None, None, None), "PRESNMINST: not a valid text"),
        ((CANARY, "Raad", None, None, None), "IDINST: not a valid instance code"),
    ],
)
def test_a_cell_that_is_wrong_is_told_by_row_and_column(row: Cells, told: str) -> None:
    assert mistakes(INS_A=instances(("RC0001", "Raad", 20100101, None, None), row))[0] == f"INS A: row 4, {told}"


def test_every_mistake_is_told() -> None:
    told = mistakes(
        INS_A=instances(("RC0001", "Raad", 20100101, 20120426, CANARY), ("RC0002", "Raad", CANARY, None, None)),
        JZR=roles(("moeder", "15a", None, None, None, None)),
    )
    assert len(told) == 5


def test_an_end_before_the_begin_is_told() -> None:
    told = mistakes(INS_A=instances(("RC0001", "Raad", 20120425, 20120426, None)))
    assert told == ("INS A: row 3: ends before it begins",)


def test_a_code_that_is_in_force_twice_is_told() -> None:
    later = ("RC0001", "Raad", None, 20200101, None)
    assert mistakes(INS_A=instances(RAAD, later)) == ("INS A: row 4: its code is in force twice on one day",)
    assert len(read(INS_A=instances((*RAAD[:2], 20191231, 20120426, None), later)).instances) == 2


def test_a_successor_that_is_not_there_is_told() -> None:
    assert mistakes(JZR=roles(MOEDER)) == ("JZR: row 3: its successor is not in the list",)


def test_a_column_that_is_missing_is_told() -> None:
    told = mistakes(INS_A=(("geldig vanaf augustus 2026",), INS_HEAD[:-1], RAAD))
    assert told[0] == "INS A: there is no column OINR"


def test_a_sheet_without_names_of_columns_is_told() -> None:
    told = mistakes(JZR=(OUDER,))
    assert told[0] == "JZR: there is no row with the names of the columns (Rolomschrijving ...)"


def test_a_sheet_that_does_not_say_from_when_it_counts_is_told() -> None:
    assert "INS A: does not say from which month it counts" in mistakes(INS_A=(INS_HEAD, RAAD))


def test_two_sheets_of_one_month_are_told() -> None:
    assert mistakes(INS_B=instances(RAAD)) == ("two sheets with instances count from the same month",)


def test_what_two_sheets_both_say_stands_there_once() -> None:
    assert read(INS_B=instances(RAAD, month="juli")).instances == read().instances


def test_what_a_later_sheet_drops_ends_where_it_begins() -> None:
    other = ("RC0002", "Raad te Ergensveen", None, None, None)
    found = read(INS_A=instances(RAAD), INS_B=instances(RAAD, other, month="juli")).instances
    assert {each.code: each.valid_until for each in found} == {"RC0001": None, "RC0002": date(2026, 7, 31)}


def test_what_a_later_sheet_changes_holds_from_its_first_day() -> None:
    changed = (*RAAD[:4], "00000099000000002000")
    found = read(INS_A=instances(changed), INS_B=instances(RAAD, month="juli")).instances
    assert [(str(each.oin), each.valid_from, each.valid_until) for each in found] == [
        (OIN, date(2012, 4, 26), date(2026, 7, 31)),
        ("00000099000000002000", date(2026, 8, 1), None),
    ]


def test_what_never_held_is_left_out() -> None:
    planned = ("RC0003", "Raad", None, 20270101, None)
    found = read(INS_A=instances(RAAD), INS_B=instances(RAAD, planned, month="juli")).instances
    assert [each.code for each in found] == ["RC0001"]


def test_a_name_of_a_sheet_that_is_not_plain_is_not_repeated() -> None:
    sheets = {f"INS {CANARY}\x1b": [Row(1, (CANARY,))], "LEGENDA": [], "JZR": []}
    with pytest.raises(BundleRefusedError) as refused:
        read_lists(sheets)
    assert CANARY not in str(refused.value)
