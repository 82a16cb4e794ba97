"""A spreadsheet as rows of plain values; its parts are checked before openpyxl sees one: a hostile one costs little."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Final, TypeAlias
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from gateway.errors import BundleRefusedError, XmlRefusedError
from gateway.formats.archive import ArchiveLimits, read_archive
from gateway.formats.published import read_part

# The lists of July 2026 have 26 parts, 80 kB packed and 620 kB unpacked, and sheets of 90 rows and 28 columns.
LARGEST_OCTETS: Final = 8 * 1024 * 1024
_LIMITS: Final = ArchiveLimits(
    archive_octets=LARGEST_OCTETS,
    member_octets=8 * 1024 * 1024,
    total_octets=32 * 1024 * 1024,
    members=200,
    ratio=100,
)
_MOST_SHEETS: Final = 20
_MOST_ROWS: Final = 10_000
_MOST_COLUMNS: Final = 100
# Programs, and whatever is fetched from elsewhere: a list of codes has no need of them.
_FORBIDDEN: Final = re.compile(r"/(?:vbaproject|vbadata|macrosheets|externallinks|activex|embeddings|ctrlprops)")
# Only these are checked, and only these does openpyxl get to see; under customXml nobody reads.
_READ: Final = re.compile(r"(?!/customxml/).*\.(?:xml|rels)")

_LIBRARY_ERRORS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)

Cell: TypeAlias = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by its number in the sheet; a cell that is not there is None."""

    number: int
    cells: tuple[Cell, ...]

    def __getitem__(self, column: int) -> Cell:
        """Return a cell by its column, counted from 0."""
        return self.cells[column] if column < len(self.cells) else None


def read_workbook(octets: bytes) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows of every sheet by its name; raise BundleRefusedError with every mistake in its parts."""
    parts = read_archive(octets, _LIMITS)
    mistakes = [mistake for name, part in parts.items() for mistake in _mistakes(name, part)]
    if mistakes:
        raise BundleRefusedError(*mistakes)
    try:
        return _sheets(_packed({name: part for name, part in parts.items() if _is_read(name)}))
    # `from None`: the library's own texts quote cells. Besides its own, it lets those of what it reads with through.
    except (*_LIBRARY_ERRORS, InvalidFileException, BadZipFile):
        mistake = "is no spreadsheet that can be read: save it as .xlsx again"
        raise BundleRefusedError(mistake) from None


def _is_read(name: str) -> bool:
    return _READ.fullmatch(f"/{name.casefold()}") is not None


def _mistakes(name: str, octets: bytes) -> Iterator[str]:
    if _FORBIDDEN.search(f"/{name.casefold()}"):
        yield f"{name}: macros, links to other files and embedded objects are not read here"
    elif _is_read(name):
        try:
            read_part(octets)
        except XmlRefusedError as error:
            yield f"{name}: cannot be read ({error.reason})"


def _packed(parts: Mapping[str, bytes]) -> BytesIO:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed


def _sheets(packed: BytesIO) -> Mapping[str, tuple[Row, ...]]:
    with warnings.catch_warnings():
        # About styles and extensions that are not read.
        warnings.simplefilter("ignore")
        book = load_workbook(packed, read_only=True, data_only=True, keep_links=False)
        return {sheet.title: tuple(_rows(sheet)) for sheet in book.worksheets[:_MOST_SHEETS]}


def _rows(sheet: Worksheet) -> Iterator[Row]:
    # The reader stops by itself; what a sheet says of its own size is not asked.
    rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
    for number, cells in enumerate(rows, 1):
        if any(cells):
            yield Row(number, tuple(map(_cell, cells)))


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value.strip() or None
    return value if isinstance(value, int | float | date) else None
