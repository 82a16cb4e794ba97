"""`schakel simulate` as a developer or a partner uses it: what it says, what it leaves, how it ends."""

import json
import socket
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.bootstrap import check as check_settings
from adapters.config import load
from adapters.simulator.habits import Habit
from adapters.simulator.lodging import Lodging, settle_in
from adapters.simulator.processes import LEASHED
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from tests.kit.commands import run
from tests.kit.simulated import OWN, PARTNER, PATIENT, lodge, partner_settings
from tests.kit.tls import now


@pytest.fixture(scope="module")
def lodging(tmp_path_factory: pytest.TempPathFactory) -> Lodging:
    return lodge(tmp_path_factory)


def _simulate(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    agreed = ("--retries", str(PATIENT.retries), "--retry-interval", str(PATIENT.interval_seconds))
    command = [*LEASHED, "simulate", PARTNER, "--as", OWN, "--folder", str(folder), *agreed, *options]
    # Its standard input stays open for as long as it runs: that is its leash.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said, wrong = process.stdout.read(), process.stderr.read()
    return subprocess.CompletedProcess(command, process.returncode, said, wrong)


def test_it_says_in_dutch_how_to_connect_and_ends_when_its_time_is_over(lodging: Lodging) -> None:
    ended = _simulate(lodging.folder, "--for", "0", "--habit", "wrong-cpa", "--habit", "late-receipt=2")
    assert (ended.returncode, ended.stderr) == (0, "")
    for said in (
        lodging.partner.endpoint,
        str(lodging.guest_home / "schakel.toml"),
        str(lodging.agreement),
        "schakel partner check",
        "SLECHTE GEWOONTE late-receipt: bevestigt te laat (2 seconden)",
        "SLECHTE GEWOONTE wrong-cpa",
        "Ctrl-C",
    ):
        assert said in ended.stdout, said


def test_in_json_it_names_every_file_that_the_other_side_needs(lodging: Lodging) -> None:
    ended = _simulate(lodging.folder, "--for", "0", "--json")
    document = json.loads(ended.stdout.splitlines()[0])
    assert document["event"] == "ready"
    assert document["guest"]["oin"] == str(lodging.guest.oin)
    check_settings(load(Path(document["settings"])))
    agreement = cpa.parse(Path(document["agreement"]).read_bytes(), lodging.guest.party_id)
    assert (agreement.partner.endpoint, agreement.actions[0].reliability.retries) == (
        lodging.partner.endpoint,
        PATIENT.retries,
    )
    context = ssl.create_default_context()
    for root in Path(document["roots"]).glob("*.pem"):
        context.load_verify_locations(root)
    context.load_cert_chain(Path(document["keys"]) / "tls.pem", Path(document["keys"]) / "tls.key.pem")


def test_what_somebody_changed_in_their_settings_is_there_the_next_time(lodging: Lodging) -> None:
    config, agreement = lodging.guest_home / "schakel.toml", lodging.agreement.read_bytes()
    config.write_text(config.read_text(encoding="utf-8") + "\n[relay]\nlanes = 7\n", encoding="utf-8")
    again = settle_in(lodging.folder, PATIENT, now())
    assert again == lodging
    assert partner_settings(lodging.guest_home)["relay"] == {"lanes": 7}
    assert lodging.agreement.read_bytes() == agreement


def test_a_port_that_somebody_else_has_is_named(lodging: Lodging) -> None:
    with socket.create_server(("127.0.0.1", lodging.partner.partner_port)):
        ended = _simulate(lodging.folder, "--for", "0")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"port {lodging.partner.partner_port}" in ended.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("simulate", "koning"),
        ("simulate", "politie", "--habit", "lui"),
        ("simulate", "politie", "--habit", "late-receipt=straks"),
        ("simulate", "politie", "--times", "0"),
    ],
)
def test_what_cannot_be_simulated_is_wrong_use(wrong: tuple[str, ...]) -> None:
    assert run(*wrong).exit_code == 2


def test_nobody_talks_to_itself(tmp_path: Path) -> None:
    ended = run("simulate", "politie", "--as", "politie", "--folder", tmp_path / "x")
    assert (ended.exit_code, "--as" in ended.stderr) == (1, True)
    with pytest.raises(ConfigError):
        settle_in(tmp_path, replace(PATIENT, kind="raad", beside="raad"), now())


def test_help_names_every_habit() -> None:
    said = run("simulate", "--help").stdout
    assert all(f"  {habit}" in said for habit in Habit)
