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

ROOT: Final = Path(__file__).resolve().parents[2]
SHIPPED: Final = ROOT / "deploy" / "day"
PATIENCE_SECONDS: Final = 120
# A time of the day for each layer that came, a dash for one that was never expected.
LAYERS: Final = r"T (\S+) +R (\S+) +C (\S+) +B (\S+) +(.+)$"
TIME: Final = re.compile(r"\d\d:\d\d:\d\d")

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all days share, so that keys are made once."""
    return tmp_path_factory.mktemp("dag")


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


def edited(tmp_path: Path, file: str, before: str, after: str) -> Path:
    """Return a copy of the shipped day in which one text is another."""
    day = tmp_path / "dag"
    shutil.copytree(SHIPPED, day)
    text = (day / file).read_text(encoding="utf-8")
    assert before in text
    (day / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    return day


def only_step(tmp_path: Path, step: str) -> Path:
    """Return a copy of the shipped day with one step."""
    day = tmp_path / "dag"
    shutil.copytree(SHIPPED, day)
    parties, _, _ = (day / "dag.toml").read_text(encoding="utf-8").partition("[[stap]]")
    (day / "dag.toml").write_text(f"{parties}[[stap]]\n{step}\n", encoding="utf-8")
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
    assert int(found[1]) >= 2 * 15


def test_a_second_day_in_the_same_folder_ends_as_well(ended: subprocess.CompletedProcess[str], folder: Path) -> None:
    keys = (folder / "politie" / "keys" / "signing.pem").read_bytes()
    again = run_day(folder, SHIPPED)
    assert ended.returncode == again.returncode == 0, again.stdout
    assert len(table_of(again.stdout)) == len(table_of(ended.stdout))
    assert (folder / "politie" / "keys" / "signing.pem").read_bytes() == keys


def test_an_edited_message_makes_a_difference(folder: Path, tmp_path: Path) -> None:
    edit = run_day(folder, edited(tmp_path, "01-politiemelding.json", '"999990019"', '"999990018"'))
    rows, said = table_of(edit.stdout), " ".join(edit.stdout.split())
    assert edit.returncode == 1
    assert rows["politiemelding"][6] == "geweigerd (R016)  NIET GOED"
    assert "Wat te doen: verbeter het BSN of laat het weg" in said
    assert rows["terugkoppeling-politie"][6] == "overgeslagen: politiemelding is niet verzonden  NIET GOED"
    assert rows["dubbele-melding"][6] == "overgeslagen: politiemelding is niet verzonden  NIET GOED"
    assert rows["directe-overdracht"][6] == "voltooid"
    assert "NIET elk bericht eindigde zoals het hoort" in edit.stdout
    assert edit.stderr == ""


def test_a_message_that_passes_against_expectation_fails_the_day(folder: Path, tmp_path: Path) -> None:
    step = 'naam = "politiemelding"\nvan = "politie"\nbericht = "01-politiemelding.json"\nverwacht = "geweigerd"'
    unexpected = run_day(folder, only_step(tmp_path, step))
    assert unexpected.returncode == 1
    assert "aangenomen, geweigerd werd verwacht  NIET GOED" in unexpected.stdout


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
    refused = run_day(tmp_path / "leeg", only_step(tmp_path, step))
    assert refused.returncode == 1
    assert mistake in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "leeg").exists()


def test_a_chain_that_stays_shows_its_doors_and_takes_its_gateways_along(folder: Path, tmp_path: Path) -> None:
    step = 'naam = "politiemelding"\nvan = "politie"\nbericht = "01-politiemelding.json"'
    command = command_of(folder, only_step(tmp_path, step), "--stay")
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as staying:
        assert staying.stdout is not None
        said = next(line for line in staying.stdout if line.strip().startswith("raad  ") and "poort" in line)
        staying.send_signal(signal.SIGTERM)
        assert staying.wait(PATIENCE_SECONDS) == 0
    assert re.search(r"raad +poort \d+ +sleutels \S+/raad/keys", said)
    assert gateways_of(folder) == []


def gateways_of(folder: Path) -> list[str]:
    """Return the processes that still serve from a folder."""
    commands = (file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline") if file.exists())
    return [text for text in (each.replace(b"\0", b" ").decode() for each in commands) if str(folder) in text]


def test_the_messages_of_the_day_are_fictional() -> None:
    for file in SHIPPED.glob("*.json"):
        text = json.dumps(json.loads(file.read_text(encoding="utf-8")))
        assert set(re.findall(r'"bsn": "(\d+)"', text)) <= {"999990019"}, file.name
