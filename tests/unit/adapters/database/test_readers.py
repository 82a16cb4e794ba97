import sqlite3
import threading
from collections.abc import AsyncIterator

import pytest

from adapters.database import readers as readers_module
from adapters.database.readers import Readers
from adapters.database.statements import Connection
from gateway.errors import StorageUnavailableError


def connect() -> Connection:
    """Return a database in memory."""
    return sqlite3.connect(":memory:", check_same_thread=False)


@pytest.fixture
async def readers() -> AsyncIterator[Readers]:
    """Return readers that are closed afterwards."""
    made = Readers(connect)
    yield made
    await made.close()


def one(connection: Connection) -> int:
    """Return a number."""
    number: int = connection.execute("SELECT 1").fetchone()[0]
    return number


async def test_a_query_returns_what_it_read(readers: Readers) -> None:
    assert await readers.read(one) == 1


async def test_a_query_runs_on_a_thread_of_its_own_and_on_its_connection(readers: Readers) -> None:
    places = {await readers.read(lambda connection: (threading.get_ident(), id(connection))) for _ in range(20)}
    threads = {thread for thread, _ in places}
    assert threading.get_ident() not in threads
    assert len(places) == len(threads), "one connection for each thread"


async def test_a_fault_of_the_driver_is_ours_without_its_text(readers: Readers) -> None:
    with pytest.raises(StorageUnavailableError) as caught:
        await readers.read(lambda connection: connection.execute("SELECT geheim FROM niets"))
    assert caught.value.__notes__ == ["SQLITE_ERROR"]
    assert caught.value.__cause__ is None


async def test_waiting_has_a_limit(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_module, "READ_LIMIT_S", 0.01)
    release = threading.Event()
    with pytest.raises(StorageUnavailableError):
        await readers.read(lambda _: release.wait(10))
    release.set()


async def test_after_closing_nothing_is_read() -> None:
    readers = Readers(connect)
    assert await readers.read(one) == 1
    await readers.close()
    with pytest.raises(StorageUnavailableError):
        await readers.read(one)


async def test_a_connection_that_cannot_be_made_is_told_to_who_asked() -> None:
    def fail() -> Connection:
        return sqlite3.connect("file:/bestaat/niet?mode=ro", uri=True)

    readers = Readers(fail)
    with pytest.raises(StorageUnavailableError) as caught:
        await readers.read(one)
    assert caught.value.__notes__ == ["SQLITE_CANTOPEN"]
    await readers.close()
