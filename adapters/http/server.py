"""A door that listens: exact routes, refusals without a word of input, and a stop that finishes the work in hand."""

import asyncio
import contextlib
import ssl
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web

from adapters.http.guard import GuardedConnection, GuardedServer, Refusal
from adapters.http.limits import Limits, Speed
from adapters.http.listener import Turnstile, listen
from adapters.http.routes import Route, find_route
from adapters.http.tls import Channel
from adapters.http.watching import EventLog

_PAUSE_SECONDS: Final = "5"
# The other side may agree that the connection ends; longer than this it is not asked.
_GOODBYE_SECONDS: Final = 2.0
# What does not end in time is asked once more, this long.
_CUT_SECONDS: Final = 0.2


def bare(status: HTTPStatus) -> web.Response:
    """Return a status without a body; the connection closes, for what follows on it cannot be trusted."""
    response = web.Response(status=status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = _PAUSE_SECONDS
    response.force_close()
    return response


@dataclass(slots=True, kw_only=True)
class Door:
    """A listener with its routes; `start` and `stop` belong to the one who made it.

    `name` is how the log calls it, `refusal` what it answers where no route does.
    """

    name: str
    routes: Sequence[Route]
    log: EventLog
    refusal: Refusal = bare
    speed: Speed = field(default_factory=Speed)
    limits: Limits = field(default_factory=Limits)
    _server: GuardedServer | None = field(default=None, init=False)
    _listeners: list[asyncio.Server] = field(default_factory=list, init=False)
    _in_hand: Counter[object] = field(default_factory=Counter, init=False)
    _calmer: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def start(self, host: str, port: int, context: ssl.SSLContext | None) -> int:
        """Listen, and return the port (a free one when asked for 0); raise ConfigError when that cannot be."""
        loop = asyncio.get_running_loop()
        turnstile = Turnstile(self.limits)
        self._server = GuardedServer(self._handle, self)
        patience = (self.speed.header_seconds, _GOODBYE_SECONDS) if context is not None else (None, None)
        sockets = await asyncio.to_thread(listen, host, port, turnstile)
        for listener in sockets:
            server = await loop.create_server(
                self._server,
                sock=listener,
                ssl=context,
                ssl_handshake_timeout=patience[0],
                ssl_shutdown_timeout=patience[1],
            )
            self._listeners.append(server)
        return int(sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Take nothing new, finish the requests in hand within `stop_seconds`, close."""
        self._stopping.set()
        for listener in self._listeners:
            listener.close()
        if self._server is None:
            return
        self._server.close_idle()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.speed.stop_seconds):
                while self._in_hand or self._server.answering:
                    self._calmer.clear()
                    await self._calmer.wait()
        await self._server.shutdown(_CUT_SECONDS)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        caller = request.protocol.caller if isinstance(request.protocol, GuardedConnection) else None
        if self._stopping.is_set() or not self._has_room(caller):
            self.note_refusal(HTTPStatus.SERVICE_UNAVAILABLE)
            return self.refusal(HTTPStatus.SERVICE_UNAVAILABLE)
        self._in_hand[caller] += 1
        try:
            response = await self._answer(request)
        finally:
            self._in_hand[caller] -= 1
            if not self._in_hand[caller]:
                del self._in_hand[caller]
            self.note_answer()
        if self._stopping.is_set():
            response.force_close()
        return response

    def _has_room(self, caller: object) -> bool:
        mine = self._in_hand.get(caller, 0)
        return self._in_hand.total() < self.limits.requests and mine < self.limits.requests_per_caller

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        found, values, allowed = find_route(self.routes, request.method, request.raw_path)
        if found is None:
            return self._no_route(allowed)
        try:
            return await found.handler(request, values)
        except web.HTTPException as answer:
            # How aiohttp lets a handler leave early. It has told of it already; only the status is taken over.
            return self.refusal(HTTPStatus(answer.status))
        except Exception as error:  # noqa: BLE001 - logged as a bug; the answer must be a bare 500
            self.note_failure(error)
            return self.refusal(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _no_route(self, allowed: Sequence[str]) -> web.Response:
        status = HTTPStatus.METHOD_NOT_ALLOWED if allowed else HTTPStatus.NOT_FOUND
        self.note_refusal(status)
        response = self.refusal(status)
        if allowed:
            response.headers["Allow"] = ", ".join(allowed)
        return response

    def note_refusal(self, status: HTTPStatus) -> None:
        """Write one line for what never reached a route."""
        self.log.event("request_refused", door=self.name, outcome=f"http-{status.value}")

    def note_failure(self, error: BaseException) -> None:
        """Write one line for a bug."""
        self.log.failed("unexpected_error", error, door=self.name)

    def note_answer(self) -> None:
        """Let `stop` look again whether all is done."""
        self._calmer.set()


def channel_of(transport: asyncio.BaseTransport | None) -> Channel:
    """Return the TLS channel of a connection; raise the answer 403 when it has none, or is gone."""
    channel = transport.get_extra_info("ssl_object") if transport is not None else None
    if not isinstance(channel, ssl.SSLObject | ssl.SSLSocket):
        raise web.HTTPForbidden
    return channel
