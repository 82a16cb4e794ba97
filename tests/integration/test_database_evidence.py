"""The chain as it lies on the disk: who changes it is found out, and told where (F52 to F56, G15)."""

import asyncio
import random
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from adapters.database.checkpoints import TILE, Checkpoints
from adapters.database.unit_of_work import Database
from gateway.domain.chain import GENESIS, Checkpoint, chain, require_included, signing_input
from gateway.errors import TamperedError
from tests.kit.clock import FakeClock
from tests.kit.store_doors import ToySigner
from tests.kit.store_files import opened, tamper
from tests.kit.store_records import AT, an_entry
from tests.kit.wire_keys import wire_key

ENTRIES: Final = 2 * TILE + 10
MUTATIONS: Final = 150
DAY: Final = timedelta(days=1)
_REPLACED: Final = """
UPDATE evidence SET type = 'submitted', at = '2026-03-02 09:00:00.123456', subject = 'out/x/anders', facts = '[]',
actor = '{last.entry.actor}', previous = '{last.previous}', digest = '{last.digest}' WHERE sequence = {last.sequence}
"""
_ADDED: Final = """
INTO evidence (sequence, version, type, at, subject, actor, facts, previous, digest)
SELECT {sequence}, version, type, at, 'anders', actor, facts, previous, digest FROM evidence LIMIT 1
"""


def check_signature(checkpoint: Checkpoint) -> None:
    """Raise TamperedError for a head that the evidence key did not sign."""
    key = wire_key("evidence").private.public_key()
    octets = signing_input(checkpoint.size, checkpoint.root, checkpoint.at)
    try:
        key.verify(checkpoint.signature, octets, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        what = f"checkpoint {checkpoint.size}"
        raise TamperedError(what) from None


async def append(database: Database, count: int) -> None:
    """Append that many entries in one commit."""
    async with database.unit_of_work() as uow:
        for number in range(count):
            uow.evidence.append(an_entry(subject=f"out/x/{number}", actor=f"{number}"))
        await uow.commit()


def heads(database: Database, clock: FakeClock | None = None) -> Checkpoints:
    """Return what signs heads."""
    return database.checkpoints(ToySigner(), clock or FakeClock(AT))


async def last_head(checkpoints: Checkpoints) -> Checkpoint:
    """Sign a head over everything."""
    head = await checkpoints.checkpoint()
    assert head is not None
    return head


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with a chain of several tiles and two heads; tests take copies."""
    path = tmp_path_factory.mktemp("bewijs") / "store.sqlite3"

    async def write() -> None:
        async with opened(path) as database:
            await append(database, TILE + 5)
            await last_head(heads(database))
            await append(database, ENTRIES - TILE - 5)
            await last_head(heads(database))

    asyncio.run(write())
    return path


@pytest.fixture
def path(written: Path, tmp_path: Path) -> Path:
    """Return a copy that may be spoiled."""
    return Path(shutil.copy(written, tmp_path / "store.sqlite3"))


async def audit(path: Path) -> str:
    """Return what an audit finds: the first bad place, or nothing."""
    async with opened(path) as database:
        return await found_in(database)


async def found_in(database: Database) -> str:
    """Return the first bad place, or nothing."""
    try:
        await database.audit(check_signature)
    except TamperedError as error:
        return error.what
    return ""


def execute(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Run one statement from outside."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


async def test_a_whole_chain_is_read_to_its_end(path: Path) -> None:
    async with opened(path) as database:
        audited = await database.audit(check_signature)
    assert (audited.entries, audited.checkpoints) == (ENTRIES, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence SET actor = 'x' WHERE sequence = 3",
        "DELETE FROM evidence WHERE sequence = 3",
        "DELETE FROM evidence",
        f"REPLACE {_ADDED.format(sequence=1)}",
        f"INSERT {_ADDED.format(sequence=1)}",
        f"INSERT {_ADDED.format(sequence=ENTRIES + 1)}",
        f"INSERT {_ADDED.format(sequence=ENTRIES + 2)}",
        "UPDATE checkpoints SET size = 1",
        "DELETE FROM checkpoints",
        "UPDATE evidence_tiles SET root = x'00'",
        "DELETE FROM evidence_tiles",
    ],
)
def test_the_database_itself_refuses_to_change_evidence(path: Path, statement: str) -> None:
    """F56 too: an entry beside or behind the next place cannot be added, whoever writes it."""
    with pytest.raises(sqlite3.IntegrityError, match=r"append only|not the next entry|UNIQUE"):
        execute(path, statement)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE evidence SET actor = 'x' WHERE sequence = 3", "evidence entry 3"),
        ("UPDATE evidence SET at = '2026-03-02 09:00:00.123457' WHERE sequence = 300", "evidence entry 300"),
        ("UPDATE evidence SET facts = '[]' WHERE sequence = 2", "evidence entry 2"),
        ("UPDATE evidence SET facts = 'no json' WHERE sequence = 7", "evidence entry 7"),
        ("UPDATE evidence SET facts = '[1]' WHERE sequence = 7", "evidence entry 7"),
        ("UPDATE evidence SET facts = '[[\"soap-sha256\",1]]' WHERE sequence = 7", "evidence entry 7"),
        ("UPDATE evidence SET subject = x'00' WHERE sequence = 7", "evidence entry 7"),
        ("UPDATE evidence SET type = 'no type' WHERE sequence = 8", "evidence entry 8"),
        ("UPDATE evidence SET at = 'never' WHERE sequence = 9", "evidence entry 9"),
        ("UPDATE evidence SET version = 2 WHERE sequence = 10", "evidence entry 10"),
        ("UPDATE evidence SET digest = 'no digest' WHERE sequence = 11", "evidence entry 11"),
        ("DELETE FROM evidence WHERE sequence = 1", "evidence entry 1"),
        ("DELETE FROM evidence WHERE sequence BETWEEN 40 AND 41", "evidence entry 40"),
        ("UPDATE evidence SET sequence = -sequence WHERE sequence IN (5, 6)", "evidence entry 5"),
        ("DELETE FROM evidence WHERE sequence > 500", "evidence entry 501"),
        ("UPDATE evidence_tiles SET root = zeroblob(32) WHERE number = 1", "evidence tile 1"),
        ("UPDATE checkpoints SET root = printf('%064d', 0) WHERE size > 300", f"checkpoint {ENTRIES}"),
        ("UPDATE checkpoints SET signature = zeroblob(256) WHERE size < 300", f"checkpoint {TILE + 5}"),
        ("UPDATE checkpoints SET at = '2026-03-02 09:00:00.000000' WHERE size < 300", f"checkpoint {TILE + 5}"),
        ("UPDATE checkpoints SET at = 'never' WHERE size < 300", "checkpoints"),
        ("UPDATE checkpoints SET signature = 'x' WHERE size < 300", "checkpoints"),
        ("UPDATE checkpoints SET size = size + 1 WHERE size > 300", f"evidence entry {ENTRIES + 1}"),
    ],
)
async def test_who_gets_round_that_is_found_out_and_the_first_bad_place_named(
    path: Path, statement: str, place: str
) -> None:
    """F52, F53: rows edited, deleted, swapped, and the tail cut off."""
    tamper(path, statement)
    assert await audit(path) == place


async def test_a_chain_written_anew_from_some_place_on_no_longer_fits_its_heads(path: Path) -> None:
    async with opened(path) as database:
        last = (await database.unit_of_work().evidence.list_of("out/x/198"))[0]
    assert last.sequence == 199
    statements = []
    while last.sequence < ENTRIES:
        last = chain(an_entry(subject="out/x/anders", facts=()), last)
        statements.append(_REPLACED.format(last=last))
    tamper(path, *statements)
    assert await audit(path) == "evidence tile 0"


async def test_random_mutations_of_single_octets_are_all_found(path: Path) -> None:
    """G15: any octet of any column of any row."""
    chance = random.Random(20260302)
    columns = ("version", "type", "at", "subject", "actor", "facts", "previous", "digest")
    tamper(path)
    undetected = []
    async with opened(path) as database:
        for _ in range(MUTATIONS):
            sequence, column = chance.randrange(1, ENTRIES + 1), chance.choice(columns)
            ((value,),) = execute(path, f"SELECT {column} FROM evidence WHERE sequence = ?", sequence)  # noqa: S608 - a column of ours
            change = f"UPDATE evidence SET {column} = ? WHERE sequence = ?"  # noqa: S608 - a column of ours
            octets = bytearray(str(value).encode())
            octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(7)
            changed = octets.decode("latin-1")
            execute(path, change, changed, sequence)
            if await found_in(database) != f"evidence entry {sequence}":
                undetected.append((sequence, column, value, changed))
            execute(path, change, value, sequence)
        assert await found_in(database) == ""
    assert undetected == []


async def test_a_head_covers_everything_committed_before_it(path: Path) -> None:
    async with opened(path) as database:
        checkpoints = heads(database)
        assert (await last_head(checkpoints)).size == ENTRIES
        await append(database, 3)
        head = await last_head(checkpoints)
        assert head.size == ENTRIES + 3
        check_signature(head)
        assert await checkpoints.checkpoint() == head, "nothing came since, so nothing is signed"


async def test_an_empty_chain_has_no_head(tmp_path: Path) -> None:
    async with opened(tmp_path / "leeg.sqlite3") as database:
        assert await heads(database).checkpoint() is None
        assert await heads(database).checkpoint_when_due() is None
        assert (await database.audit(check_signature)).entries == 0


async def test_a_head_is_due_after_a_minute_or_a_thousand_entries(tmp_path: Path) -> None:
    clock = FakeClock(AT)
    async with opened(tmp_path / "store.sqlite3") as database:
        checkpoints = heads(database, clock)
        await append(database, 1)
        first = await checkpoints.checkpoint_when_due()
        assert first is not None
        await append(database, 1)
        assert await checkpoints.checkpoint_when_due() == first
        clock.move(timedelta(seconds=60))
        second = await checkpoints.checkpoint_when_due()
        assert second is not None
        assert second.size == 2
        await append(database, 999)
        assert await checkpoints.checkpoint_when_due() == second
        await append(database, 1)
        third = await checkpoints.checkpoint_when_due()
        assert third is not None
        assert third.size == 1002
        clock.move(timedelta(hours=1))
        assert await checkpoints.checkpoint_when_due() == third, "nothing came since, so nothing is signed"
        await append(database, 1)
        clock.move(timedelta(days=-2))
        fourth = await checkpoints.checkpoint_when_due()
        assert fourth is not None
        assert fourth.size == 1003, "the clock was ahead when the last was signed"


async def test_every_entry_is_proved_under_every_head_that_covers_it(path: Path) -> None:
    async with opened(path) as database:
        checkpoints = heads(database)
        covering = [await last_head(checkpoints)]
        await append(database, 1)
        covering.append(await last_head(checkpoints))
        for number in (0, 1, TILE - 1, TILE, TILE + 4, ENTRIES - TILE - 6):
            for entry in await database.unit_of_work().evidence.list_of(f"out/x/{number}"):
                for head in covering:
                    if entry.sequence <= head.size:
                        require_included(entry, await checkpoints.prove(entry.sequence, head), head)


async def test_a_backup_that_was_put_back_is_older_than_its_witness(path: Path, tmp_path: Path) -> None:
    """F54: yesterday's database begins as the witness remembers, yet is too short."""
    backup = Path(shutil.copy(path, tmp_path / "gisteren.sqlite3"))
    async with opened(path) as database:
        yesterday = await last_head(heads(database))
        await append(database, 5)
        today = await last_head(heads(database))
        await heads(database).require_contains(yesterday)
        await heads(database).require_contains(today)
    async with opened(backup) as database:
        await heads(database).require_contains(yesterday)
        with pytest.raises(TamperedError, match=f"checkpoint {today.size}"):
            await heads(database).require_contains(today)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence SET digest = printf('%064d', 1) WHERE sequence > 521",
        "DELETE FROM evidence WHERE sequence > 521",
        "DELETE FROM evidence",
        "UPDATE evidence_tiles SET root = zeroblob(32) WHERE number = 0",
    ],
)
async def test_no_head_is_signed_over_another_chain_than_the_last_head(path: Path, statement: str) -> None:
    """F52: what was altered would look genuine behind a signature of today."""
    tamper(path, statement)
    async with opened(path) as database:
        await append(database, 2)
        for sign in (heads(database).checkpoint, heads(database, FakeClock(AT + DAY)).checkpoint_when_due):
            with pytest.raises(TamperedError, match=f"checkpoint {ENTRIES}"):
                await sign()


async def test_another_history_is_not_that_of_the_witness(path: Path) -> None:
    async with opened(path) as database:
        head = await last_head(heads(database))
        with pytest.raises(TamperedError):
            await heads(database).require_contains(replace(head, root=GENESIS))


async def test_processes_that_sign_at_once_agree_on_heads(path: Path) -> None:
    async with opened(path) as one, opened(path) as other:
        await append(one, TILE)
        made = await asyncio.gather(*(last_head(heads(database)) for database in (one, other, one, other)))
        assert len({head.root for head in made}) == 1
        assert (await one.audit(check_signature)).entries == ENTRIES + TILE
