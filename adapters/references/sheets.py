"""The sheets of the reference lists, row by row; a mistake goes by sheet, row and column, never by what is there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final, TypeVar

from adapters.references.cells import read_day, read_instance_code, read_month, read_oin, read_role_code, read_text
from adapters.references.workbook import Cell, Row
from gateway.domain.references import Instance, Role
from gateway.errors import InvalidDateError, InvalidIdentifierError

Value = TypeVar("Value")
Entry = TypeVar("Entry", Instance, Role)

_VERSION: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){2}", re.ASCII)
# JZR, column Toelichting: "Opgegaan in 'ouder, gezag niet benoemd' (111)."
_SUCCESSOR: Final = re.compile(r"Opgegaan in .{1,100}\(([0-9]{3})\)", re.ASCII)
_INSTANCE_HEAD: Final = ("IDINST", "PRESNMINST", "DTOPHINST", "DTAANV", "OINR")
_ROLE_HEAD: Final = (
    *("Rolomschrijving", "Rolcode", "Toelichting"),
    *("Datum begin geldigheid", "Datum einde geldigheid"),
)


@dataclass(slots=True)
class Sheet:
    """One sheet, with what is wrong in it."""

    name: str
    rows: Sequence[Row]
    mistakes: list[str] = field(default_factory=list)

    def below(self, head: Sequence[str]) -> Iterator[tuple[Row, Mapping[str, int]]]:
        """Yield every row below the row with these names, and in which column each name stands."""
        for place, row in enumerate(self.rows):
            columns = {str(cell): number for number, cell in enumerate(row.cells) if cell is not None}
            if head[0] in columns:
                missing = [name for name in head if name not in columns]
                self.mistakes += [f"{self.name}: there is no column {name}" for name in missing]
                yield from () if missing else ((each, columns) for each in self.rows[place + 1 :])
                return
        self.mistakes.append(f"{self.name}: there is no row with the names of the columns ({head[0]} ...)")

    def read(self, row: Row, column: str, columns: Mapping[str, int], way: Callable[[Cell], Value]) -> Value | None:
        """Return what a cell says, or None with a mistake."""
        try:
            return way(row[columns[column]])
        except (InvalidDateError, InvalidIdentifierError) as error:
            self.mistakes.append(f"{self.name}: row {row.number}, {column}: {error}")
            return None

    def check_days(self, row: Row, begin: date | None, end: date | None) -> None:
        """Note a period that ends before it begins."""
        if begin is not None and end is not None and end < begin:
            self.mistakes.append(f"{self.name}: row {row.number}: ends before it begins")


def read_version(sheet: Sheet) -> str:
    """Return the version of the lists; "" with a mistake when there is none."""
    for row in sheet.rows:
        if str(row[0]).startswith("Versie") and _VERSION.fullmatch(str(row[1])):
            return str(row[1])
    sheet.mistakes.append(f"{sheet.name}: there is no version, such as 1.0.87, beside 'Versie:'")
    return ""


def read_start(sheet: Sheet) -> date | None:
    """Return the day from which a sheet with instances counts; None with a mistake when it does not say."""
    said = (sheet.name, *(cell for row in sheet.rows[:2] for cell in row.cells[:1]))
    start = next(filter(None, map(read_month, said)), None)
    if start is None:
        sheet.mistakes.append(f"{sheet.name}: does not say from which month it counts")
    return start


def read_instances(sheet: Sheet) -> tuple[Instance, ...]:
    """Return every instance that can be read; what cannot is a mistake."""
    found: list[tuple[Row, Instance]] = []
    for row, columns in sheet.below(_INSTANCE_HEAD):
        code = sheet.read(row, "IDINST", columns, read_instance_code)
        name = sheet.read(row, "PRESNMINST", columns, read_text)
        oin = sheet.read(row, "OINR", columns, read_oin)
        begin = sheet.read(row, "DTAANV", columns, read_day)
        end = sheet.read(row, "DTOPHINST", columns, read_day)
        sheet.check_days(row, begin, end)
        if code and name:
            found.append((row, Instance(code=code, name=name, oin=oin, valid_from=begin, valid_until=end)))
    _check_codes(sheet, found)
    return tuple(instance for _, instance in found)


def read_roles(sheet: Sheet) -> tuple[Role, ...]:
    """Return every role that can be read; what cannot is a mistake, and so is a successor that is not in the list."""
    found: list[tuple[Row, Role]] = []
    for row, columns in sheet.below(_ROLE_HEAD):
        code = sheet.read(row, "Rolcode", columns, read_role_code)
        text = sheet.read(row, "Rolomschrijving", columns, read_text)
        begin = sheet.read(row, "Datum begin geldigheid", columns, read_day)
        end = sheet.read(row, "Datum einde geldigheid", columns, read_day)
        sheet.check_days(row, begin, end)
        successor = _SUCCESSOR.search(str(row[columns["Toelichting"]]))
        heir = None if successor is None else successor[1]
        if code and text:
            found.append((row, Role(code=code, text=text, valid_from=begin, valid_until=end, successor=heir)))
    _check_codes(sheet, found)
    codes = {role.code for _, role in found}
    sheet.mistakes += [
        f"{sheet.name}: row {row.number}: its successor is not in the list"
        for row, role in found
        if role.successor is not None and role.successor not in codes
    ]
    return tuple(role for _, role in found)


def _check_codes(sheet: Sheet, found: Sequence[tuple[Row, Entry]]) -> None:
    """Note codes that stand there twice for the same day, and a sheet without any."""
    if not found:
        sheet.mistakes.append(f"{sheet.name}: is empty")
    ordered = sorted(found, key=lambda each: (each[1].code, each[1].valid_from or date.min))
    for (_, one), (row, other) in pairwise(ordered):
        if one.code == other.code and (one.valid_until is None or (other.valid_from or date.min) <= one.valid_until):
            sheet.mistakes.append(f"{sheet.name}: row {row.number}: its code is in force twice on one day")
