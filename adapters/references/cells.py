"""What a cell says: a day in any of the three ways the lists use, a code, an OIN; None where it says nothing."""

import re
from datetime import date, datetime
from typing import Final

from openpyxl.utils.datetime import from_excel

from adapters.references.workbook import Cell
from gateway.domain.identifiers import Oin
from gateway.errors import InvalidDateError, InvalidIdentifierError

_DAY: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_SERIAL: Final = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
_ROLE_CODE: Final = re.compile(r"[0-9]{3}", re.ASCII)
_INSTANCE_CODE: Final = re.compile(r"[A-Z]{2,4}[0-9]{3,6}", re.ASCII)
_LONGEST_NAME: Final = 200
_MONTHS: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_MONTH: Final = re.compile(rf"\b({'|'.join(_MONTHS)}) (2[0-9]{{3}})\b", re.ASCII)


def read_day(cell: Cell) -> date | None:
    """Return the day: a date, yyyymmdd or an Excel serial number; raise InvalidDateError for anything else."""
    if cell is None or isinstance(cell, date):
        return cell
    text = str(cell).removesuffix(".0")
    try:
        if written := _DAY.fullmatch(text):
            return date(*map(int, written.groups()))
        if _SERIAL.fullmatch(text):
            counted = from_excel(int(text))
            return counted.date() if isinstance(counted, datetime) else None
    except (ValueError, OverflowError):
        pass
    raise InvalidDateError


def read_month(cell: Cell) -> date | None:
    """Return the first day of the month in "geldig vanaf augustus 2026", if there is one."""
    found = _MONTH.search(str(cell).casefold())
    return None if found is None else date(int(found[2]), _MONTHS.index(found[1]) + 1, 1)


def read_oin(cell: Cell) -> Oin | None:
    """Return the OIN; raise InvalidIdentifierError for anything else: a number has lost digits already."""
    return None if cell is None else Oin.parse(cell if isinstance(cell, str) else "")


def read_instance_code(cell: Cell) -> str:
    """Return the code; raise InvalidIdentifierError when it is none."""
    return _matched(_INSTANCE_CODE, str(cell), "instance code")


def read_role_code(cell: Cell) -> str:
    """Return the code in three digits, also where the sheet has a number; raise InvalidIdentifierError likewise."""
    return _matched(_ROLE_CODE, f"{cell:03}" if isinstance(cell, int) else str(cell), "role code")


def read_text(cell: Cell) -> str:
    """Return a name or description; raise InvalidIdentifierError when there is none, or it is far too long."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_NAME:
        raise InvalidIdentifierError("text")
    return cell


def _matched(pattern: re.Pattern[str], text: str, kind: str) -> str:
    if not pattern.fullmatch(text):
        raise InvalidIdentifierError(kind)
    return text
