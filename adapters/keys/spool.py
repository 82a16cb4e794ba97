"""Octets on disk for as long as somebody holds them: sealed under a key that only memory has, in a file without a name.

A process that dies leaves nothing: the file is gone with it, and what a disk still holds of it nobody can read (D2).
"""

import os
import tempfile
import threading
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.domain.octets import LARGE_BYTES, Octets
from gateway.errors import StorageUnavailableError, TamperedError

CHUNK_BYTES: Final = 64 * 1024
_TAG_BYTES: Final = 16
_SEALED_BYTES: Final = CHUNK_BYTES + _TAG_BYTES
_KEY_BITS: Final = 256
_NONCE_BYTES: Final = 12


class FileSpools:
    """Makes spools in one folder, and never lets all of them together take more than the limit."""

    def __init__(self, folder: Path, limit_octets: int) -> None:
        """Take a folder on a local disk, and how many octets of it may be used."""
        self._folder = folder
        self._limit_octets = limit_octets
        self._used = 0
        self._lock = threading.Lock()
        # What is given back waits here until somebody takes: a finalizer may run anywhere, also under the lock.
        self._returned: deque[int] = deque()

    def new(self) -> "Spool":
        """Return an empty spool; raise StorageUnavailableError when the disk does not take one."""
        return Spool(self, _nameless(self._folder))

    def keep(self, pieces: Iterable[bytes]) -> Octets:
        """Return the octets to be read again: in memory while they are few, else on disk.

        Raises StorageUnavailableError, and whatever breaks the pieces off; nothing is kept then.
        """
        few: list[bytes] = []
        size, rest = 0, iter(pieces)
        for piece in rest:
            few.append(piece)
            size += len(piece)
            if size > LARGE_BYTES:
                break
        else:
            return b"".join(few)
        spool = self.new()
        for piece in few:
            spool.write(piece)
        few.clear()
        for piece in rest:
            spool.write(piece)
        return spool.finish()

    def take(self, octets: int) -> None:
        """Count what a spool is about to use; raise StorageUnavailableError when that is too much."""
        with self._lock:
            while self._returned:
                self._used -= self._returned.popleft()
            if self._used + octets > self._limit_octets:
                raise StorageUnavailableError
            self._used += octets

    def give_back(self, octets: int) -> None:
        """Count what a spool no longer uses."""
        self._returned.append(octets)


class Spool:
    """Takes octets in pieces; `finish` returns them. Written by one thread at a time."""

    def __init__(self, spools: FileSpools, descriptor: int) -> None:
        self._file = _File(spools, descriptor)
        self._waiting = bytearray()

    def write(self, piece: bytes) -> None:
        """Take the next piece; raise StorageUnavailableError when the disk is full."""
        self._waiting += piece
        while len(self._waiting) >= CHUNK_BYTES:
            self._file.append(bytes(self._waiting[:CHUNK_BYTES]))
            del self._waiting[:CHUNK_BYTES]

    def finish(self) -> "Spooled":
        """Return what was written."""
        if self._waiting:
            self._file.append(bytes(self._waiting))
            self._waiting = bytearray()
        return Spooled(self._file)


class Spooled:
    """Octets in a spool, read by any number of threads; the file is gone when nobody holds them any more."""

    def __init__(self, file: "_File") -> None:
        self._file = file

    @property
    def size(self) -> int:
        """How many octets there are."""
        return self._file.size

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the octets from `start` to `end`; raise TamperedError when they are not what was written."""
        last = self.size if end is None else min(end, self.size)
        place = start
        while place < last:
            number, skipped = divmod(place, CHUNK_BYTES)
            chunk = self._file.read(number)[skipped : skipped + last - place]
            place += len(chunk)
            yield chunk


class _File:
    """Sealed chunks of one size; each is bound to its place by its nonce, which the key sees once."""

    def __init__(self, spools: FileSpools, descriptor: int) -> None:
        self._spools = spools
        self._descriptor = descriptor
        self._cipher = AESGCM(AESGCM.generate_key(_KEY_BITS))
        self._chunks = 0
        self._used = [0]
        self.size = 0
        weakref.finalize(self, _let_go, spools, descriptor, self._used)

    def append(self, chunk: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._chunks), chunk, None)
        self._spools.take(len(sealed))
        self._used[0] += len(sealed)
        try:
            _write_all(self._descriptor, sealed, self._chunks * _SEALED_BYTES)
        except OSError:
            # Full, or failing: whoever asked tries again, and nothing was promised yet.
            raise StorageUnavailableError from None
        self._chunks += 1
        self.size += len(chunk)

    def read(self, number: int) -> bytes:
        try:
            sealed = os.pread(self._descriptor, _SEALED_BYTES, number * _SEALED_BYTES)
            return self._cipher.decrypt(_nonce(number), sealed, None)
        except InvalidTag:
            raise TamperedError("spool") from None
        except OSError:
            raise StorageUnavailableError from None


def _write_all(descriptor: int, octets: bytes, place: int) -> None:
    view = memoryview(octets)
    while view:
        written = os.pwrite(descriptor, view, place)
        view = view[written:]
        place += written


def _let_go(spools: FileSpools, descriptor: int, used: list[int]) -> None:
    os.close(descriptor)
    spools.give_back(used[0])


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE_BYTES)


def _nameless(folder: Path) -> int:
    """Return a file that no folder lists, so that it ends with us, however we end."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".spool-", dir=folder)
        Path(name).unlink()
    except OSError:
        raise StorageUnavailableError from None
    return descriptor
