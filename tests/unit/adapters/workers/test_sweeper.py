"""The sweeper does every chore, whatever becomes of the others."""

import json
from collections.abc import Awaitable, Callable
from io import StringIO
from typing import Any

from adapters.telemetry.logging import Log
from adapters.workers.sweeper import Sweeper
from gateway.errors import StorageUnavailableError

Chore = Callable[[], Awaitable[object]]


async def swept(*failures: Exception) -> list[dict[str, Any]]:
    """Let a chore fail in each of these ways, and another stop the sweeper; return what was logged."""
    lines, left = StringIO(), list(failures)

    async def fail() -> None:
        if left:
            raise left.pop(0)

    async def stop() -> None:
        sweeper.stop()

    sweeper = Sweeper({"evidence_not_signed": fail, "trust_not_reloaded": stop}, Log(lines))
    await sweeper.run()
    return [json.loads(line) for line in lines.getvalue().splitlines()]


async def test_the_round_is_finished_and_nothing_is_said_when_all_is_well() -> None:
    assert await swept() == []


async def test_a_chore_that_fails_is_logged_by_its_own_name_and_delays_no_other() -> None:
    (line,) = await swept(StorageUnavailableError())
    assert (line["event"], line["code"]) == ("evidence_not_signed", "storage-unavailable")


async def test_a_bug_in_a_chore_does_not_end_the_house() -> None:
    (line,) = await swept(ValueError("J. de Tester"))
    assert line["event"] == "unexpected_error"
    assert "Tester" not in json.dumps(line)


async def test_a_stopped_sweeper_begins_no_round() -> None:
    rounds: list[str] = []

    async def note() -> None:
        rounds.append("round")

    sweeper = Sweeper({"trust_not_reloaded": note}, Log(StringIO()))
    sweeper.stop()
    await sweeper.run()
    assert rounds == []
