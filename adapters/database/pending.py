"""The writes of one unit of work, kept in order until its commit."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from adapters.database.faults import is_duplicate
from adapters.database.statements import Connection
from gateway.errors import AlreadyRecordedError

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Write:
    """One change; `collection` is what a conflict is named after."""

    collection: str
    apply: Callable[[Connection], object]


class Pending:
    """What was asked for and is not committed; `prepare` is heavy work that must end in a write."""

    def __init__(self) -> None:
        self._steps: list[Write | Callable[[], Write]] = []
        # Each list holds items of one type; only `gather` knows which.
        self._gathered: dict[str, list[Any]] = {}

    def add(self, collection: str, apply: Callable[[Connection], object]) -> None:
        """Keep one change."""
        self._steps.append(Write(collection, apply))

    def add_heavy(self, prepare: Callable[[], Write]) -> None:
        """Keep a change that must be prepared first, off the event loop."""
        self._steps.append(prepare)

    def gather(self, collection: str, item: Item, apply: Callable[[Connection, Sequence[Item]], object]) -> None:
        """Keep one item, to be written together with the others of its collection where the first of them stands."""
        gathered = self._gathered.setdefault(collection, [])
        if not gathered:
            self.add(collection, lambda connection: apply(connection, gathered))
        gathered.append(item)

    def take(self) -> "Batch":
        """Return what was kept, and forget it."""
        steps, self._steps = self._steps, []
        self._gathered = {}
        return Batch(tuple(steps))


@dataclass(frozen=True, slots=True)
class Batch:
    """All writes of one commit."""

    steps: Sequence[Write | Callable[[], Write]]

    @property
    def heavy(self) -> bool:
        """Tell whether something must be prepared."""
        return not all(isinstance(step, Write) for step in self.steps)

    def prepared(self) -> "Batch":
        """Return the batch with everything prepared; pure, and to be run off the event loop."""
        return Batch(tuple(step if isinstance(step, Write) else step() for step in self.steps))

    def apply(self, connection: Connection) -> None:
        """Write everything; raise AlreadyRecordedError or ConcurrencyError when the first thing cannot be."""
        for step in self.steps:
            _apply(step if isinstance(step, Write) else step(), connection)


def _apply(write: Write, connection: Connection) -> None:
    try:
        write.apply(connection)
    except sqlite3.Error as error:
        if is_duplicate(error):
            raise AlreadyRecordedError(write.collection) from None
        raise
