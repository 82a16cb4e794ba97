"""A bundle from the real store, checked by the command's own functions with roots from a folder."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from adapters.evidence.report import Claim, Outcome
from adapters.evidence.verify import read_roots, verify
from adapters.keys.key_files import public_octets
from gateway.domain.agreement import Profile
from gateway.domain.chain import digest_of
from gateway.domain.evidence import EvidenceType
from gateway.domain.message import Direction
from gateway.errors import ConfigError, TamperedError
from tests.kit.evidence import agreed, authority, exchanged, exporter, record, record_of
from tests.kit.store_files import opened, tamper
from tests.kit.wire_keys import wire_key


@pytest.fixture
def roots_folder(tmp_path: Path) -> Path:
    """Return a folder with the root of the test authority."""
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "root.pem").write_bytes(authority().root.public_bytes(serialization.Encoding.PEM))
    (folder / "leesmij.txt").write_text("geen certificaat", encoding="utf-8")
    return folder


@pytest.mark.parametrize("direction", list(Direction))
async def test_a_bundle_of_the_real_store_holds_in_every_way(
    tmp_path: Path, roots_folder: Path, direction: Direction
) -> None:
    agreement = agreed(Profile.RM_E)
    message = record_of(agreement, direction)
    async with opened(tmp_path / "store.sqlite3") as database:
        for _ in range(3):
            await record(database, record_of(agreement, Direction.IN), exchanged(agreement, Direction.IN))
        await record(database, message, exchanged(agreement, direction))
        octets = await exporter(database, agreement).export(direction, message.reference, message.sender)
    report = verify(octets, read_roots(roots_folder))
    assert report.passed
    assert [check.claim for check in report.checks if check.outcome is not Outcome.HOLDS] == [Claim.REVOCATION]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evidence SET facts = '{' WHERE sequence = 3",
        "UPDATE evidence SET facts = '[[1,2]]' WHERE sequence = 3",
        'UPDATE evidence SET facts = \'[["actor","x"]]\' WHERE sequence = 3',
        "UPDATE evidence SET at = 'gisteren' WHERE sequence = 3",
        "UPDATE evidence SET type = 'x' WHERE sequence = 3",
        "UPDATE evidence SET actor = 'x' WHERE sequence = 3",
        "UPDATE evidence SET digest = 'x' WHERE sequence = 3",
        "UPDATE evidence SET previous = printf('%064d', 1) WHERE sequence = 3",
    ],
)
async def test_f52_a_damaged_entry_makes_no_bundle(tmp_path: Path, change: str) -> None:
    agreement, path = agreed(Profile.RM_E), tmp_path / "store.sqlite3"
    message = record_of(agreement, Direction.OUT)
    async with opened(path) as database:
        await record(database, message, exchanged(agreement, Direction.OUT))
    tamper(path, change)
    async with opened(path) as database:
        with pytest.raises(TamperedError):
            await exporter(database, agreement).export(Direction.OUT, message.reference, message.sender)


async def test_f52_an_entry_written_anew_whole_has_no_place_under_the_head(tmp_path: Path) -> None:
    agreement, path = agreed(Profile.RM_E), tmp_path / "store.sqlite3"
    message = record_of(agreement, Direction.OUT)
    async with opened(path) as database:
        await record(database, message, exchanged(agreement, Direction.OUT))
        makes = exporter(database, agreement)
        await makes.export(Direction.OUT, message.reference, message.sender)
        third = (await database.unit_of_work().evidence.list_after(2, 1))[0]
        forged = digest_of(replace(third.entry, actor="x"), third.sequence, third.previous)
        tamper(path, f"UPDATE evidence SET actor = 'x', digest = '{forged}' WHERE sequence = 3")  # noqa: S608 - a digest of ours
        with pytest.raises(TamperedError, match="evidence entry"):
            await makes.export(Direction.OUT, message.reference, message.sender)


async def test_a_bundle_holds_when_the_evidence_pair_was_replaced_and_nothing_came_since(
    tmp_path: Path, roots_folder: Path
) -> None:
    """A head is over a number of entries once: that the key is another is an entry, and a head of its own."""
    agreement = agreed(Profile.RM_E)
    message = record_of(agreement, Direction.OUT)
    async with opened(tmp_path / "store.sqlite3") as database:
        await record(database, message, exchanged(agreement, Direction.OUT))
        before = await exporter(database, agreement).export(Direction.OUT, message.reference, message.sender)
        newer = [
            await exporter(database, agreement, key="wij").export(Direction.OUT, message.reference, message.sender)
            for _ in range(2)
        ]
        (noted,) = await database.unit_of_work().evidence.list_newest(EvidenceType.KEYS_CHANGED, 9)
    for octets in (before, *newer):
        assert verify(octets, read_roots(roots_folder)).passed
    assert newer[0] == newer[1]
    assert noted.entry.facts == (("evidence-came", sha256(public_octets(wire_key("wij").private)).hexdigest()),)


def test_roots_are_read_from_the_pem_files_of_a_folder(roots_folder: Path) -> None:
    (found,) = read_roots(roots_folder)
    assert x509.load_der_x509_certificate(found) == authority().root


def test_a_folder_without_roots_is_no_folder_of_roots(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_roots(tmp_path)
    (tmp_path / "kapot.pem").write_text("-----BEGIN CERTIFICATE-----", encoding="ascii")
    with pytest.raises(ConfigError):
        read_roots(tmp_path)
