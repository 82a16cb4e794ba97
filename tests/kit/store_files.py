"""The real store in a folder, as a test opens it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from adapters.database.migration import migrate
from adapters.database.payloads import Vault
from adapters.database.unit_of_work import Database
from adapters.system.randomness import SystemRandomness
from tests.kit.store_doors import InlineWorkbench, ToyVault


@asynccontextmanager
async def opened(path: Path, vault: Vault | None = None) -> AsyncIterator[Database]:
    """Open the database at that path, made or migrated first."""
    migrate(path)
    database = Database(
        path, vault=vault or ToyVault(), workbench=InlineWorkbench(), randomness=SystemRandomness("vt.example")
    )
    try:
        yield database
    finally:
        await database.close()


def tamper(path: Path, *statements: str) -> None:
    """Do what a database administrator could: drop the triggers and change what is written."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in found:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
