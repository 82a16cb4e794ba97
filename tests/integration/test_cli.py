"""The command line without a gateway: help, wrong use, messages that go round, verdicts, and answers in JSON."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
import pytest

from adapters.cli import main
from gateway.domain.catalogue import CATALOGUE
from gateway.formats import stuf_jz
from tests.kit.commands import run, run_json, written
from tests.kit.full_disk import no_room
from tests.kit.named_checks import sound
from tests.kit.stuf_messages import document

ROOT: Final = Path(__file__).resolve().parents[2]
DAY: Final = ROOT / "deploy" / "day"
TRAVELLING: Final = [str(kind) for kind, entry in CATALOGUE.items() if entry.travels]
# Rows of the catalogue that name a StUF message which the interpreter does not write.
ONLY_OFFICE: Final = {
    str(kind)
    for kind, entry in CATALOGUE.items()
    if entry.travels and entry.stuf is not None and kind not in stuf_jz.ROOTS.values()
}

# Moments that no calendar has in UTC.
BEYOND_TIME: Final = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-05:00")


def commands(command: click.Command, *above: str) -> list[tuple[str, ...]]:
    """Return the words of a command and of all below it."""
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [above, *(words for name, each in below for words in commands(each, *above, name))]


# --- help and wrong use ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", commands(main), ids=" ".join)
def test_every_command_explains_itself(words: Sequence[str]) -> None:
    for option in ("--help", "-h"):
        ended = run(*words, option)
        assert ended.exit_code == 0
        assert ended.stdout.startswith(" ".join(["Usage: schakel", *words]))
        explanation = ended.stdout.splitlines()[2].strip()
        assert explanation[0].isupper()
        assert len(explanation) > 20


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["serve", "--unknown"],
        ["sample"],
        ["sample", "MSG-99"],
        ["sample", "MSG-01", "--format", "pdf"],
        ["validate", "no-such-file"],
        ["convert", str(DAY / "01-politiemelding.json")],
        ["policy", "explain", str(DAY / "01-politiemelding.json")],
        ["cpa", "show", str(DAY / "dag.toml"), "--own", "nobody"],
        ["evidence", "export", "sideways", "00000099000000001000", "x", "--output", "x"],
        ["evidence", "export", "out", "nobody", "x", "--output", "x"],
        ["day", "--description", "no-such-file"],
        *(["cpa", "expire", "x", "--reason", "x", "--at", moment] for moment in BEYOND_TIME),
        *(["cpa", "replace", "x", "--endpoint", "x", "--from", moment] for moment in BEYOND_TIME),
        ["evidence", "ldv", "--since", "99999999999999999999"],
        ["evidence", "ldv", "--limit", "99999999999999999999"],
        ["policy", "replay", "--region", str(DAY / "dag.toml"), "--last", "99999999999999999999"],
        *(["partner", "check", "x", "--wait", number] for number in ("nan", "inf", "-inf")),
        *(["simulate", "politie", "--retry-interval", number] for number in ("nan", "inf")),
        *(["simulate", "politie", "--for", number] for number in ("nan", "inf")),
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(arguments: Sequence[str]) -> None:
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert "Error: " in ended.stderr
    assert ended.stdout == ""


def test_the_module_and_the_command_are_the_same() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "adapters", "--help"], check=False, capture_output=True, text=True, timeout=30, cwd=ROOT
    )
    assert ended.returncode == 0
    assert ended.stdout.splitlines()[:3] == run("--help").stdout.splitlines()[:3]


# --- messages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TRAVELLING)
def test_a_sample_is_sound_and_goes_round_without_loss(kind: str, tmp_path: Path) -> None:
    office = written(tmp_path / "office.json", run("sample", kind).stdout)
    assert run("validate", office).exit_code == 0
    assert "sender" not in json.loads(office.read_text(encoding="utf-8")), "as a back office hands it in"
    if kind in ONLY_OFFICE:
        refused = run("sample", kind, "--format", "partner")
        assert refused.exit_code == 1
        assert "does not travel as StUF-Jeugdzorg" in refused.stderr
        return
    partner = written(tmp_path / "partner.xml", run("sample", kind, "--format", "partner").stdout)
    code, answer = run_json("validate", partner)
    assert (code, answer["sound"], answer["type"], answer["faults"]) == (0, True, kind, [])
    received = written(tmp_path / "received.json", run("convert", partner, "--to", "office").stdout)
    back = run("convert", received, "--to", "partner")
    assert back.exit_code == 0
    assert back.stdout == partner.read_text(encoding="utf-8")
    document = json.loads(received.read_text(encoding="utf-8"))
    assert document["type"] == kind
    # A fault is cut to what StUF has room for, so that it can always be written.
    assert kind == "TEC-04" or covers(document["content"], json.loads(office.read_text("utf-8"))["content"])


def covers(found: object, wanted: object) -> bool:
    """Tell whether everything wanted is found; what says no more than its default may stand beside it."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(name in found and covers(found[name], value) for name, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(covers, found, wanted))
    return found == wanted


def test_a_message_that_never_travels_has_no_sample() -> None:
    ended = run("sample", "TEC-05")
    assert ended.exit_code == 1
    assert "does not travel" in ended.stderr


def test_stuf_jz_is_a_format_for_the_messages_that_travel_so() -> None:
    assert run("sample", "MSG-01", "--format", "stuf-jz").stdout.startswith("<?xml")
    refused = run("sample", "MSG-34", "--format", "stuf-jz")
    assert refused.exit_code == 1
    assert "MSG-34 does not travel as VNG:Jeugdzorg:1:0:9" in refused.stderr


def test_a_message_can_be_written_and_judged_in_an_older_version(tmp_path: Path) -> None:
    older = run("sample", "MSG-01", "--format", "stuf-jz-1.0.7")
    file = written(tmp_path / "m.xml", older.stdout)
    assert run("validate", file, "--as", "stuf-jz-1.0.7").exit_code == 0
    newer = written(tmp_path / "n.xml", run("sample", "MSG-13", "--format", "stuf-jz").stdout)
    assert run("validate", newer, "--as", "stuf-jz-1.0.7").exit_code == 1
    refused = run("sample", "MSG-13", "--format", "stuf-jz-1.0.7")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "R147" in refused.stderr


def test_a_fault_that_names_nobody_is_read_with_the_message_it_is_about(tmp_path: Path) -> None:
    about = written(tmp_path / "about.xml", run("sample", "MSG-01", "--format", "stuf-jz").stdout)
    fault = written(tmp_path / "fault.xml", document("Fo02Bericht").decode())
    assert run("convert", fault, "--to", "office").exit_code == 1
    read = json.loads(run("convert", fault, "--to", "office", "--about", about).stdout)
    assert read["content"]["fout"]["code"] == "StUF052"
    assert run_json("validate", fault, "--about", about)[0] == 0


@pytest.mark.parametrize("file", sorted(DAY.glob("*.json")), ids=lambda file: file.stem)
def test_every_message_of_the_day_is_sound(file: Path, tmp_path: Path) -> None:
    # A name behind @ stands for the reference of an earlier step.
    text = file.read_text(encoding="utf-8").replace('"@', '"')
    *warnings, last = run("validate", written(tmp_path / "m.json", text)).stdout.splitlines()
    assert last == "The message is sound."
    # Without a gateway nobody can say whether an earlier message exists.
    assert all("R142" in warning for warning in warnings)


def test_validate_shows_every_mistake_and_no_value(tmp_path: Path) -> None:
    file = written(
        tmp_path / "m.json", '{"type": "MSG-01", "purpose": 7, "content": {"melding": {"locatie": "geheim"}}}'
    )
    ended = run("validate", file)
    assert ended.exit_code == 1
    assert len(ended.stderr.splitlines()) > 3
    assert "- receiver: missing\n" in ended.stderr
    assert "geheim" not in ended.output
    code, answer = run_json("validate", file)
    assert (code, answer["sound"], answer["code"]) == (1, False, "not-a-message")
    assert [f"- {mistake}" for mistake in answer["mistakes"]] == ended.stderr.splitlines()


def test_validate_shows_every_rule_that_the_message_breaks_with_its_fault_code(tmp_path: Path) -> None:
    changes = (("999990019", "123456789"), (">Nee</JZ:indicatieSASHIngevuld", ">Ja</JZ:indicatieSASHIngevuld"))
    file = written(tmp_path / "m.xml", sound("vtMeldingDi01", *changes).decode())
    ended = run("validate", file)
    assert (ended.exit_code, ended.stdout) == (1, "")
    first, second = ended.stderr.splitlines()
    assert first.startswith("- StUF055 Geweigerd door R016 (Vorm van het BSN)")
    assert second.startswith("- StUF055 Geweigerd door R099 (SASH-niveau alleen bij een ingevuld formulier)")
    assert "Wat te doen: " in first
    assert "123456789" not in ended.output
    code, answer = run_json("validate", file)
    assert (code, answer["sound"], answer["code"], answer["type"]) == (1, False, "content-refused", "MSG-01")
    assert [f"- {mistake}" for mistake in answer["mistakes"]] == [first, second]
    assert [(fault["rule"], fault["fault"]) for fault in answer["faults"]] == [("R016", "StUF055"), ("R099", "StUF055")]
    assert answer["faults"][0]["elements"] == ["betrokkenen[0].bsn"]


def test_validate_names_line_and_element_of_what_its_schema_refuses(tmp_path: Path) -> None:
    text = run("sample", "MSG-51", "--format", "stuf-jz").stdout.replace("<JZ:object", "\n<JZ:vreemd/><JZ:object")
    ended = run("validate", written(tmp_path / "m.xml", text))
    assert ended.exit_code == 1
    assert "line 3: element" in ended.stderr


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"sender": 1, "createdAt": 2}',
        "<x/>",
        "<x",
        '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        "\ufeff",
    ],
)
def test_what_is_no_message_is_refused_without_a_stumble(text: str, tmp_path: Path) -> None:
    file = written(tmp_path / "file", text)
    for arguments in (["validate", str(file)], ["convert", str(file), "--to", "office"]):
        ended = run(*arguments)
        assert ended.exit_code == 1
        assert isinstance(ended.exception, SystemExit)
        assert ended.stderr


def test_policy_explains_a_refusal_in_dutch() -> None:
    file = DAY / "13-verboden-overdracht.json"
    arguments = ["policy", "explain", str(file), "--receiver-kind", "GEM", "--receiver-kind", "LV"]
    ended = run(*arguments)
    assert ended.exit_code == 1
    verdict, *rules = ended.stdout.splitlines()
    assert verdict == "geweigerd"
    assert any(rule.startswith("R058: Geweigerd door R058 (Geen monitoring bij directe overdracht)") for rule in rules)
    code, answer = run_json(*arguments)
    assert (code, answer["passes"]) == (1, False)
    assert [f"{item['rule']}: {item['explanation']}" for item in answer["rules"]] == rules


def test_policy_explains_what_passes_as_well() -> None:
    ended = run("policy", "explain", DAY / "01-politiemelding.json", "--sender-kind", "POL", "--receiver-kind", "VT")
    assert ended.exit_code == 0
    assert ended.stdout.splitlines()[0] == "toegestaan"
    assert "R002: Toegestaan door R002" in ended.stdout


# --- output ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("policy", "rules"),
        ("policy", "rules", "--json"),
        ("sample", "MSG-01"),
        ("sample", "MSG-01", "--format", "stuf-jz"),
        ("validate", "pyproject.toml", "--json"),
    ],
    ids=" ".join,
)
def test_an_output_without_room_ends_with_3(arguments: Sequence[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "adapters", *arguments], stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT
        )
    assert (ended.returncode, ended.stderr) == (3, b"input or output: No space left on device\n")


def test_what_is_converted_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    file, out = written(tmp_path / "m.json", run("sample", "MSG-01").stdout), tmp_path / "m.xml"
    with no_room():
        ended = run("convert", file, "--to", "partner", "--out", out)
    assert (ended.exit_code, sorted(tmp_path.iterdir())) == (3, [file])
    written(out, "oud").chmod(0o600)
    with no_room():
        assert run("convert", file, "--to", "partner", "--out", out).exit_code == 3
    assert out.read_bytes() == b"oud"
    assert run("convert", file, "--to", "partner", "--out", out).exit_code == 0
    assert (out.read_bytes()[:1], out.stat().st_mode & 0o777) == (b"<", 0o600)
    assert run("convert", file, "--to", "partner", "--out", "-").stdout.startswith("<?xml")


def test_a_link_keeps_leading_to_what_is_written(tmp_path: Path) -> None:
    file, out = written(tmp_path / "m.json", run("sample", "MSG-01").stdout), tmp_path / "m.xml"
    (tmp_path / "link").symlink_to(out)
    assert run("convert", file, "--to", "partner", "--out", tmp_path / "link").exit_code == 0
    assert ((tmp_path / "link").is_symlink(), out.read_bytes()[:1]) == (True, b"<")
