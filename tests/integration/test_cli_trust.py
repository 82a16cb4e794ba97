"""`schakel trust fetch`, and what `check-config` says of where revocation lists come from."""

import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, LeafPurpose
from tests.kit.chain import Chain
from tests.kit.commands import run, run_json, written
from tests.kit.publisher import Publisher, listed, publishing
from tests.kit.world import POLITIE

PROJECT: Final = Path(__file__).resolve().parents[2]
ROOT, DOMAIN, ISSUING = (
    f"http://crl.schakel.test/trial-schakel-{level}.crl"
    for level in ("root-private", "domain-private-services-ca", "tsp-private-services-ca")
)


@pytest.fixture
def publisher(authority: Authority) -> Iterator[Publisher]:
    with publishing() as found:
        found.publish_all(authority, datetime.now(UTC))
        yield found


@pytest.fixture
def home(chain: Chain, publisher: Publisher, tmp_path: Path) -> Path:
    """Return a gateway's folder; it reaches the world through the publisher."""
    home = Path(shutil.copytree(chain.folder / "politie", tmp_path / "politie"))
    _set(home, f'crl_fetch_minutes = 0\ncrl_proxy = "{publisher.url}"')
    return home


def _set(home: Path, settings: str) -> None:
    _replace(home, "crl_fetch_minutes = 0", settings)


def _replace(home: Path, old: str, new: str) -> None:
    text = (home / "schakel.toml").read_text(encoding="utf-8")
    assert old in text
    written(home / "schakel.toml", text.replace(old, new))


def _fetched(home: Path) -> int:
    return len(list((home / "trust" / "crls").glob("fetched-*.crl")))


def test_every_list_is_fetched_now_and_each_address_is_told(home: Path) -> None:
    ended = run("trust", "fetch", "--config", home / "schakel.toml")
    assert ended.exit_code == 0
    assert ended.stdout.splitlines() == [f"fetched  {address}" for address in (DOMAIN, ROOT, ISSUING)]
    assert _fetched(home) == 3


def test_what_is_refused_weighs_more_than_what_did_not_come(home: Path, publisher: Publisher) -> None:
    publisher.pages[ROOT] = listed(b"geen lijst")
    del publisher.pages[DOMAIN]
    code, answer = run_json("trust", "fetch", "--config", home / "schakel.toml")
    assert code == 1
    assert answer == {
        "lists": [
            {"address": DOMAIN, "outcome": "failed", "reason": "http-404"},
            {"address": ROOT, "outcome": "refused", "reason": "unreadable"},
            {"address": ISSUING, "outcome": "fetched", "reason": ""},
        ]
    }
    assert _fetched(home) == 1


@pytest.mark.parametrize(("trusted", "told"), [(True, "fetched  {}"), (False, "failed   {} server-certificate")])
def test_a_mirror_over_https_is_believed_as_this_machine_believes_servers(
    home: Path, publisher: Publisher, authority: Authority, tmp_path: Path, *, trusted: bool, told: str
) -> None:
    # Only the list of the mirror is asked for: no certificate names another.
    shutil.rmtree(home / "trust" / "intermediates")
    with publishing(_server_context(authority, tmp_path)) as mirror:
        address = f"https://localhost:{mirror.port}/lijst.crl"
        mirror.pages[address] = listed(authority.levels[0].crl(datetime.now(UTC)))
        _replace(home, f'crl_proxy = "{publisher.url}"', f'crl_sources = ["{address}"]')
        (root,) = (home / "trust" / "roots").glob("*.pem")
        # What the library believes is read when a process begins.
        environment = os.environ | ({"SSL_CERT_FILE": str(root)} if trusted else {})
        command = [sys.executable, "-m", "adapters", "trust", "fetch", "--config", str(home / "schakel.toml")]
        ended = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=50, cwd=PROJECT, env=environment
        )
    assert ended.stdout.splitlines()[0] == told.format(address), ended
    assert _fetched(home) == int(trusted)


def _server_context(authority: Authority, folder: Path) -> ssl.SSLContext:
    holder = Holder(oin=POLITIE.oin, organisation="Spiegel", host_names=("localhost",))
    write_issued(authority.issue(holder, LeafPurpose.TLS, datetime.now(UTC)), folder, "spiegel")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "spiegel.pem", folder / "spiegel.key.pem")
    return context


def test_when_the_world_fails_the_exit_code_says_so(home: Path, publisher: Publisher) -> None:
    del publisher.pages[DOMAIN]
    ended = run("trust", "fetch", "--config", home / "schakel.toml")
    assert ended.exit_code == 3
    assert f"failed   {DOMAIN} http-404" in ended.stdout.splitlines()


def test_where_nothing_is_named_that_is_said(home: Path) -> None:
    shutil.rmtree(home / "trust" / "intermediates")
    ended = run("trust", "fetch", "--config", home / "schakel.toml")
    assert ended.exit_code == 0
    assert ended.stdout.startswith("No certificate names where a revocation list is")


def test_trust_that_cannot_be_read_is_refused(home: Path) -> None:
    shutil.rmtree(home / "trust" / "roots")
    assert run("trust", "fetch", "--config", home / "schakel.toml").exit_code == 1


def test_check_config_says_which_addresses_a_firewall_must_let_through(home: Path) -> None:
    own = "https://spiegel.voorbeeld.test/alles.crl"
    _set(home, f'crl_fetch_minutes = 45\ncrl_sources = ["{own}"]')
    config = home / "schakel.toml"
    lines = run("check-config", "--config", config).stdout.splitlines()
    assert lines[:-1] == [f"revocation list, fetched every 45 minutes: {each}" for each in (DOMAIN, ROOT, ISSUING, own)]
    answer = run_json("check-config", "--config", config)[1]["revocationLists"]
    assert answer == {"everyMinutes": 45, "addresses": [DOMAIN, ROOT, ISSUING, own], "refused": []}


def test_check_config_says_that_nothing_is_fetched_by_itself(home: Path) -> None:
    lines = run("check-config", "--config", home / "schakel.toml").stdout.splitlines()
    assert lines[0] == f"revocation list, fetched by `schakel trust fetch` only: {DOMAIN}"
