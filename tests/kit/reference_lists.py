"""Spreadsheets with fictional reference lists, shaped as the published ones, and ways to spoil their parts."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final, TypeAlias

from openpyxl import Workbook

Cells: TypeAlias = Sequence[object]
RAAD: Final = "00000099000000003000"
HEAD: Final[Cells] = ("IDINST", "NMINST1", "PRESNMINST", "DTOPHINST", "DTAANV", "OINR")
SHEETS: Final[Mapping[str, Sequence[Cells]]] = {
    "LEGENDA": (("REFERENTIELIJSTEN",), ("Versie:", "1.0.87"), ("Datum:", date(2026, 7, 3))),
    "Versiehistorie": (("Versie", "Datum", "Wijzigingen"),),
    "INS Augustus 2026": (
        ("Referentielijst Instantie\n(geldig vanaf augustus 2026)",),
        HEAD,
        ("RC0001", "Raad", "Raad te Voorbeelddam", 20240630, 20120426, RAAD),
        ("AR0001", "Rechtbank", "Rechtbank Voorbeelddam", None, 18000101, None),
    ),
    "JZR": (
        ("Referentielijst Jeugdzorgrol",),
        ("Rolomschrijving", "Rolcode", "Toelichting", "Groep", "Datum begin geldigheid", "Datum einde geldigheid"),
        ("ouder, gezag niet benoemd ", 111, "Niet bekend.", "gezag", date(2014, 7, 1), None),
        ("moeder", "015", "Opgegaan in 'ouder, gezag niet benoemd' (111).", None, 41821, 42514),
    ),
}


def workbook(file: Path, **sheets: Sequence[Cells] | None) -> Path:
    """Write the lists; a sheet given by name (`_` for a space) comes in the place of ours, None takes it away."""
    book = Workbook()
    book.remove(book.worksheets[0])
    changed = {name.replace("_", " "): rows for name, rows in sheets.items()}
    for name, rows in ({**SHEETS, **changed}).items():
        if rows is not None:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
    book.save(file)
    return file


def repacked(file: Path, changes: Mapping[str, bytes], extra: Mapping[str, bytes] | None = None) -> Path:
    """Change parts of a spreadsheet by name, and add others."""
    with zipfile.ZipFile(BytesIO(file.read_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert changes.keys() <= parts.keys()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in {**parts, **changes, **(extra or {})}.items():
            archive.writestr(name, octets)
    return file
