"""`schakel partner add` and `partner list`: what they write, what they refuse, and what they show."""

import fcntl
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.bootstrap import check as check_settings
from adapters.config import load
from adapters.simulator.authority import Authority
from adapters.simulator.certificates import p_256
from adapters.simulator.chain import Organisation, lay_out
from adapters.simulator.lodging import Lodging
from adapters.system import disk
from gateway.domain.identifiers import Oin
from tests.kit.chain import eventually
from tests.kit.commands import run, run_json
from tests.kit.simulated import Beside, lodge, without_agreements

OIN: Final = "00000099000000001000"
OTHER: Final = "00000099000000004000"


@pytest.fixture(scope="module")
def lodging(tmp_path_factory: pytest.TempPathFactory) -> Lodging:
    return lodge(tmp_path_factory)


@pytest.fixture
def home(lodging: Lodging, tmp_path: Path) -> Path:
    """Return the folder of a gateway that has no partner yet."""
    home = without_agreements(lodging, tmp_path)
    register = (home / "parties.toml").read_text(encoding="utf-8")
    own = next(block for block in register.split("[[party]]") if str(lodging.guest.oin) in block)
    (home / "parties.toml").write_text(f"[[party]]{own}", encoding="utf-8")
    return home


def _add(home: Path, file: Path, *options: str, name: str = "vt-voorbeeld") -> tuple[int, dict[str, Any]]:
    return run_json("partner", "add", name, "--cpa", file, *options, "--config", home / "schakel.toml")


def _files(home: Path) -> dict[str, bytes]:
    """Return every file but the lock, in which nothing stands."""
    found = (file for file in home.rglob("*") if file.is_file() and file.name != ".lock")
    return {str(file.relative_to(home)): file.read_bytes() for file in found}


def test_a_new_partner_is_written_and_a_gateway_can_start_with_it(lodging: Lodging, home: Path) -> None:
    code, answer = _add(home, lodging.agreement, "--kind", "VT")
    assert (code, answer["oin"], answer["name"]) == (0, OIN, lodging.partner.title)
    assert (home / "agreements" / "vt-voorbeeld.xml").read_bytes() == lodging.agreement.read_bytes()
    check_settings(load(home / "schakel.toml"))
    code, listed = run_json("partner", "list", "--config", home / "schakel.toml")
    (partner,) = listed["partners"]
    assert (code, partner["oin"], partner["kinds"]) == (0, OIN, ["VT"])


def test_the_lines_say_what_to_do_next(lodging: Lodging, home: Path) -> None:
    ended = run("partner", "add", "vt", "--cpa", lodging.agreement, "--kind", "VT", "--config", home / "schakel.toml")
    assert ended.exit_code == 0
    assert "schakel partner check vt" in ended.stdout


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("vt-voorbeeld", (), "--kind"),
        ("VT voorbeeld", ("--kind", "VT"), "lower case"),
        ("../vt", ("--kind", "VT"), "lower case"),
    ],
)
def test_what_is_not_whole_is_refused_and_changes_nothing(
    lodging: Lodging, home: Path, name: str, options: tuple[str, ...], words: str
) -> None:
    before = _files(home)
    code, answer = _add(home, lodging.agreement, *options, name=name)
    assert code == 1
    assert any(words in mistake for mistake in answer["mistakes"])
    assert _files(home) == before


def test_nothing_is_overwritten_and_the_same_agreement_is_not_taken_twice(lodging: Lodging, home: Path) -> None:
    assert _add(home, lodging.agreement, "--kind", "VT")[0] == 0
    before = _files(home)
    for name in ("vt-voorbeeld", "vt-nogmaals"):
        code, answer = _add(home, lodging.agreement, name=name)
        assert code == 1, name
        assert answer["mistakes"]
    code, answer = _add(home, lodging.agreement, "--kind", "POL", name="vt-anders")
    assert any("VT" in mistake for mistake in answer["mistakes"])
    assert _files(home) == before


def test_a_file_that_is_no_agreement_of_ours_is_refused(lodging: Lodging, home: Path, tmp_path: Path) -> None:
    before = _files(home)
    (tmp_path / "leeg.xml").write_text("<x/>", encoding="utf-8")
    assert _add(home, tmp_path / "leeg.xml", "--kind", "VT")[0] == 1
    assert _files(home) == before


def _in_another_period(lodging: Lodging, file: Path, year: int) -> Path:
    """Return the agreement as it would have been agreed in another year."""
    text = lodging.agreement.read_text(encoding="utf-8")
    for name in ("Start", "End"):
        text = re.sub(rf"(<[^/<>]*{name}>)\d{{4}}", rf"\g<1>{year}", text)
    file.write_text(text, encoding="utf-8")
    return file


def test_what_cpa_import_would_refuse_is_refused_and_changes_nothing(
    lodging: Lodging, home: Path, tmp_path: Path
) -> None:
    """An agreement that is over: no gateway would ever use it."""
    over = _in_another_period(lodging, tmp_path / "over.xml", 2020)
    before = _files(home)
    code, answer = _add(home, over, "--kind", "VT")
    assert (code, answer["code"]) == (1, "agreement-refused")
    assert any(finding["severity"] == "error" for finding in answer["findings"])
    assert _files(home) == before


def test_a_certificate_that_our_trust_refuses_is_no_partner(lodging: Lodging, home: Path, tmp_path: Path) -> None:
    strange = Authority.found(datetime.now(UTC) - timedelta(days=1), key_factory=p_256)
    for folder in ("roots", "intermediates", "crls"):
        shutil.rmtree(home / "trust" / folder)
    strange.write_trust(home / "trust", datetime.now(UTC))
    before = _files(home)
    code, answer = _add(home, lodging.agreement, "--kind", "VT")
    assert (code, answer["code"]) == (1, "agreement-refused")
    assert _files(home) == before


def test_nobody_else_writes_while_a_partner_is_added(
    lodging: Lodging, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that add a partner at once would each write the register without the entry of the other."""
    free: list[str] = []
    write = disk.write

    def watched(file: Path, octets: bytes) -> None:
        with (home / "agreements" / ".lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                free.append(file.name)
            except BlockingIOError:
                pass
        write(file, octets)

    monkeypatch.setattr(disk, "write", watched)
    assert _add(home, lodging.agreement, "--kind", "VT")[0] == 0
    assert free == []
    assert {"parties.toml", "agreements/vt-voorbeeld.xml"} <= _files(home).keys()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    with Beside.running(tmp_path_factory) as own:
        yield own


def test_the_list_shows_what_expires_first_the_last_contact_and_what_is_still_to_go(own: Beside) -> None:
    with own.partner("--habit", "lost-receipt"):
        own.submit()
        _, listed = run_json("partner", "list", "--config", own.config)
    (partner,) = listed["partners"]
    assert (partner["oin"], partner["openDeliveries"]) == (OIN, 1)
    assert partner["firstExpiry"]["what"].startswith("afspraak")
    assert 110 <= partner["firstExpiry"]["days"] <= 120
    with own.partner():
        reference = own.submit()
        own.ended(reference)
        eventually("no work is left", lambda: _open(own) == 0, 90.0)
    _, listed = run_json("partner", "list", "--config", own.config)
    contact = datetime.fromisoformat(listed["partners"][0]["lastContact"])
    assert datetime.now(UTC) - contact < timedelta(minutes=5)
    lines = run("partner", "list", "--config", own.config).stdout.splitlines()
    assert len(lines) == 5
    assert lines[4].split()[-1] == "0"


def _open(own: Beside) -> int:
    _, listed = run_json("partner", "list", "--config", own.config)
    return int(listed["partners"][0]["openDeliveries"])


def _renamed(one: Organisation, name: str, oin: str) -> Organisation:
    return replace(one, name=name, oin=Oin(oin))


def test_other_parties_in_the_same_folder_start_a_new_chain_and_the_same_keep_their_keys(
    lodging: Lodging, tmp_path: Path
) -> None:
    folder, at = tmp_path / "keten", datetime.now(UTC)
    shutil.copytree(lodging.folder, folder)
    one, other = lodging.partner, lodging.guest
    kept = (folder / one.name / "keys" / "signing.key.pem").read_bytes()
    third = _renamed(other, "gemeente", OTHER)
    lay_out(folder, (one, third), at)
    assert (folder / one.name / "keys" / "signing.key.pem").read_bytes() == kept
    assert [file.name for file in (folder / one.name / "agreements").iterdir()] == [f"{one.name}-gemeente.xml"]
    check_settings(load(folder / one.name / "schakel.toml"))
    check_settings(load(folder / "gemeente" / "schakel.toml"))


def test_who_becomes_another_under_the_same_name_starts_anew_and_loses_nothing(
    lodging: Lodging, tmp_path: Path
) -> None:
    folder, at = tmp_path / "keten", datetime.now(UTC)
    shutil.copytree(lodging.folder, folder)
    one, other = lodging.partner, lodging.guest
    kek = (folder / other.name / "keys" / "kek-1.key").read_bytes()
    lay_out(folder, (one, _renamed(other, other.name, OTHER)), at)
    assert (folder / f"{other.name}-1" / "keys" / "kek-1.key").read_bytes() == kek
    assert (folder / other.name / "keys" / "kek-1.key").read_bytes() != kek
    check_settings(load(folder / other.name / "schakel.toml"))
