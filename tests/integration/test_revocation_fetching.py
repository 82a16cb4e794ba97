"""Lists that are fetched by themselves: what is taken, when, and what nobody at the other end can do (D11, S-07)."""

import asyncio
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier

from adapters.bootstrap.fetching import Fetching, RevocationLists, Voice
from adapters.bootstrap.house import trust_store
from adapters.config import load
from adapters.keys.distribution import CrlSource
from adapters.keys.revocation import LARGEST_CRL_BYTES, CrlFault, HeldCrl
from adapters.partners.book import AgreementBook
from adapters.partners.folder import InFolder
from adapters.simulator.authority import Authority
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import Issued, LeafPurpose
from adapters.simulator.processes import GatewayProcess
from adapters.system import disk
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from gateway.domain.replacement import Overlay, Replacement, Side, Use, Version
from gateway.errors import CertificateRefusedError
from gateway.wire.trust import Distrust, Purpose
from tests.kit.authority import POLITIE, impostor, pooled
from tests.kit.chain import Chain, eventually
from tests.kit.clock import FakeClock
from tests.kit.publisher import Publisher, Talk, dripping, endless, listed, publishing, said, silent
from tests.kit.world import VEILIG_THUIS, World

HOURS: Final = timedelta(hours=1)
MINUTES: Final = timedelta(minutes=1)
Make = Callable[[Level, datetime], bytes | Talk]


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as found:
        yield found


class RecordedLog(Log):
    """Keeps what was written of each address."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []

    def event(self, name: str, /, **fields: object) -> None:
        self.told.append((name, str(fields["source"]), str(fields.get("reason", ""))))


class Desk:
    """One gateway's folder, its clock, and who publishes the lists it needs; only what a test calls happens."""

    def __init__(self, home: Path, authority: Authority, publisher: Publisher) -> None:
        self.home, self.authority, self.publisher = home, authority, publisher
        self.clock = FakeClock(datetime.now(UTC))
        self.log, self.metrics = RecordedLog(), Metrics()
        self.settings = load(home / "schakel.toml")
        self.trust = trust_store(self.settings, self.clock)
        self.lists = RevocationLists(self.settings, self.trust, self.clock)
        self.fetching = self.another()
        publisher.publish_all(authority, self.clock.now())

    def another(self) -> Fetching:
        """Return another process on the same folder."""
        settings = self.settings
        book = AgreementBook(settings.books.agreements, settings.organisation.party_id)
        ports = replace(World().side(VEILIG_THUIS).ports, clock=self.clock)
        lists = RevocationLists(settings, self.trust, self.clock)
        return Fetching(lists, book, settings.crl_interval, ports, Voice(self.log, self.metrics))

    @property
    def version(self) -> Version:
        """The agreement with the police."""
        settings = self.settings
        return AgreementBook(settings.books.agreements, settings.organisation.party_id).versions[0].version

    @property
    def issuing(self) -> Level:
        """Who issued the certificates of the organisations."""
        return self.authority.levels[-1]

    def publish(self, *, revoked: Issued | None = None) -> None:
        """Publish new lists, with one more certificate on them."""
        if revoked is not None:
            self.authority.revoke(revoked.certificate, self.clock.now())
        self.publisher.publish_all(self.authority, self.clock.now())

    async def fetch(self, after: timedelta = timedelta(0)) -> list[str]:
        """Let that time pass, and the time-table be looked at; return what the publisher was asked."""
        before = len(self.publisher.asked)
        self.clock.move(after)
        await self.fetching.fetch_when_due()
        self.trust.reload(self.clock.now())
        return sorted(self.publisher.asked[before:])

    @property
    def late(self) -> list[str]:
        """Who is called for."""
        return list(self.fetching.late)

    def proves(self, issued: Issued) -> str:
        """Return why the certificate proves nothing now; empty when it does."""
        try:
            self.trust.prove(issued.der, Purpose.SIGNING, self.clock.now())
        except CertificateRefusedError as error:
            return error.reason
        return ""

    def issue(self) -> Issued:
        """Issue a certificate of a partner."""
        return self.authority.issue(POLITIE, LeafPurpose.SIGNING, self.clock.now(), key=pooled()())

    @property
    def addresses(self) -> list[str]:
        """Where the three lists are."""
        return sorted(level.address for level in self.authority.levels)

    @property
    def files(self) -> dict[str, bytes]:
        """What was fetched, by file."""
        return {file.name: file.read_bytes() for file in (self.home / "trust" / "crls").glob("fetched-*.crl")}


@pytest.fixture
def desk(chain: Chain, authority: Authority, tmp_path: Path, publisher: Publisher) -> Desk:
    home = Path(shutil.copytree(chain.folder / "veiligthuis", tmp_path / "veiligthuis"))
    settings = home / "schakel.toml"
    text = settings.read_text(encoding="utf-8")
    assert "crl_fetch_minutes = 0" in text
    proxied = f'crl_fetch_minutes = 30\ncrl_proxy = "{publisher.url}"'
    settings.write_text(text.replace("crl_fetch_minutes = 0", proxied), encoding="utf-8")
    return Desk(home, authority, publisher)


# --- what is fetched, and when ---------------------------------------------------------------------------------------


async def test_the_list_of_every_level_is_fetched_at_the_start_and_twice_an_hour(desk: Desk) -> None:
    assert await desk.fetch() == desk.addresses
    assert len(desk.files) == 3
    assert await desk.fetch(after=29 * MINUTES) == []
    assert await desk.fetch(after=1 * MINUTES) == desk.addresses
    assert {told[0] for told in desk.log.told} == {"revocation_list_fetched"}
    assert len(desk.log.told) == 3


class Crowd:
    """A page that keeps whoever asks for it waiting, and knows how many wait at once."""

    def __init__(self) -> None:
        self.waiting = self.most = 0
        self.let_go = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, connection: socket.socket) -> None:
        with self._lock:
            self.waiting += 1
            self.most = max(self.most, self.waiting)
        self.let_go.wait(20)
        with self._lock:
            self.waiting -= 1
        connection.sendall(said(503, b"later"))


async def test_of_many_lists_sixteen_are_fetched_at_once(desk: Desk) -> None:
    addresses = [f"http://crl.voorbeeld.test/{number}.crl" for number in range(40)]
    crowd = Crowd()
    desk.publisher.pages = dict.fromkeys(addresses, crowd)
    sources = [CrlSource(address=address, authorities=frozenset()) for address in addresses]
    task = asyncio.gather(*map(desk.lists.fetch, sources))
    await asyncio.to_thread(eventually, "sixteen wait", lambda: crowd.waiting >= 16)
    # Time enough for one more to come.
    await asyncio.sleep(0.2)
    crowd.let_go.set()
    assert {attempt.reason for attempt in await task} == {"http-503"}
    assert crowd.most == 16
    assert sorted(desk.publisher.asked) == sorted(addresses)


async def test_a_revocation_at_the_source_counts_at_the_next_fetch(desk: Desk) -> None:
    certificate = desk.issue()
    await desk.fetch()
    assert desk.proves(certificate) == ""
    desk.clock.move(29 * MINUTES)
    desk.publish(revoked=certificate)
    assert desk.proves(certificate) == ""
    await desk.fetch(after=1 * MINUTES)
    assert desk.proves(certificate) == Distrust.REVOKED


async def test_a008_under_lists_that_ended_everything_counts_again_when_the_source_is_back(desk: Desk) -> None:
    certificate = desk.issue()
    desk.publisher.pages.clear()
    # Seven days of life, and four hours of grace.
    await desk.fetch(after=timedelta(days=7, hours=5))
    assert desk.proves(certificate) == Distrust.REVOCATION_STALE
    desk.publish()
    assert await desk.fetch(after=5 * MINUTES) == desk.addresses
    assert desk.proves(certificate) == ""


async def test_without_any_list_the_first_ones_are_fetched_all_the_same(desk: Desk) -> None:
    shutil.rmtree(desk.home / "trust" / "crls")
    desk.trust = trust_store(desk.settings, desk.clock)
    desk.fetching = desk.another()
    certificate = desk.issue()
    assert desk.proves(certificate) == Distrust.REVOCATION_UNKNOWN
    await desk.fetch()
    assert desk.proves(certificate) == ""


async def test_after_a_failure_it_is_tried_again_after_minutes_and_told_once(desk: Desk) -> None:
    page = desk.publisher.pages.pop(desk.issuing.address)
    assert await desk.fetch() == desk.addresses
    for _ in range(3):
        assert await desk.fetch(after=MINUTES / 12) == []
    assert await desk.fetch(after=5 * MINUTES) == [desk.issuing.address]
    assert desk.log.told.count(("revocation_list_not_fetched", desk.issuing.address, "http-404")) == 1
    desk.publisher.pages[desk.issuing.address] = page
    assert await desk.fetch(after=5 * MINUTES) == [desk.issuing.address]
    assert desk.log.told[-1] == ("revocation_list_fetched", desk.issuing.address, "")
    assert b'schakel_revocation_fetches_total{ending="failed",reason="http-404"} 2.0' in desk.metrics.render()
    assert b'schakel_revocation_fetches_total{ending="fetched",reason=""} 3.0' in desk.metrics.render()


async def test_s07_who_has_not_come_for_four_hours_is_called_for(desk: Desk) -> None:
    await desk.fetch()
    desk.publisher.pages.clear()
    await desk.fetch(after=4 * HOURS)
    assert desk.late == []
    assert b"schakel_revocation_oldest_fetch_seconds 14400.0" in desk.metrics.render()
    await desk.fetch(after=6 * MINUTES)
    assert desk.late == ["crl.schakel.test"]
    desk.publish()
    await desk.fetch(after=5 * MINUTES)
    await desk.fetch()
    assert desk.late == []


async def test_an_agreement_that_ended_names_no_address_any_more(desk: Desk) -> None:
    desk.clock.move(timedelta(days=121))
    desk.publish()
    assert await desk.fetch() == [address for address in desk.addresses if address != desk.issuing.address]


async def test_a_clock_that_was_wrong_keeps_nothing_from_being_fetched(desk: Desk) -> None:
    desk.clock.move(timedelta(hours=3))
    desk.publish()
    await desk.fetch()
    desk.clock.move(timedelta(hours=-3, minutes=-6))
    desk.trust.reload(desk.clock.now())
    desk.publish()
    assert await desk.fetch() == desk.addresses
    assert await desk.fetch(after=29 * MINUTES) == []


async def test_a_clock_that_was_a_month_ahead_hides_no_source_that_fails(desk: Desk) -> None:
    desk.publisher.pages.clear()
    desk.clock.move(timedelta(days=30))
    await desk.fetch()
    assert await desk.fetch(after=timedelta(days=-30)) == desk.addresses
    for _ in range(3):
        await desk.fetch(after=2 * HOURS)
        assert b"schakel_revocation_oldest_fetch_seconds -" not in desk.metrics.render()
    assert desk.late == ["crl.schakel.test"]


async def test_the_lists_of_an_agreement_to_come_are_fetched_before_it_begins(desk: Desk) -> None:
    begin = desk.version.base.start
    desk.clock.set(begin - 30 * MINUTES)
    desk.publish()
    assert await desk.fetch() == desk.addresses


async def test_the_lists_of_a_certificate_to_come_are_fetched_before_it_counts(desk: Desk) -> None:
    other = desk.authority.beside("TRIAL Schakel Tweede TSP CA", desk.clock.now())
    other.write_trust(desk.home / "trust", desk.clock.now())
    desk.trust.reload(desk.clock.now())
    coming = other.issue(POLITIE, LeafPurpose.SIGNING, desk.clock.now(), key=pooled()())
    tomorrow = Replacement(
        side=Side.PARTNER, use=Use.SIGNING, valid_from=desk.clock.now() + 24 * HOURS, certificate=coming.der
    )
    version = Version(base=desk.version.base, overlay=Overlay(replacements=(tomorrow,)))
    sources = desk.lists.sources((InFolder(file="afspraak.xml", version=version, habits={}),))
    assert other.levels[-1].address in {source.address for source in sources.fetched}


# --- several at once -------------------------------------------------------------------------------------------------


async def test_f31_a_source_that_hangs_delays_no_other_and_no_end(desk: Desk) -> None:
    desk.publisher.pages[desk.issuing.address] = silent
    task = asyncio.create_task(desk.fetching.fetch_when_due())
    others = "the others, while one hangs"
    await asyncio.to_thread(eventually, others, lambda: len(desk.files) == 2 and len(desk.publisher.asked) == 3)
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)
    with desk.lists.claimed() as ours:
        assert ours


def test_a_gateway_ends_at_once_while_a_source_drips(desk: Desk, chain: Chain) -> None:
    desk.publisher.pages[desk.issuing.address] = dripping
    process = GatewayProcess(desk.home, chain.organisations["veiligthuis"].operations_port)
    process.start()
    try:
        process.wait_until_ready()
        eventually("the source is asked", lambda: desk.issuing.address in desk.publisher.asked)
    finally:
        # Killed when it takes longer than a stop may; a fetch would go on for longer than that.
        code = process.stop()
    assert code == 0


async def test_what_another_process_fetched_is_not_fetched_again(desk: Desk) -> None:
    await desk.fetch()
    desk.fetching = desk.another()
    assert await desk.fetch(after=29 * MINUTES) == []


async def test_while_another_process_fetches_we_do_not(desk: Desk) -> None:
    with desk.lists.claimed() as theirs:
        assert theirs
        assert await desk.fetch() == []
    assert await desk.fetch() == desk.addresses


async def test_two_that_look_at_the_same_moment_ask_once(desk: Desk) -> None:
    await asyncio.gather(desk.fetching.fetch_when_due(), desk.another().fetch_when_due())
    assert sorted(desk.publisher.asked) == desk.addresses


async def test_a_bug_over_one_list_keeps_no_other_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    consider = desk.trust.consider
    bad = desk.issuing.crl(desk.clock.now())

    def fail(der: bytes, at: datetime) -> HeldCrl | CrlFault:
        if der == bad:
            raise LookupError
        return consider(der, at)

    desk.publisher.pages[desk.issuing.address] = listed(bad)
    monkeypatch.setattr(desk.trust, "consider", fail)
    with pytest.raises(LookupError):
        await desk.fetch()
    assert len(desk.files) == 2
    assert await desk.fetch(after=MINUTES) == []


# --- what nobody at the other end can do -----------------------------------------------------------------------------


def _extended(extension: x509.ExtensionType) -> Make:
    return lambda level, at: listed(level.crl(at, unsafe_extension=extension))


def _indirect() -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=True,
        only_contains_attribute_certs=False,
    )


_UNKNOWN: Final = x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")
# A scope by an address of X.400, which the library does not read.
_UNREADABLE: Final = x509.UnrecognizedExtension(
    x509.IssuingDistributionPoint.oid, bytes.fromhex("3008a006a004a3023000")
)
HOSTILE: Final[dict[str, tuple[Make, str]]] = {
    "404": (lambda _, __: said(404, b"nothing"), "http-404"),
    "redirect": (lambda level, _: said(301, b"", f"Location: {level.address}x"), "http-301"),
    "cut-half": (lambda level, at: listed(level.crl(at))[:-100], "disconnected"),
    "no-http": (lambda _, __: b"220 mail\r\n", "invalid-answer"),
    "html": (lambda _, __: said(200, b"<html>De lijst is verhuisd</html>"), CrlFault.UNREADABLE),
    "empty": (lambda _, __: listed(b""), CrlFault.UNREADABLE),
    "garbage": (lambda _, __: listed(bytes(range(256)) * 4), CrlFault.UNREADABLE),
    "cut-inside": (lambda level, at: listed(level.crl(at)[:-100]), CrlFault.UNREADABLE),
    "over-the-bound": (lambda _, __: listed(bytes(LARGEST_CRL_BYTES + 1)), CrlFault.TOO_LARGE),
    "endless": (lambda _, __: endless, CrlFault.TOO_LARGE),
    "another-key": (lambda _, at: listed(impostor().levels[-1].crl(at)), CrlFault.WRONG_SIGNATURE),
    "altered": (lambda level, at: listed(level.crl(at)[:-1] + b"\0"), CrlFault.WRONG_SIGNATURE),
    "delta": (_extended(x509.DeltaCRLIndicator(1)), CrlFault.INCOMPLETE),
    "indirect": (_extended(_indirect()), CrlFault.INCOMPLETE),
    "unknown-extension": (_extended(_UNKNOWN), CrlFault.UNKNOWN_EXTENSION),
    "unreadable-scope": (_extended(_UNREADABLE), CrlFault.UNREADABLE),
    "of-tomorrow": (lambda level, at: listed(level.crl(at + 24 * HOURS)), CrlFault.NOT_YET_ISSUED),
    "ended": (lambda level, at: listed(level.crl(at - 9 * HOURS, HOURS)), CrlFault.EXPIRED),
    "older": (lambda level, at: listed(level.crl(at - 24 * HOURS)), CrlFault.OLDER),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_37_a_bad_answer_is_named_takes_nothing_away_and_is_asked_again(desk: Desk, name: str) -> None:
    certificate = desk.issue()
    await desk.fetch()
    before = desk.files
    desk.clock.move(30 * MINUTES)
    desk.publish()
    make, reason = HOSTILE[name]
    desk.publisher.pages[desk.issuing.address] = make(desk.issuing, desk.clock.now())
    assert await desk.fetch() == desk.addresses
    assert desk.log.told[-1] == ("revocation_list_not_fetched", desk.issuing.address, reason)
    # The other two came; of this one the last good list stays.
    assert [desk.files[file] == octets for file, octets in before.items()].count(True) == 1
    assert desk.proves(certificate) == ""
    desk.publish(revoked=certificate)
    assert await desk.fetch(after=5 * MINUTES) == [desk.issuing.address]
    assert desk.proves(certificate) == Distrust.REVOKED


async def test_the_good_list_of_another_authority_is_no_answer_and_takes_no_place(desk: Desk) -> None:
    await desk.fetch()
    before = desk.files
    root = desk.authority.levels[0]
    desk.publisher.pages[desk.issuing.address] = desk.publisher.pages[root.address]
    await desk.fetch(after=30 * MINUTES)
    assert desk.log.told[-1] == ("revocation_list_not_fetched", desk.issuing.address, CrlFault.OTHER_AUTHORITY)
    assert desk.files.keys() == before.keys()


async def test_an_address_of_the_settings_may_give_the_list_of_any_authority_beside_each_other(desk: Desk) -> None:
    named = "http://spiegel.voorbeeld.test:8080/alles.crl"
    trust = desk.settings.trust.model_copy(update={"crl_sources": frozenset({named})})
    desk.settings = desk.settings.model_copy(update={"trust": trust})
    desk.fetching = desk.another()
    for level in desk.authority.levels[:2]:
        desk.publisher.pages[named] = listed(level.crl(desk.clock.now()))
        assert named in await desk.fetch(after=30 * MINUTES)
    assert len(desk.files) == 5


async def test_a_list_put_there_by_hand_counts_beside_the_fetched_ones(desk: Desk) -> None:
    certificate = desk.issue()
    await desk.fetch()
    desk.clock.move(MINUTES)
    desk.authority.revoke(certificate.certificate, desk.clock.now())
    (desk.home / "trust" / "crls" / "met-de-hand.crl").write_bytes(desk.issuing.crl(desk.clock.now()))
    await desk.fetch()
    assert desk.proves(certificate) == Distrust.REVOKED


# --- files -----------------------------------------------------------------------------------------------------------

_DIE: Final = """
import asyncio, os, pathlib, signal, sys
from adapters.bootstrap import fetch_lists
from adapters.config import load
pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(fetch_lists(load(pathlib.Path(sys.argv[1]))))
"""


async def test_a_kill_before_the_rename_leaves_nothing_that_is_read_and_is_cleared(desk: Desk) -> None:
    ended = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _DIE, str(desk.home / "schakel.toml")], check=False
    )
    assert ended.returncode == -9
    crls = desk.home / "trust" / "crls"
    (left,) = crls.glob(".fetched-*")
    left.write_bytes(left.read_bytes()[:100])
    # From there nothing is fetched any more.
    left.with_name(".fetched-0123456789abcdef-0123456789abcdef.crl.new").touch()
    assert desk.files == {}
    assert desk.trust.reload(desk.clock.now()).refused == ()
    assert await desk.fetch() == desk.addresses
    assert list(crls.glob(".fetched-*")) == []


async def test_a_folder_that_cannot_be_written_is_told_of(desk: Desk) -> None:
    for name in (".lock", ".fetching"):
        (desk.home / "trust" / "crls" / name).mkdir()
    assert await desk.fetch() == desk.addresses
    assert {reason for _, _, reason in desk.log.told} == {"not-written"}
    assert await desk.fetch(after=MINUTES) == []


async def test_no_address_ever_makes_a_name_of_a_file_but_by_its_digest(desk: Desk) -> None:
    named = "http://spiegel.voorbeeld.test/../../../../etc/cron.d/x.crl"
    trust = desk.settings.trust.model_copy(update={"crl_sources": frozenset({named})})
    desk.settings = desk.settings.model_copy(update={"trust": trust})
    desk.fetching = desk.another()
    await desk.fetch()
    # As a proxy is asked for it; a client resolves the dots.
    desk.publisher.pages |= {asked: listed(desk.issuing.crl(desk.clock.now())) for asked in desk.publisher.asked}
    before = {path for path in desk.home.rglob("*") if not path.name.startswith("fetched-")}
    await desk.fetch(after=30 * MINUTES)
    assert len(desk.files) == 4
    assert {path for path in desk.home.rglob("*") if not path.name.startswith("fetched-")} == before


def test_a_lock_is_free_again_when_its_holder_died(tmp_path: Path) -> None:
    code = "import os, pathlib, sys\nfrom adapters.system import disk\n"
    code += "with disk.alone_if_free(pathlib.Path(sys.argv[1]), '.x') as ours:\n    os._exit(3 if ours else 4)\n"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 3
    with disk.alone_if_free(tmp_path, ".x") as ours, disk.alone_if_free(tmp_path, ".x") as other:
        assert (ours, other) == (True, False)
