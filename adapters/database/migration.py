"""Brings a database to the last revision, or makes a new one; all revisions in one transaction, or none."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from adapters.database.connections import create_private, make_private, writing_engine
from adapters.database.revision import REVISIONS, require_known, revision_of
from gateway.errors import ConfigError

_SCRIPTS: Final = Path(__file__).with_name("migrations")
_BUSY: Final = "the database cannot be migrated now: stop what uses it, see that the disk has room, and try again"


def migrate(path: Path) -> tuple[str | None, str]:
    """Make or upgrade the database; return the revision before and after. Raise ConfigError when it cannot be."""
    create_private(path)
    engine = writing_engine(path)
    try:
        with engine.connect() as connection:
            before = _upgrade(connection)
    except DBAPIError:
        raise ConfigError(_BUSY) from None
    finally:
        engine.dispose()
    make_private(path)
    return before, REVISIONS[-1]


def _upgrade(connection: Connection) -> str | None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    before = revision_of(connection)
    require_known(before)
    command.upgrade(configuration(connection), "head")
    connection.exec_driver_sql("COMMIT")
    return before


def configuration(connection: Connection) -> Config:
    """Return what alembic needs: the scripts and the open connection."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
