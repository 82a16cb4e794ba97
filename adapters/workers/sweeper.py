"""The sweeper: signs heads of the evidence, reads trust again, and counts what waits; each in its own time."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from adapters.telemetry.logging import Log
from gateway.errors import SchakelError

_PAUSE: Final = timedelta(seconds=5)


class Sweeper:
    """Runs its chores over and over until `stop`; one that fails is logged and tried again."""

    def __init__(self, chores: dict[str, Callable[[], Awaitable[object]]], log: Log) -> None:
        """Take the chores by the event that is logged when one fails."""
        self._chores = chores
        self._log = log
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stopped.is_set():
            for failure, chore in self._chores.items():
                try:
                    await chore()
                except SchakelError as error:
                    self._log.failed(failure, error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), _PAUSE.total_seconds())

    def stop(self) -> None:
        """Finish the round and end."""
        self._stopped.set()
