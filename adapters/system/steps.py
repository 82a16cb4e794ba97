"""Named steps of persistence: silent in production, and the places where a fault test stops the process."""

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from gateway.errors import ConfigError, StorageUnavailableError

# reliability-security.md 4.3: a hang is as long as any lease or time-out it must outlast.
_HANG_SECONDS: Final = 60.0
_SPEC: Final = re.compile(r"(?P<step>[a-z0-9.-]+):(?P<fault>kill|raise|hang):(?P<hit>[1-9][0-9]{0,6})", re.ASCII)


class Fault(StrEnum):
    """What a failpoint does."""

    KILL = "kill"
    RAISE = "raise"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Failpoint:
    """At the n-th time a step is reached, do this."""

    step: str
    fault: Fault
    hit: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `step:fault:n`, or raise ConfigError."""
        match = _SPEC.fullmatch(text)
        if match is None:
            mistake = "a failpoint is written step:kill:n, step:raise:n or step:hang:n"
            raise ConfigError(mistake)
        return cls(match["step"], Fault(match["fault"]), int(match["hit"]))


class Failpoints:
    """Stops the process, raises or hangs at chosen steps, and leaves a trail of the steps that were reached."""

    def __init__(self, points: tuple[Failpoint, ...], crumbs: Path | None = None) -> None:
        """Take the failpoints, and the file to which every step is appended, if any."""
        self._points = points
        self._crumbs = None if crumbs is None else os.open(crumbs, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._hits: Counter[str] = Counter()
        self._lock = threading.Lock()

    @classmethod
    def parse(cls, text: str, crumbs: Path | None = None) -> Self:
        """Read failpoints separated by commas, none in an empty text; raise ConfigError."""
        return cls(tuple(Failpoint.parse(each) for each in text.split(",") if each), crumbs)

    def reached(self, step: str) -> None:
        """Note that the step was reached, and do what was asked for at this hit of it."""
        with self._lock:
            self._hits[step] += 1
            hit = self._hits[step]
            if self._crumbs is not None:
                # One write to a file opened for appending: lines of several processes never mix, and a kill loses none.
                os.write(self._crumbs, f"{step}\n".encode())
        for point in self._points:
            if (point.step, point.hit) == (step, hit):
                _FAULTS[point.fault]()

    def close(self) -> None:
        """Close the trail."""
        if self._crumbs is not None:
            os.close(self._crumbs)
            self._crumbs = None


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise() -> None:
    raise StorageUnavailableError


def _hang() -> None:
    threading.Event().wait(_HANG_SECONDS)


_FAULTS: Final[Mapping[Fault, Callable[[], None]]] = {Fault.KILL: _kill, Fault.RAISE: _raise, Fault.HANG: _hang}
