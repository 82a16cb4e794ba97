"""Bodies, read within a size, a speed and a share of memory; and the work on them, within a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.http.limits import Limits, Speed
from gateway.errors import StorageUnavailableError

T = TypeVar("T")


class Intake:
    """Reads bodies for one door."""

    def __init__(self, *, limit_octets: int, speed: Speed, limits: Limits) -> None:
        """Take the largest body, and what the door allows."""
        self._limit_octets = limit_octets
        self._speed = speed
        self._limits = limits
        self._held = 0

    @asynccontextmanager
    async def body(self, request: web.BaseRequest) -> AsyncIterator[bytes]:
        """Yield the whole body; its memory counts until the block ends.

        Raises the answer when it is too large, too slow, broken, or more than the door can hold now (bad inputs 11, 15,
        16, 18).
        """
        self._check_size(request.content_length or 0)
        await _answer_expectation(request)
        chunks: list[bytes] = []
        octets, started = 0, asyncio.get_running_loop().time()
        try:
            while not request.content.at_eof():
                chunk = await _read_some(request, self._until(started, octets))
                octets += len(chunk)
                self._held += len(chunk)
                self._check_size(octets)
                chunks.append(chunk)
            yield b"".join(chunks)
        finally:
            self._held -= octets

    def _until(self, started: float, octets: int) -> float:
        """Return how long to wait for more: what came fast earns time, yet no silence is longer than the grace."""
        grace = self._speed.body_grace_seconds
        earned = octets / self._speed.body_octets_per_second
        return min(started + grace + earned, asyncio.get_running_loop().time() + grace)

    def _check_size(self, octets: int) -> None:
        if octets > self._limit_octets:
            raise web.HTTPRequestEntityTooLarge(self._limit_octets, octets)
        if self._held > self._limits.body_octets:
            raise web.HTTPServiceUnavailable


async def _read_some(request: web.BaseRequest, until: float) -> bytes:
    try:
        async with asyncio.timeout_at(until):
            return await request.content.readany()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (web.RequestPayloadError, HttpProcessingError, OSError):
        # The framing broke, or the client went away in the middle; library texts quote octets and stay behind.
        raise web.HTTPBadRequest from None


async def _answer_expectation(request: web.BaseRequest) -> None:
    """Ask for the body where the client waits for that; another expectation never gets here (bad input 11)."""
    if "Expect" in request.headers:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        # aiohttp takes what was written for the beginning of an answer.
        request.writer.output_size = 0


async def in_time(work: Awaitable[T], seconds: float) -> T:
    """Return what the work returns; after that time raise StorageUnavailableError: whoever asked tries again."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        raise StorageUnavailableError from None
