"""A bundle from the real store, checked by the command's own functions with roots from a folder."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from adapters.evidence.report import Claim, Outcome
from adapters.evidence.verify import read_roots, verify
from gateway.domain.agreement import Profile
from gateway.domain.message import Direction
from gateway.errors import ConfigError
from tests.kit.evidence import agreed, authority, exchanged, exporter, record, record_of
from tests.kit.store_files import opened


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


def test_roots_are_read_from_the_pem_files_of_a_folder(roots_folder: Path) -> None:
    (found,) = read_roots(roots_folder)
    assert x509.load_der_x509_certificate(found) == authority().root


def test_a_folder_without_roots_is_no_folder_of_roots(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_roots(tmp_path)
    (tmp_path / "kapot.pem").write_text("-----BEGIN CERTIFICATE-----", encoding="ascii")
    with pytest.raises(ConfigError):
        read_roots(tmp_path)
