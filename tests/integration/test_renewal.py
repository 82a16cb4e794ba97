"""A new TLS certificate of ours is served as soon as its files are there, without a restart (F47 to F50)."""

import ssl
from pathlib import Path

import pytest

from adapters.bootstrap.own_pair import OwnPair
from adapters.bootstrap.renewal import Renewal
from adapters.http.client import PartnerClient
from adapters.http.tls import (
    GuardedContext,
    LiveServerContext,
    TlsFiles,
    admit_client,
    admit_server,
    client_context,
    peer_certificate,
    server_context,
)
from adapters.keys.key_files import OWN_RSA_BITS
from adapters.keys.trust_store import TrustStore
from adapters.simulator.authority import Authority
from adapters.simulator.certificates import Holder, Issued, LeafPurpose, p_256
from gateway.domain.identifiers import Oin
from tests.kit.authority import NO_GRACE, POLITIE, STRICT, VEILIG_THUIS, fresh, pooled_keys
from tests.kit.logs import NamedLog
from tests.kit.tls import ask_once, calling, careless_client, listening, now, tls_files

V13 = ssl.TLSVersion.TLSv1_3
SERVER_NAME = VEILIG_THUIS.host_names[0]


class RecordedClient(PartnerClient):
    """Counts how often it was renewed."""

    def __init__(self) -> None:
        self.renewals = 0

    async def renew(self) -> None:
        self.renewals += 1


class House:
    """Veilig Thuis with its TLS files, and what watches them."""

    def __init__(self, folder: Path) -> None:
        self.authority: Authority = fresh(now())
        self.folder = folder
        self.authority.write_trust(folder / "trust", now())
        self.store = TrustStore(folder / "trust", STRICT, NO_GRACE, now())
        self.files: TlsFiles = tls_files(self.issue(VEILIG_THUIS, 7), folder / "own")
        self.log, self.client = NamedLog(), RecordedClient()
        self.own_pair = OwnPair(self.files, OWN_RSA_BITS, lambda _: False)
        self.live = LiveServerContext(self.context)
        self.renewal = Renewal(self.own_pair, self.store, self.client, self.log)
        self.renewal.watch(self.live)

    def issue(self, holder: Holder, number: int) -> Issued:
        """Return a TLS certificate for one of the pooled keys."""
        return self.authority.issue(holder, LeafPurpose.TLS, now(), key=pooled_keys()[number])

    def context(self) -> GuardedContext:
        """Return what our listener starts from."""
        return server_context(self.own_pair.accepted, self.store.roots_pem, admit_client(self.store, now))

    def write(self, issued: Issued, *, chain: bool = True, key: bool = True) -> None:
        """Put new files in the place of the old ones, as an administrator does."""
        for wanted, file, octets in (
            (chain, self.files.chain, issued.chain_pem),
            (key, self.files.key, issued.key_pem),
        ):
            if wanted:
                file.unlink()
                file.write_bytes(octets)
                file.chmod(0o600)

    async def served(self, port: int) -> bytes:
        """Return the certificate that a partner sees."""
        files = tls_files(self.issue(POLITIE, 6), self.folder / "partner")
        admit = admit_server(self.store, now, Oin.parse(str(VEILIG_THUIS.oin)))
        async with calling(port, client_context(files, self.store.roots_pem, admit), SERVER_NAME) as caller:
            return peer_certificate(caller.channel)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_new_certificate_is_served_and_shown_without_a_restart(house: House) -> None:
    renewed = house.issue(VEILIG_THUIS, 4)
    async with listening(house.live.context, house.store) as port:
        before = await house.served(port)
        house.write(renewed)
        await house.renewal.renew_when_changed()
        assert await house.served(port) == renewed.der != before
    assert (house.log.names, house.client.renewals) == (["certificate_renewed"], 1)


async def test_while_nothing_changes_nothing_is_done(house: House) -> None:
    for _ in range(3):
        await house.renewal.renew_when_changed()
    assert (house.log.names, house.client.renewals) == ([], 0)


async def test_half_a_pair_changes_nothing_is_told_once_and_its_other_half_completes_it(house: House) -> None:
    renewed = house.issue(VEILIG_THUIS, 4)
    async with listening(house.live.context, house.store) as port:
        before = await house.served(port)
        house.write(renewed, key=False)
        for _ in range(2):
            await house.renewal.renew_when_changed()
        assert await house.served(port) == before
        assert (house.log.names, house.client.renewals) == (["certificate_not_renewed"], 0)
        house.write(renewed, chain=False)
        await house.renewal.renew_when_changed()
        assert await house.served(port) == renewed.der


async def test_files_that_are_gone_change_nothing(house: House) -> None:
    house.files.key.unlink()
    async with listening(house.live.context, house.store) as port:
        before = await house.served(port)
        await house.renewal.renew_when_changed()
        assert await house.served(port) == before
    assert house.log.names == ["certificate_not_renewed"]


async def test_other_roots_renew_as_well(house: House) -> None:
    other = fresh(now(), name="Opvolger")
    other.write_trust(house.folder / "trust", now())
    house.store.reload(now())
    await house.renewal.renew_when_changed()
    assert house.log.names == ["certificate_renewed"]


async def test_other_roots_count_at_the_door_also_while_a_pair_in_the_files_is_refused(house: House) -> None:
    other = Authority.found(now(), key_factory=p_256, name="Opvolger")
    newcomer = careless_client(tls_files(other.issue(POLITIE, LeafPurpose.TLS, now()), house.folder / "partner"), V13)
    async with listening(house.live.context, house.store) as port:
        house.files.key.unlink()
        await house.renewal.renew_when_changed()
        assert await ask_once(port, newcomer, SERVER_NAME) == ""
        other.write_trust(house.folder / "trust", now())
        house.store.reload(now())
        await house.renewal.renew_when_changed()
        assert await ask_once(port, newcomer, SERVER_NAME) == str(POLITIE.oin)
    assert house.log.names == ["certificate_not_renewed", "certificate_renewed"]


def test_the_key_stays_in_memory_and_is_shown_by_nothing(house: House) -> None:
    files_open = len(list(Path("/proc/self/fd").iterdir()))
    key = house.files.key.read_bytes()
    house.files.key.unlink()
    house.live.reload()
    assert len(list(Path("/proc/self/fd").iterdir())) == files_open
    assert not [file for file in house.folder.rglob("*") if file.is_file() and key in file.read_bytes()]
    assert "PRIVATE KEY" not in repr(house.own_pair.accepted) + str(house.own_pair.accepted)


async def test_a_key_that_others_may_read_counts_once_its_mode_is_mended(house: House) -> None:
    renewed = house.issue(VEILIG_THUIS, 4)
    house.write(renewed)
    house.files.key.chmod(0o644)
    await house.renewal.renew_when_changed()
    house.files.key.chmod(0o600)
    await house.renewal.renew_when_changed()
    assert house.log.names == ["certificate_not_renewed", "certificate_renewed"]
