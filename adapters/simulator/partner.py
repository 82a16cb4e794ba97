"""A simulated partner: our own gateway as a process of its own, with habits at its doors, and an office that collects.

The habits stand around the ports of a house that the front door built, never in `serve` (docs/adr/0016).
"""

import contextlib
import math
import os
import shutil
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from adapters import bootstrap
from adapters.config import Settings, load
from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.back_office import BackOffice
from adapters.simulator.certificates import LeafPurpose, UnsafeShape
from adapters.simulator.habits import Habit, Habits
from adapters.simulator.habits_channel import HabitualChannel
from adapters.simulator.habits_door import CuttingProxy, spoil_door
from adapters.simulator.key_rings import holder_of
from adapters.simulator.lodging import Lodging
from adapters.simulator.processes import free_ports
from adapters.system.clock import SystemClock
from gateway.errors import NotInTimeError
from gateway.ports import Clock

_PAUSE_SECONDS: Final = 0.25
_DAY: Final = timedelta(days=1)

Told = Callable[[dict[str, Any]], None]


class WrongClock:
    """A clock that is so much off."""

    def __init__(self, clock: Clock, offset: timedelta) -> None:
        """Take the right clock, and how far this one is ahead of it."""
        self._clock = clock
        self._offset = offset

    def now(self) -> datetime:
        """Return the moment that this clock shows."""
        return self._clock.now() + self._offset


async def run_partner(lodging: Lodging, habits: Habits) -> None:
    """Run the partner until SIGTERM or SIGINT."""
    settings = _settings(lodging, habits)
    async with _before(settings, habits) as behind, bootstrap.open_house(behind) as house:
        offset = timedelta(seconds=habits.value(Habit.WRONG_CLOCK))
        ports = replace(
            house.ports,
            clock=WrongClock(house.ports.clock, offset),
            channel=HabitualChannel(house.ports.channel, habits, house.ports.signer),
        )
        await bootstrap.run(replace(house, ports=ports), doors=True, adjust=lambda door: spoil_door(door, habits))


def _settings(lodging: Lodging, habits: Habits) -> Settings:
    settings = load(lodging.home / "schakel.toml")
    # What is late is held as long as that: nobody else may take the same work meanwhile, and send it too.
    lease = settings.relay.lease_seconds + math.ceil(habits.value(Habit.LATE_RECEIPT))
    settings = settings.model_copy(update={"relay": settings.relay.model_copy(update={"lease_seconds": lease})})
    if not habits.has(Habit.EXPIRED_CERTIFICATE):
        return settings
    keys = _with_expired_certificate(lodging, SystemClock().now())
    return settings.model_copy(update={"keys": settings.keys.model_copy(update={"folder": keys})})


@contextlib.asynccontextmanager
async def _before(settings: Settings, habits: Habits) -> AsyncIterator[Settings]:
    """Put something before the partner door where a habit asks that; the door then stands behind it."""
    if not habits.has(Habit.CUT_CONNECTION):
        yield settings
        return
    (port,) = free_ports(1)
    door = settings.partner_door
    async with CuttingProxy(door.port, port, habits).listening():
        yield settings.model_copy(update={"partner_door": door.model_copy(update={"port": port})})


def _with_expired_certificate(lodging: Lodging, at: datetime) -> Path:
    """Return a folder with the keys of the partner and a TLS certificate that ended yesterday."""
    keys = lodging.home / "keys-verlopen"
    shutil.copytree(lodging.home / "keys", keys, dirs_exist_ok=True)
    authority = Authority.load(lodging.folder / "pki" / "authority")
    shape = UnsafeShape(not_before=at - 30 * _DAY, not_after=at - _DAY)
    write_issued(authority.issue(holder_of(lodging.partner), LeafPurpose.TLS, at, unsafe_shape=shape), keys, "tls")
    return keys


class CollectingOffice:
    """The partner's back office: it takes and confirms whatever arrives, and ends the process when its time is over."""

    def __init__(self, lodging: Lodging, told: Told, seconds: float | None) -> None:
        """Take where it works, whom it tells, and how long the partner runs once it is ready."""
        self._office = BackOffice(lodging.partner.office_port, lodging.home / "keys")
        self._told = told
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="collecting-office")

    def __enter__(self) -> None:
        """Begin."""
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        """End, and wait for what is in hand."""
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        ready_at: float | None = None
        while not self._stopped.wait(_PAUSE_SECONDS):
            with contextlib.suppress(NotInTimeError):
                self._collect(first=ready_at is None)
                ready_at = ready_at or time.monotonic()
            if ready_at and self._seconds is not None and time.monotonic() > ready_at + self._seconds:
                os.kill(os.getpid(), signal.SIGTERM)
                return

    def _collect(self, *, first: bool) -> None:
        waiting = self._office.waiting()
        if first:
            self._told({"event": "ready"})
        for each in waiting:
            self._office.collect(each["sender"], each["reference"])
            self._told({"event": "received", "type": each["type"], "reference": each["reference"]})
