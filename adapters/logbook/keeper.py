"""Writes the log of processing behind the chain of evidence: never ahead of it, and never less than it."""

import asyncio
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from adapters.logbook.records import Record, Register, records_of
from adapters.system import disk
from adapters.telemetry.logging import Log
from gateway.errors import TamperedError
from gateway.flows.account import Account, give_account
from gateway.ports import Ports

_POSITION: Final = "position"
_LOCK: Final = ".writing"
_BATCH: Final = 1000
# So long, at most, a step waits; a file for every round of the sweeper would be many.
_LONGEST_WAIT: Final = timedelta(seconds=60)


class Logbook:
    """Files of JSON lines in a folder, each named by its first and last entry of evidence, for a collector to take.

    The file is there before the position says so. What a crash or a position that was lost makes us write twice has the
    same trace and span, so that the log that takes it in can tell. Of the processes of a gateway one writes at a time.
    """

    def __init__(self, folder: Path, register: Register, ports: Ports, log: Log) -> None:
        """Take where to write, and whom to tell of content that cannot be read."""
        self._folder = folder
        self._register = register
        self._ports = ports
        self._log = log
        self._written_at: datetime | None = None

    async def write_when_due(self) -> int:
        """Write what is new once a minute, all of it; return up to which entry the log now goes."""
        now = self._ports.clock.now()
        # Either way about: what a clock wrote that was ahead is old.
        if self._written_at is not None and abs(now - self._written_at) < _LONGEST_WAIT:
            return await asyncio.to_thread(self._position)
        last = await self.write()
        self._written_at = now
        return last

    async def write(self) -> int:
        """Write all that is new, unless another process is writing; return up to which entry the log now goes."""
        with disk.alone_if_free(self._folder, _LOCK) as ours:
            return await (self._write() if ours else asyncio.to_thread(self._position))

    async def _write(self) -> int:
        last = await asyncio.to_thread(self._position)
        while (account := await give_account(last, _BATCH, self._ports)).last > last:
            await asyncio.to_thread(self._put, last + 1, account)
            last = account.last
            for sequence in account.unreadable:
                self._log.event("content_not_opened", sequence=sequence)
        return last

    def _put(self, first: int, account: Account) -> None:
        octets = lines_of(record for step in account.steps for record in records_of(step, self._register))
        if octets:
            disk.write(self._folder / f"{first:012}-{account.last:012}.jsonl", octets)
        disk.write(self._folder / _POSITION, f"{account.last}\n".encode())

    def _position(self) -> int:
        place = self._folder / _POSITION
        if not place.exists():
            return 0
        text = place.read_text(encoding="ascii", errors="replace").strip()
        if not text.isdecimal():
            raise TamperedError(f"{self._folder.name}/{_POSITION}")
        return int(text)


def lines_of(records: Iterable[Record]) -> bytes:
    """Return records as JSON lines."""
    return b"".join(json.dumps(record, separators=(",", ":")).encode() + b"\n" for record in records)
