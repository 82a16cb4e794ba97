"""A door that closes finishes what is in hand, takes nothing new, and does not wait for ever."""

import asyncio
import errno
import socket
import time

import pytest
from aiohttp import web

from adapters.http.limits import Limits
from adapters.http.routes import Route
from adapters.http.server import Door
from gateway.errors import ConfigError
from tests.kit.http import RecordedLog, TlsWorld, calling, impatient, request
from tests.kit.http_gateway import PATH, partner_gateway


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsWorld:
    return TlsWorld.make(tmp_path_factory.mktemp("tls"))


class _Desk:
    """A handler that a test holds."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.go_on = asyncio.Event()
        self.log = RecordedLog()

    def door(self, stop_seconds: float = 2.0, limits: Limits | None = None) -> Door:
        return Door(
            name="partner",
            routes=(Route(method="POST", path=PATH, handler=self._handle),),
            log=self.log,
            speed=impatient(stop_seconds=stop_seconds, idle_seconds=5.0, header_seconds=5.0, body_grace_seconds=5.0),
            limits=limits or Limits(),
        )

    async def _handle(self, request: object, _: object) -> web.StreamResponse:
        self.arrived.set()
        await self.go_on.wait()
        return web.Response(status=204)


async def test_a_request_in_hand_is_answered_and_its_connection_closed() -> None:
    desk = _Desk()
    door = desk.door()
    port = await door.start("127.0.0.1", 0, None)
    async with calling(port) as caller:
        await caller.send(request(body=b"x"))
        await desk.arrived.wait()
        stopping = asyncio.create_task(door.stop())
        await asyncio.sleep(0.1)
        assert not stopping.done()
        desk.go_on.set()
        answer = await caller.answer()
        await stopping
    assert (answer.status, answer.closed) == (204, True)
    assert "Connection: close" in answer.head


async def test_nobody_new_is_let_in_and_who_is_idle_goes_home() -> None:
    desk = _Desk()
    door = desk.door()
    port = await door.start("127.0.0.1", 0, None)
    async with calling(port) as idle, calling(port) as busy:
        await busy.send(request(body=b"x"))
        await desk.arrived.wait()
        stopping = asyncio.create_task(door.stop())
        # Before its time to be idle is over.
        assert (await idle.answer(4.0)).closed
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        desk.go_on.set()
        assert (await busy.answer()).status == 204
        await stopping


async def test_a_message_that_is_being_sent_is_received_to_its_end(tls: TlsWorld) -> None:
    async with partner_gateway(tls) as gateway:
        head, _, body = (await gateway.message()).partition(b"\r\n\r\n")
        async with gateway.caller() as caller:
            await caller.send(head + b"\r\nExpect: 100-continue\r\n\r\n")
            # It asks for the body: then it has the message in hand.
            assert (await caller.reply()).octets == b"HTTP/1.1 100 Continue\r\n\r\n"
            await caller.send(body[:-100])
            stopping = asyncio.create_task(gateway.door.stop())
            await asyncio.sleep(0.1)
            await caller.send(body[-100:])
            answer = await caller.answer()
            await stopping
        assert (answer.status, answer.closed) == (204, True)
        assert gateway.store.commits == 1


async def test_a_request_that_does_not_end_is_not_waited_for() -> None:
    desk = _Desk()
    door = desk.door(stop_seconds=0.3)
    port = await door.start("127.0.0.1", 0, None)
    async with calling(port) as caller:
        await caller.send(request(body=b"x"))
        await desk.arrived.wait()
        started = time.monotonic()
        await door.stop()
        assert 0.2 < time.monotonic() - started < 5.0
        assert (await caller.answer()).closed


async def test_a_door_that_never_opened_can_be_closed() -> None:
    await _Desk().door().stop()


async def test_a_place_that_is_taken_is_told_before_anything_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"cannot listen on 127.0.0.1 port {port}: .*in use") as told:
            await _Desk().door().start("127.0.0.1", port, None)
        assert isinstance(told.value.__cause__, OSError)
        assert told.value.__cause__.errno == errno.EADDRINUSE


async def test_a_door_listens_on_every_address_of_its_host() -> None:
    door = _Desk().door()
    port = await door.start("localhost", 0, None)
    families = {info[0] for info in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM)}
    for family in families:
        address = "127.0.0.1" if family == socket.AF_INET else "::1"
        _, writer = await asyncio.open_connection(address, port)
        writer.close()
    await door.stop()
