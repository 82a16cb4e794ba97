"""Files that are there whole or not at all, also after a power cut, one writer at a time, and whether one changed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeAlias

Stamp: TypeAlias = tuple[int, ...]

_LOCK: Final = ".lock"


def write(file: Path, octets: bytes) -> None:
    """Put the octets in the place of the file; until that is durable, the old file stands. One writer at a time."""
    with whole(file) as opened:
        opened.write(octets)


@contextmanager
def whole(file: Path) -> Iterator[IO[bytes]]:
    """Open what comes in the place of a file when all of it is durable, and not at all when that fails."""
    fresh = file.with_name(f".{file.name}.new")
    try:
        with fresh.open("wb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync(file.parent)


def write_fresh(file: Path, octets: bytes) -> None:
    """Write a file that nobody reads yet; `sync` of its folder makes its name durable."""
    with file.open("wb") as opened:
        opened.write(octets)
        opened.flush()
        os.fsync(opened.fileno())


def sync(folder: Path) -> None:
    """Make durable which names stand in a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stamp_of(file: Path) -> Stamp:
    """Return what changes when a file does, or who may read it; nothing where there is no file."""
    try:
        state = file.stat()
    except OSError:
        return ()
    return state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


@contextmanager
def alone_if_free(folder: Path, name: str) -> Iterator[bool]:
    """Tell whether nobody else holds the lock of that name, and hold it; a folder that is missing is made.

    It is let go when the process ends, however that ends. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Make the folder where it is missing, and wait until no other process writes in it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
