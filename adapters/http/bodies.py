"""Where a body ends: of a declared length, or in chunks read strictly (RFC 9112, 6 and 7; bad inputs 5 and 10)."""

import re
from enum import Enum, auto
from typing import Final, Protocol

# The size of a chunk with its extension, which nobody in the chain uses.
_LINE_OCTETS: Final = 256
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,16})(?:;[\t -~\x80-\xff]*)?\r\n")
_BREAK: Final = b"\r\n"


class BodyFraming(Protocol):
    """Follows the octets of one body."""

    @property
    def complete(self) -> bool:
        """Tell whether nothing is to come."""
        ...

    def advance(self, octets: bytes) -> int | None:
        """Return how many of the octets belong to the body; None when it cannot be one."""
        ...


class Sized:
    """A body of a declared length."""

    __slots__ = ("_left",)

    def __init__(self, length: int) -> None:
        self._left = length

    @property
    def complete(self) -> bool:
        """Tell whether nothing is to come."""
        return not self._left

    def advance(self, octets: bytes) -> int:
        """Return how many of the octets belong to the body."""
        used = min(self._left, len(octets))
        self._left -= used
        return used


class _Line(Enum):
    """What the next line must be."""

    SIZE = auto()
    BREAK = auto()
    LAST = auto()
    NONE = auto()


class Chunked:
    """A body in chunks; trailer fields are refused: nobody in the chain has anything to say there."""

    __slots__ = ("_expected", "_left", "_line")

    def __init__(self) -> None:
        self._expected = _Line.SIZE
        self._left = 0
        self._line = b""

    @property
    def complete(self) -> bool:
        """Tell whether nothing is to come."""
        return self._expected is _Line.NONE

    def advance(self, octets: bytes) -> int | None:
        """Return how many of the octets belong to the body; None when it cannot be one."""
        used = 0
        while used < len(octets) and not self.complete:
            step = self._pass_data(len(octets) - used) or self._pass_line(octets, used)
            if not step:
                return None
            used += step
        return used

    def _pass_data(self, available: int) -> int:
        step = min(self._left, available)
        self._left -= step
        return step

    def _pass_line(self, octets: bytes, start: int) -> int:
        """Return how many octets belong to the line, or 0 when it is not what must come."""
        end = octets.find(b"\n", start, start + _LINE_OCTETS) + 1
        piece = octets[start : end or start + _LINE_OCTETS]
        self._line += piece
        if len(self._line) > _LINE_OCTETS or not self._may_become_expected():
            return 0
        return len(piece) if not end or self._take_line() else 0

    def _may_become_expected(self) -> bool:
        return self._expected is _Line.SIZE or _BREAK.startswith(self._line)

    def _take_line(self) -> bool:
        line, self._line = self._line, b""
        if self._expected is _Line.SIZE:
            return self._take_size(line)
        self._expected = _Line.SIZE if self._expected is _Line.BREAK else _Line.NONE
        return True

    def _take_size(self, line: bytes) -> bool:
        found = _SIZE.fullmatch(line)
        if found is None:
            return False
        self._left = int(found[1], 16)
        self._expected = _Line.BREAK if self._left else _Line.LAST
        return True
