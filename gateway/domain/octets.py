"""Octets that may be many: small ones are plain bytes, large ones a stream that is read again from where it is kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias, runtime_checkable

# What is smaller stays in memory: a message of the chain has 2 to 100 KB, one of 1 MB is half as long again when it is
# encrypted, and a file costs more than that is worth.
LARGE_BYTES: Final = 2 * 1024 * 1024


@runtime_checkable
class Stream(Protocol):
    """Octets kept elsewhere: of a known size, never changing, and read as often as one likes.

    Reading waits for a disk, so it belongs on the workbench; it raises TamperedError for what is not as it was kept.
    """

    @property
    def size(self) -> int:
        """How many octets there are."""
        ...

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the octets from `start` to `end`, in pieces that fit in memory."""
        ...


Octets: TypeAlias = bytes | Stream
# Takes pieces and returns them as octets to be read again; nothing is kept when the pieces break off with an error.
Keep: TypeAlias = Callable[[Iterable[bytes]], Octets]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a stream; it keeps no octets of its own."""

    stream: Stream
    start: int
    end: int

    @property
    def size(self) -> int:
        """How many octets there are."""
        return self.end - self.start

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the octets from `start` to `end`, in pieces that fit in memory."""
        last = self.end if end is None else min(self.start + end, self.end)
        return self.stream.chunks(min(self.start + start, last), last)


@dataclass(frozen=True, slots=True)
class Joined:
    """Octets one behind the other; it keeps no octets of its own."""

    members: tuple[Octets, ...]

    @property
    def size(self) -> int:
        """How many octets there are."""
        return sum(map(size_of, self.members))

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the octets from `start` to `end`, in pieces that fit in memory."""
        place, last = 0, self.size if end is None else end
        for member in self.members:
            size = size_of(member)
            if place < last and place + size > start:
                yield from pieces_of(cut(member, max(start - place, 0), min(last - place, size)))
            place += size


def size_of(octets: Octets) -> int:
    """Return how many octets there are."""
    return len(octets) if isinstance(octets, bytes) else octets.size


def pieces_of(octets: Octets) -> Iterable[bytes]:
    """Return the octets in pieces that fit in memory; what is in memory already is one piece."""
    return (octets,) if isinstance(octets, bytes) else octets.chunks()


def cut(octets: Octets, start: int, end: int) -> Octets:
    """Return the octets from `start` to `end`."""
    return octets[start:end] if isinstance(octets, bytes) else Span(octets, start, end)


def read(octets: Octets, start: int, end: int) -> bytes:
    """Return the octets from `start` to `end` in memory; the caller knows that they are few."""
    return octets[start:end] if isinstance(octets, bytes) else b"".join(octets.chunks(start, end))


def whole(octets: Octets) -> bytes:
    """Return all octets in memory; the caller has looked at their size."""
    return octets if isinstance(octets, bytes) else b"".join(octets.chunks())


def join(members: Iterable[Octets]) -> Octets:
    """Return octets one behind the other: in memory where all of them are, else without a copy."""
    found = tuple(members)
    few = [each for each in found if isinstance(each, bytes)]
    return b"".join(few) if len(few) == len(found) else Joined(found)


def keep_in_memory(pieces: Iterable[bytes]) -> bytes:
    """Keep the octets in memory, whatever their size: for who knows that they are few."""
    return b"".join(pieces)


def find_all(octets: Octets, wanted: bytes, most: int) -> list[int]:
    """Return where the wanted octets begin, in order and at most so many places.

    What is wanted must not overlap with itself; then the places are those at which `bytes.split` cuts.
    """
    found: list[int] = []
    # A piece is searched together with the end of the one before it, so that nothing hides across the cut.
    base, held = 0, b""
    for piece in pieces_of(octets):
        window = held + piece if held else piece
        place = window.find(wanted)
        while place >= 0 and len(found) < most:
            found.append(base + place)
            place = window.find(wanted, place + len(wanted))
        if len(found) >= most:
            break
        held = window[max(len(window) - len(wanted) + 1, 0) :]
        base += len(window) - len(held)
    return found
