"""The real store in a folder, as a test opens it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

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
    engine = create_engine(f"sqlite:///{path}", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for name in _triggers(connection):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def _triggers(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return [str(name) for name in found.scalars()]
