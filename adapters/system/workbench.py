"""A few threads for heavy pure work, so that the event loop never waits for it; light work is done at once."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# Enough to keep every thread busy while the loop is; what waits beyond it waits in the loop, where it can be cancelled.
_IN_HAND_PER_THREAD: Final = 4
# A message of so many octets is parsed, or proven, in two milliseconds; most are a third of it.
LIGHT_OCTETS: Final = 32 * 1024


class ThreadWorkbench:
    """Threads with a bound on what they hold; the quiet rooms share nothing, so their work is safe in any of them."""

    def __init__(self, threads: int) -> None:
        """Take how many threads work side by side."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="workbench")
        self._slots = asyncio.Semaphore(threads * _IN_HAND_PER_THREAD)

    async def run(self, octets: int, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the pure function returns that goes through so many octets; its errors come out as they are.

        Off the event loop, unless it is light: then handing it over would cost more than the work. A caller who is
        cancelled leaves at once; what runs already ends by itself and keeps its place until it has.
        """
        if octets <= LIGHT_OCTETS:
            return work(*args, **kwargs)
        await self._slots.acquire()
        loop = asyncio.get_running_loop()
        try:
            future = self._pool.submit(partial(work, *args, **kwargs))
        except RuntimeError:
            self._slots.release()
            raise
        future.add_done_callback(partial(self._ended, loop))
        return await asyncio.wrap_future(future)

    async def close(self) -> None:
        """Let what runs end, drop what only waits; afterwards nothing can run any more."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    def _ended(self, loop: asyncio.AbstractEventLoop, _: Future[R]) -> None:
        # A loop that is closed has nobody waiting for a place.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self._slots.release)
