"""What the guard leans on in aiohttp is still there; what it does with it, tests/integration shows."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest
from aiohttp import web

from adapters.http.guard import GuardedConnection, GuardedServer, Refusal
from adapters.http.limits import Limits, Speed
from adapters.http.server import bare

REQUEST = b"POST /ebms HTTP/1.1\r\nHost: vt.test\r\nContent-Length: 5\r\n\r\n"


class _Keeper:
    def __init__(self) -> None:
        self.speed = Speed()
        self.limits = Limits()
        self.refusals: list[HTTPStatus] = []
        self.failures: list[BaseException] = []

    @property
    def refusal(self) -> Refusal:
        return bare

    def note_refusal(self, status: HTTPStatus) -> None:
        self.refusals.append(status)

    def note_failure(self, error: BaseException) -> None:
        self.failures.append(error)

    def note_answer(self) -> None:
        return


class _Transport(asyncio.Transport):
    """Stands for a plain connection from 192.0.2.1."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 1)})
        self.written = b""
        self.ended = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.ended

    def close(self) -> None:
        self.ended = True

    def abort(self) -> None:
        self.ended = True


async def _connect(handled: list[web.BaseRequest]) -> tuple[GuardedConnection, _Transport, _Keeper]:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        handled.append(request)
        return web.Response(body=await request.read())

    keeper, transport = _Keeper(), _Transport()
    connection = GuardedServer(handle, keeper)()
    connection.connection_made(transport)
    return connection, transport, keeper


async def test_aiohttp_still_keeps_a_parsed_request_where_the_guard_finds_its_body() -> None:
    connection, _, _ = await _connect([])
    connection.data_received(REQUEST)
    (message, payload), *others = connection._messages  # noqa: SLF001 - the private name that the guard leans on
    assert others == []
    assert getattr(message, "path", None) == "/ebms"
    assert not payload.is_eof()
    connection.data_received(b"abcde")
    assert payload.is_eof()
    connection.connection_lost(None)


async def test_a_request_reaches_its_handler_and_its_answer_the_client() -> None:
    handled: list[web.BaseRequest] = []
    connection, transport, keeper = await _connect(handled)
    connection.data_received(REQUEST + b"abcde")
    await asyncio.sleep(0.01)
    assert [request.path for request in handled] == ["/ebms"]
    assert transport.written.startswith(b"HTTP/1.1 200 OK\r\n")
    assert transport.written.endswith(b"\r\n\r\nabcde")
    assert connection.idle
    assert (keeper.refusals, keeper.failures) == ([], [])
    connection.connection_lost(None)


async def test_a_refusal_is_written_before_any_parser_sees_the_octets() -> None:
    handled: list[web.BaseRequest] = []
    connection, transport, keeper = await _connect(handled)
    connection.data_received(b"POST /ebms HTTP/1.1\r\nX : y\r\n\r\n")
    assert transport.written == b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert keeper.refusals == [HTTPStatus.BAD_REQUEST]
    connection.data_received(REQUEST + b"abcde")
    await asyncio.sleep(0.01)
    assert handled == []
    connection.connection_lost(None)


async def test_a_connection_is_counted_as_long_as_it_lives() -> None:
    connection, _, keeper = await _connect([])
    server = connection._guarded  # noqa: SLF001 - the count is not for others
    assert server.callers == {"192.0.2.1": 1}
    connection.connection_lost(None)
    assert not server.callers
    assert not keeper.failures


async def test_what_aiohttp_would_print_is_told_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    connection, _, keeper = await _connect([])
    bug = ZeroDivisionError("Kanarie")
    connection.log_exception("Kanarie %s", "Kanarie", exc_info=bug)
    connection.log_exception("gone", exc_info=ConnectionResetError())
    connection.log_exception("nothing")
    assert keeper.failures == [bug]
    assert not caplog.records
    connection.connection_lost(None)


@pytest.mark.parametrize(
    ("what", "refusals", "failures"),
    [
        ({"status": 400, "exc": ValueError("Kanarie"), "message": "Kanarie"}, [HTTPStatus.BAD_REQUEST], 0),
        ({"status": 500, "exc": ValueError("Kanarie")}, [], 1),
        ({"status": 504}, [HTTPStatus.GATEWAY_TIMEOUT], 0),
    ],
)
async def test_what_aiohttp_would_answer_is_answered_without_its_words(
    what: Mapping[str, Any], refusals: list[HTTPStatus], failures: int
) -> None:
    handled: list[web.BaseRequest] = []
    connection, _, keeper = await _connect(handled)
    connection.data_received(REQUEST + b"abcde")
    await asyncio.sleep(0.01)
    response = connection.handle_error(_Unanswered(handled[0]), **what)  # type: ignore[arg-type]  # as far as it is asked
    assert isinstance(response, web.Response)
    assert (response.status, response.body) == (what["status"], None)
    assert (keeper.refusals, len(keeper.failures)) == (refusals, failures)
    connection.connection_lost(None)


class _Unanswered:
    """A request of which nothing was answered yet."""

    def __init__(self, request: web.BaseRequest) -> None:
        self.writer = type("Writer", (), {"output_size": 0})()
