"""Bodies, read within a size, a speed and a share of memory; and the work on them, within a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.http.limits import Limits, Speed
from gateway.domain.octets import LARGE_BYTES, Octets
from gateway.errors import StorageUnavailableError
from gateway.ports import Spool, Spools

T = TypeVar("T")

# Handed to the disk at once: a thread for every few octets that come would cost more than the disk.
_PORTION_OCTETS: Final = 256 * 1024


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
        held = _Held(self)
        try:
            async for chunk in self._chunks(request):
                held.add(chunk)
            yield b"".join(held.chunks)
        finally:
            held.let_go()

    @asynccontextmanager
    async def octets(self, request: web.BaseRequest, spools: Spools) -> AsyncIterator[Octets]:
        """Yield the body, a large one on disk; raise as `body` does, and StorageUnavailableError for a full disk."""
        held = _Held(self)
        spool: Spool | None = None
        try:
            async for chunk in self._chunks(request):
                held.add(chunk)
                if held.octets > (LARGE_BYTES if spool is None else _PORTION_OCTETS):
                    spool = await asyncio.to_thread(_moved, held.take(), spool, spools)
            if spool is None:
                yield b"".join(held.chunks)
            else:
                await asyncio.to_thread(spool.write, held.take())
                yield await asyncio.to_thread(spool.finish)
        finally:
            held.let_go()

    async def _chunks(self, request: web.BaseRequest) -> AsyncIterator[bytes]:
        self._check_size(request.content_length or 0)
        await _answer_expectation(request)
        octets, started = 0, asyncio.get_running_loop().time()
        while not request.content.at_eof():
            chunk = await _read_some(request, self._until(started, octets))
            octets += len(chunk)
            self._check_size(octets)
            yield chunk

    def _until(self, started: float, octets: int) -> float:
        """Return how long to wait for more: what came fast earns time, yet no silence is longer than the grace."""
        grace = self._speed.body_grace_seconds
        earned = octets / self._speed.body_octets_per_second
        return min(started + grace + earned, asyncio.get_running_loop().time() + grace)

    def _check_size(self, octets: int) -> None:
        if octets > self._limit_octets:
            raise web.HTTPRequestEntityTooLarge(self._limit_octets, octets)

    def hold(self, octets: int) -> None:
        """Count octets that are in memory now, or with a minus no more; raise the answer when they are too many."""
        self._held += octets
        if octets > 0 and self._held > self._limits.body_octets:
            raise web.HTTPServiceUnavailable


class _Held:
    """What one request has in memory."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self.chunks: list[bytes] = []
        self.octets = 0

    def add(self, chunk: bytes) -> None:
        self.chunks.append(chunk)
        self.octets += len(chunk)
        self._intake.hold(len(chunk))

    def take(self) -> bytes:
        """Return what is held, and hold it no more."""
        taken = b"".join(self.chunks)
        self.let_go()
        return taken

    def let_go(self) -> None:
        self._intake.hold(-self.octets)
        self.chunks, self.octets = [], 0


def _moved(octets: bytes, spool: Spool | None, spools: Spools) -> Spool:
    """Return the spool with the octets in it; a new one, when there is none yet."""
    found = spools.new() if spool is None else spool
    found.write(octets)
    return found


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
