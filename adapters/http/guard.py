"""One connection under guard: strictly framed, cut in time when it idles, drips or stalls (D30), silent about input."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final, Protocol

from aiohttp import web

from adapters.http.cutting import cut
from adapters.http.framing import Framing
from adapters.http.limits import Limits, Speed

Refusal = Callable[[HTTPStatus], web.Response]
# What a library reports when the other side, not our code, is at fault.
_THEIRS: Final = (web.RequestPayloadError, ConnectionError)


class Keeper(Protocol):
    """Who owns the connections: how patient, how it refuses, and whom they tell what happened."""

    @property
    def speed(self) -> Speed:
        """How long it waits."""
        ...

    @property
    def limits(self) -> Limits:
        """How much it takes."""
        ...

    @property
    def refusal(self) -> Refusal:
        """How it answers what is no request."""
        ...

    def note_refusal(self, status: HTTPStatus) -> None:
        """Note that something was refused before it was a request."""
        ...

    def note_failure(self, error: BaseException) -> None:
        """Note a bug."""
        ...

    def note_answer(self) -> None:
        """Note that an answer is out, or will never be."""
        ...


class GuardedServer(web.Server):
    """aiohttp's low-level server whose connections are guarded; it counts them by caller."""

    def __init__(self, handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]], keeper: Keeper) -> None:
        """Take what handles a request."""
        super().__init__(handler)
        self.keeper = keeper
        self.answering = 0
        self.callers: Counter[object] = Counter()

    def __call__(self) -> "GuardedConnection":
        """Return the protocol for one connection."""
        return GuardedConnection(self)

    def close_idle(self) -> None:
        """Close the connections that have no request in hand."""
        for connection in self.connections:
            if isinstance(connection, GuardedConnection) and connection.idle:
                connection.force_close()


class GuardedConnection(web.RequestHandler):
    """aiohttp's connection, which gets to see whole headers and one request at a time."""

    __slots__ = ("_deadline", "_framing", "_guarded", "_keeper", "_payload", "_refused", "caller")

    def __init__(self, server: GuardedServer) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=server.keeper.speed.idle_seconds,
            lingering_time=server.keeper.speed.linger_seconds,
            auto_decompress=False,
            # The access log of aiohttp writes paths; what is to be written, the doors write.
            access_log=None,  # type: ignore[arg-type]  # None is how aiohttp is told to keep no log; its types forget that
        )
        self._guarded = server
        self._keeper = server.keeper
        self._framing = Framing()
        self._deadline: asyncio.TimerHandle | None = None
        self._payload: Any = None  # Any: the body of the request in hand, of a type that aiohttp does not export
        self._refused = False
        self.caller: object = None

    @property
    def idle(self) -> bool:
        """Tell whether no request is in hand and none has begun."""
        return self._framing.in_header

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give a new connection its first deadline, unless its caller has too many."""
        super().connection_made(transport)
        self.caller = caller_of(transport)
        self._guarded.callers[self.caller] += 1
        if self._guarded.callers[self.caller] > self._keeper.limits.connections_per_caller:
            self._cut()
        else:
            self._limit(self._keeper.speed.header_seconds, self._time_out)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget the connection; a request that came whole is handled to its end (bad input 26)."""
        self._relax()
        self._guarded.callers[self.caller] -= 1
        if not self._guarded.callers[self.caller]:
            del self._guarded.callers[self.caller]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass on what is well framed."""
        if not data:  # aiohttp resumes what it held back itself
            super().data_received(data)
            return
        if self._refused:
            return
        portion = self._framing.feed(data)
        if portion.octets:
            self._pass_on(portion.octets)
        if portion.refusal is not None:
            self._refuse(portion.refusal)
        elif portion.excess:
            self._keeper.note_refusal(HTTPStatus.BAD_REQUEST)
            self._refused = True
            self.close()
        elif self._framing.in_header and self._deadline is None:
            self._limit(self._keeper.speed.header_seconds, self._time_out)

    def _pass_on(self, octets: bytes) -> None:
        if self._payload is None:
            self._relax()
        super().data_received(octets)
        if self._payload is None and self._messages:
            # aiohttp keeps the parsed request here until its task takes it; nowhere else is its body to be had in time.
            # tests/unit/adapters/http/test_guard.py fails when that changes.
            _, self._payload = self._messages[-1]

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer what cannot become a request; a request in hand learns that its body breaks off."""
        self._refused = True
        if self._payload is not None:
            self._payload.set_exception(web.RequestPayloadError())
            return
        self._keeper.note_refusal(status)
        if self.transport is not None:
            self.transport.write(_octets_of(self._keeper.refusal(status)))
        self._limit(self._keeper.speed.linger_seconds, self._cut)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send the answer; behind it another request may come."""
        self._guarded.answering += 1
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self._payload = None
            self._framing.answered()
            self._guarded.answering -= 1
            self._keeper.note_answer()

    def pause_writing(self) -> None:
        """Give a client that does not read a deadline."""
        super().pause_writing()
        self._limit(self._keeper.speed.stall_seconds, self._time_out)

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        self._relax()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer without a word of aiohttp's, which quotes the offending octets (bad input 255)."""
        del message
        if exc is not None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._keeper.note_failure(exc)
        else:
            self._keeper.note_refusal(HTTPStatus(status))
        if request.writer.output_size > 0:
            raise ConnectionError
        return self._keeper.refusal(HTTPStatus(status))

    def log_exception(self, *args: object, **kw: object) -> None:
        """Hand on the error of a bug, and nothing of what the library would say about it."""
        del args
        error = kw.get("exc_info")
        if isinstance(error, BaseException) and not isinstance(error, _THEIRS):
            self._keeper.note_failure(error)

    def _limit(self, seconds: float, end: Callable[[], None]) -> None:
        self._relax()
        self._deadline = asyncio.get_running_loop().call_later(seconds, end)

    def _relax(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _time_out(self) -> None:
        self._keeper.note_refusal(HTTPStatus.REQUEST_TIMEOUT)
        self._cut()

    def _cut(self) -> None:
        """End the connection without waiting for the other side to agree."""
        self._relax()
        transport = self.transport
        self.force_close()
        if transport is not None:
            cut(transport)


def caller_of(transport: asyncio.BaseTransport) -> object:
    """Return who is counted: the certificate, or the address where none is asked."""
    channel = transport.get_extra_info("ssl_object")
    if isinstance(channel, ssl.SSLObject):
        return channel.getpeercert(binary_form=True)
    address = transport.get_extra_info("peername")
    return address[0] if address else None


def _octets_of(response: web.Response) -> bytes:
    """Return a whole answer as it travels: no request was understood that aiohttp could answer."""
    body = response.body if isinstance(response.body, bytes) else b""
    status = HTTPStatus(response.status)
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {value}" for name, value in response.headers.items() if name.lower() not in _FRAMING),
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


_FRAMING: Final = frozenset({"content-length", "connection"})
