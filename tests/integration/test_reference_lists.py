"""Reference lists from a spreadsheet to the shelf and back: the published ones, fictional ones, and hostile ones."""

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from adapters.references import FileReferences, ReferenceShelf, install
from adapters.system import disk
from gateway.domain.identifiers import Oin
from gateway.domain.references import NO_REFERENCES
from gateway.errors import BundleRefusedError, ConfigError
from tests.kit.reference_lists import RAAD, SHEETS, repacked, workbook
from tests.kit.schema_bundles import contents

NOW: Final = datetime(2026, 11, 22, 9, tzinfo=UTC)
CANARY: Final = "Kanarie-1987"
SHEET: Final = "xl/worksheets/sheet3.xml"
LAUGHS: Final = b"""<?xml version="1.0"?>
<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&c;</t></si></sst>"""


@pytest.fixture
def shelf(tmp_path: Path) -> ReferenceShelf:
    return ReferenceShelf(tmp_path / "data" / "references")


def refused(file: Path, shelf: ReferenceShelf) -> tuple[str, ...]:
    """Return the mistakes of a file; nothing changed on the shelf, and nothing was repeated."""
    before = shelf.history()
    with pytest.raises(BundleRefusedError) as refusal:
        install(file, shelf, NOW)
    assert shelf.history() == before
    assert CANARY not in str(refusal.value)
    return refusal.value.mistakes


def test_the_published_lists_install(standards: Path, shelf: ReferenceShelf) -> None:
    outcome = install(standards / "stuf-jeugdzorg-1.0.9" / "referentielijsten-20260703.xlsx", shelf, NOW)
    lists = FileReferences(shelf).current()
    assert outcome.lists == lists
    assert (lists.version, len(lists.roles), len(lists.instances)) == ("1.0.87", 58, 85)
    assert [role.successor for role in lists.roles_named("moeder")] == ["111"]
    assert [role.valid_until for role in lists.roles_named("moeder")] == [date(2016, 5, 24)]
    assert [role.code for role in lists.roles_named("ouder met gezag")] == ["112"]
    court = lists.instances_of(Oin("00000004000000025000"))
    assert [(each.code, each.name, each.valid_from, each.valid_until) for each in court] == [
        ("AR0040", "Rechtbank Amsterdam", date(2013, 1, 1), None)
    ]
    assert [each.code for each in lists.instances_of(Oin("00000002003214436001"))] == ["RC0329"]
    codes = {role.code for role in lists.roles}
    assert all(role.successor in codes for role in lists.roles if role.valid_until is not None)


def test_fictional_lists_survive_the_way_to_the_shelf_and_back(shelf: ReferenceShelf, tmp_path: Path) -> None:
    outcome = install(workbook(tmp_path / "lijsten.xlsx"), shelf, NOW)
    lists = FileReferences(shelf).current()
    assert lists == outcome.lists
    assert [(role.code, role.text, role.valid_until, role.successor) for role in lists.roles] == [
        ("111", "ouder, gezag niet benoemd", None, None),
        ("015", "moeder", date(2016, 5, 24), "111"),
    ]
    assert [each.valid_until for each in lists.instances_of(Oin(RAAD))] == [date(2024, 6, 30)]
    assert (outcome.installed.source, outcome.installed.installed_at) == ("lijsten.xlsx", NOW)


def test_before_anything_is_installed_nothing_is_known(shelf: ReferenceShelf) -> None:
    assert FileReferences(shelf).current() is NO_REFERENCES


def test_the_same_lists_again_change_nothing(shelf: ReferenceShelf, tmp_path: Path) -> None:
    file = workbook(tmp_path / "lijsten.xlsx")
    first = install(file, shelf, NOW)
    before = contents(tmp_path / "data")
    again = install(file, shelf, NOW.replace(year=2027))
    assert (again.fresh, again.installed) == (False, first.installed)
    assert contents(tmp_path / "data") == before


def test_the_lists_that_were_installed_last_are_in_use_and_the_history_stays(
    shelf: ReferenceShelf, tmp_path: Path
) -> None:
    first = workbook(tmp_path / "een.xlsx")
    second = workbook(tmp_path / "twee.xlsx", LEGENDA=(("Versie:", "1.0.88"),))
    for file in (first, second, first):
        assert install(file, shelf, NOW).fresh
    assert [each.version for each in shelf.history()] == ["1.0.87", "1.0.88", "1.0.87"]
    assert shelf.current().version == "1.0.87"


def test_a_crash_half_way_leaves_the_old_lists(
    shelf: ReferenceShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(workbook(tmp_path / "een.xlsx"), shelf, NOW)
    later = workbook(tmp_path / "twee.xlsx", LEGENDA=(("Versie:", "1.0.88"),))
    write = disk.write

    def crash(file: Path, octets: bytes) -> None:
        if file.name == "index.json":
            raise OSError(28, "No space left on device")
        write(file, octets)

    with monkeypatch.context() as patched:
        patched.setattr(disk, "write", crash)
        with pytest.raises(OSError, match="No space"):
            install(later, shelf, NOW)
    assert shelf.current().version == "1.0.87"
    assert install(later, shelf, NOW).fresh
    assert shelf.current().version == "1.0.88"


@pytest.mark.parametrize(("old", "new"), [("Voorbeelddam", "Elders"), ("}", "")], ids=["changed", "broken"])
def test_lists_that_changed_on_the_shelf_keep_the_house_shut(
    old: str, new: str, shelf: ReferenceShelf, tmp_path: Path
) -> None:
    install(workbook(tmp_path / "lijsten.xlsx"), shelf, NOW)
    for file in (tmp_path / "data" / "references").glob("*.json"):
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match="install them again"):
        FileReferences(shelf)


@pytest.mark.parametrize("octets", [b"", b'{"check": 1}', b"[" * 100_000])
def test_lists_that_are_damaged_are_mended_by_installing_them_again(
    octets: bytes, shelf: ReferenceShelf, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "lijsten.xlsx")
    installed = install(file, shelf, NOW).installed
    (tmp_path / "data" / "references" / installed.file).write_bytes(octets)
    with pytest.raises(ConfigError, match="install them again"):
        FileReferences(shelf)
    assert install(file, shelf, NOW).fresh
    assert FileReferences(shelf).current().version == "1.0.87"
    assert not install(file, shelf, NOW).fresh


@pytest.mark.parametrize("octets", [b"{", b"[]", b'{"releases": [[]]}', b"[" * 100_000])
def test_an_index_that_is_damaged_is_mended_by_installing_the_lists_again(
    octets: bytes, shelf: ReferenceShelf, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "lijsten.xlsx")
    install(file, shelf, NOW)
    (tmp_path / "data" / "references" / "index.json").write_bytes(octets)
    with pytest.raises(ConfigError, match="install them again"):
        FileReferences(shelf)
    assert install(file, shelf, NOW).fresh
    assert FileReferences(shelf).current().version == "1.0.87"


def test_an_index_that_nobody_may_read_is_not_taken_for_damaged(shelf: ReferenceShelf, tmp_path: Path) -> None:
    (tmp_path / "data" / "references" / "index.json").mkdir(parents=True)
    with pytest.raises(ConfigError, match="cannot be read: check who may read it"):
        install(workbook(tmp_path / "lijsten.xlsx"), shelf, NOW)


def test_every_bad_cell_is_told_by_sheet_and_row(shelf: ReferenceShelf, tmp_path: Path) -> None:
    rows = (*SHEETS["INS Augustus 2026"], ("RC0002", CANARY, "Raad", CANARY, CANARY, CANARY))
    told = refused(workbook(tmp_path / "lijsten.xlsx", INS_Augustus_2026=rows), shelf)
    assert [each.partition(":")[0] for each in told] == ["INS Augustus 2026"] * 3
    assert all("row 5" in each for each in told)


def test_a_sheet_that_is_missing_is_told(shelf: ReferenceShelf, tmp_path: Path) -> None:
    assert refused(workbook(tmp_path / "lijsten.xlsx", JZR=None), shelf) == ("there is no sheet JZR",)


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin"]
)
def test_macros_and_links_to_other_files_are_refused(part: str, shelf: ReferenceShelf, tmp_path: Path) -> None:
    file = repacked(workbook(tmp_path / "lijsten.xlsx"), {}, {part: b"x"})
    told = refused(file, shelf)
    assert told == (f"{part}: macros, links to other files and embedded objects are not read here",)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_entity_expansion_billion_laughs_are_refused_unread(part: str, shelf: ReferenceShelf, tmp_path: Path) -> None:
    file = repacked(workbook(tmp_path / "lijsten.xlsx"), {}, {part: LAUGHS})
    began = time.process_time()
    assert refused(file, shelf) == (f"{part}: cannot be read (doctype)",)
    assert time.process_time() - began < 1


def test_a_sheet_that_swells_is_refused_unread(shelf: ReferenceShelf, tmp_path: Path) -> None:
    file = repacked(workbook(tmp_path / "lijsten.xlsx"), {SHEET: b"<x>" + b" " * 7_000_000 + b"</x>"})
    assert refused(file, shelf) == (f"{SHEET}: unpacks to more than 100 times its size",)


def test_a_row_far_away_costs_nothing(shelf: ReferenceShelf, tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    file = repacked(workbook(tmp_path / "lijsten.xlsx"), {SHEET: sheet})
    began = time.process_time()
    assert refused(file, shelf)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("part", "octets"),
    [
        ("xl/workbook.xml", b"<x/>"),
        ("[Content_Types].xml", b"<x/>"),
        (SHEET, b"<x/>"),
        ("xl/_rels/workbook.xml.rels", b"<x/>"),
    ],
)
def test_parts_that_are_something_else_are_refused(
    part: str, octets: bytes, shelf: ReferenceShelf, tmp_path: Path
) -> None:
    assert refused(repacked(workbook(tmp_path / "lijsten.xlsx"), {part: octets}), shelf)


def test_half_a_file_is_refused(shelf: ReferenceShelf, tmp_path: Path) -> None:
    file = workbook(tmp_path / "lijsten.xlsx")
    whole = file.read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert refused(file, shelf) == ("the archive is damaged, or no zip file",)


def test_what_is_no_spreadsheet_is_refused(shelf: ReferenceShelf, tmp_path: Path) -> None:
    file = tmp_path / "lijsten.csv"
    file.write_text("IDINST;OINR", encoding="utf-8")
    assert refused(file, shelf) == ("the archive is damaged, or no zip file",)
