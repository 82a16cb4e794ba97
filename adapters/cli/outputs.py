"""Files that a command writes: there whole, or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import click

from adapters.system import disk

SCREEN: Final = Path("-")


def write(file: Path, octets: bytes) -> None:
    """Write a file; raise OSError, and then what stood there still does."""
    with opened(file) as out:
        out.write(octets)


@contextmanager
def opened(file: Path) -> Iterator[IO[bytes]]:
    """Open a file that is to be written, or standard output for `-`; raise OSError."""
    if file == SCREEN or (file.exists() and not file.is_file()):
        # A device or a pipe takes what comes, and nothing can stand in its place.
        with click.open_file(str(file), "wb") as out:
            yield out
        return
    place = file.resolve()
    with disk.whole(place) as out:
        if place.exists():
            os.fchmod(out.fileno(), stat.S_IMODE(place.stat().st_mode))
        yield out
