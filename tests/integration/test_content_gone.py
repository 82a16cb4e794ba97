"""A key-encryption key that was destroyed erases what it sealed, and nothing else: what is left is still shown."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from adapters.bootstrap.vault import PayloadVault
from adapters.evidence.contents import read
from adapters.evidence.report import Claim, Outcome
from adapters.evidence.verify import verify
from adapters.keys.key_encryption import KeyEncryption
from adapters.keys.vault import KeyVault
from gateway.domain.agreement import Profile
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.identifiers import PayloadId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.errors import ConfigError, TamperedError
from tests.kit.evidence import agreed, exchanged, exporter, record, record_of, roots
from tests.kit.store_files import opened
from tests.kit.store_records import AT

TOLD: Final = BackOfficeEvent(
    type=EventType.DELIVERED, reference=ReferenceNumber.parse("ref-1"), at=AT, explanation="Bel de ontvanger."
)
AGREEMENT: Final = agreed(Profile.RM_E)
MESSAGE: Final = record_of(AGREEMENT, Direction.OUT)


def vault(*names: str) -> PayloadVault:
    """Return a vault with these key-encryption keys, the first the current one."""
    keys = {name: name.encode().ljust(32, b"-") for name in names}
    return PayloadVault(KeyVault(KeyEncryption(keys, current=names[0])))


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """Return a store with a message, its evidence and an event, all sealed under kek-1."""
    store = tmp_path / "store.sqlite3"
    async with opened(store, vault("kek-1")) as database:
        await record(database, MESSAGE, exchanged(AGREEMENT, Direction.OUT))
        async with database.unit_of_work() as uow:
            uow.events.put(TOLD)
            await uow.commit()
    return store


async def test_an_event_is_shown_without_its_text(path: Path) -> None:
    async with opened(path, vault("kek-2")) as database:
        async with database.unit_of_work() as uow:
            uow.events.put(TOLD)
            await uow.commit()
        ((_, gone), (_, there)) = await database.unit_of_work().events.list_after(0, 9)
    assert (gone.type, gone.reference, gone.at, gone.explanation) == (TOLD.type, TOLD.reference, TOLD.at, "")
    assert there == TOLD


async def test_a_damaged_text_holds_up_no_other_event(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE payload_keys SET octets = zeroblob(60) WHERE payload_id IN (SELECT explanation FROM events)"
        )
    async with opened(path, vault("kek-1")) as database:
        ((_, event),) = await database.unit_of_work().events.list_after(0, 9)
    assert event.explanation == ""


async def test_a_bundle_leaves_out_the_octets_and_says_so(path: Path) -> None:
    async with opened(path, vault("kek-2", "kek-1")) as database:
        whole = await exporter(database, AGREEMENT).export(Direction.OUT, MESSAGE.reference, MESSAGE.sender)
    async with opened(path, vault("kek-2")) as database:
        octets = await exporter(database, AGREEMENT).export(Direction.OUT, MESSAGE.reference, MESSAGE.sender)
    assert list(soap_of(whole))
    assert not list(soap_of(octets))
    report = verify(octets, roots())
    assert report.passed
    assert {check.claim for check in report.checks if check.outcome is Outcome.OPEN} >= {Claim.OCTETS, Claim.RECEIPT}


def soap_of(bundle: bytes) -> Iterator[str]:
    """Yield the names of the octets in a bundle."""
    return (name for name in read(bundle).files if name.startswith("soap/"))


async def test_octets_that_are_damaged_make_no_bundle(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE payload_keys SET octets = zeroblob(60)")
    async with opened(path, vault("kek-1")) as database:
        with pytest.raises(TamperedError):
            await exporter(database, AGREEMENT).export(Direction.OUT, MESSAGE.reference, MESSAGE.sender)


async def test_the_content_itself_is_not_told_to_be_absent(path: Path) -> None:
    """The key may only be missing: what waits to be sent must not end for it."""
    with closing(sqlite3.connect(path)) as connection:
        (payload_id,) = connection.execute("SELECT payload_id FROM payload_keys").fetchone()
    async with opened(path, vault("kek-2")) as database:
        with pytest.raises(ConfigError, match="kek-1"):
            await database.unit_of_work().payloads.open(PayloadId.parse(payload_id))
