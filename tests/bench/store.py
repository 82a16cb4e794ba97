"""How fast the store is on this machine, as ratios measured in the same run (performance.md 7 and 11, rows 11 and 12).

python -m tests.bench.store [FOLDER]
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from adapters.database.connections import WRITER_PRAGMAS
from adapters.database.unit_of_work import Database
from adapters.system.randomness import SystemRandomness
from gateway.domain.chain import Checkpoint
from tests.kit.store_doors import ToyVault
from tests.kit.store_files import opened
from tests.kit.store_records import a_layer, a_message, an_entry, an_inbox_record, some_work

_ROW: Final = bytes(10 * 1024)
_SECONDS: Final = 2.0
_ENTRIES: Final = 20_000


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def bare_rows(path: Path) -> float:
    """Return rows a second with 100 rows of 10 KiB in each commit: the limit of the engine."""
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in WRITER_PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, octets BLOB)")
    rows, began = 0, time.perf_counter()
    while time.perf_counter() - began < _SECONDS:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO rows (octets) VALUES (?)", [(_ROW,)] * 100)
        connection.execute("COMMIT")
        rows += 100
    seconds = time.perf_counter() - began
    connection.close()
    return rows / seconds


async def rate(tasks: int, once: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Return how often a second, and how many microseconds of CPU each took, with that many at once."""
    done, began, spent = 0, time.perf_counter(), time.process_time()

    async def repeat() -> None:
        nonlocal done
        while time.perf_counter() - began < _SECONDS:
            await once()
            done += 1

    await asyncio.gather(*(repeat() for _ in range(tasks)))
    return done / (time.perf_counter() - began), (time.process_time() - spent) / done * 1e6


async def store_payload(database: Database, names: SystemRandomness) -> None:
    """Commit one payload of 10 KiB."""
    async with database.unit_of_work() as uow:
        uow.payloads.put(names.new_payload_id(), _ROW)
        await uow.commit()


async def accept(database: Database, names: SystemRandomness) -> None:
    """Commit what the acceptance of one message writes."""
    message = a_message(
        reference=names.new_reference(), message_id=names.new_message_id(), content=names.new_payload_id()
    )
    async with database.unit_of_work() as uow:
        uow.inbox.record(an_inbox_record(message_id=message.message_id))
        uow.messages.record(message)
        for payload in (message.content, names.new_payload_id(), names.new_payload_id()):
            uow.payloads.put(payload, _ROW[:4096])
        uow.layers.expect(a_layer(message))
        uow.outbox.put(some_work(subject=str(message.reference)))
        uow.evidence.append(an_entry(subject=message.subject))
        await uow.commit()


def unsigned(checkpoint: Checkpoint) -> None:
    """No head is signed here."""


async def audit_rate(database: Database) -> float:
    """Return how many entries of a chain are verified a second (G15: at least 20,000)."""
    for _ in range(_ENTRIES // 1000):
        async with database.unit_of_work() as uow:
            for _ in range(1000):
                uow.evidence.append(an_entry())
            await uow.commit()
    began = time.perf_counter()
    audited = await database.audit(unsigned)
    return audited.entries / (time.perf_counter() - began)


async def main(folder: Path) -> None:
    """Measure and print."""
    names, bare = SystemRandomness("vt.example"), bare_rows(folder / "bare.sqlite3")
    say(f"sqlite3, 100 rows of 10 KiB per commit   {bare:8.0f}/s")
    async with opened(folder / "store.sqlite3", ToyVault(chunk_bytes=64 * 1024)) as database:
        for tasks in (1, 8, 32, 128):
            found, cpu = await rate(tasks, lambda: store_payload(database, names))
            say(f"sealed payload of 10 KiB, {tasks:3} at once     {found:8.0f}/s  {found / bare:5.2f}  {cpu:6.0f} us")
        for tasks in (1, 32):
            found, cpu = await rate(tasks, lambda: accept(database, names))
            say(f"whole acceptance, {tasks:3} at once             {found:8.0f}/s  {found / bare:5.2f}  {cpu:6.0f} us")
    async with opened(folder / "chain.sqlite3") as database:
        say(f"entries verified by an audit             {await audit_rate(database):8.0f}/s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as made:
        asyncio.run(main(Path(made)))
