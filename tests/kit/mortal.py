"""Processes that die: around any of their commits, or at a step; and the two stores they find again."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Collection, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self, TypeVar

from adapters.database.migration import migrate
from adapters.database.unit_of_work import Database
from gateway.ports import UnitOfWork, Work
from tests.kit.randomness import FakeRandomness
from tests.kit.store import FakeStore
from tests.kit.store_doors import InlineWorkbench, ToyVault
from tests.kit.world_doors import at_once

Result = TypeVar("Result")
_NAME: Final = "schakel.sqlite3"


class DiedError(BaseException):
    """The process ends here; what was not committed is gone."""


def die() -> None:
    """End the process."""
    raise DiedError


class Fate:
    """Counts the commits of a process, and strikes before or after one of them."""

    def __init__(self) -> None:
        self._commits = 0
        self._after = False
        self._strike = die

    def arm(self, commits: int, *, after: bool = False, strike: Callable[[], None] = die) -> None:
        """Strike around that commit from now; 0 strikes never."""
        self._commits, self._after, self._strike = commits, after, strike

    async def commit(self, commit: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Commit, and strike where it was told; what that does commits without a strike."""
        self._commits -= 1
        struck = self._commits == 0
        if struck and not self._after:
            self._strike()
        await commit()
        if struck and self._after:
            self._strike()


class MortalOutbox:
    """The outbox of a process; claiming is a commit too."""

    def __init__(self, inner: UnitOfWork, fate: Fate) -> None:
        self._outbox = inner.outbox
        self._fate = fate
        self.find, self.put, self.done = self._outbox.find, self._outbox.put, self._outbox.done
        self.reschedule, self.postpone = self._outbox.reschedule, self._outbox.postpone
        self.hasten = self._outbox.hasten

    async def claim(
        self, at: datetime, lease: timedelta, *, in_hand: Collection[Work], per_partner: int, limit: int
    ) -> Sequence[Work]:
        """Claim, and die where it was told."""
        claimed: list[Work] = []

        async def commit() -> None:
            claimed.extend(await self._outbox.claim(at, lease, in_hand=in_hand, per_partner=per_partner, limit=limit))

        await self._fate.commit(commit)
        return claimed


class MortalUnitOfWork:
    """A unit of work whose commit may be the last thing that its process does, or the first that it does not."""

    def __init__(self, inner: UnitOfWork, fate: Fate) -> None:
        self._inner = inner
        self._fate = fate
        for name in UnitOfWork.__annotations__:
            setattr(self, name, getattr(inner, name))
        self.outbox = MortalOutbox(inner, fate)

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._inner.__aexit__(kind, error, trace)

    async def commit(self) -> None:
        await self._fate.commit(self._inner.commit)


class Disk(Protocol):
    """Where a process keeps what it committed, and how a test runs its flows."""

    def unit_of_work(self) -> UnitOfWork:
        """Return a fresh unit of work."""
        ...

    async def restart(self, *, died: bool) -> None:
        """Find again what was committed."""
        ...

    async def close(self) -> None:
        """Take it away."""
        ...


class Runner(Protocol):
    """Runs flows to their end."""

    def go(self, flow: Coroutine[Any, Any, Result]) -> Result:
        """Run a flow."""
        ...

    def aside(self, flow: Coroutine[Any, Any, Result]) -> Result:
        """Run a flow while another one stands still at a step."""
        ...

    def close(self) -> None:
        """Take away what it runs them with."""
        ...


class MemoryDisk:
    """The store in memory; a death leaves it as it is."""

    def __init__(self) -> None:
        self.store = FakeStore()

    def unit_of_work(self) -> UnitOfWork:
        return self.store.unit_of_work()

    async def restart(self, *, died: bool) -> None:
        return None

    async def close(self) -> None:
        return None


class AtOnce:
    """For the store in memory: nothing ever waits."""

    def go(self, flow: Coroutine[Any, Any, Result]) -> Result:
        return at_once(flow)

    def aside(self, flow: Coroutine[Any, Any, Result]) -> Result:
        return at_once(flow)

    def close(self) -> None:
        return None


@cache
def _template() -> bytes:
    """Return a fresh database; to migrate one takes longer than to use it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _NAME
        migrate(path)
        return path.read_bytes()


class FileDisk:
    """The real store. Who dies leaves the files as they stand, log of writes included; the next one opens those."""

    def __init__(self, name: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=f"schakel-{name}-")
        self._name = name
        self._vault = ToyVault()
        self._deaths = 0
        self._opened = 0
        self._path().parent.mkdir()
        self._path().write_bytes(_template())
        self._database = self._open()

    def unit_of_work(self) -> UnitOfWork:
        return self._database.unit_of_work()

    async def restart(self, *, died: bool) -> None:
        if died:
            left = self._path()
            self._deaths += 1
            self._path().parent.mkdir()
            for suffix in ("", "-wal"):
                file = left.with_name(_NAME + suffix)
                if file.exists():
                    shutil.copyfile(file, self._path().with_name(file.name))
        await self._database.close()
        self._database = self._open()

    async def close(self) -> None:
        await self._database.close()
        self._folder.cleanup()

    def _path(self) -> Path:
        return Path(self._folder.name) / str(self._deaths) / _NAME

    def _open(self) -> Database:
        self._opened += 1
        chance = FakeRandomness(f"{self._name}.schakel.test", seed=f"disk/{self._name}/{self._opened}")
        return Database(self._path(), vault=self._vault, workbench=InlineWorkbench(), randomness=chance)


class OnLoops:
    """For the real store: one loop, and another in a thread of its own for what happens meanwhile."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()

    def go(self, flow: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(flow)

    def aside(self, flow: Coroutine[Any, Any, Result]) -> Result:
        with ThreadPoolExecutor(1) as elsewhere:
            return elsewhere.submit(asyncio.run, flow).result()

    def close(self) -> None:
        self._runner.close()
