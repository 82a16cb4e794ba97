"""What the driver says, in our own errors; its texts may carry values and never leave this door (bad input 258)."""

import sqlite3
from typing import Final

from gateway.errors import StorageUnavailableError

_DUPLICATE: Final = frozenset({"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID", "SQLITE_CONSTRAINT_UNIQUE"})
_DAMAGED: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# After these nobody knows what is on the disk: Linux may have dropped the very page that failed (F14).
_FATAL: Final = ("SQLITE_IOERR", *_DAMAGED)


def name_of(error: sqlite3.Error) -> str:
    """Return the driver's constant for the error, which says nothing about values."""
    return str(getattr(error, "sqlite_errorname", "SQLITE"))


def is_damaged(error: sqlite3.Error) -> bool:
    """Tell whether the octets of the file are at fault: no room, no lock or no access says nothing about them."""
    return name_of(error).startswith(_DAMAGED)


def is_duplicate(error: sqlite3.Error) -> bool:
    """Tell whether a unique key was recorded before."""
    return name_of(error) in _DUPLICATE


def is_fatal(error: sqlite3.Error) -> bool:
    """Tell whether nothing more may be written before a restart has looked at the files."""
    return name_of(error).startswith(_FATAL)


def unavailable(error: sqlite3.Error) -> StorageUnavailableError:
    """Return our error, with the driver's constant as a note for who has to find the cause."""
    ours = StorageUnavailableError()
    ours.add_note(name_of(error))
    return ours
