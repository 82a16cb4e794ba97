"""New keys to sign and decrypt with count once their files are whole; whatever else stands there changes nothing."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_der_x509_certificate

from adapters.bootstrap.house import House, open_house
from adapters.bootstrap.key_renewal import KeyRenewal
from adapters.config import load
from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, Issued, LeafPurpose, rsa_3072
from adapters.telemetry.metrics import Metrics
from gateway.domain.agreement import SignatureMethod
from gateway.domain.evidence import EvidenceEntry
from gateway.errors import StorageUnavailableError
from gateway.flows.note_keys import SUBJECT
from tests.kit.agreement_forms import moment
from tests.kit.chain import Chain
from tests.kit.commands import run, run_json
from tests.kit.logs import NamedLog

OWN: Final = "politie"
ID: Final = "Keten_00000099000000003000_00000099000000001000_1"
DAY: Final = timedelta(days=1)
OCTETS: Final = b"octets"
PAIRS: Final = (("signing", LeafPurpose.SIGNING), ("encryption", LeafPurpose.ENCRYPTION))


@cache
def new_keys() -> tuple[rsa.RSAPrivateKey, ...]:
    """Return two keys that no organisation of the chain has."""
    made = [key for key in (rsa_3072(), rsa_3072()) if isinstance(key, rsa.RSAPrivateKey)]
    return tuple(made)


class Desk:
    """A gateway of the police that is open, what looks after its keys, and an administrator."""

    def __init__(self, home: Path, pki: Path, house: House) -> None:
        self.home, self.folder, self.house = home, home / "keys", house
        self.authority = Authority.load(pki)
        self.log, self.metrics = NamedLog(), Metrics()
        self.renewal = KeyRenewal(house.keys, house.key_folder, house.book, house.ports, self.log, self.metrics)

    def issue(self, name: str, number: int, key: rsa.RSAPrivateKey | None = None) -> Issued:
        """Return a new certificate for one of the new keys."""
        settings = self.house.settings.organisation
        holder = Holder(oin=settings.party_id.oin, organisation=settings.name, host_names=("politie.schakel.test",))
        return self.authority.issue(holder, dict(PAIRS)[name], datetime.now(UTC), key=key or new_keys()[number])

    def beside(self) -> dict[str, Issued]:
        """Put a new pair of each kind beside those in use."""
        made = {name: self.issue(name, number) for number, (name, _) in enumerate(PAIRS)}
        for name, issued in made.items():
            write_issued(issued, self.folder, f"{name}-2027")
        return made

    async def look(self) -> list[str]:
        """Let a round pass; return what the log says of it."""
        self.log.names.clear()
        await self.renewal.renew_when_changed()
        return self.log.names

    async def signs_with(self, certificate: bytes) -> bool:
        """Tell whether the key of a certificate signs what names that certificate."""
        signature = await self.house.ports.signer.sign(OCTETS, SignatureMethod.RSA_SHA256, certificate)
        key = load_der_x509_certificate(certificate).public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        with contextlib.suppress(InvalidSignature):
            key.verify(signature, OCTETS, padding.PKCS1v15(), hashes.SHA256())
            return True
        return False

    @property
    def agreed(self) -> bytes:
        """Our signing certificate in the agreement."""
        return self.house.book.agreements[0].own.signing_certificate

    async def noted(self) -> list[dict[str, str]]:
        """Return what the evidence says of our keys."""
        async with self.house.ports.unit_of_work() as uow:
            entries: list[EvidenceEntry] = [chained.entry for chained in await uow.evidence.list_of(SUBJECT)]
        return [dict(entry.facts) for entry in entries]


@pytest.fixture
async def desk(chain: Chain, tmp_path: Path) -> AsyncIterator[Desk]:
    home = Path(shutil.copytree(chain.folder / OWN, tmp_path / OWN))
    async with _opened(home, chain) as desk:
        await desk.look()
        yield desk


@contextlib.asynccontextmanager
async def _opened(home: Path, chain: Chain) -> AsyncIterator[Desk]:
    async with open_house(load(home / "schakel.toml")) as house:
        yield Desk(home, chain.folder / "pki" / "authority", house)


# --- what is whole counts ---------------------------------------------------------------------------------------------


async def test_while_nothing_changes_nothing_is_read_or_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.house.key_folder, "read", lambda: pytest.fail("nothing changed"))
    assert await desk.look() == []
    assert await desk.noted() == []


async def test_pairs_beside_those_in_use_sign_and_decrypt_from_the_next_round_on(desk: Desk) -> None:
    made = desk.beside()
    assert not await desk.signs_with(made["signing"].der)
    assert await desk.look() == ["keys_renewed"]
    assert await desk.signs_with(made["signing"].der)
    assert await desk.signs_with(desk.agreed)
    [facts] = await desk.noted()
    assert set(facts) == {"signing-came", "encryption-came"}
    assert b'schakel_events_total{event="keys_renewed",outcome="ok"} 1.0' in desk.metrics.render()
    assert await desk.look() == []


async def test_what_changed_while_the_house_was_opened_is_found_in_the_first_round(
    chain: Chain, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(chain.folder / OWN, tmp_path / OWN))
    async with _opened(home, chain) as desk:
        made = desk.beside()
        assert await desk.look() == ["keys_renewed"]
        assert await desk.signs_with(made["signing"].der)


async def test_once_the_agreement_names_the_new_pair_the_old_one_may_go(desk: Desk) -> None:
    made = desk.beside()
    await desk.look()
    old = desk.agreed
    await _replace(desk)
    assert desk.house.book.reload()
    for name in made:
        for suffix in ("key.pem", "pem"):
            (desk.folder / f"{name}-2027.{suffix}").replace(desk.folder / f"{name}.{suffix}")
    assert await desk.look() == ["keys_renewed"]
    assert set((await desk.noted())[-1]) == {"signing-went", "encryption-went"}
    assert await desk.signs_with(made["signing"].der)
    assert not await desk.signs_with(old)
    assert (await _check(desk))["warnings"] == []


async def test_a_pair_under_another_name_is_the_same_pair(desk: Desk) -> None:
    for suffix in ("key.pem", "pem"):
        shutil.copy2(desk.folder / f"signing.{suffix}", desk.folder / f"kept.{suffix}")
    write_issued(desk.issue("signing", 0), desk.folder, "signing-a")
    assert await desk.look() == ["keys_renewed"]
    for suffix in ("key.pem", "pem"):
        (desk.folder / f"signing-a.{suffix}").replace(desk.folder / f"signing.{suffix}")
        (desk.folder / f"kept.{suffix}").replace(desk.folder / f"signing-b.{suffix}")
    assert await desk.look() == []
    assert await desk.signs_with(desk.agreed)


async def test_a_replacement_that_is_still_to_come_is_told_of_while_its_key_is_not_here(desk: Desk) -> None:
    desk.beside()
    assert "own-key" not in await _replace(desk, "--from", moment(DAY))
    assert (await _check(desk))["warnings"] == []
    (desk.folder / "signing-2027.key.pem").unlink()
    [warning] = (await _check(desk))["warnings"]
    assert warning.startswith(f"agreement {ID} names a certificate of ours for signing whose key is not here: ")
    assert await _replace(desk, "--from", moment(2 * DAY), "--old-until", moment(3 * DAY))
    assert (await _check(desk))["warnings"] == [warning]


async def _replace(desk: Desk, *when: str) -> str:
    """Let the agreement name the new pairs from now on, or from then on; return what the command says."""
    certificates = [f"{name}={desk.folder / f'{name}-2027.pem'}" for name, _ in PAIRS]
    options = [each for certificate in certificates for each in ("--certificate", certificate)]
    ended = await asyncio.to_thread(
        run, "cpa", "replace", ID, "--side", "own", *options, *when, "--config", desk.home / "schakel.toml"
    )
    assert ended.exit_code == 0, ended.stderr
    return ended.stdout


async def _check(desk: Desk) -> dict[str, list[str]]:
    code, answer = await asyncio.to_thread(run_json, "check-config", "--config", desk.home / "schakel.toml")
    assert code == 0
    return answer


# --- whatever else changes nothing ------------------------------------------------------------------------------------


async def _is_refused_once(desk: Desk) -> None:
    before = desk.house.keys.held
    assert await desk.look() == ["keys_not_renewed"]
    assert await desk.look() == []
    assert desk.house.keys.held is before
    assert await desk.signs_with(desk.agreed)
    assert await desk.noted() == []
    assert b'schakel_events_total{event="keys_not_renewed",outcome="config"} 1.0' in desk.metrics.render()


async def test_half_a_pair_waits_for_its_other_half(desk: Desk) -> None:
    made = desk.beside()
    certificate = desk.folder / "signing-2027.pem"
    certificate.rename(desk.folder / "elsewhere")
    await _is_refused_once(desk)
    (desk.folder / "elsewhere").rename(certificate)
    assert await desk.look() == ["keys_renewed"]
    assert await desk.signs_with(made["signing"].der)


@pytest.mark.parametrize("cut", [0, 1, 100, 1700])
async def test_a_key_that_is_half_written_changes_nothing(desk: Desk, cut: int) -> None:
    desk.beside()
    file = desk.folder / "signing-2027.key.pem"
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    await _is_refused_once(desk)
    file.write_bytes(whole)
    assert await desk.look() == ["keys_renewed"]


async def test_a_key_of_another_certificate_changes_nothing(desk: Desk) -> None:
    desk.beside()
    write_issued(desk.issue("signing", 1), desk.folder, "elsewhere")
    (desk.folder / "elsewhere.pem").replace(desk.folder / "signing-2027.pem")
    await _is_refused_once(desk)


async def test_a_weak_key_changes_nothing(desk: Desk) -> None:
    write_issued(desk.issue("signing", 0, rsa.generate_private_key(65537, 2048)), desk.folder, "signing-2027")
    await _is_refused_once(desk)


async def test_one_key_for_two_purposes_changes_nothing(desk: Desk) -> None:
    for name, _ in PAIRS:
        write_issued(desk.issue(name, 0), desk.folder, f"{name}-2027")
    await _is_refused_once(desk)


async def test_a_key_that_others_may_read_counts_once_its_mode_is_mended(desk: Desk) -> None:
    desk.beside()
    file = desk.folder / "signing-2027.key.pem"
    file.chmod(0o644)
    await _is_refused_once(desk)
    file.chmod(0o600)
    assert await desk.look() == ["keys_renewed"]


async def test_a_file_too_large_for_a_key_changes_nothing(desk: Desk) -> None:
    (desk.folder / "signing-2027.key.pem").write_bytes(b"\0" * 100_000)
    (desk.folder / "signing-2027.key.pem").chmod(0o600)
    await _is_refused_once(desk)


async def test_a_pair_that_an_agreement_still_names_is_not_lost(desk: Desk) -> None:
    old = desk.agreed
    write_issued(desk.issue("signing", 0), desk.folder, "fresh")
    for suffix in ("key.pem", "pem"):
        (desk.folder / f"fresh.{suffix}").replace(desk.folder / f"signing.{suffix}")
    await _is_refused_once(desk)
    [warning] = (await _check(desk))["warnings"]
    assert warning.startswith(f"agreement {ID} names a certificate of ours for signing whose key is not here: ")
    assert await desk.signs_with(old)


async def test_it_is_tried_again_when_the_agreement_is_replaced(desk: Desk) -> None:
    made = desk.beside()
    await desk.look()
    for suffix in ("key.pem", "pem"):
        (desk.folder / f"signing-2027.{suffix}").replace(desk.folder / f"signing.{suffix}")
    assert await desk.look() == ["keys_not_renewed"]
    (desk.folder / "signing-2027.pem").write_bytes((desk.folder / "signing.pem").read_bytes())
    await _replace(desk)
    desk.house.book.reload()
    assert await desk.look() == ["keys_renewed"]
    assert await desk.signs_with(made["signing"].der)


async def test_what_cannot_be_written_down_does_not_happen_and_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.beside()
    with monkeypatch.context() as broken:
        broken.setattr("adapters.bootstrap.key_renewal.note_keys", _cannot)
        with pytest.raises(StorageUnavailableError):
            await desk.look()
    assert not await desk.signs_with(made["signing"].der)
    assert await desk.look() == ["keys_renewed"]


async def _cannot(*_: object) -> None:
    raise StorageUnavailableError
