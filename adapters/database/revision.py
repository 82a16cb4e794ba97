"""Which revision of the tables this program knows, and whether the database has it."""

from typing import Final

from sqlalchemy import Connection, inspect, text

from gateway.errors import ConfigError

_EARLIER: Final = "the database is of an earlier version: run `schakel migrate`"
_LATER: Final = "the database is of a later version: install the version of schakel that made it"
# Every revision, oldest first; the last is the one this program works with.
REVISIONS: Final = ("0001",)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def require_known(revision: str | None) -> None:
    """Raise ConfigError when a later program made the database."""
    if revision is not None and revision not in REVISIONS:
        raise ConfigError(_LATER)


def require_current(connection: Connection) -> None:
    """Raise ConfigError unless the database has the last revision."""
    found = revision_of(connection)
    require_known(found)
    if found != REVISIONS[-1]:
        raise ConfigError(_EARLIER)
