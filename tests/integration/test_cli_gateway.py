"""The command line on a gateway on disk: settings, store, agreements, evidence, and exit codes 0, 1 and 3."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from click.testing import Result

from tests.kit.chain import Chain, eventually
from tests.kit.commands import run, run_json, written
from tests.kit.full_disk import no_room
from tests.kit.named_checks import sound
from tests.kit.reference_lists import SHEETS, workbook
from tests.kit.schema_bundles import message, schema, unfolded
from tests.kit.store_files import tamper

ROOT: Final = Path(__file__).resolve().parents[2]
POLICE: Final = "00000099000000003000_T"


@pytest.fixture
def home(chain: Chain, tmp_path: Path) -> Path:
    """Return a copy of the folder of the police, to spoil."""
    return Path(shutil.copytree(chain.folder / "politie", tmp_path / "politie"))


def test_check_config_finds_a_sound_gateway_sound(home: Path) -> None:
    assert run("check-config", "--config", home / "schakel.toml").stdout.endswith("\nThe configuration is sound.\n")
    code, answer = run_json("check-config", "--config", home / "schakel.toml")
    assert (code, answer["sound"], answer["warnings"]) == (0, True, [])


def test_check_config_warns_of_a_partner_that_the_reference_lists_say_ended(home: Path, tmp_path: Path) -> None:
    veilig_thuis = "00000099000000001000"
    assert veilig_thuis in (home / "parties.toml").read_text(encoding="utf-8")
    ended = ("RC0001", "Raad", "Raad te Voorbeelddam", 20240630, 20120426, veilig_thuis)
    rows = (*SHEETS["INS Augustus 2026"][:2], ended)
    file = workbook(tmp_path / "lijsten.xlsx", INS_Augustus_2026=rows)
    assert run("reference", "install", file, "--config", home / "schakel.toml").exit_code == 0
    remark = f"party {veilig_thuis} (RC0001) ended on 2024-06-30, say the reference lists"
    checked = run("check-config", "--config", home / "schakel.toml")
    assert (checked.exit_code, checked.stdout.splitlines()[0]) == (0, f"warning: {remark}")
    assert run_json("check-config", "--config", home / "schakel.toml")[1]["warnings"] == [remark]


def test_validate_judges_by_the_lists_and_schemas_of_a_gateway(home: Path, tmp_path: Path) -> None:
    report = written(tmp_path / "m.xml", sound("vtMeldingDi01").decode())
    assert run("validate", report, "--config", home / "schakel.toml").exit_code == 0
    ended_role = ("ouder met gezag", "112", "Niet meer.", "gezag", 41821, 42514)
    file = workbook(tmp_path / "lijsten.xlsx", JZR=(*SHEETS["JZR"], ended_role))
    assert run("reference", "install", file, "--config", home / "schakel.toml").exit_code == 0
    ended = run("validate", report, "--config", home / "schakel.toml")
    assert ended.exit_code == 1
    assert ended.stderr.startswith("StUF055 Geweigerd door R026 (Rolcodes zijn actueel)")
    assert run("validate", report).exit_code == 0


def test_check_config_tells_what_is_wrong_on_the_shelves(home: Path, tmp_path: Path) -> None:
    release = unfolded(tmp_path / "release", {"jz.xsd": schema(message())})
    assert run("schemas", "install", release, "--config", home / "schakel.toml").exit_code == 0
    written(home / "schemas" / "index.json", "{}")
    (home / "references").mkdir()
    written(home / "references" / "index.json", "{}")
    ended = run("check-config", "--config", home / "schakel.toml")
    assert (ended.exit_code, len(ended.stderr.splitlines())) == (1, 2)


def test_check_config_shows_every_mistake_of_the_settings_at_once(home: Path) -> None:
    text = (home / "schakel.toml").read_text(encoding="utf-8")
    text = text.replace('path = "/ebms"', 'path = "EBMS"').replace('folder = "trust"', 'folder = "nowhere"')
    code, answer = run_json("check-config", "--config", written(home / "schakel.toml", f"{text}\n[limit]\nx = 1\n"))
    assert (code, answer["sound"], answer["code"]) == (1, False, "config")
    assert len(answer["mistakes"]) == 3
    for place in ("partner_door.path", "trust.folder", "limit"):
        assert any(place in mistake for mistake in answer["mistakes"])


def test_check_config_shows_every_mistake_of_what_settings_point_at(home: Path) -> None:
    (home / "keys" / "signing.key.pem").chmod(0o644)
    written(home / "keys" / "kek-1.key", "too short")
    written(home / "agreements" / "politie-veiligthuis.xml", "<no-agreement/>")
    shutil.rmtree(home / "trust" / "roots")
    ended = run("check-config", "--config", home / "schakel.toml")
    assert ended.exit_code == 1
    assert len(ended.stderr.splitlines()) >= 4
    for part in ("signing", "kek-1", "politie-veiligthuis.xml", "root"):
        assert part in ended.stderr
    assert "Traceback" not in ended.output


def test_a_key_of_the_office_door_that_others_may_read_is_refused(home: Path) -> None:
    (home / "keys" / "office-server.key.pem").chmod(0o644)
    ended = run("check-config", "--config", home / "schakel.toml")
    mistake = "key office: office-server.key.pem can be read by others: set its mode to 0600\n"
    assert (ended.exit_code, ended.stderr) == (1, mistake)


@pytest.mark.parametrize(
    ("octets", "mistake"),
    [
        (None, "office_door.client_authority: holds no root: put there the roots of your own office authority (*.pem)"),
        (b"\xc3\xa9", "office_door.client_authority: office.pem is not a readable certificate (PEM)"),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "office_door.client_authority: office.pem is not a readable certificate (PEM)",
        ),
    ],
)
def test_the_roots_of_the_office_authority_have_mistakes_of_their_own(
    home: Path, octets: bytes | None, mistake: str
) -> None:
    roots = home / "keys" / "office" / "roots"
    for file in roots.iterdir():
        file.unlink()
    if octets is not None:
        (roots / "office.pem").write_bytes(octets)
    ended = run("check-config", "--config", home / "schakel.toml")
    assert (ended.exit_code, ended.stderr) == (1, f"{mistake}\n")


def test_a_root_of_the_office_authority_may_have_words_beside_it(home: Path) -> None:
    (root,) = (home / "keys" / "office" / "roots").glob("*.pem")
    root.write_bytes("# Eén kantoor\n".encode() + root.read_bytes())
    assert run("check-config", "--config", home / "schakel.toml").exit_code == 0


def test_check_config_without_settings_says_which_file(tmp_path: Path) -> None:
    ended = run("check-config", "--config", tmp_path / "none.toml")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr.startswith("none.toml: cannot be read")


def test_migrate_makes_a_store_once_and_serve_asks_for_it(home: Path) -> None:
    for file in home.glob("gateway.db*"):
        file.unlink()
    for command in ("serve", "work", "check-config"):
        refused = run(command, "--config", home / "schakel.toml")
        assert refused.exit_code == 1
        assert "schakel migrate" in refused.stderr
    for _ in range(2):
        assert run("migrate", "--config", home / "schakel.toml").stdout == "The store is up to date.\n"
    assert run("check-config", "--config", home / "schakel.toml").exit_code == 0


def test_serve_says_which_port_is_taken(home: Path, chain: Chain) -> None:
    port = chain.organisations["politie"].operations_port
    with socket.create_server(("127.0.0.1", port)):
        command = [sys.executable, "-m", "adapters", "serve", "--config", str(home / "schakel.toml")]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=50, cwd=ROOT)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(f"cannot listen on 127.0.0.1 port {port}")
    assert "Traceback" not in ended.stderr


def test_cpa_show_tells_both_sides_what_they_agreed(chain: Chain) -> None:
    file = chain.folder / "politie" / "agreements" / "politie-veiligthuis.xml"
    ended = run("cpa", "show", file, "--own", POLICE)
    assert ended.exit_code == 0
    assert f"wij zijn     Politie Eenheid Voorbeeld ({POLICE}), in de rol POLITIE" in ended.stdout
    assert "profiel osb-rm-e, herhalen 60 keer, om de 5 seconden" in ended.stdout
    assert "  wij zenden VNG:Jeugdzorg:1:0:9 vtMeldingDi01" in ended.stdout.splitlines()
    code, answer = run_json("cpa", "show", file, "--own", "00000099000000001000_T")
    assert (code, answer["own"]["role"], answer["partner"]["partyId"]) == (0, "VEILIGTHUIS", POLICE)
    report = next(action for action in answer["actions"] if action["action"] == "vtMeldingDi01")
    assert (report["outbound"], report["retries"], report["retryIntervalSeconds"]) == (False, 60, 5.0)


def test_cpa_show_refuses_what_is_no_agreement_of_ours(chain: Chain, tmp_path: Path) -> None:
    file = chain.folder / "politie" / "agreements" / "politie-veiligthuis.xml"
    for place, own in ((file, "00000099000000009000_T"), (written(tmp_path / "x.xml", "<x/>"), POLICE)):
        code, answer = run_json("cpa", "show", place, "--own", own)
        assert (code, answer["sound"]) == (1, False)
        assert answer["mistakes"]


@pytest.fixture(scope="module")
def delivered(chain: Chain) -> str:
    """Return the reference of a report that was delivered, and nothing runs any more."""
    try:
        chain.start_all()
        reference = chain.submit(chain.report())
        eventually("it is delivered", lambda: bool(chain.layers(reference)["R"]))
    finally:
        chain.stop_all()
    return reference


def export(chain: Chain, reference: str, output: Path, direction: str = "out") -> Result:
    """Export the bundle of a report from the store of one side."""
    name = "politie" if direction == "out" else "veiligthuis"
    config = chain.folder / name / "schakel.toml"
    arguments = (direction, POLICE.removesuffix("_T"), reference)
    return run("evidence", "export", *arguments, "--config", config, "--output", output)


@pytest.mark.parametrize("direction", ["out", "in"])
def test_an_exported_bundle_verifies_offline(chain: Chain, delivered: str, direction: str, tmp_path: Path) -> None:
    assert export(chain, delivered, tmp_path / "bewijs.zip", direction).exit_code == 0
    roots = chain.folder / "politie" / "trust" / "roots"
    ended = run("evidence", "verify", tmp_path / "bewijs.zip", "--roots", roots)
    assert ended.exit_code == 0
    assert {line.split()[0] for line in ended.stdout.splitlines()} <= {"goed", "open"}
    code, answer = run_json("evidence", "verify", tmp_path / "bewijs.zip", "--roots", roots)
    assert (code, answer["passed"]) == (0, True)
    assert delivered in answer["subject"]
    assert {check["outcome"] for check in answer["checks"]} <= {"holds", "open"}


def test_a_bundle_in_which_one_octet_is_another_does_not_verify(chain: Chain, delivered: str, tmp_path: Path) -> None:
    export(chain, delivered, tmp_path / "bewijs.zip")
    octets = (tmp_path / "bewijs.zip").read_bytes()
    for place in range(0, len(octets), len(octets) // 25):
        spoiled = bytearray(octets)
        spoiled[place] ^= 1
        (tmp_path / "spoiled.zip").write_bytes(spoiled)
        ended = run("evidence", "verify", tmp_path / "spoiled.zip")
        assert ended.exit_code == 1, place
        assert any(line.startswith("FOUT KLOPT NIET: ") for line in ended.stdout.splitlines())
    code, answer = run_json("evidence", "verify", tmp_path / "spoiled.zip")
    assert (code, answer["passed"]) == (1, False)


def test_there_is_no_bundle_of_a_message_that_is_not_there(chain: Chain, delivered: str, tmp_path: Path) -> None:
    ended = export(chain, f"{delivered[:-4]}0000", tmp_path / "bewijs.zip")
    assert (ended.exit_code, ended.stderr) == (1, "no such message\n")
    assert not (tmp_path / "bewijs.zip").exists()


def test_the_whole_chain_is_read_on_request_and_the_first_bad_place_named(
    chain: Chain, delivered: str, home: Path
) -> None:
    config = home / "schakel.toml"
    bundle = ("out", POLICE.removesuffix("_T"), delivered, "--config", config, "--output", home / "bewijs.zip")
    assert run("evidence", "export", *bundle).exit_code == 0, "a head is signed"
    code, answer = run_json("evidence", "audit", "--config", config)
    assert (code, answer["sound"]) == (0, True)
    assert answer["entries"] > answer["heads"] > 0
    assert run("evidence", "audit", "--config", config).stdout.startswith("Whole: ")
    former = (home / "keys" / "evidence.pem").rename(home / "vorige.pem")
    for kind in ("pem", "key.pem"):
        shutil.copy(chain.folder / "veiligthuis" / "keys" / f"evidence.{kind}", home / "keys" / f"evidence.{kind}")
    code, answer = run_json("evidence", "audit", "--config", config)
    assert (code, answer["sound"]) == (1, False)
    assert run("evidence", "audit", "--config", config, "--certificate", former).exit_code == 0
    assert run("evidence", "audit", "--config", config, "--certificate", config).exit_code == 1
    tamper(home / "gateway.db", "UPDATE evidence SET actor = 'x' WHERE sequence = 3")
    code, answer = run_json("evidence", "audit", "--config", config, "--certificate", former)
    assert (code, answer["mistakes"]) == (1, ["does not verify: evidence entry 3"])


def test_a_bundle_is_there_whole_or_not_at_all(chain: Chain, delivered: str, tmp_path: Path) -> None:
    output = tmp_path / "bewijs.zip"
    with no_room():
        assert export(chain, delivered, output).exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_of_more_files_than_can_be_counted_does_not_verify(tmp_path: Path) -> None:
    """A ZIP counts to 65,535."""
    head = b"PK\x03\x04\x14" + bytes(7) + b"\x21" + bytes(13) + b"\x05" + bytes(3)
    (tmp_path / "bewijs.zip").write_bytes(b"".join(head + b"%05d" % number for number in range(70_000)))
    ended = run("evidence", "verify", tmp_path / "bewijs.zip")
    assert ended.exit_code == 1
    assert ended.stdout.startswith("FOUT")


def test_a_world_that_fails_ends_with_3(chain: Chain, delivered: str, tmp_path: Path) -> None:
    ended = export(chain, delivered, tmp_path / "no-such-folder" / "bewijs.zip")
    assert ended.exit_code == 3
    assert "No such file or directory" in ended.stderr
