"""Which revision of the tables this program knows, and whether the database has it."""

from typing import Final

from adapters.database.statements import Connection
from gateway.errors import ConfigError

_EARLIER: Final = "the database is of an earlier version: run `schakel migrate`"
_LATER: Final = "the database is of a later version: install the version of schakel that made it"
# Every revision, oldest first; the last is the one this program works with.
REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006")


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the database; None for an empty one."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
        return None
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])


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
