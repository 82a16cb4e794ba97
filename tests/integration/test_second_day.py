"""The second day: messages built to break rules go through running gateways, and nothing forbidden arrives (group L).

Every message carries canaries: texts that stand nowhere else. One may reach nobody; the other only the back office that
the message is for. Neither may stand in a log, metric, answer or name, or in any octet on disk.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from adapters.simulator.chain import read_description, read_organisations
from adapters.simulator.second_day_model import Attempt, Ending, build_message, read_attempts
from gateway.errors import ConfigError
from tests.kit.chain import DESCRIPTION as TWO_PARTIES
from tests.kit.corpus_watch import TokenSearch

ROOT: Final = Path(__file__).resolve().parents[2]
SHIPPED: Final = ROOT / "deploy" / "day2"
ATTEMPTS: Final = read_attempts(read_description(SHIPPED / "dag.toml"))
CHAPTERS: Final = tuple(f"3.{number}" for number in range(1, 11))
BSN: Final = "999990019"
PATIENCE_SECONDS: Final = 200
HEADING: Final = "De tweede dag: berichten die regels breken"
# What a small day says; each wrong in its own way.
WRONG: Final = """
[[poging]]
naam = "hoort-te-gaan"
hoofdstuk = "0"
van = "politie"
naar = "veiligthuis"
basis = "politiemelding.json"
uitkomst = "geweigerd"
regels = ["R016"]

[[poging]]
naam = "verraadt-iets"
hoofdstuk = "0"
van = "politie"
naar = "veiligthuis"
basis = "politiemelding.json"
uitkomst = "verstuurd"
verboden = ["999990019"]
[poging.wijzig]
"content.melding.zorgelijkeSituatie" = "Dit komt gewoon aan. {weg}"

[[poging]]
naam = "zegt-niets"
hoofdstuk = "0"
van = "politie"
naar = "veiligthuis"
basis = "politiemelding.json"
uitkomst = "verstuurd"
[poging.wijzig]
"content.melding.omschrijving" = "Zonder kanarie."
"""

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the chain of the shipped second day lives."""
    return tmp_path_factory.mktemp("tweede-dag")


@pytest.fixture(scope="module")
def ended(folder: Path) -> subprocess.CompletedProcess[str]:
    """Return how the shipped second day ended."""
    return run_day(folder, SHIPPED / "dag.toml")


def run_day(folder: Path, description: Path) -> subprocess.CompletedProcess[str]:
    """Run a day to its end."""
    arguments = ["day", "--folder", str(folder), "--description", str(description)]
    command = [sys.executable, "-m", "adapters", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS, cwd=ROOT)


def rows_of(said: str) -> dict[str, tuple[str, set[str]]]:
    """Return the lines behind the heading: by name of the attempt what became of it, and the rules that decided."""
    endings = "|".join(sorted(Ending, key=len, reverse=True))
    line = re.compile(rf"\S+ +(\S+) +MSG-\w+ +\S+ -> \S+ +({endings}) +(.+)")
    found = (line.fullmatch(each) for each in said.partition(HEADING)[2].splitlines())
    return {match[1]: (match[2], set(match[3].split(", "))) for match in found if match}


def canaries(attempts: Sequence[Attempt]) -> list[str]:
    """Return every canary of these attempts."""
    return [canary for each in attempts for canary in (each.forbidden, each.allowed)]


def test_every_message_ends_as_described_and_nothing_forbidden_arrives(
    ended: subprocess.CompletedProcess[str],
) -> None:
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stderr == ""
    assert f"{len(ATTEMPTS)} van {len(ATTEMPTS)} berichten eindigden zoals beschreven" in ended.stdout
    assert "niets verbodens kwam aan" in ended.stdout
    assert "NIET GOED" not in ended.stdout


def test_the_table_shows_of_every_message_the_verdict_and_the_rules(ended: subprocess.CompletedProcess[str]) -> None:
    rows = rows_of(ended.stdout)
    assert list(rows) == [each.name for each in ATTEMPTS]
    assert {each.name: rows[each.name][0] for each in ATTEMPTS} == {each.name: each.ending for each in ATTEMPTS}
    assert [each.name for each in ATTEMPTS if not set(each.rules) <= rows[each.name][1]] == []


def test_the_table_explains_every_refusal_in_dutch(ended: subprocess.CompletedProcess[str]) -> None:
    table = " ".join(ended.stdout.partition(HEADING)[2].split())
    silent = [
        rule
        for each in ATTEMPTS
        for rule in each.rules
        if not re.search(rf"(Geweigerd door|volgens) {rule} \(|{rule} \((hold|strip|second|justify|copy)\)", table)
    ]
    assert silent == []
    assert table.count("Wat te doen:") >= len([each for each in ATTEMPTS if each.rules])


def test_no_canary_and_no_bsn_stands_in_a_log_or_any_other_file(
    ended: subprocess.CompletedProcess[str], folder: Path
) -> None:
    assert ended.returncode == 0
    search = TokenSearch([*canaries(ATTEMPTS), BSN])
    organisations = [each for each in (folder / "tweede-dag").iterdir() if (each / "gateway.log").exists()]
    assert len(organisations) == len(read_description(SHIPPED / "dag.toml")["partij"])
    assert [leak for each in organisations for leak in search.found_below(each)] == []
    assert search.found(ended.stdout.encode()) == []


def test_at_least_forty_messages_break_rules_of_every_chapter() -> None:
    breaking = Counter(each.chapter for each in ATTEMPTS if each.ending is not Ending.SENT)
    assert set(breaking) == set(CHAPTERS)
    assert sum(breaking.values()) >= 40
    assert min(breaking.values()) >= 2
    assert all(each.rules for each in ATTEMPTS if each.ending is not Ending.SENT)
    assert {each.ending for each in ATTEMPTS} == set(Ending)
    assert len({each.name for each in ATTEMPTS}) == len(ATTEMPTS)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=[each.name for each in ATTEMPTS])
def test_every_message_carries_a_canary(attempt: Attempt) -> None:
    text = json.dumps(build_message(attempt, SHIPPED, "00000099000000001000"))
    assert attempt.allowed in text or (attempt.forbidden in text and attempt.ending is Ending.REFUSED)
    assert "{weg}" not in text
    assert "{mag}" not in text
    assert set(re.findall(r'"bsn": "(\d+)"', text)) <= {BSN, "999990018", "111222333"}


def test_a_day_that_goes_otherwise_fails_and_says_where(tmp_path: Path) -> None:
    day = tmp_path / "dag"
    day.mkdir()
    (day / "dag.toml").write_text(TWO_PARTIES + WRONG, encoding="utf-8")
    (day / "politiemelding.json").write_bytes((SHIPPED / "politiemelding.json").read_bytes())
    ended = run_day(tmp_path / "keten", day / "dag.toml")
    assert ended.returncode == 1
    assert "NIET GOED: geweigerd werd verwacht  NIET GOED: R016 sprak niet" in ended.stdout
    assert "NIET GOED: bericht verraadt-iets: kanarie van verraadt-iets" in ended.stdout
    assert "NIET GOED: bericht verraadt-iets: een waarde kwam mee die achter moest blijven" in ended.stdout
    assert "NIET GOED: bericht zegt-niets: wat mee mocht, kwam niet aan" in ended.stdout
    assert "niets verbodens kwam aan" not in ended.stdout


@pytest.mark.parametrize(
    "wrong",
    [
        {"naam": "half"},
        {"naam": "anders", "uitkomst": "misschien"},
        {"naam": "vreemd", "onbekend": 1},
        {"naam": "stap", "handeling": [{"regel": "R043"}]},
    ],
)
def test_an_attempt_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    whole = {"hoofdstuk": "3.1", "van": "a", "naar": "b", "basis": "c.json", "uitkomst": "geweigerd"}
    item = wrong if wrong["naam"] == "half" else whole | wrong
    with pytest.raises(ConfigError, match=f"attempt {wrong['naam']}: a "):
        read_attempts({"poging": [item]})


@pytest.mark.parametrize("place", ["content.nergens.iets.1", "content.betrokkenen.9.rol", "type.iets"])
def test_a_place_that_does_not_exist_is_refused(place: str) -> None:
    attempt = read_attempts(
        {
            "poging": [
                {
                    "naam": "plaats",
                    "hoofdstuk": "0",
                    "van": "a",
                    "naar": "b",
                    "basis": "politiemelding.json",
                    "uitkomst": "verstuurd",
                    "haalweg": [place],
                }
            ]
        }
    )[0]
    with pytest.raises(ConfigError, match="a place in it does not exist"):
        build_message(attempt, SHIPPED, "00000099000000001000")


def test_the_parties_of_the_day_are_known_kinds() -> None:
    names = [each["naam"] for each in read_description(SHIPPED / "dag.toml")["partij"]]
    organisations = read_organisations(SHIPPED / "dag.toml", dict.fromkeys(names, (1, 2, 3)))
    kinds = {kind for one in organisations for kind in one.kinds}
    assert {"VT", "POL", "LV", "GEM", "RVDK", "SCH", "JHA", "ZVH", "SHN"} <= {str(kind) for kind in kinds}
