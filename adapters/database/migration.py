"""Brings a database to the last revision, or makes a new one; all revisions in one transaction, or none."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection as RevisingConnection
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from adapters.database.connections import DAMAGED, create_private, make_private, open_writing
from adapters.database.faults import is_damaged
from adapters.database.revision import REVISIONS, require_known, revision_of
from adapters.database.statements import Connection
from gateway.errors import ConfigError

_SCRIPTS: Final = Path(__file__).with_name("migrations")
_BUSY: Final = "the database cannot be migrated now: stop what uses it, see that the disk has room, and try again"


def migrate(path: Path) -> tuple[str | None, str]:
    """Make or upgrade the database; return the revision before and after. Raise ConfigError when it cannot be."""
    create_private(path)
    try:
        with closing(open_writing(path)) as connection:
            before = _upgrade(connection)
    except sqlite3.Error as error:
        raise ConfigError(DAMAGED if is_damaged(error) else _BUSY) from None
    make_private(path)
    return before, REVISIONS[-1]


def _upgrade(connection: Connection) -> str | None:
    try:
        # Begun here and through SQLAlchemy: it rolls back when it connects, and alembic commits what nobody began.
        with engine_on(connection).connect() as revising:
            revising.exec_driver_sql("BEGIN IMMEDIATE")
            before = revision_of(connection)
            require_known(before)
            command.upgrade(configuration(revising), "head")
            revising.exec_driver_sql("COMMIT")
    except DBAPIError as error:
        raise error.orig or error from None
    return before


def engine_on(connection: Connection) -> Engine:
    """Return an engine that works on that connection alone, within whatever transaction it is in."""
    return create_engine(
        "sqlite://",
        creator=lambda: connection,
        poolclass=StaticPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )


def configuration(connection: RevisingConnection) -> Config:
    """Return what alembic needs: the scripts and the open connection."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
