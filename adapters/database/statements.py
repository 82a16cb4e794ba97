"""Statements, said in SQLAlchemy Core and compiled once; they run on the driver's own connection.

Executing through SQLAlchemy costs three times what SQLite does itself (performance.md 7); its tables, types and
compiler cost nothing after the first use, and speak to another engine as well.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Connection: TypeAlias = sqlite3.Connection
# `Any`: parameters and rows hold what their columns hold.
Values: TypeAlias = Mapping[str, Any]
Row: TypeAlias = dict[str, Any]
_Processor: TypeAlias = Callable[[Any], Any] | None

_DIALECT: Final = sqlite.dialect(paramstyle="named")
_NOTHING: Final[Values] = MappingProxyType({})


class Statement:
    """One statement; values go in and come out as our own types."""

    def __init__(
        self, construct: Select[Any] | Insert | Update | Delete, *, columns: Iterable[str] | None = None
    ) -> None:
        """Take the construct; an insert writes the given columns, or all of them."""
        self._construct = construct
        self._selected = construct.selected_columns if isinstance(construct, Select) else ()
        self._columns = None if columns is None else list(columns)

    def run(self, connection: Connection, values: Values = _NOTHING) -> int:
        """Run it once, and return how many rows it changed."""
        return connection.execute(self._sql, self._bound(values)).rowcount

    def run_each(self, connection: Connection, values: Iterable[Values]) -> None:
        """Run it once for each."""
        connection.executemany(self._sql, map(self._bound, values))

    def rows(self, connection: Connection, values: Values = _NOTHING) -> list[Row]:
        """Return what it selects."""
        return [self._row(found) for found in connection.execute(self._sql, self._bound(values))]

    def row(self, connection: Connection, values: Values = _NOTHING) -> Row | None:
        """Return the first of what it selects, if there is any."""
        found = connection.execute(self._sql, self._bound(values)).fetchone()
        return None if found is None else self._row(found)

    @cached_property
    def _compiled(self) -> SQLCompiler:
        return _DIALECT.statement_compiler(_DIALECT, self._construct, column_keys=self._columns)

    @cached_property
    def _sql(self) -> str:
        return self._compiled.string

    @cached_property
    def _constants(self) -> Row:
        """Parameters that the statement itself gives."""
        binds = self._compiled.bind_names
        return {
            name: _processed(_bind_processor(bind.type), bind.value)
            for bind, name in binds.items()
            if not bind.required
        }

    @cached_property
    def _processors(self) -> tuple[tuple[str, _Processor], ...]:
        binds = self._compiled.bind_names
        return tuple((name, _bind_processor(bind.type)) for bind, name in binds.items() if bind.required)

    @cached_property
    def _results(self) -> tuple[tuple[str, _Processor], ...]:
        return tuple((str(column.key), _result_processor(column.type)) for column in self._selected)

    def _bound(self, values: Values) -> Row:
        bound = {name: _processed(process, values[name]) for name, process in self._processors}
        return {**self._constants, **bound} if self._constants else bound

    def _row(self, found: Sequence[Any]) -> Row:
        return {name: _processed(process, value) for (name, process), value in zip(self._results, found, strict=True)}


def _processed(process: _Processor, value: object) -> object:
    return value if process is None else process(value)


# A type decides by itself whether anything must be done to its values; most have nothing to do.
def _bind_processor(kind: TypeEngine[Any]) -> _Processor:
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _result_processor(kind: TypeEngine[Any]) -> _Processor:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
