"""F1, F2, F4: the process dies at any moment, and nothing that was acknowledged is lost."""

import asyncio
import random
import signal
import sys
from pathlib import Path
from typing import Final

import pytest

from adapters.database.unit_of_work import Database
from gateway.domain.chain import Checkpoint
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction
from gateway.ports import WorkKind
from tests.kit.committer import CONTENT, VAULT
from tests.kit.store_files import opened

ROOT: Final = Path(__file__).resolve().parents[2]
ROUNDS: Final = 10
# From the first commits to well into the flow of them.
LONGEST_S: Final = 0.3
# Of what was acknowledged before a kill, this many of the last are looked at whole.
NEAR_THE_END: Final = 20


async def killed_after(path: Path, seconds: float) -> list[ReferenceNumber]:
    """Let a process commit, kill it some time after its first answer, and return what it had acknowledged."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.kit.committer", str(path), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    first = await process.stdout.readline()
    await asyncio.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = await process.stdout.read()
    assert await process.wait() == -signal.SIGKILL
    return [ReferenceNumber.parse(line) for line in (first + rest).decode().splitlines()]


async def require_whole(database: Database, reference: ReferenceNumber) -> None:
    """Fail unless everything of that one commit is there."""
    async with database.unit_of_work() as uow:
        message = await uow.messages.find(Direction.OUT, reference)
        assert message is not None
        assert await uow.outbox.find(WorkKind.DELIVER, str(reference)) is not None
        assert len(await uow.layers.list_of(Direction.OUT, reference)) == 1
        assert len(await uow.evidence.list_of(message.subject)) == 1
        assert await uow.payloads.open(message.content) == CONTENT


async def recorded(database: Database) -> list[ReferenceNumber]:
    """Return the references of all commits that took place, in order."""
    async with database.unit_of_work() as uow:
        return [ReferenceNumber.parse(each.entry.actor) for each in await uow.evidence.list_of("alle")]


def unsigned(checkpoint: Checkpoint) -> None:
    """No head is signed here."""


@pytest.mark.faults
async def test_nothing_acknowledged_is_lost_when_the_process_is_killed_at_any_moment(tmp_path: Path) -> None:
    path, chance, acknowledged, near = tmp_path / "store.sqlite3", random.Random(20260302), 0, list[ReferenceNumber]()
    async with opened(path, VAULT):
        pass
    for round_number in range(ROUNDS):
        said = await killed_after(path, chance.uniform(0.0, LONGEST_S))
        acknowledged += len(said)
        near += said[-NEAR_THE_END:]
        async with opened(path, VAULT) as database:
            assert set(said) <= set(await recorded(database)), f"lost in round {round_number}"
    async with opened(path, VAULT) as database:
        for reference in near:
            await require_whole(database, reference)
        audited = await database.audit(unsigned)
        committed = await recorded(database)
    assert acknowledged >= ROUNDS
    assert audited.entries == 2 * len(committed), "no half of a commit is there"


@pytest.mark.faults
async def test_what_was_committed_and_not_yet_answered_is_there_whole(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    async with opened(path, VAULT):
        pass
    acknowledged = await killed_after(path, 0.1)
    async with opened(path, VAULT) as database:
        committed = await recorded(database)
        assert len(committed) >= len(acknowledged)
        for reference in committed[-NEAR_THE_END:]:
            await require_whole(database, reference)
