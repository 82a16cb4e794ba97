"""Assertions 8 and 9: a running gateway fetches the revocation lists it needs, and nobody has to lift a hand."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from adapters.config import load
from adapters.simulator.authority import Authority
from adapters.simulator.certificates import Issued
from gateway.errors import ConfigError
from gateway.wire.trust import Distrust
from tests.kit.bad_certificates import now, shown
from tests.kit.chain import eventually
from tests.kit.conformance import NO_CONTENT
from tests.kit.corpus import Bench, running_bench
from tests.kit.forging import HUNG_UP, Office
from tests.kit.publisher import Publisher, publishing, said

# The gateway looks every few seconds; with an interval of a minute a failure is tried again after nine at most.
_SOON: Final = 40.0
_SLOW: Final = "TRIAL Trage Bron TSP CA"
_SLOW_LIST: Final = "http://crl.schakel.test/trial-trage-bron-tsp-ca.crl"


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    with publishing() as found:
        yield found


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, publisher: Publisher) -> Iterator[Bench]:
    def fetch(bench: Bench) -> None:
        publisher.publish_all(Authority.load(bench.folder / "pki" / "authority"), now())
        for lock in (".lock", ".fetching"):
            (bench.home / "trust" / "crls" / lock).touch()
        _set(bench, f'crl_fetch_minutes = 1\ncrl_proxy = "{publisher.url}"\ncrl_sources = ["{_SLOW_LIST}"]')

    with running_bench(tmp_path_factory, fetch) as bench:
        yield bench
        # What is fetched at the end is refused, so that no file comes while files are counted.
        publisher.pages.clear()
        trust = bench.home / "trust"
        for file in (*_fetched(bench), *trust.glob("*/trial-trage-bron*")):
            file.unlink()


def _set(bench: Bench, said: str) -> None:
    settings = bench.home / "schakel.toml"
    text = settings.read_text(encoding="utf-8")
    assert "crl_fetch_minutes = 0" in text
    settings.write_text(text.replace("crl_fetch_minutes = 0", said), encoding="utf-8")


def _fetched(bench: Bench) -> list[Path]:
    return sorted((bench.home / "trust" / "crls").glob("fetched-*.crl"))


def _let_an_hour_pass(bench: Bench) -> None:
    """The time of a file says when it was fetched."""
    an_hour_ago = time.time() - timedelta(hours=1).total_seconds()
    for file in _fetched(bench):
        os.utime(file, (an_hour_ago, an_hour_ago))


def test_a009_what_is_revoked_at_the_source_is_refused_after_the_next_fetch(
    bench: Bench, office: Office, publisher: Publisher
) -> None:
    eventually("the first lists", lambda: len(_fetched(bench)) == 3, _SOON)
    issued = office.forge.issue()
    context, posting = office.client(shown(issued)), bench.partner.message()
    assert bench.partner.post(posting, context).status == NO_CONTENT
    bench.answered.add(posting.message_id)
    bench.collect()
    office.forge.authority.revoke(issued.certificate, now())
    publisher.publish_all(office.forge.authority, now())
    bench.watch.mark()
    _let_an_hour_pass(bench)
    eventually("the revocation", lambda: bench.partner.post(posting, context) == HUNG_UP, _SOON)
    assert {line["reason"] for line in bench.watch.log("handshake_refused")} == {Distrust.REVOKED}


def test_a009_no_settings_leave_more_than_four_hours_between(bench: Bench) -> None:
    settings = bench.home / "schakel.toml"
    assert load(settings).crl_interval <= timedelta(hours=4)
    longer = settings.with_name("langer.toml")
    longer.write_text(settings.read_text(encoding="utf-8").replace("_minutes = 1", "_minutes = 241"), encoding="utf-8")
    try:
        with pytest.raises(ConfigError, match="must be at most 240"):
            load(longer)
    finally:
        longer.unlink()


def test_a008_a_list_that_ended_is_replaced_when_its_source_is_back(
    bench: Bench, office: Office, publisher: Publisher
) -> None:
    slow = office.forge.authority.beside(_SLOW, now() - timedelta(days=30)).levels[-1]
    assert slow.address == _SLOW_LIST
    publisher.pages[_SLOW_LIST] = said(503, b"onderhoud")
    trust = bench.home / "trust"
    (trust / "crls" / f"{slow.name}.crl").write_bytes(slow.crl(now() - timedelta(days=8)))
    (trust / "intermediates" / f"{slow.name}.pem").write_bytes(_alone(slow.issued))
    context = office.client(shown(office.forge.below(*office.forge.authority.levels[:-1], slow)))
    office.await_refusal(context, Distrust.REVOCATION_STALE, _SOON)
    publisher.publish(slow, at=now())
    office.await_admission(context, bench.partner.message(), _SOON)


def _alone(issued: Issued) -> bytes:
    return Issued(issued.certificate, issued.key).chain_pem
