import sqlite3

import pytest

from adapters.database.faults import is_damaged, is_duplicate, is_fatal, name_of, unavailable


def fault(name: str) -> sqlite3.Error:
    """Return a driver's error; its text holds a value, as real ones may."""
    error = sqlite3.OperationalError("near '999990019'")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize("name", ["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"])
def test_a_unique_key_recorded_before_is_a_duplicate(name: str) -> None:
    assert is_duplicate(fault(name))


@pytest.mark.parametrize("name", ["SQLITE_CONSTRAINT_TRIGGER", "SQLITE_CONSTRAINT_NOTNULL", "SQLITE_FULL"])
def test_anything_else_is_no_duplicate(name: str) -> None:
    assert not is_duplicate(fault(name))


@pytest.mark.parametrize(
    ("name", "fatal"),
    [("SQLITE_IOERR_FSYNC", True), ("SQLITE_CORRUPT", True), ("SQLITE_FULL", False), ("SQLITE_BUSY", False)],
)
def test_after_a_failing_disk_nothing_more_is_written(name: str, *, fatal: bool) -> None:
    assert is_fatal(fault(name)) == fatal


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("SQLITE_CORRUPT", True),
        ("SQLITE_CORRUPT_INDEX", True),
        ("SQLITE_NOTADB", True),
        ("SQLITE_FULL", False),
        ("SQLITE_BUSY", False),
        ("SQLITE_IOERR_WRITE", False),
        ("SQLITE_CANTOPEN", False),
    ],
)
def test_only_octets_that_are_wrong_are_damage(name: str, *, damaged: bool) -> None:
    assert is_damaged(fault(name)) == damaged


def test_our_error_carries_the_constant_and_nothing_the_driver_said() -> None:
    ours = unavailable(fault("SQLITE_FULL"))
    assert ours.__notes__ == ["SQLITE_FULL"]
    assert "999990019" not in f"{ours} {ours.__notes__}"


def test_an_error_of_the_driver_itself_has_no_constant() -> None:
    assert name_of(sqlite3.ProgrammingError("Cannot operate on a closed database.")) == "SQLITE"
