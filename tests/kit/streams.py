"""Octets in pieces of any size, as a disk, a store or a network might hand them out."""

from collections.abc import Iterator
from dataclasses import dataclass


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
