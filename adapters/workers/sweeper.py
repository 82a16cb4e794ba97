"""The sweeper: signs heads of the evidence, reads trust again, ends what waited too long; each in its own time."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from adapters.telemetry.logging import Log
from gateway.errors import SchakelError

_PAUSE: Final = timedelta(seconds=5)


class Sweeper:
    """Runs its chores over and over until `stop`; one that fails is logged and tried again, and delays no other."""

    def __init__(self, chores: Mapping[str, Callable[[], Awaitable[object]]], log: Log) -> None:
        """Take the chores by the event that is logged when one fails."""
        self._chores = chores
        self._log = log
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stopped.is_set():
            for failure, chore in self._chores.items():
                await self._do(failure, chore)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), _PAUSE.total_seconds())

    async def _do(self, failure: str, chore: Callable[[], Awaitable[object]]) -> None:
        try:
            await chore()
        except SchakelError as error:
            self._log.failed(failure, error)
        except Exception as error:  # noqa: BLE001 - logged as a bug; the other chores must go on
            self._log.failed("unexpected_error", error)

    def stop(self) -> None:
        """Finish the round and end."""
        self._stopped.set()
