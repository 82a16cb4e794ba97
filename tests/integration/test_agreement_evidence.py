"""Changing the book of agreements leaves evidence in the chain of the gateway; without a chain it can be done too."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from adapters import bootstrap
from adapters.config import load
from adapters.simulator.lodging import Lodging
from gateway.domain.evidence import EvidenceType
from tests.kit.commands import run, run_json
from tests.kit.simulated import lodge, without_agreements
from tests.kit.world_doors import facts_of


@pytest.fixture(scope="module")
def lodging(tmp_path_factory: pytest.TempPathFactory) -> Lodging:
    return lodge(tmp_path_factory)


@pytest.fixture
def config(lodging: Lodging, tmp_path: Path) -> Path:
    """Return the settings of a gateway without partners, whose database is there."""
    config = without_agreements(lodging, tmp_path) / "schakel.toml"
    assert run("migrate", "--config", config).exit_code == 0
    return config


def noted(config: Path) -> list[Mapping[str, str]]:
    """Return what the chain says of the book, without the name of the agreement."""

    async def read() -> list[Mapping[str, str]]:
        async with bootstrap.open_house(load(config)) as house, house.ports.unit_of_work() as uow:
            entries = [each.entry for each in await uow.evidence.list_of("agreements")]
        assert {(each.type, each.actor) for each in entries} <= {(EvidenceType.AGREEMENT_CHANGED, "schakel-cli")}
        return [facts_of(each) for each in entries]

    return asyncio.run(read())


def changes(config: Path) -> list[str]:
    """Return what became of the agreement, in order."""
    return [each["change"] for each in noted(config)]


def imported(lodging: Lodging, config: Path, *options: str) -> str:
    """Import the agreement with the partner and return its CPAId."""
    code, answer = run_json("cpa", "import", lodging.agreement, *options, "--config", config)
    assert code == 0, answer
    return str(answer["agreement"])


def test_what_an_operator_changes_is_evidence(lodging: Lodging, config: Path) -> None:
    imported(lodging, config, "--dry-run")
    assert changes(config) == []
    name = imported(lodging, config)
    code, _ = run_json("cpa", "expire", name, "--reason", "proef voorbij", "--config", config)
    assert code == 0
    came, ended = noted(config)
    assert (came["change"], came["agreement-id"], came["before"], came["after"]) == ("came", name, "", "")
    assert (ended["change"], ended["agreement"], ended["before"]) == ("changed", came["agreement"], "")
    assert len(ended["after"]) == 64
    assert came["partner"] == ended["partner"] == str(lodging.partner.oin)


def test_a_partner_that_is_added_is_evidence(lodging: Lodging, config: Path) -> None:
    code, _ = run_json("partner", "add", "vt", "--cpa", lodging.agreement, "--config", config)
    assert (code, changes(config)) == (0, ["came"])


def test_what_was_refused_is_no_evidence(lodging: Lodging, config: Path) -> None:
    name = imported(lodging, config)
    past = ("--at", "2020-01-01", "--reason", "te laat")
    assert run_json("cpa", "expire", name, *past, "--config", config)[0] == 1
    assert changes(config) == ["came"]


def test_a_change_by_hand_is_noted_by_the_next_command(lodging: Lodging, config: Path) -> None:
    imported(lodging, config)
    for file in (config.parent / "agreements").glob("*.xml"):
        file.unlink()
    name = imported(lodging, config)
    (beside,) = (config.parent / "agreements").glob("*.xml")
    beside.with_suffix(".toml").write_text('canonicalization = "exclusive"\n', encoding="utf-8")
    assert changes(config) == ["came"], "the same version stands there"
    run_json("cpa", "expire", name, "--reason", "klaar", "--config", config)
    assert changes(config) == ["came", "changed"]


def test_without_a_database_nothing_is_asked_of_it(lodging: Lodging, config: Path) -> None:
    load(config).storage.database.unlink()
    imported(lodging, config)
    assert not load(config).storage.database.exists()


def test_a_chain_that_cannot_be_opened_does_not_undo_the_change_and_is_said(lodging: Lodging, config: Path) -> None:
    database = load(config).storage.database
    database.unlink()
    database.touch()
    ended = run("cpa", "import", lodging.agreement, "--config", config)
    assert ended.exit_code == 0, ended.stderr
    assert "nog niet in het bewijs" in ended.stderr
    assert run("migrate", "--config", config).exit_code == 0
    assert changes(config) == []
    (name,) = {str(each.version.base.agreement_id) for each in bootstrap.agreement_place(load(config)).folder.read()}
    assert run_json("cpa", "expire", name, "--reason", "klaar", "--config", config)[0] == 0
    assert changes(config) == ["came"]
