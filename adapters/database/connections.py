"""Opens SQLite as it must be opened for what is acknowledged to survive, and refuses anything less (D4)."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from adapters.database.faults import is_damaged
from adapters.database.revision import require_current
from adapters.database.statements import Connection
from gateway.errors import ConfigError

_ABSENT: Final = "there is no database yet: run `schakel migrate`"
DAMAGED: Final = "the database is damaged: restore it from a backup"
_BUSY: Final = "the database cannot be used now: stop what else holds it, see that the disk has room, and try again"
_NO_FOLDER: Final = "the database cannot be made: its folder is absent or not ours"
_NOT_OURS: Final = "the database belongs to another user: give it to the user that runs schakel"
_UNSAFE: Final = "the database does not take {} = {}: put it on a local disk"

_PRIVATE: Final = 0o600
_FULL: Final = 2
_IN_MEMORY: Final = 2
_BUSY_MS: Final = 5_000
# The write-ahead log shrinks back to this after a burst.
_LOG_LIMIT_BYTES: Final = 64 * 1024 * 1024
# 16 MiB: pages that change in every commit are copied into the database a quarter as often as by default.
_LOG_PAGES: Final = 4_000
_SHARED: Final = {
    "busy_timeout": _BUSY_MS,
    # What SQLite would put in temporary files stays in memory (D20).
    "temp_store": _IN_MEMORY,
    "trusted_schema": 0,
}
WRITER_PRAGMAS: Final[Mapping[str, int | str]] = MappingProxyType(
    {
        **_SHARED,
        "journal_mode": "wal",
        # NORMAL lost 175 acknowledged commits in each power cut, FULL none (reliability-security.md 1.7).
        "synchronous": _FULL,
        "foreign_keys": 1,
        # What is deleted is overwritten: a purged key must not linger in a free page (D19).
        "secure_delete": 1,
        "journal_size_limit": _LOG_LIMIT_BYTES,
        "wal_autocheckpoint": _LOG_PAGES,
    }
)
READER_PRAGMAS: Final[Mapping[str, int | str]] = MappingProxyType({**_SHARED, "query_only": 1})


def open_writing(path: Path) -> Connection:
    """Return a connection that writes; one that cannot be made durable raises ConfigError."""
    return _open(f"file:{quote(str(path))}", WRITER_PRAGMAS)


def open_reading(path: Path) -> Connection:
    """Return a connection that cannot write."""
    return _open(f"file:{quote(str(path))}?mode=ro", READER_PRAGMAS)


def _open(uri: str, pragmas: Mapping[str, int | str]) -> Connection:
    # Begin and commit are said by us: the driver would begin without IMMEDIATE, and then die on a lock upgrade.
    # A connection is used by one thread at a time, yet closed by another.
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        for name, value in pragmas.items():
            _set(connection, name, value)
    except BaseException:
        connection.close()
        raise
    return connection


def _set(connection: Connection, name: str, value: int | str) -> None:
    connection.execute(f"PRAGMA {name} = {value}")
    if connection.execute(f"PRAGMA {name}").fetchone() != (value,):
        raise ConfigError(_UNSAFE.format(name, value))


def make_private(path: Path) -> None:
    """Let only our own user read the files; raise ConfigError when they are not ours to protect."""
    for suffix in ("", "-wal", "-shm"):
        file = path.with_name(path.name + suffix)
        try:
            if file.exists():
                file.chmod(_PRIVATE)
        except OSError:
            raise ConfigError(_NOT_OURS) from None


def create_private(path: Path) -> None:
    """Make an empty file that only our own user may read, unless there is one."""
    try:
        path.touch(_PRIVATE, exist_ok=True)
    except OSError:
        raise ConfigError(_NO_FOLDER) from None
    make_private(path)


def require_sound(path: Path) -> None:
    """Raise ConfigError unless the file is there, whole, free, and of the revision that this program knows."""
    if not path.is_file():
        raise ConfigError(_ABSENT)
    make_private(path)
    try:
        with closing(open_writing(path)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise ConfigError(DAMAGED)
            require_current(connection)
    except sqlite3.Error as error:
        # A backup that is put over a whole database loses what was acknowledged since.
        raise ConfigError(DAMAGED if is_damaged(error) else _BUSY) from None
    make_private(path)
