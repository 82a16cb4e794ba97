"""A closed loop: so many exchanges in flight, each followed from hand-in until its receipt is proven and stored."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gateway.domain.events import EventType

# Hands in one message and returns its reference.
Submit = Callable[[], Awaitable[str]]

_PARAGRAPH: Final = "Buren hoorden ruzie en hulpgeroep; wat kunnen zij het beste doen? "
# Looking costs CPU that counts as the sender's own; this is how far a latency can be off.
_PAUSE_SECONDS: Final = 0.01
_PATIENCE_SECONDS: Final = 120.0
_SETTLED: Final = "SELECT number, reference FROM events WHERE number > ? AND type = ?"


@dataclass(frozen=True, slots=True)
class Run:
    """What it took by the clock: all of it, and each exchange."""

    seconds: float
    latencies: list[float]


def message(receiver: str, octets: int) -> dict[str, Any]:  # Any: office JSON
    """Return a request for advice (MSG-05): the one message that asks for no answer but the transport receipt."""
    text = (_PARAGRAPH * (octets // len(_PARAGRAPH) + 1))[:octets]
    content = {"advies": {"vraag": text}}
    return {"type": "MSG-05", "receiver": receiver, "purpose": "ADVIES", "basis": "WMO_411_3", "content": content}


async def complete(submit: Submit, database: Path, in_flight: int, messages: int) -> Run:
    """Complete that many exchanges; the sender's own store says when one is complete."""
    numbers = iter(range(messages))
    latencies: list[float] = []
    async with asyncio.timeout(_PATIENCE_SECONDS), _settlements(database) as settled:
        started = time.monotonic()
        async with asyncio.TaskGroup() as slots:
            for _ in range(in_flight):
                slots.create_task(_slot(submit, numbers, settled, latencies))
        return Run(time.monotonic() - started, latencies)


class _Settlements(dict[str, asyncio.Event]):
    """An event for each reference, whoever asks first: who handed it in, or who saw it settled."""

    def __missing__(self, reference: str) -> asyncio.Event:
        return self.setdefault(reference, asyncio.Event())


async def _slot(submit: Submit, numbers: Iterator[int], settled: _Settlements, latencies: list[float]) -> None:
    for _ in numbers:
        started = time.monotonic()
        await settled[await submit()].wait()
        latencies.append(time.monotonic() - started)


@contextlib.asynccontextmanager
async def _settlements(database: Path) -> AsyncIterator[_Settlements]:
    """Watch the store from beside: asking the gateway would add to what is measured."""
    settled = _Settlements()
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()
        watching = asyncio.create_task(_watch(connection, last, settled))
        try:
            yield settled
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching


async def _watch(connection: sqlite3.Connection, last: int, settled: _Settlements) -> None:
    while True:
        for number, reference in connection.execute(_SETTLED, (last, EventType.DELIVERED.value)).fetchall():
            settled[reference].set()
            last = max(last, number)
        await asyncio.sleep(_PAUSE_SECONDS)
