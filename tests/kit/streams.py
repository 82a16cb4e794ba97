"""Octets in pieces of any size, as a disk, a store or a network might hand them out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.domain.octets import LARGE_BYTES, Octets
from gateway.errors import TamperedError


@dataclass(frozen=True, slots=True)
class Scattered:
    """The octets, always in pieces of that size."""

    octets: bytes
    piece: int

    @property
    def size(self) -> int:
        return len(self.octets)

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        last = self.size if end is None else min(end, self.size)
        for place in range(start, last, self.piece):
            yield self.octets[place : min(place + self.piece, last)]


class MemorySpool:
    """A spool in memory; what comes out is scattered as from a disk."""

    def __init__(self, piece: int) -> None:
        self._piece = piece
        self._octets = bytearray()

    def write(self, piece: bytes) -> None:
        self._octets += piece

    def finish(self) -> Octets:
        return Scattered(bytes(self._octets), self._piece)


class MemorySpools:
    """Spools for flows in memory; with a low `large`, every message takes the way of the large ones."""

    def __init__(self, large: int = LARGE_BYTES, piece: int = 1_000) -> None:
        self._large = large
        self._piece = piece

    def new(self) -> MemorySpool:
        return MemorySpool(self._piece)

    def keep(self, pieces: Iterable[bytes]) -> Octets:
        octets = b"".join(pieces)
        return octets if len(octets) <= self._large else Scattered(octets, self._piece)


class Broken:
    """Octets that are not what they were, as who reads them finds halfway."""

    size = 100_000

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        yield bytes(50_000)
        raise TamperedError("half")
