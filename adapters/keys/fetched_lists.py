"""Revocation lists that were fetched, as files beside those an administrator puts there (docs/adr/0020)."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from adapters.keys.revocation import HeldCrl
from adapters.system import disk

_STEM: Final = "fetched-"
_DIGITS: Final = 16


class FetchedLists:
    """The files in `crls/` that this door writes; several processes may share the folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of lists; it is made where it is missing."""
        self._folder = folder

    @contextmanager
    def claimed(self) -> Iterator[bool]:
        """Tell whether we are the one who fetches now: one process at a time, and nobody waits for it."""
        with ExitStack() as stack:
            try:
                ours = stack.enter_context(disk.alone_if_free(self._folder, ".fetching"))
            except OSError:
                # Where no lock can be made no list can be written either: `put` says so, of every one.
                ours = True
            yield ours

    def put(self, address: str, crl: HeldCrl, at: datetime) -> None:
        """Keep a list that was proven as fetched from there at that moment; raise OSError when it cannot be written.

        One address has a file for each authority whose list it gave: no answer takes away the list of another.
        """
        with disk.alone_in(self._folder):
            # Under the lock nobody writes, so what is half was left by a process that died.
            for left in self._folder.glob(f".{_STEM}*.new"):
                left.unlink()
            whose = sha256(crl.authority.encode() + crl.scope).hexdigest()
            file = self._folder / f"{_stem(address)}{whose[:_DIGITS]}.crl"
            disk.write(file, crl.der)
            os.utime(file, (at.timestamp(), at.timestamp()))

    def fetched_at(self, address: str) -> datetime | None:
        """Return when a list was last fetched from there, by whichever process; None when that never was."""
        return max(filter(None, map(_written_at, self._folder.glob(f"{_stem(address)}*.crl"))), default=None)


def _written_at(file: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        # Whoever clears the folder took it away between two looks.
        return None


def _stem(address: str) -> str:
    # An address is anything; the name of a file is not.
    return f"{_STEM}{sha256(address.encode()).hexdigest()[:_DIGITS]}-"
