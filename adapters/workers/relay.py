"""The relay: takes due work from the outbox, one attempt for each, in lanes so that no partner delays another."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from gateway.errors import SchakelError
from gateway.flows.ask import send_question
from gateway.flows.deliver import deliver, send_signal
from gateway.ports import Ports, Work, WorkKind

# Longer than a partner takes that answers at all, shorter than whoever stops us waits (D3: what is cut off comes back).
_FINISH: Final = timedelta(seconds=25)
_FLOWS: Final = {WorkKind.DELIVER: deliver, WorkKind.SEND_SIGNAL: send_signal, WorkKind.ASK: send_question}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """How much the relay does at once, and how long a row is held before somebody else may take it."""

    total: int
    per_partner: int
    lease: timedelta
    poll: timedelta


class Relay:
    """Owns one task for each piece of work in hand; `stop` finishes those and takes nothing new."""

    def __init__(self, ports: Ports, lanes: Lanes, log: Log, metrics: Metrics, *, finish: timedelta = _FINISH) -> None:
        """Take what the flows need, where to write what happened, and how long work in hand may take at the end."""
        self._ports = ports
        self._finish = finish
        self._lanes = lanes
        self._log = log
        self._metrics = metrics
        self._bell = asyncio.Event()
        self._stopping = False
        self._tasks: dict[asyncio.Task[None], Work] = {}

    def ring(self) -> None:
        """Say that there may be work; cheap, and safe to call too often."""
        self._bell.set()

    async def run(self) -> None:
        """Work until `stop`; a store that fails now is asked again later."""
        while not self._stopping:
            self._bell.clear()
            taken = await self._take()
            if not taken and not self._stopping:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), self._lanes.poll.total_seconds())
        await self._finish_in_hand()

    async def _finish_in_hand(self) -> None:
        """Let work end; an attempt that a silent partner holds is cut off: its next one is in the outbox already."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self._finish.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def stop(self) -> None:
        """Finish what is in hand and take nothing new."""
        self._stopping = True
        self.ring()

    async def _take(self) -> bool:
        room = self._lanes.total - len(self._tasks)
        if room <= 0:
            return False
        try:
            async with self._ports.unit_of_work() as uow:
                claimed = await uow.outbox.claim(
                    self._ports.clock.now(),
                    self._lanes.lease,
                    in_hand=tuple(self._tasks.values()),
                    per_partner=self._lanes.per_partner,
                    limit=room,
                )
        except SchakelError as error:
            self._log.failed("outbox_unavailable", error)
            return False
        for work in claimed:
            self._start(work)
        return bool(claimed)

    def _start(self, work: Work) -> None:
        task = asyncio.create_task(self._do(work))
        self._tasks[task] = work
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        self.ring()

    async def _do(self, work: Work) -> None:
        """Make one attempt; what fails is logged and comes back when its lease ends."""
        started = time.monotonic()
        try:
            outcome = await _FLOWS[work.kind](work, self._ports)
        except SchakelError as error:
            self._log.failed("work_failed", error, kind=work.kind, partner=str(work.partner))
            outcome = error.code
        except Exception as error:  # noqa: BLE001 - logged as a bug; the other work must go on, and this comes back with its lease
            self._log.failed("unexpected_error", error, kind=work.kind, partner=str(work.partner))
            outcome = "bug"
        self._metrics.work_done(work.kind, str(work.partner), outcome, time.monotonic() - started)
        self._log.event(
            "work_done", kind=work.kind, partner=str(work.partner), outcome=outcome, attempt=work.attempts + 1
        )
