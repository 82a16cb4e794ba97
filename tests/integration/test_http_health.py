"""The operations door: live, ready, metrics."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from adapters.http.health_routes import OperationsDoor
from gateway.errors import StorageUnavailableError
from tests.kit.http import Answer, RecordedLog, RecordedMeter, calling, impatient, opened, request


async def _well() -> None:
    return


async def _broken() -> None:
    raise StorageUnavailableError


async def _bug() -> None:
    raise ZeroDivisionError


async def _endless() -> None:
    await asyncio.sleep(60)


@asynccontextmanager
async def _operations(
    check: Callable[[], Awaitable[None]] = _well, *findings: str
) -> AsyncIterator[tuple[int, RecordedLog]]:
    log = RecordedLog()
    operations = OperationsDoor(log=log, metrics=RecordedMeter(), check=check, look=lambda: findings, speed=impatient())
    async with opened(operations.door(), None) as port:
        yield port, log


async def _get(port: int, path: str, method: str = "GET") -> Answer:
    async with calling(port) as caller:
        await caller.send(request("Connection: close", method=method, path=path))
        return await caller.answer()


@pytest.mark.parametrize(
    ("path", "body"),
    [("/live", b"live\n"), ("/ready", b"ready\n"), ("/health", b"green\n"), ("/metrics", b"schakel_up 1\n")],
)
async def test_a_house_that_is_well_says_so(path: str, body: bytes) -> None:
    async with _operations() as (port, _):
        answer = await _get(port, path)
    assert (answer.status, answer.body) == (200, body)
    assert "Cache-Control: no-store" in answer.head
    if path == "/metrics":
        assert "Content-Type: text/plain; version=0.0.4" in answer.head


async def test_a_house_with_findings_is_red_and_takes_messages_all_the_same() -> None:
    async with _operations(_well, "legacy-decryption 00000099000000010000 5h", "short-own-keys") as (port, _):
        answer = await _get(port, "/health")
        assert (await _get(port, "/ready")).status == 200
    assert (answer.status, answer.body) == (503, b"red\nlegacy-decryption 00000099000000010000 5h\nshort-own-keys\n")


async def test_a_house_that_cannot_take_messages_lives_and_is_not_ready() -> None:
    async with _operations(_broken) as (port, _):
        assert (await _get(port, "/live")).status == 200
        answer = await _get(port, "/ready")
    assert (answer.status, answer.body) == (503, b"not ready\n")


async def test_a_check_that_meets_a_bug_is_told() -> None:
    async with _operations(_bug) as (port, log):
        assert (await _get(port, "/ready")).status == 500
        assert [name for name, _ in log.failures] == ["unexpected_error"]


async def test_a_check_that_does_not_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.http.health_routes._PATIENCE_SECONDS", 0.1)
    async with _operations(_endless) as (port, _):
        assert (await _get(port, "/ready")).status == 503


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/live", 405), ("GET", "/", 404), ("GET", "/metrics/", 404)]
)
async def test_nothing_else_is_here(method: str, path: str, status: int) -> None:
    async with _operations() as (port, log):
        assert (await _get(port, path, method)).status == status
        assert log.outcomes("request_refused") == [f"http-{status}"]
