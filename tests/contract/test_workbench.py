"""What a Workbench promises."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from adapters.system.workbench import LIGHT_OCTETS, ThreadWorkbench
from gateway.errors import StepNotAllowedError
from gateway.ports import HEAVY


@pytest.fixture
async def bench() -> AsyncIterator[ThreadWorkbench]:
    made = ThreadWorkbench(2)
    yield made
    await made.close()


def _fail() -> None:
    raise StepNotAllowedError("a", "b")


async def test_the_answer_of_the_work_comes_back(bench: ThreadWorkbench) -> None:
    assert await bench.run(HEAVY, pow, 2, 10) == 1024
    assert await bench.run(HEAVY, int, "ff", base=16) == 255


async def test_light_work_is_done_at_once(bench: ThreadWorkbench) -> None:
    assert await bench.run(LIGHT_OCTETS, threading.get_ident) == threading.get_ident()
    assert await bench.run(LIGHT_OCTETS + 1, threading.get_ident) != threading.get_ident()


async def test_heavy_work_is_done_off_the_event_loop(bench: ThreadWorkbench) -> None:
    assert await bench.run(HEAVY, threading.get_ident) != threading.get_ident()


async def test_an_error_of_the_work_comes_out_as_it_is(bench: ThreadWorkbench) -> None:
    with pytest.raises(StepNotAllowedError):
        await bench.run(HEAVY, _fail)


async def test_more_work_than_threads_is_all_done(bench: ThreadWorkbench) -> None:
    assert await asyncio.gather(*(bench.run(HEAVY, abs, -number) for number in range(100))) == list(range(100))


async def test_threads_hold_no_more_than_their_bound(bench: ThreadWorkbench) -> None:
    gate, begun = threading.Event(), threading.Semaphore(0)

    def wait() -> None:
        begun.release()
        gate.wait(30)

    tasks = [asyncio.create_task(bench.run(HEAVY, wait)) for _ in range(20)]
    await asyncio.to_thread(begun.acquire)
    assert bench._slots.locked()  # noqa: SLF001 - the bound itself
    gate.set()
    await asyncio.gather(*tasks)
    assert not bench._slots.locked()  # noqa: SLF001 - the bound itself


async def test_who_is_cancelled_leaves_at_once_and_the_place_comes_back(bench: ThreadWorkbench) -> None:
    gate = threading.Event()
    tasks = [asyncio.create_task(bench.run(HEAVY, gate.wait, 30)) for _ in range(20)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    assert all(isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*tasks, return_exceptions=True))
    gate.set()
    assert await bench.run(HEAVY, abs, -1) == 1


async def test_after_closing_nothing_runs_any_more() -> None:
    bench = ThreadWorkbench(1)
    await bench.close()
    for _ in range(10):
        with pytest.raises(RuntimeError):
            await bench.run(HEAVY, abs, -1)


def test_a_loop_that_is_gone_harms_nobody() -> None:
    gate, ended = threading.Event(), threading.Event()
    bench = ThreadWorkbench(1)

    def work() -> None:
        gate.wait(30)
        ended.set()

    async def leave() -> None:
        task = asyncio.create_task(bench.run(HEAVY, work))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    gate.set()
    assert ended.wait(30)
    asyncio.run(bench.close())
