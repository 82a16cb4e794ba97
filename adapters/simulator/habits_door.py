"""A partner door with bad habits: it answers late or not as it should, or breaks the connection off."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from adapters.http.limits import Speed
from adapters.http.partner_routes import PartnerDoor, Receive
from adapters.http.statuses import answer_with
from adapters.simulator.habits import Habit, Habits
from gateway.flows.receive import Taken
from gateway.ports import Ports
from gateway.wire.stages import Received

_LOOPBACK: Final = "127.0.0.1"
_BLOCK: Final = 65_536
# Behind a redirect nobody answers: whoever follows one learns that here.
_ELSEWHERE: Final = "https://elders.schakel.test/ebms"
_REDIRECTS: Final = range(300, 400)


def spoil_door(door: PartnerDoor, habits: Habits) -> PartnerDoor:
    """Return the door as somebody with those habits keeps it."""
    patient = Speed(work_seconds=door.speed.work_seconds + habits.value(Habit.SLOW_ANSWER))
    return replace(door, receive=_habitual(door.receive, habits), speed=patient)


def _habitual(receive: Receive, habits: Habits) -> Receive:
    async def received(came: Received, ports: Ports) -> Taken:
        if habits.turn(Habit.HTTP_STATUS):
            status = round(habits.value(Habit.HTTP_STATUS))
            answer_with(status, _ELSEWHERE if status in _REDIRECTS else "")
        taken = await receive(came, ports)
        if habits.turn(Habit.SLOW_ANSWER):
            await asyncio.sleep(habits.value(Habit.SLOW_ANSWER))
        return taken

    return received


class CuttingProxy:
    """Stands before a door and breaks connections off when a caller has sent so many octets, TLS included."""

    def __init__(self, port: int, behind: int, habits: Habits) -> None:
        """Take the port to listen on, the port behind it, and the habits."""
        self._port = port
        self._behind = behind
        self._habits = habits

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Pass connections on, until the block ends."""
        server = await asyncio.start_server(self._pass_on, _LOOPBACK, self._port)
        try:
            yield
        finally:
            server.close()

    async def _pass_on(self, caller: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        left = round(self._habits.value(Habit.CUT_CONNECTION)) if self._habits.turn(Habit.CUT_CONNECTION) else None
        try:
            answers, door = await asyncio.open_connection(_LOOPBACK, self._behind)
        except OSError:
            back.close()
            return
        ways = [asyncio.create_task(_copy(answers, back, None)), asyncio.create_task(_copy(caller, door, left))]
        _, others = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for each in others:
            each.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        back.close()
        door.close()


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter, left: int | None) -> None:
    """Pass octets on until there are no more, or so many have passed."""
    while block := await source.read(_BLOCK if left is None else min(left, _BLOCK)):
        sink.write(block)
        await sink.drain()
        left = None if left is None else left - len(block)
