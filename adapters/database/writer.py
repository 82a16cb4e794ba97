"""One thread that writes: what comes together shares one commit, and each unit fails alone (performance.md 7)."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, TypeVar

from adapters.database.faults import is_fatal, unavailable
from adapters.database.statements import Connection
from gateway.errors import StorageUnavailableError

T = TypeVar("T")

# From some 32 tasks on a group costs little more than one (performance.md 7); more would only make the first wait.
_LARGEST_GROUP: Final = 128
# Beyond this the house is drowning, and saying so is kinder than growing (I6).
_LONGEST_QUEUE: Final = 4096
COMMIT_LIMIT_S: Final = 30.0
_CLOSE_LIMIT_S: Final = 30.0


# `Any`: jobs of one group return what they like, and only `write` knows the type.
@dataclass(frozen=True, slots=True)
class _Job:
    apply: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any = None
    error: BaseException | None = None


class Writer:
    """Owns the writing thread and its connection."""

    def __init__(self, connection: Connection) -> None:
        self._changed = threading.Condition()
        self._jobs: list[_Job] = []
        self._closing = False
        self._broken = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._connection = connection
        self._thread.start()

    @property
    def healthy(self) -> bool:
        """Tell whether it can write; after a failing disk it cannot, until a restart."""
        return self._thread.is_alive() and not self._broken

    async def write(self, apply: Callable[[Connection], T]) -> T:
        """Return what the job returned, once its group is durable.

        Raises what the job raised (nothing of it is kept then) or StorageUnavailableError (what became of it is unknown
        after a timeout, and nothing of it is kept otherwise).
        """
        loop = asyncio.get_running_loop()
        job = _Job(apply, loop, loop.create_future())
        self._hand_in(job)
        limit = loop.call_later(COMMIT_LIMIT_S, _give_up, job.future)
        try:
            result: T = await job.future
        finally:
            limit.cancel()
        return result

    def _hand_in(self, job: _Job) -> None:
        with self._changed:
            if self._closing or not self.healthy or len(self._jobs) >= _LONGEST_QUEUE:
                raise StorageUnavailableError
            self._jobs.append(job)
            self._changed.notify()

    async def close(self) -> None:
        """Finish what was handed in, then stop; later work is refused."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, _CLOSE_LIMIT_S)

    def _run(self) -> None:
        with closing(self._connection) as connection:
            while taken := self._take():
                # Whoever left or waited too long is told already, and nothing is done for him.
                group = [job for job in taken if not job.future.done()]
                _settle(group, self._commit(connection, group))

    def _take(self) -> Sequence[_Job]:
        """Wait for work and take what there is; nothing, when closing and done."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closing)
            group, self._jobs = self._jobs[:_LARGEST_GROUP], self._jobs[_LARGEST_GROUP:]
        return group

    def _commit(self, connection: Connection, group: Sequence[_Job]) -> Sequence[_Outcome]:
        if self._broken:
            return [_Outcome(error=StorageUnavailableError()) for _ in group]
        try:
            outcomes = _commit_all(connection, group)
            return _commit_each(connection, group) if outcomes is None else outcomes
        except sqlite3.Error as error:
            self._broken = not _rolled_back(connection) or is_fatal(error)
            return [_Outcome(error=unavailable(error)) for _ in group]


def _commit_all(connection: Connection, group: Sequence[_Job]) -> Sequence[_Outcome] | None:
    """Commit the whole group; when one of several jobs fails, keep nothing of any and return None.

    Mostly none fails, and a savepoint for each would copy every page that it changes.
    """
    connection.execute("BEGIN IMMEDIATE")
    outcomes: list[_Outcome] = []
    for job in group:
        outcomes.append(_apply(connection, job))
        if outcomes[-1].error is not None:
            connection.execute("ROLLBACK")
            return outcomes if len(group) == 1 else None
    connection.execute("COMMIT")
    return outcomes


def _commit_each(connection: Connection, group: Sequence[_Job]) -> Sequence[_Outcome]:
    """Commit the group without its jobs that fail: each has a savepoint of its own."""
    connection.execute("BEGIN IMMEDIATE")
    outcomes = [_apply_alone(connection, job) for job in group]
    connection.execute("COMMIT")
    return outcomes


def _apply_alone(connection: Connection, job: _Job) -> _Outcome:
    connection.execute("SAVEPOINT unit")
    outcome = _apply(connection, job)
    if outcome.error is not None:
        connection.execute("ROLLBACK TO unit")
    connection.execute("RELEASE unit")
    return outcome


def _apply(connection: Connection, job: _Job) -> _Outcome:
    """Run one job; raise sqlite3.Error only when the whole group is lost."""
    try:
        return _Outcome(job.apply(connection))
    except sqlite3.Error as error:
        if is_fatal(error) or not connection.in_transaction:
            raise
        return _Outcome(error=unavailable(error))
    except Exception as error:  # noqa: BLE001 - raised again where the job was handed in; the thread goes on
        return _Outcome(error=error)


def _rolled_back(connection: Connection) -> bool:
    """Return whether the connection stands outside any transaction; SQLite sometimes rolls back by itself."""
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        return False
    return True


def _settle(group: Sequence[_Job], outcomes: Sequence[_Outcome]) -> None:
    """Hand the outcomes back, with one call for each event loop."""
    pairs = list(zip(group, outcomes, strict=True))
    for loop, settled in groupby(pairs, key=lambda pair: pair[0].loop):
        try:
            loop.call_soon_threadsafe(_resolve, list(settled))
        except RuntimeError:
            # The loop is closed: nobody waits any more, and what was committed stays so.
            continue


def _give_up(future: asyncio.Future[Any]) -> None:
    if not future.done():
        future.set_exception(StorageUnavailableError())


def _resolve(settled: Sequence[tuple[_Job, _Outcome]]) -> None:
    for job, outcome in settled:
        if job.future.done():
            continue
        if outcome.error is None:
            job.future.set_result(outcome.value)
        else:
            job.future.set_exception(outcome.error)
