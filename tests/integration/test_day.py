"""The working day: what `make up` runs ends well, explains itself, and notices when something is otherwise."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from adapters.cli import main
from tests.kit.chain import DESCRIPTION, eventually

ROOT: Final = Path(__file__).resolve().parents[2]
SHIPPED: Final = ROOT / "deploy" / "day"
PATIENCE_SECONDS: Final = 120
# A time of the day for each layer that came, a dash for one that was never expected.
LAYERS: Final = r"T (\S+) +R (\S+) +C (\S+) +B (\S+) +(.+)$"
TIME: Final = re.compile(r"\d\d:\d\d:\d\d")

REPORT: Final = 'naam = "politiemelding"\nvan = "politie"\nbericht = "01-politiemelding.json"'
FEEDBACK: Final = 'naam = "terugkoppeling-politie"\nvan = "veiligthuis"\nbericht = "05-terugkoppeling-politie.json"'
REPEATED: Final = 'naam = "dubbele-melding"\nherhaal = "politiemelding"'

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for whole days, in which keys are made once."""
    return tmp_path_factory.mktemp("dag")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for small days, in which keys are made once."""
    return tmp_path_factory.mktemp("klein")


@pytest.fixture(scope="module")
def ended(folder: Path) -> subprocess.CompletedProcess[str]:
    """Return how the shipped day ended."""
    return run_day(folder, SHIPPED)


def command_of(folder: Path, day: Path, *more: str) -> Sequence[str]:
    """Return the command that runs a day."""
    description = str(day / "dag.toml")
    return [sys.executable, "-m", "adapters", "day", "--folder", str(folder), "--description", description, *more]


def run_day(folder: Path, day: Path) -> subprocess.CompletedProcess[str]:
    """Run a day to its end."""
    return subprocess.run(
        command_of(folder, day), check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS, cwd=ROOT
    )


def table_of(said: str) -> dict[str, list[str]]:
    """Return the lines behind the heading: by name of the step its type, route, layers and verdict."""
    _, _, table = said.partition("De dag in de keten")
    rows: dict[str, list[str]] = {}
    for line in table.splitlines():
        found = re.fullmatch(rf"(\S+) +(MSG-\w+)? +(\S+ -> \S+)? +{LAYERS}", line)
        if found:
            rows[found[1]] = [group or "" for group in found.groups()[1:]]
    return rows


def small_day(tmp_path: Path, *steps: str) -> Path:
    """Return a copy of the shipped day with other steps, between the police and Veilig Thuis alone."""
    day = tmp_path / "dag"
    shutil.copytree(SHIPPED, day)
    (day / "dag.toml").write_text("\n[[stap]]\n".join([DESCRIPTION, *steps]), encoding="utf-8")
    return day


def test_the_shipped_day_ends_as_it_should(ended: subprocess.CompletedProcess[str]) -> None:
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stderr == ""
    assert "elk bericht eindigde zoals het hoort" in ended.stdout
    assert "NIET" not in ended.stdout


def test_every_message_has_a_line_with_its_layers_and_its_verdict(ended: subprocess.CompletedProcess[str]) -> None:
    rows = table_of(ended.stdout)
    names = re.findall(r'\[\[stap\]\]\nnaam = "([^"]+)"', (SHIPPED / "dag.toml").read_text(encoding="utf-8"))
    assert list(rows) == names
    kind, route, technical, receipt, acceptance, business, verdict = rows["overdracht-na-dienst"]
    assert (kind, route, verdict) == ("MSG-35", "veiligthuis -> gemeente", "voltooid")
    assert all(map(TIME.fullmatch, (technical, receipt, acceptance, business)))
    assert rows["ontvangstbevestiging"][3:] == ["-", "-", "-", "voltooid"]
    assert rows["verzoek-tot-onderzoek"][5:] == ["open", "open"]
    assert rows["verboden-overdracht"][2:] == ["-", "-", "-", "-", "geweigerd (H2X, R058, R049)"]
    assert rows["dubbele-melding"][6] == "herkend, geen tweede effect"


def test_the_refusal_is_explained_in_dutch(ended: subprocess.CompletedProcess[str]) -> None:
    said = " ".join(ended.stdout.split())
    assert "Geweigerd door R058 (Geen monitoring bij directe overdracht)" in said
    assert "Wat te doen: verwijder de monitorafspraken" in said


def test_the_partner_that_was_down_gets_its_message(ended: subprocess.CompletedProcess[str]) -> None:
    assert "de gateway van gemeente valt uit" in ended.stdout
    assert "tweede-overdracht wacht bij veiligthuis op gemeente" in ended.stdout
    assert table_of(ended.stdout)["tweede-overdracht"][6] == "voltooid"


def test_all_evidence_verifies_offline(ended: subprocess.CompletedProcess[str]) -> None:
    found = re.search(r"(\d+) bewijsbundels offline gecontroleerd: alles klopt", ended.stdout)
    assert found is not None
    # Each of the sixteen messages that travelled stands at its sender and its receiver.
    assert int(found[1]) >= 2 * 16


def test_a_second_day_in_the_same_folder_ends_as_well(ended: subprocess.CompletedProcess[str], folder: Path) -> None:
    keys = (folder / "politie" / "keys" / "signing.pem").read_bytes()
    again = run_day(folder, SHIPPED)
    assert ended.returncode == again.returncode == 0, again.stdout
    assert len(table_of(again.stdout)) == len(table_of(ended.stdout))
    assert (folder / "politie" / "keys" / "signing.pem").read_bytes() == keys


def test_an_edited_message_makes_a_difference(small: Path, tmp_path: Path) -> None:
    day = small_day(tmp_path, REPORT, FEEDBACK, REPEATED)
    report = (day / "01-politiemelding.json").read_text(encoding="utf-8")
    (day / "01-politiemelding.json").write_text(report.replace("999990019", "999990018"), encoding="utf-8")
    ended = run_day(small, day)
    rows, said = table_of(ended.stdout), " ".join(ended.stdout.split())
    assert ended.returncode == 1
    assert rows["politiemelding"][6] == "geweigerd (R016)  NIET GOED"
    assert "Wat te doen: verbeter het BSN of laat het weg" in said
    assert rows["terugkoppeling-politie"][6] == "overgeslagen: politiemelding is niet verzonden  NIET GOED"
    assert rows["dubbele-melding"][6] == "overgeslagen: politiemelding is niet verzonden  NIET GOED"
    assert "NIET elk bericht eindigde zoals het hoort" in ended.stdout
    assert ended.stderr == ""


def test_a_message_that_passes_against_expectation_fails_the_day(small: Path, tmp_path: Path) -> None:
    ended = run_day(small, small_day(tmp_path, f'{REPORT}\nverwacht = "geweigerd"'))
    assert ended.returncode == 1
    assert table_of(ended.stdout)["politiemelding"][6] == "aangenomen, geweigerd werd verwacht  NIET GOED"


@pytest.mark.parametrize(
    ("step", "mistake"),
    [
        ('naam = "een"\nvan = "politie"', "step een: a [[stap]] has naam, van, bericht"),
        ('naam = "een"\nherhaal = "twee"', "step een: herhaal must name an earlier step"),
        ('naam = "een"\nvan = "politie"\nbericht = "x.json"\nverwacht = "anders"', "step een: a [[stap]] has"),
        ("naam = ", "dag.toml: cannot be read as TOML"),
    ],
)
def test_a_description_that_makes_no_sense_is_refused_at_once(tmp_path: Path, step: str, mistake: str) -> None:
    day, folder = small_day(tmp_path, step), tmp_path / "leeg"
    refused = CliRunner().invoke(main, ["day", "--folder", str(folder), "--description", str(day / "dag.toml")])
    assert refused.exit_code == 1
    assert mistake in refused.stderr
    assert not folder.exists()


def test_a_chain_that_stays_shows_its_doors_and_takes_its_gateways_along(small: Path, tmp_path: Path) -> None:
    command = command_of(small, small_day(tmp_path, f'{REPORT}\nnog_open = ["B"]'), "--stay")
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as staying:
        assert staying.stdout is not None
        said = next(line for line in staying.stdout if line.strip().startswith("veiligthuis  ") and "poort" in line)
        staying.send_signal(signal.SIGTERM)
        assert staying.wait(PATIENCE_SECONDS) == 0
    assert re.search(r"veiligthuis +poort \d+ +sleutels \S+/veiligthuis/keys", said)
    assert gateways_of(small) == []


def test_a_day_that_is_broken_off_takes_its_gateways_along(small: Path, tmp_path: Path) -> None:
    command = command_of(small, small_day(tmp_path, REPORT))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        eventually("gateways run", lambda: len(gateways_of(small)) > 1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE_SECONDS) == 1
    # One that had only just begun was never known to the day: its leash ends it, a moment later.
    eventually("no gateway is left", lambda: gateways_of(small) == [])


def gateways_of(folder: Path) -> list[str]:
    """Return the processes that still serve from a folder."""
    commands = (file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline") if file.exists())
    return [text for text in (each.replace(b"\0", b" ").decode() for each in commands) if str(folder) in text]


def test_the_messages_of_the_day_are_fictional() -> None:
    for file in SHIPPED.glob("*.json"):
        text = json.dumps(json.loads(file.read_text(encoding="utf-8")))
        assert set(re.findall(r'"bsn": "(\d+)"', text)) <= {"999990019"}, file.name
