"""Both implementations of the store; every test of this folder runs on each."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from adapters.database.migration import migrate
from adapters.database.unit_of_work import Database
from adapters.system.randomness import SystemRandomness
from gateway.ports import UnitOfWork
from tests.kit.store import FakeStore
from tests.kit.store_doors import InlineWorkbench, ToyVault

Units = Callable[[], UnitOfWork]


@pytest.fixture(params=["fake", "sqlite"])
async def units(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Units]:
    """Return what makes units of work."""
    if request.param == "fake":
        yield FakeStore().unit_of_work
        return
    path = tmp_path / "store.sqlite3"
    migrate(path)
    database = Database(path, vault=ToyVault(), workbench=InlineWorkbench(), randomness=SystemRandomness("vt.example"))
    yield database.unit_of_work
    await database.close()
