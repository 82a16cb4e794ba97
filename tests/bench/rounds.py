"""Rounds: the limit and the exchanges in turn, so that whatever else the machine does burdens both."""

import asyncio
import os
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench import primitives
from tests.bench.load import Run

# Completes that many exchanges.
Drive = Callable[[int], Awaitable[Run]]

_TICK_SECONDS: Final = 1 / os.sysconf("SC_CLK_TCK")
# What both ends still do when the sender has stored the receipt.
_AFTERMATH_SECONDS: Final = 0.3
_WARMING: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    rounds: int
    messages: int
    in_flight: int
    payload_octets: int
    bits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round: CPU seconds for each exchange, and by the clock."""

    limit: float
    sender: float
    receiver: float
    rate: float
    latencies: Sequence[float]

    @property
    def both(self) -> float:
        """CPU of both ends."""
        return self.sender + self.receiver

    @property
    def rest(self) -> float:
        """CPU of both ends beside the primitives: what engineering can win, whatever RSA costs on this machine."""
        return self.both - self.limit

    @property
    def ratio(self) -> float:
        """R: the CPU of the primitives in that of the exchange (performance.md 11)."""
        return self.limit / self.both

    @property
    def ratio_by_clock(self) -> float:
        """C: the rate, in what all cores could do of nothing but primitives."""
        return self.rate * self.limit / (os.cpu_count() or 1)


async def measure(drive: Drive, sender: int, receiver: int, plan: Plan) -> list[Round]:
    """Return the rounds; `sender` and `receiver` are the numbers of their processes."""
    limit = primitives.exchange(plan.bits, plan.payload_octets)
    await drive(_WARMING)
    return [await _measure_once(drive, (sender, receiver), limit, plan.messages) for _ in range(plan.rounds)]


async def _measure_once(drive: Drive, ends: tuple[int, int], primitive: Callable[[], None], messages: int) -> Round:
    limit = primitives.cpu_seconds(primitive)
    before = [_cpu_seconds(end) for end in ends]
    run = await drive(messages)
    await asyncio.sleep(_AFTERMATH_SECONDS)
    sender, receiver = ((_cpu_seconds(end) - was) / messages for end, was in zip(ends, before, strict=True))
    return Round(
        limit=limit,
        sender=sender,
        receiver=receiver,
        rate=messages / run.seconds,
        latencies=run.latencies,
    )


def percentile(rounds: Sequence[Round], percent: int) -> float:
    """Return the latency in seconds that so many percent of all exchanges stayed within."""
    latencies = [latency for each in rounds for latency in each.latencies]
    return statistics.quantiles(latencies, n=100, method="inclusive")[percent - 1]


def _cpu_seconds(pid: int) -> float:
    """Return what a process has used so far, in user and in kernel mode (proc_pid_stat, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_SECONDS
