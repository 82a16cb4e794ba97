"""The store: SQLite behind one writer that commits in groups, and readers beside it."""

from adapters.database.migration import migrate
from adapters.database.unit_of_work import Database

__all__ = ["Database", "migrate"]
