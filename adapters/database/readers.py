"""Reading, beside the writer and never in its way: a row or a few where it is asked, all else on a few threads.

Each thread has a read-only connection of its own. A row found by its index costs SQLite some 20 microseconds; handing
that to another thread and back costs five times as much of both.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from adapters.database.faults import unavailable
from adapters.database.statements import Connection
from gateway.errors import StorageUnavailableError

T = TypeVar("T")

_READERS: Final = 3
READ_LIMIT_S: Final = 30.0


class Readers:
    """Owns the connections and the threads; every query sees what was committed when it began."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._pool = ThreadPoolExecutor(_READERS, thread_name_prefix="store-reader")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._connections: list[Connection] = []
        self._closed = False

    async def find(self, query: Callable[[Connection], T]) -> T:
        """Return what the query returns, run at once: for what an index leads to; raise StorageUnavailableError."""
        if self._closed:
            raise StorageUnavailableError
        try:
            return self._run(query)
        except sqlite3.Error as error:
            raise unavailable(error) from None

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Return what the query returns, run on a reading thread; raise StorageUnavailableError."""
        if self._closed:
            raise StorageUnavailableError
        try:
            async with asyncio.timeout(READ_LIMIT_S):
                return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, query)
        except TimeoutError:
            raise StorageUnavailableError from None
        except sqlite3.Error as error:
            raise unavailable(error) from None

    def _run(self, query: Callable[[Connection], T]) -> T:
        return query(self._connection())

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._connect()
            self._own.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection

    async def close(self) -> None:
        """Finish what runs, then close the connections."""
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown)
        for connection in self._connections:
            connection.close()
