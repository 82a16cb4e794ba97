"""What the command line tells of the rules: all of them, between two kinds of party, and what a region would change."""

import json
import shutil
from pathlib import Path
from typing import Final

import pytest

from gateway.domain.catalogue import CATALOGUE
from gateway.policy.book import RULES
from tests.kit.chain import Chain
from tests.kit.commands import run, run_json, written

ROOT: Final = Path(__file__).resolve().parents[2]
NATIONAL: Final = ROOT / "deploy" / "regions" / "landelijk.toml"
REGION: Final = """\
name = "Voorbeeldregio"
valid_from = 2026-01-01
author = "Voorbeeld"
source = "voorbeeld"
agreements = ["S001"]

[rules.R043]
on = false
author = "Voorbeeld"
source = "voorbeeld"

[rules.R075]
author = "Voorbeeld"
source = "voorbeeld"
parameters = { years = 3 }
"""
LOGBOOK: Final = """
[logbook]
folder = "logboek"
activity = "urn:nld:oin:00000099000000003000:verwerking:melden"
pseudonym_key = "pseudoniem.key"
"""


@pytest.fixture
def home(chain: Chain, tmp_path: Path) -> Path:
    """Return a copy of the folder of the police, with an empty store."""
    home = Path(shutil.copytree(chain.folder / "politie", tmp_path / "politie"))
    assert run("migrate", "--config", home / "schakel.toml").exit_code == 0
    return home


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    """Return a region file that switches one rule off and sets another."""
    return written(tmp_path / "regio.toml", REGION)


def test_every_rule_is_listed_with_its_standing_switch_and_source() -> None:
    lines = [line for line in run("policy", "rules").stdout.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in lines] == [rule.number for rule in RULES]
    assert {line.split()[2] for line in lines} == {"aan"}
    code, answer = run_json("policy", "rules", "--region", NATIONAL)
    assert (code, answer["region"]) == (0, "Landelijk")
    assert all(rule["sources"] for rule in answer["rules"])


def test_a_region_shows_what_it_switched_off_and_set(proposed: Path) -> None:
    _, answer = run_json("policy", "rules", "--region", proposed)
    rules = {rule["rule"]: rule for rule in answer["rules"]}
    assert [number for number, rule in rules.items() if not rule["on"]] == ["R043"]
    assert rules["R075"]["parameters"]["years"] == 3
    assert "years = 3" in run("policy", "rules", "--region", proposed).stdout


def test_what_can_never_go_is_told_with_the_rule() -> None:
    ended = run("policy", "can", "VT", "SCH", "MSG-29")
    assert ended.exit_code == 0
    never, _, may = ended.stdout.partition("kan mee:")
    assert "betrokkenen[].bsn: R015 (" in never
    assert "betrokkenen[].bsn" not in may.split()
    code, answer = run_json("policy", "can", "VT", "SCH", "MSG-29")
    assert (code, answer["possible"], answer["refusedBy"]) == (0, True, [])
    assert {"element": "betrokkenen[].bsn", "rules": ["R015"]} in answer["stopped"]


def test_a_message_that_can_never_go_is_refused_with_the_rule() -> None:
    ended = run("policy", "can", "SCH", "LV", "MSG-34")
    assert ended.exit_code == 1
    assert ended.stdout.startswith("kan nooit:\n  Geweigerd door R002 ")


@pytest.mark.parametrize("kind", [str(kind) for kind, entry in CATALOGUE.items() if entry.travels][::9])
def test_every_type_of_message_can_be_asked_about(kind: str) -> None:
    assert run("policy", "can", "VT", "GEM", kind).exit_code in {0, 1}


def test_a_gateway_that_decided_nothing_has_nothing_to_replay(home: Path, proposed: Path) -> None:
    arguments = ["policy", "replay", "--region", str(proposed), "--config", str(home / "schakel.toml")]
    assert run(*arguments).stdout == "0 berichten opnieuw beoordeeld, 0 zouden anders uitvallen\n"
    assert run_json(*arguments) == (0, {"judged": 0, "notReplayable": 0, "changed": []})


def test_a_wrong_region_file_is_refused(home: Path, tmp_path: Path) -> None:
    wrong = written(tmp_path / "fout.toml", REGION.replace("R043", "R027"))
    for arguments in (["policy", "rules"], ["policy", "replay", "--config", home / "schakel.toml"]):
        ended = run(*arguments, "--region", wrong)
        assert ended.exit_code == 1
        assert "R027" in ended.stderr


def test_processing_records_are_written_as_lines_where_a_register_is_named(home: Path) -> None:
    settings = home / "schakel.toml"
    ended = run("evidence", "ldv", "--config", settings)
    assert ended.exit_code == 1
    assert "logbook: is missing" in ended.stderr
    (home / "logboek").mkdir()
    (home / "pseudoniem.key").write_bytes(b"k" * 32)
    (home / "pseudoniem.key").chmod(0o600)
    settings.write_text(settings.read_text(encoding="utf-8") + LOGBOOK, encoding="utf-8")
    ended = run("evidence", "ldv", "--config", settings)
    assert ended.exit_code == 0
    assert [json.loads(line) for line in ended.stdout.splitlines()] == []
