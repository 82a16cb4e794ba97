"""The operations door: live, ready, health and metrics; it says how the house is, never what passes through it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web

from adapters.http.limits import Limits, Speed
from adapters.http.routes import Handler, Route
from adapters.http.server import Door
from adapters.http.watching import EventLog, Exposition
from gateway.errors import TransientError

# Whoever asks has a limit of its own, and takes silence for death.
_PATIENCE_SECONDS: Final = 5.0
_HEADERS: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsDoor:
    """`check` raises TransientError while the house cannot take messages; `look` tells what is not as it should be.

    Listen on loopback or a closed network.
    """

    log: EventLog
    metrics: Exposition
    check: Callable[[], Awaitable[None]]
    look: Callable[[], Sequence[str]] = tuple
    speed: Speed = field(default_factory=Speed)
    limits: Limits = field(default_factory=Limits)

    def door(self) -> Door:
        """Return the listener with its routes."""
        handlers: dict[str, Handler] = {
            "/live": self.live,
            "/ready": self.ready,
            "/health": self.health,
            "/metrics": self.show_metrics,
        }
        routes = tuple(Route(method="GET", path=path, handler=handler) for path, handler in handlers.items())
        return Door(name="operations", routes=routes, log=self.log, speed=self.speed, limits=self.limits)

    async def live(self, _: web.BaseRequest, __: Mapping[str, str]) -> web.StreamResponse:
        """Answer that the process runs."""
        return web.Response(text="live\n", headers=_HEADERS)

    async def ready(self, _: web.BaseRequest, __: Mapping[str, str]) -> web.StreamResponse:
        """Answer whether messages can be taken now."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self.check()
        except (TransientError, TimeoutError):
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="not ready\n", headers=_HEADERS)
        return web.Response(text="ready\n", headers=_HEADERS)

    async def health(self, _: web.BaseRequest, __: Mapping[str, str]) -> web.StreamResponse:
        """Answer green, or red with a line for each finding: it takes messages, and somebody must act (D32)."""
        found = self.look()
        if not found:
            return web.Response(text="green\n", headers=_HEADERS)
        text = "".join(f"{line}\n" for line in ("red", *found))
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text=text, headers=_HEADERS)

    async def show_metrics(self, _: web.BaseRequest, __: Mapping[str, str]) -> web.StreamResponse:
        """Answer with the Prometheus text form."""
        return web.Response(body=self.metrics.render(), headers=_HEADERS | {"Content-Type": self.metrics.content_type})
