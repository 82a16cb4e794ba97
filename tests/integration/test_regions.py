"""Region files as they are read from disk: every mistake at once, by place, and nothing of what was in them."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from adapters.bootstrap import open_house
from adapters.config import load
from adapters.regions import FileRegions, read_region
from gateway.domain.region import Change
from gateway.errors import ConfigError
from tests.kit.settings import REGION, settings_file

SHIPPED: Final = sorted((Path(__file__).parents[2] / "deploy" / "regions").glob("*.toml"))
NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
CANARY: Final = "Jan Jansen 999990019"
FULL: Final = """
name = "Proefstreek"
valid_from = 2026-01-01
author = "beheer"
source = "afspraken 2026"
agreements = ["S001"]

[rules.R074a]
on = false
source = "besluit 12"
author = "beheer"

[rules.R075]
source = "S001 3a.7"
author = "beheer"
parameters = { years = 3 }

[rules.R009]
source = "werkinstructie"
author = "beheer"
"""


def _file(folder: Path, text: str, name: str = "proefstreek.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def _mistakes(file: Path) -> list[str]:
    with pytest.raises(ConfigError) as refusal:
        read_region(file)
    assert "Jansen" not in str(refusal.value)
    assert all(mistake.startswith(f"{file.name}: ") for mistake in refusal.value.mistakes)
    return [mistake.removeprefix(f"{file.name}: ") for mistake in refusal.value.mistakes]


def test_a_region_is_read_with_everything_it_changes(tmp_path: Path) -> None:
    region = read_region(_file(tmp_path, FULL))
    assert (region.name, region.valid_from) == ("Proefstreek", date(2026, 1, 1))
    assert region.agreements == {"S001"}
    assert region.off == {"R074a"}
    assert region.number("R075", "years") == 3
    assert region.changes[2] == Change(rule="R009", source="werkinstructie", author="beheer")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_region_that_we_ship_is_sound(file: Path) -> None:
    region = read_region(file)
    assert region.off == frozenset()
    assert FileRegions(file, NOW).in_force(NOW) == region


def test_the_national_base_and_the_regions_of_the_seeds_are_there() -> None:
    signed = {file.stem: frozenset(tomllib.loads(file.read_text("utf-8"))["agreements"]) for file in SHIPPED}
    assert signed == {
        "landelijk": frozenset(),
        "gooi-en-vechtstreek": {"S000"},
        "zuid-limburg": {"S001"},
        "hollands-midden": {"S002", "S004"},
        "haaglanden": frozenset(),
    }


@pytest.mark.parametrize(
    ("was", "becomes", "mistake"),
    [
        ('name = "Proefstreek"', "", "name: is missing"),
        ('name = "Proefstreek"', 'name = " "', "name: is missing, or no text"),
        ('name = "Proefstreek"', f'name = "{"x" * 201}"', "name: is missing, or no text"),
        ('author = "beheer"\nsource = "afs', 'source = "afs', "author: is missing"),
        ("valid_from = 2026-01-01", "", "valid_from: is missing"),
        ("2026-01-01", '"2026-01-01"', "valid_from: is missing, or no day"),
        ("2026-01-01", "2026-01-01T00:00:00", "valid_from: is missing, or no day"),
        ('["S001"]', '"S001"', "agreements: must be a list of texts"),
        ('["S001"]', "[1]", "agreements: must be a list of texts"),
        ('["S001"]', "[]", "R075: only a region that signed S001 may change it"),
        ("on = false", 'on = "no"', "rules.R074a.on: must be true or false"),
        ("on = false", "off = true", "rules.R074a.off: is no setting"),
        ("on = false", f'"{CANARY}" = 1', "rules.R074a.(another name): is no setting"),
        ('source = "besluit 12"\n', "", "rules.R074a.source: is missing"),
        ("years = 3", "years = -3", "R075: years must not be negative"),
        ("years = 3", 'years = "3"', "rules.R075.parameters.years: must be a whole number, or a list of texts"),
        ("years = 3", "years = true", "rules.R075.parameters.years: must be a whole number, or a list of texts"),
        ("years = 3", 'years = ["3"]', "R075: years must be a number"),
        ("years = 3", "years = [3]", "rules.R075.parameters.years: must be a list of texts"),
        ("years = 3", "months = 3", "R075: no such parameter: months"),
        ("{ years = 3 }", "3", "rules.R075.parameters: must be a section"),
        ("[rules.R009]", "[rules.R999]", "R999: no such rule"),
        ("[rules.R009]", "[rules.R009]\non = false", "R009: a rule of standing LAW cannot be switched off"),
        ("[rules.R009]", '[rules."R009"]\nparameters = { boilerplate = [] }', "R009: a list of standing LAW can only"),
    ],
)
def test_one_mistake_is_told_by_its_place(tmp_path: Path, was: str, becomes: str, mistake: str) -> None:
    assert was in FULL
    found = _mistakes(_file(tmp_path, FULL.replace(was, becomes, 1)))
    # Who signed nothing may not change what others signed: that follows from the first mistake.
    assert [line for line in found if "only a region" not in line or "only" in mistake] == found[:1]
    assert found[0].startswith(mistake)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (f"{CANARY}", "is not TOML in UTF-8"),
        (FULL + '\n[rules.R009]\nsource = "x"', "is not TOML in UTF-8, or names a rule twice"),
        (f"#{'x' * 300_000}", "is larger than a region file can be"),
    ],
)
def test_what_is_no_region_file_at_all_is_refused(tmp_path: Path, text: str, mistake: str) -> None:
    assert _mistakes(_file(tmp_path, text))[0].startswith(mistake)


@pytest.mark.parametrize("rules", ["rules = 3", "rules = { R009 = 3 }", f'rules = {{ "{CANARY}" = 3 }}'])
def test_rules_are_sections(tmp_path: Path, rules: str) -> None:
    head = FULL.partition("[rules")[0]
    assert _mistakes(_file(tmp_path, head + rules))[0].startswith("rules: write [rules.R075] above")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = FULL.replace("2026-01-01", "1").replace("years = 3", "years = -3").replace("[rules.R009]", "[rules.R999]")
    assert len(_mistakes(_file(tmp_path, text + "\non = 1\nextra = 1"))) == 5


def test_octets_that_are_no_text_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"name = '\xff'")
    assert _mistakes(tmp_path / "x.toml") == ["is not TOML in UTF-8, or names a rule twice"]
    assert _mistakes(tmp_path / "nowhere.toml")[0].startswith("cannot be read")


# Versions.


def _from(day: str, name: str = "Proefstreek") -> str:
    return REGION.replace("2026-01-01", day).replace("Proefstreek", name)


def test_each_version_holds_until_the_next_begins(tmp_path: Path) -> None:
    for day in ("2025-01-01", "2026-07-01", "2027-01-01"):
        _file(tmp_path, _from(day), f"{day}.toml")
    (tmp_path / "notes.txt").write_text(CANARY)
    regions = FileRegions(tmp_path, NOW)

    def begins(at: datetime) -> str:
        return regions.in_force(at).valid_from.isoformat()

    assert begins(NOW) == "2026-07-01"
    # Midnight here is not midnight in UTC.
    assert begins(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)) == "2025-01-01"
    assert begins(datetime(2026, 6, 30, 22, tzinfo=UTC)) == "2026-07-01"
    assert begins(datetime(2027, 1, 1, tzinfo=UTC)) == "2027-01-01"
    assert begins(datetime(2020, 1, 1, tzinfo=UTC)) == "2025-01-01"


@pytest.mark.parametrize(
    ("days", "names", "mistake"),
    [
        (("2026-01-01", "2026-01-01"), ("Proefstreek", "Proefstreek"), "2 versions begin on 2026-01-01; keep one"),
        (("2025-01-01", "2026-01-01"), ("Proefstreek", "Buurregio"), "holds versions of 2 regions"),
        (("2027-01-01", "2028-01-01"), ("Proefstreek", "Proefstreek"), "no version holds today"),
    ],
    ids=["overlap", "two regions", "yet to come"],
)
def test_versions_that_do_not_fit_together_are_refused(
    tmp_path: Path, days: tuple[str, str], names: tuple[str, str], mistake: str
) -> None:
    for number, (day, name) in enumerate(zip(days, names, strict=True)):
        _file(tmp_path, _from(day, name), f"{number}.toml")
    with pytest.raises(ConfigError, match=mistake):
        FileRegions(tmp_path, NOW)


def test_the_mistakes_of_all_versions_are_told(tmp_path: Path) -> None:
    for number in range(2):
        _file(tmp_path, _from('"x"'), f"{number}.toml")
    with pytest.raises(ConfigError) as refusal:
        FileRegions(tmp_path, NOW)
    assert [mistake.partition(":")[0] for mistake in refusal.value.mistakes] == ["0.toml", "1.toml"]


def test_a_folder_without_a_version_stops_the_house(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no version holds today"):
        FileRegions(tmp_path, NOW)


async def test_a_missing_or_wrong_region_stops_the_start(tmp_path: Path) -> None:
    file = settings_file(tmp_path)
    (tmp_path / "region.toml").write_text(REGION + "[rules.R027]\non = false\nsource = 'x'\nauthor = 'x'")
    with pytest.raises(ConfigError, match="R027: a rule of standing LAW cannot be switched off"):
        async with open_house(load(file, {})):
            pass
    (tmp_path / "region.toml").unlink()
    with pytest.raises(ConfigError, match=r"policy\.region must name a file or folder that is there"):
        load(file, {})
