"""The commands that install what others publish: schemas and reference lists."""

from pathlib import Path
from typing import Final

import pytest

from gateway.formats import stuf_jz
from tests.kit.commands import run, run_json
from tests.kit.reference_lists import RAAD, workbook
from tests.kit.schema_bundles import message, schema, unfolded
from tests.kit.settings import settings_file

RESTART: Final = "A running gateway reads this when it starts: restart serve and work."


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return settings_file(tmp_path)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return unfolded(tmp_path / "release", {"jz.xsd": schema(message())})


def test_a_release_is_installed_listed_and_removed(config: Path, release: Path) -> None:
    ended = run("schemas", "install", release, "--config", config)
    name = ended.stdout.split(" ")[0]
    assert ended.stdout.splitlines() == [
        f"{name} is installed. It judges, beside our own schemas:",
        "  vtMeldingDi01",
        RESTART,
    ]
    listed = run("schemas", "list", "--config", config).stdout.splitlines()
    assert listed[0].startswith("keten 1.0  ours")
    assert listed[-1].startswith(f"{name}  since ")
    assert listed[-1].endswith("1 messages: vtMeldingDi01")
    code, answer = run_json("schemas", "list", "--config", config)
    assert code == 0
    assert {each["name"] for each in answer["own"]} == {"keten 1.0", "StUF-Jeugdzorg 1.0.9", "StUF-Jeugdzorg 1.0.7"}
    (installed,) = answer["installed"]
    assert (installed["name"], installed["version"], installed["inUse"]) == (name, "1.0.9", ["vtMeldingDi01"])
    assert installed["service"] == stuf_jz.service_of(stuf_jz.Version.V1_0_9)
    assert run("schemas", "remove", name, "--config", config).stdout == f"{name} is removed.\n{RESTART}\n"
    assert run("schemas", "remove", name, "--config", config).exit_code == 1
    assert run_json("schemas", "list", "--config", config)[1]["installed"] == []


def test_a_release_that_is_installed_already_says_so(config: Path, release: Path) -> None:
    assert run_json("schemas", "install", release, "--config", config)[1]["fresh"] is True
    assert run_json("schemas", "install", release, "--config", config)[1]["fresh"] is False
    assert "is installed already, since" in run("schemas", "install", release, "--config", config).stdout


def test_a_release_that_begins_a_new_index_says_that_the_others_are_gone(
    config: Path, release: Path, tmp_path: Path
) -> None:
    run("schemas", "install", release, "--config", config)
    (tmp_path / "schemas" / "index.json").write_text("{", encoding="utf-8")
    assert "install the others again" in run("schemas", "install", release, "--config", config).stdout
    assert "install the others again" not in run("schemas", "install", release, "--config", config).stdout


def test_a_release_that_another_followed_is_not_in_use(config: Path, release: Path, tmp_path: Path) -> None:
    run("schemas", "install", release, "--config", config)
    later = unfolded(tmp_path / "later", {"jz.xsd": schema(message(), message("vtoDi01"))})
    run("schemas", "install", later, "--config", config)
    lines = run("schemas", "list", "--config", config).stdout.splitlines()
    assert lines[-2].endswith("not in use: a later release judges its messages")


def test_a_bad_release_ends_with_1_and_every_mistake(config: Path, tmp_path: Path) -> None:
    place = unfolded(tmp_path / "bad", {"a.xsd": "<x", "b.xsd": "<x/>"})
    code, answer = run_json("schemas", "install", place, "--config", config)
    assert (code, answer["code"], len(answer["mistakes"])) == (1, "bundle-refused", 2)
    assert run_json("schemas", "list", "--config", config)[1]["installed"] == []
    assert run("schemas", "install", tmp_path / "none", "--config", config).exit_code == 2


def test_lists_are_installed_listed_and_shown(config: Path, tmp_path: Path) -> None:
    assert run("reference", "list", "--config", config).stdout == "No reference lists are installed.\n"
    ended = run("reference", "install", workbook(tmp_path / "lijsten.xlsx"), "--config", config)
    assert ended.stdout.splitlines() == [
        "Reference lists 1.0.87 are installed.",
        "roles: 1 hold today, 1 do not",
        "instances: 1 hold today, 1 do not",
        "instances with an OIN: 0 hold today, 1 do not",
        RESTART,
    ]
    listed = run("reference", "list", "--config", config).stdout.splitlines()
    assert listed[0] == "version 1.0.87"
    assert "1.0.87 from lijsten.xlsx, sha256 " in listed[-1]
    code, answer = run_json("reference", "list", "--config", config)
    assert (code, answer["version"], answer["roles"]) == (0, "1.0.87", {"current": 1, "other": 1})
    assert [each["source"] for each in answer["history"]] == ["lijsten.xlsx"]


def test_lists_that_are_in_use_already_say_so(config: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "lijsten.xlsx")
    run("reference", "install", file, "--config", config)
    assert (
        run("reference", "install", file, "--config", config).stdout == "Reference lists 1.0.87 are in use already.\n"
    )


def test_an_entry_is_shown_by_its_code_or_oin(config: Path, tmp_path: Path) -> None:
    run("reference", "install", workbook(tmp_path / "lijsten.xlsx"), "--config", config)
    by_oin = run("reference", "show", RAAD, "--config", config).stdout
    assert by_oin == f"RC0001  Raad te Voorbeelddam, OIN {RAAD}  from 2012-04-26 until 2024-06-30\n"
    assert run("reference", "show", "AR0001", "--config", config).stdout.endswith("until further notice\n")
    assert run("reference", "show", "015", "--config", config).stdout.endswith("until 2016-05-24, now 111\n")
    assert run_json("reference", "show", "015", "--config", config)[1]["entries"][0]["successor"] == "111"
    assert run("reference", "show", "RC9999", "--config", config).exit_code == 1


def test_bad_lists_end_with_1_and_change_nothing(config: Path, tmp_path: Path) -> None:
    code, answer = run_json("reference", "install", workbook(tmp_path / "x.xlsx", JZR=None), "--config", config)
    assert (code, answer["code"], answer["mistakes"]) == (1, "bundle-refused", ["there is no sheet JZR"])
    assert run_json("reference", "list", "--config", config)[1]["history"] == []
