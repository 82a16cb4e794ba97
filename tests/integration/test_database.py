"""The real store on a real disk: how it opens, what it refuses, and what stays readable of it."""

import asyncio
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from adapters.database import connections
from adapters.database.connections import open_writing
from adapters.database.migration import configuration, engine_on, migrate
from adapters.database.revision import REVISIONS
from adapters.database.schema import METADATA
from adapters.database.statements import Connection, Row, Statement, Values
from adapters.database.unit_of_work import Database
from adapters.system.randomness import SystemRandomness
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.identifiers import PayloadId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import whole
from gateway.errors import (
    AlreadyRecordedError,
    ConcurrencyError,
    ConfigError,
    NotFoundError,
    StorageUnavailableError,
    TamperedError,
)
from tests.kit.store_doors import InlineWorkbench, ToyVault
from tests.kit.store_files import opened, tamper
from tests.kit.store_records import AT, POLICE, a_message, a_submission, an_entry, an_inbox_record, some_work

# A row as revision 0001 has it; its action is also its reference.
_MESSAGE_OF_0001: Final = """INSERT INTO messages
    (direction, reference, sender, receiver, type, action, conversation, agreement_id, agreement_digest, message_id,
     state, recorded_at, content, reason)
    VALUES ('in', '{action}', 's', 'r', 'MSG-01', '{action}', 'c', 'a', 'd', 'm', 'waiting', '2026-03-02', 'p', '')"""
CANARY: Final = b"Kanarie Vogelzang 999990019"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database goes."""
    return tmp_path / "store.sqlite3"


def open_now(path: Path) -> Database:
    """Open a database that may be refused."""
    return Database(path, vault=ToyVault(), workbench=InlineWorkbench(), randomness=SystemRandomness("vt.example"))


def execute(path: Path, statement: str) -> list[tuple[object, ...]]:
    """Run one statement from outside."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def octets_on_disk(path: Path) -> bytes:
    """Return every byte of the database and what lies beside it."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


async def put(database: Database, payload: PayloadId, octets: bytes) -> None:
    """Store a payload in a commit of its own."""
    async with database.unit_of_work() as uow:
        uow.payloads.put(payload, octets)
        await uow.commit()


def test_an_absent_database_is_refused_with_what_to_do(path: Path) -> None:
    with pytest.raises(ConfigError, match="schakel migrate"):
        open_now(path)
    assert not path.exists()


def test_an_empty_database_is_refused_with_what_to_do(path: Path) -> None:
    path.touch()
    with pytest.raises(ConfigError, match="schakel migrate"):
        open_now(path)


def test_migrating_makes_the_tables_once(path: Path) -> None:
    assert migrate(path) == (None, REVISIONS[-1])
    assert migrate(path) == (REVISIONS[-1], REVISIONS[-1])


def test_a_message_of_before_versions_gets_the_service_it_travelled_under(path: Path) -> None:
    """Revision 0002: until then the action told the format, and each format had one version."""
    path.touch()
    with closing(open_writing(path)) as connection, engine_on(connection).connect() as revising:
        revising.exec_driver_sql("BEGIN IMMEDIATE")
        command.upgrade(configuration(revising), "0001")
        revising.exec_driver_sql("COMMIT")
    for action in ("vtMeldingDi01", "Bv01Bericht", "directeOverdracht"):
        execute(path, _MESSAGE_OF_0001.format(action=action))
    assert migrate(path) == ("0001", REVISIONS[-1])
    assert execute(path, "SELECT action, service FROM messages ORDER BY id") == [
        ("vtMeldingDi01", "VNG:Jeugdzorg:1:0:9"),
        ("Bv01Bericht", "VNG:Jeugdzorg:1:0:9"),
        ("directeOverdracht", "Schakel:Keten:1"),
    ]


def test_an_earlier_revision_is_refused_with_what_to_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(path)
    monkeypatch.setattr("adapters.database.revision.REVISIONS", (*REVISIONS, "9998"))
    with pytest.raises(ConfigError, match="earlier version: run `schakel migrate`"):
        open_now(path)


def test_a_later_revision_is_neither_opened_nor_migrated(path: Path) -> None:
    migrate(path)
    execute(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigError, match="later version"):
        open_now(path)
    with pytest.raises(ConfigError, match="later version"):
        migrate(path)


def test_a_migration_that_fails_half_way_changes_nothing(path: Path) -> None:
    """F60: the last table of the revision is in the way."""
    path.touch()
    execute(path, "CREATE TABLE events (x)")
    with pytest.raises(ConfigError, match="cannot be migrated"):
        migrate(path)
    assert execute(path, "SELECT name FROM sqlite_master") == [("events",)]
    execute(path, "DROP TABLE events")
    assert migrate(path) == (None, REVISIONS[-1])


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to look like one " * 100)
    for use in (open_now, migrate):
        with pytest.raises(ConfigError, match="damaged"):
            use(path)


def test_a_damaged_database_is_refused(path: Path) -> None:
    migrate(path)
    octets = bytearray(path.read_bytes())
    octets[5000:9000] = bytes(4000)
    path.write_bytes(octets)
    with pytest.raises(ConfigError, match="damaged"):
        open_now(path)


def test_a_store_that_another_program_holds_is_not_called_damaged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who restores a backup over a whole store loses what was acknowledged since."""
    migrate(path)
    monkeypatch.setattr(connections, "WRITER_PRAGMAS", {"busy_timeout": 1})
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        for use in (open_now, migrate):
            with pytest.raises(ConfigError, match=r"cannot be (used|migrated) now"):
                use(path)


def test_a_folder_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(ConfigError, match="folder is absent"):
        migrate(path.parent / "nergens" / "store.sqlite3")


@pytest.fixture
def open_to_all(path: Path) -> Path:
    """Return a database that everybody may read."""
    migrate(path)
    path.chmod(0o644)
    return path


async def test_only_our_own_user_can_read_the_files(open_to_all: Path) -> None:
    path = open_to_all
    async with opened(path) as database:
        await put(database, PayloadId.parse("p"), b"x")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys((path.name, f"{path.name}-shm", f"{path.name}-wal"), 0o600)


async def test_the_writer_is_durable_and_the_readers_cannot_write(path: Path) -> None:
    async with opened(path) as database:
        for name, value in connections.WRITER_PRAGMAS.items():
            found = await database.writer.write(lambda c, n=name: c.execute(f"PRAGMA {n}").fetchone()[0])  # type: ignore[misc] # bound at once
            assert found == value, name
        with pytest.raises(StorageUnavailableError) as caught:
            await database.readers.read(lambda connection: connection.execute("DELETE FROM inbox"))
        assert caught.value.__notes__ == ["SQLITE_READONLY"]


def test_a_database_that_cannot_be_durable_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(path)
    monkeypatch.setattr(connections, "WRITER_PRAGMAS", {"synchronous": 7})
    with pytest.raises(ConfigError, match="synchronous = 7"):
        open_now(path)


async def test_nothing_readable_is_on_the_disk(path: Path) -> None:
    """I4: content, sentences and callers' own keys are sealed or digested, in the log of writes too."""
    async with opened(path) as database:
        await put(database, PayloadId.parse("p"), CANARY * 5000)
        async with database.unit_of_work() as uow:
            uow.events.put(
                BackOfficeEvent(
                    type=EventType.REFUSED_BY_PARTNER,
                    reference=ReferenceNumber.parse("r"),
                    at=AT,
                    explanation=CANARY.decode(),
                )
            )
            uow.submissions.record(a_submission(key=CANARY.decode()))
            await uow.commit()
            assert (await uow.events.list_after(0, 1))[0][1].explanation == CANARY.decode()
        for octets in (CANARY, b"Kanarie", b"999990019"):
            assert octets not in octets_on_disk(path)


async def test_a_purged_payload_is_gone_from_every_byte_on_the_disk(path: Path) -> None:
    vault, gone, kept = ToyVault(), PayloadId.parse("weg"), PayloadId.parse("blijft")
    async with opened(path, vault) as database:
        await put(database, gone, CANARY * 5000)
        await put(database, kept, CANARY)
        (wrapped,) = execute(path, "SELECT wrapped_key FROM payload_keys WHERE payload_id = 'weg'")[0]
        assert isinstance(wrapped, bytes)
        assert wrapped in octets_on_disk(path)
        await database.purge([gone, PayloadId.parse("was-er-nooit")])
        assert wrapped not in octets_on_disk(path)
        assert execute(path, "SELECT payload_id FROM payload_keys") == [("blijft",)]
        assert execute(path, "SELECT payload_id FROM payload_chunks") == []
        async with database.unit_of_work() as uow:
            with pytest.raises(NotFoundError):
                await uow.payloads.open(gone)
            assert await uow.payloads.open(kept) == CANARY
    assert gone in vault.forgotten


async def test_what_somebody_still_reads_is_not_said_to_be_purged(path: Path) -> None:
    gone = PayloadId.parse("weg")
    async with opened(path) as database:
        await put(database, gone, CANARY)
        (wrapped,) = execute(path, "SELECT wrapped_key FROM payload_keys WHERE payload_id = 'weg'")[0]
        assert isinstance(wrapped, bytes)
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM payload_keys").fetchone()
            with pytest.raises(StorageUnavailableError):
                await database.purge([gone])
        await database.purge([gone])
        assert wrapped not in octets_on_disk(path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payload_keys SET octets = zeroblob(length(octets))",
        "UPDATE payload_keys SET octets = NULL",
        "UPDATE payload_chunks SET octets = zeroblob(length(octets)) WHERE number = 1",
        "UPDATE payload_chunks SET number = 9 - number",
        "DELETE FROM payload_chunks WHERE number = (SELECT max(number) FROM payload_chunks)",
        "UPDATE payload_keys SET wrapped_key = zeroblob(length(wrapped_key))",
        "UPDATE payload_keys SET octets = (SELECT octets FROM payload_keys WHERE payload_id = 'q')",
        "UPDATE payload_chunks SET octets = (SELECT octets FROM payload_keys WHERE payload_id = 'q')",
    ],
    ids=[
        "the first chunk",
        "the first chunk taken away",
        "a chunk",
        "order of chunks",
        "last chunk",
        "key",
        "first chunk of another",
        "chunk of another",
    ],
)
async def test_a_payload_that_was_touched_is_named_and_not_returned(path: Path, statement: str) -> None:
    """F55: bit flips and swaps in stored octets."""
    async with opened(path) as database:
        await put(database, PayloadId.parse("p"), b"inhoud" * 500)
        await put(database, PayloadId.parse("q"), b"ander" * 20)
        execute(path, statement)
        async with database.unit_of_work() as uow:
            with pytest.raises(TamperedError, match="p"):
                await uow.payloads.open(PayloadId.parse("p"))


async def test_two_processes_share_one_file_and_one_chain(path: Path) -> None:
    """F56: nobody can fork the chain; each commit takes the place behind the last, whoever wrote that."""
    async with opened(path) as one, opened(path) as other:

        async def append(database: Database, number: int) -> None:
            async with database.unit_of_work() as uow:
                uow.evidence.append(an_entry(actor=str(number)))
                uow.outbox.put(some_work(subject=str(number)))
                await uow.commit()

        await asyncio.gather(*(append((one, other)[number % 2], number) for number in range(60)))
        audited = await one.audit(lambda _: None)
        assert audited.entries == 60
        claims = await asyncio.gather(
            *(
                database.unit_of_work().outbox.claim(AT, timedelta(minutes=1), in_hand=(), per_partner=5, limit=5)
                for database in (one, other)
                for _ in range(8)
            )
        )
    subjects = [work.subject for claim in claims for work in claim]
    assert sorted(subjects, key=int) == [str(number) for number in range(60)]


async def test_of_two_processes_one_accepts_a_message(path: Path) -> None:
    record = an_inbox_record()

    async def accept(database: Database) -> bool:
        async with database.unit_of_work() as uow:
            uow.inbox.record(record)
            try:
                await uow.commit()
            except AlreadyRecordedError:
                return False
            return True

    async with opened(path) as one, opened(path) as other:
        assert sorted(await asyncio.gather(accept(one), accept(other))) == [False, True]
        assert await other.unit_of_work().inbox.find(POLICE, record.message_id) == record


async def test_of_two_processes_one_goes_on_with_a_conversation(path: Path) -> None:
    conversation = a_message().conversation

    async def go_on(database: Database) -> bool:
        async with database.unit_of_work() as uow:
            await uow.messages.require_unchanged(conversation)
            uow.messages.record(a_message(conversation=conversation))
            # Both have read before one of them writes.
            await asyncio.sleep(0)
            try:
                await uow.commit()
            except ConcurrencyError:
                return False
            return True

    async with opened(path) as one, opened(path) as other:
        assert sorted(await asyncio.gather(go_on(one), go_on(other))) == [False, True]
        assert len(await other.unit_of_work().messages.list_of_conversation(conversation, 10)) == 1


async def test_what_grows_with_a_conversation_is_read_beside_the_loop(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full conversation holds the loop for a tenth of a second when it is read there."""
    found_by: list[int] = []
    read = Statement.rows

    def watched(statement: Statement, connection: Connection, values: Values) -> list[Row]:
        found_by.append(threading.get_ident())
        return read(statement, connection, values)

    async with opened(path) as database:
        monkeypatch.setattr(Statement, "rows", watched)
        uow, conversation = database.unit_of_work(), a_message().conversation
        await uow.messages.list_of_conversation(conversation, 1000)
        await uow.parked.list_of_conversation(conversation)
        await uow.cases.list_of(conversation)
    assert len(found_by) == 3
    assert threading.get_ident() not in found_by


async def test_a_long_reader_stops_neither_writers_nor_other_readers(path: Path) -> None:
    """F24."""
    async with opened(path) as database:
        await put(database, PayloadId.parse("p0"), b"0")
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM payload_keys").fetchone() == (1,)
        for number in range(1, 30):
            await put(database, PayloadId.parse(f"p{number}"), b"x" * 100_000)
        assert whole(await database.unit_of_work().payloads.open(PayloadId.parse("p29"))) == b"x" * 100_000
        assert reader.execute("SELECT count(*) FROM payload_keys").fetchone() == (1,)
        reader.close()


async def test_a_writer_that_is_locked_out_acknowledges_nothing_and_goes_on_afterwards(path: Path) -> None:
    """F22: another program holds the lock for longer than we wait."""
    async with opened(path) as database:
        await database.writer.write(lambda connection: connection.execute("PRAGMA busy_timeout = 20").fetchall())
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailableError) as caught:
            await put(database, PayloadId.parse("p"), b"x")
        assert caught.value.__notes__ == ["SQLITE_BUSY"]
        holder.execute("ROLLBACK")
        holder.close()
        await put(database, PayloadId.parse("p"), b"x")
        assert database.healthy


async def test_a_naive_moment_never_reaches_a_column(path: Path) -> None:
    async with opened(path) as database, database.unit_of_work() as uow:
        uow.messages.record(a_message(recorded_at=AT.replace(tzinfo=None)))
        with pytest.raises(Exception, match="aware moment"):
            await uow.commit()
        assert await uow.messages.list_recent(1) == ()


async def test_what_is_closed_takes_nothing_more(path: Path) -> None:
    async with opened(path) as database:
        pass
    with pytest.raises(StorageUnavailableError):
        await put(database, PayloadId.parse("p"), b"x")
    with pytest.raises(StorageUnavailableError):
        await database.unit_of_work().messages.find(Direction.OUT, ReferenceNumber.parse("r"))
    assert not database.healthy


async def test_a_full_database_acknowledges_nothing_and_goes_on_when_there_is_room(path: Path) -> None:
    """F11 in small: SQLite itself says there is no page left."""
    async with opened(path) as database:
        await put(database, PayloadId.parse("eerst"), b"x" * 10_000)
        await database.writer.write(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchall())
        with pytest.raises(StorageUnavailableError) as caught:
            await put(database, PayloadId.parse("vol"), b"x" * 100_000)
        assert caught.value.__notes__ == ["SQLITE_FULL"]
        assert database.healthy
        await database.writer.write(lambda connection: connection.execute("PRAGMA max_page_count = 1000000").fetchall())
        await put(database, PayloadId.parse("vol"), b"x" * 100_000)
        assert await database.unit_of_work().payloads.open(PayloadId.parse("eerst")) == b"x" * 10_000


@pytest.fixture
def small_disk(tmp_path: Path, needs_tool: Callable[[str], Path]) -> Iterator[Path]:
    """Return a folder on a file system of 3 MiB, or leave the test out."""
    mount, unmount = needs_tool("mount"), needs_tool("umount")
    folder = tmp_path / "klein"
    folder.mkdir()
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], check=False, capture_output=True)
    if made.returncode:
        pytest.skip("this user may not mount a small file system")
    yield folder
    subprocess.run([unmount, folder], check=True)


async def fill(database: Database, acknowledged: list[PayloadId]) -> None:
    """Put payloads until the store refuses one."""
    while True:
        payload = PayloadId.parse(f"p{len(acknowledged)}")
        await put(database, payload, bytes(50_000))
        acknowledged.append(payload)


@pytest.mark.faults
async def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk: Path) -> None:
    """F11: the volume is full; no acknowledgement, nothing lost, and writing resumes when there is room."""
    path, ballast, acknowledged = small_disk / "store.sqlite3", small_disk / "ballast", list[PayloadId]()
    # The write-ahead log must fit twice: once as it is, once in the database it is emptied into.
    ballast.write_bytes(bytes(1_700_000))
    vault = ToyVault()
    async with opened(path, vault) as database:
        with pytest.raises(StorageUnavailableError) as caught:
            await fill(database, acknowledged)
        assert caught.value.__notes__ == ["SQLITE_FULL"]
        ballast.unlink()
        await put(database, PayloadId.parse("weer-ruimte"), b"x")
    async with opened(path, vault) as database:
        for payload in (*acknowledged, PayloadId.parse("weer-ruimte")):
            await database.unit_of_work().payloads.open(payload)
    assert acknowledged
    assert execute(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.faults
def test_a_store_on_a_full_disk_is_not_called_damaged(small_disk: Path) -> None:
    path = small_disk / "store.sqlite3"
    migrate(path)
    with (small_disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4096))
    with pytest.raises(ConfigError, match=r"cannot be used now: .* the disk has room"):
        open_now(path)


def test_revisions_and_tables_say_the_same(path: Path) -> None:
    migrate(path)
    with closing(open_writing(path)) as connection, engine_on(connection).connect() as revised:
        assert compare_metadata(MigrationContext.configure(revised), METADATA) == []


def test_the_last_revision_is_the_one_this_program_knows(path: Path) -> None:
    scripts = Path(connections.__file__).with_name("migrations") / "versions"
    assert [file.name[:4] for file in sorted(scripts.glob("*.py"))] == list(REVISIONS)


def test_triggers_keep_evidence_as_it_was_written(path: Path) -> None:
    migrate(path)
    tables = {"evidence", "evidence_tiles", "checkpoints", "parked_steps", "cases"}
    found = execute(path, "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    names = {name for name, _ in found}
    assert names == {f"{table}_no_{verb}" for table in tables for verb in ("update", "delete")} | {"evidence_in_order"}
    tamper(path)
    assert execute(path, "SELECT name FROM sqlite_master WHERE type = 'trigger'") == []
