"""The writing thread, on a database in memory."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from adapters.database import writer as writer_module
from adapters.database.statements import Connection
from adapters.database.writer import Writer
from gateway.errors import ConcurrencyError, StorageUnavailableError


@pytest.fixture
async def writer() -> AsyncIterator[Writer]:
    """Return a writer on one table, `seen`."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE seen (number INTEGER PRIMARY KEY)")
    made = Writer(connection)
    yield made
    await made.close()


def insert(number: int) -> Callable[[Connection], int]:
    """Return a job that writes one number and returns it."""

    def apply(connection: Connection) -> int:
        connection.execute("INSERT INTO seen VALUES (?)", (number,))
        return number

    return apply


def numbers(connection: Connection) -> list[int]:
    """Return what is there."""
    return [number for (number,) in connection.execute("SELECT number FROM seen ORDER BY number")]


def failing(error: Exception) -> Callable[[Connection], None]:
    """Return a job that writes something and then fails."""

    def apply(connection: Connection) -> None:
        insert(1000)(connection)
        raise error

    return apply


def driver_fault(name: str) -> sqlite3.Error:
    """Return an error as the driver raises it."""
    error = sqlite3.OperationalError("text of the driver")
    error.sqlite_errorname = name
    return error


class Gate:
    """Holds the writer inside one job, so that what comes meanwhile makes one group."""

    def __init__(self, writer: Writer) -> None:
        self._inside = threading.Event()
        self._open = threading.Event()
        self._task = asyncio.ensure_future(writer.write(self._wait))

    def _wait(self, _connection: Connection) -> None:
        self._inside.set()
        self._open.wait(10)

    async def entered(self) -> None:
        """Return when the writer is held."""
        await asyncio.to_thread(self._inside.wait, 10)

    async def release(self) -> None:
        """Let the writer go on."""
        self._open.set()
        await self._task


async def together(writer: Writer, *jobs: Callable[[Connection], object]) -> list[object]:
    """Hand in jobs so that they share one commit; return outcomes and errors."""
    gate = Gate(writer)
    await gate.entered()
    tasks = [asyncio.ensure_future(writer.write(job)) for job in jobs]
    await asyncio.sleep(0)
    await gate.release()
    return list(await asyncio.gather(*tasks, return_exceptions=True))


async def test_a_job_returns_its_value_after_its_commit(writer: Writer) -> None:
    assert await writer.write(insert(7)) == 7
    assert await writer.write(numbers) == [7]


async def test_jobs_that_come_together_share_one_commit(writer: Writer) -> None:
    said: list[str] = []

    def listen(connection: Connection) -> None:
        connection.set_trace_callback(said.append)

    await writer.write(listen)
    said.clear()
    assert await together(writer, *(insert(number) for number in range(20))) == list(range(20))
    assert [statement for statement in said if statement == "COMMIT"] == ["COMMIT", "COMMIT"], (
        "the gate's, and one more"
    )


async def test_a_job_that_fails_does_not_spoil_the_others(writer: Writer) -> None:
    outcomes = await together(writer, insert(1), failing(ConcurrencyError("x")), insert(2), failing(KeyError("bug")))
    assert [outcomes[0], outcomes[2]] == [1, 2]
    assert isinstance(outcomes[1], ConcurrencyError)
    assert isinstance(outcomes[3], KeyError)
    assert await writer.write(numbers) == [1, 2]


async def test_savepoints_are_made_only_where_one_of_several_jobs_fails(writer: Writer) -> None:
    said: list[str] = []
    await writer.write(lambda connection: connection.set_trace_callback(said.append))
    await together(writer, insert(1), insert(2))
    assert "SAVEPOINT unit" not in said
    with pytest.raises(ConcurrencyError):
        await writer.write(failing(ConcurrencyError("x")))
    assert "SAVEPOINT unit" not in said
    await together(writer, insert(3), failing(ConcurrencyError("x")), insert(4))
    assert said.count("SAVEPOINT unit") == 3
    assert await writer.write(numbers) == [1, 2, 3, 4]


async def test_a_fault_of_one_job_never_shows_the_text_of_the_driver(writer: Writer) -> None:
    outcomes = await together(writer, insert(1), failing(driver_fault("SQLITE_TOOBIG")), insert(1))
    assert outcomes[0] == 1
    for error in outcomes[1:]:
        assert isinstance(error, StorageUnavailableError)
        assert error.__cause__ is None
        assert "driver" not in f"{error!r} {error.__notes__}"
    assert await writer.write(numbers) == [1]


async def test_a_failing_disk_fails_the_whole_group_and_ends_all_writing(writer: Writer) -> None:
    outcomes = await together(writer, insert(1), failing(driver_fault("SQLITE_IOERR_FSYNC")), insert(2))
    assert all(isinstance(outcome, StorageUnavailableError) for outcome in outcomes)
    assert len({id(outcome) for outcome in outcomes}) == 3, "everyone gets an error of his own"
    assert not writer.healthy
    with pytest.raises(StorageUnavailableError):
        await writer.write(insert(3))


async def test_what_waits_behind_a_failing_disk_fails_too(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "_LARGEST_GROUP", 1)
    outcomes = await together(writer, failing(driver_fault("SQLITE_CORRUPT")), insert(1))
    assert all(isinstance(outcome, StorageUnavailableError) for outcome in outcomes)


async def test_a_transaction_that_sqlite_ended_fails_the_whole_group_and_writing_goes_on(writer: Writer) -> None:
    def ended(connection: Connection) -> None:
        connection.execute("ROLLBACK")
        raise driver_fault("SQLITE_FULL")

    outcomes = await together(writer, insert(1), ended, insert(2))
    assert all(isinstance(outcome, StorageUnavailableError) for outcome in outcomes)
    assert writer.healthy
    assert await writer.write(insert(3)) == 3
    assert await writer.write(numbers) == [3]


async def test_a_job_whose_caller_left_is_not_done(writer: Writer) -> None:
    gate = Gate(writer)
    await gate.entered()
    task = asyncio.ensure_future(writer.write(insert(1)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await gate.release()
    assert await writer.write(numbers) == []


async def test_waiting_has_a_limit(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "COMMIT_LIMIT_S", 0.01)
    gate = Gate(writer)
    await gate.entered()
    with pytest.raises(StorageUnavailableError):
        await writer.write(insert(1))
    monkeypatch.undo()
    with pytest.raises(StorageUnavailableError):
        await gate.release()
    assert await writer.write(numbers) == []


async def test_a_queue_that_is_too_long_is_refused(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "_LONGEST_QUEUE", 2)
    outcomes = await together(writer, insert(1), insert(2), insert(3))
    assert outcomes[:2] == [1, 2]
    assert isinstance(outcomes[2], StorageUnavailableError)


async def test_closing_finishes_what_was_handed_in_and_refuses_the_rest(writer: Writer) -> None:
    gate = Gate(writer)
    await gate.entered()
    task = asyncio.ensure_future(writer.write(insert(1)))
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(writer.close())
    await asyncio.sleep(0)
    with pytest.raises(StorageUnavailableError):
        await writer.write(insert(2))
    await gate.release()
    await closing
    assert await task == 1
    assert not writer.healthy


async def test_outcomes_go_back_to_the_loop_that_asked(writer: Writer) -> None:
    def elsewhere() -> int:
        return asyncio.run(writer.write(insert(5)))

    assert await asyncio.to_thread(elsewhere) == 5
    assert await writer.write(insert(6)) == 6


async def test_a_loop_that_closed_meanwhile_ends_nothing(writer: Writer) -> None:
    gate = Gate(writer)
    await gate.entered()

    def leave() -> None:
        loop = asyncio.new_event_loop()
        task = loop.create_task(writer.write(insert(1)))
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
        task.get_coro().close()

    await asyncio.to_thread(leave)
    await gate.release()
    assert await writer.write(insert(2)) == 2
