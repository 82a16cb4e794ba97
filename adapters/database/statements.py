"""Statements, said in SQLAlchemy Core and compiled once; they run on the driver's own connection.

Executing through SQLAlchemy costs three times what SQLite does itself (performance.md 7); its tables, types and
compiler cost nothing after the first use, and speak to another engine as well.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
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

_DIALECT: Final = sqlite.dialect(paramstyle="qmark")
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
        return connection.execute(self.sql, self._bound(values)).rowcount

    def run_each(self, connection: Connection, values: Iterable[Values]) -> None:
        """Run it once for each."""
        connection.executemany(self.sql, map(self._bound, values))

    def rows(self, connection: Connection, values: Values = _NOTHING) -> list[Row]:
        """Return what it selects."""
        results = self._results
        return [
            {name: value if read is None else read(value) for (name, read), value in zip(results, found, strict=True)}
            for found in connection.execute(self.sql, self._bound(values))
        ]

    def row(self, connection: Connection, values: Values = _NOTHING) -> Row | None:
        """Return the first of what it selects, if there is any."""
        return next(iter(self.rows(connection, values)), None)

    def _bound(self, values: Values) -> list[Any]:
        """Return the parameters in the order of their places; what the statement says itself was added to them."""
        if self._constants:
            values = {**values, **self._constants}
        return [values[name] if write is None else write(values[name]) for name, write in self._parameters]

    @cached_property
    def _compiled(self) -> SQLCompiler:
        return _DIALECT.statement_compiler(_DIALECT, self._construct, column_keys=self._columns)

    @cached_property
    def sql(self) -> str:
        """What the driver gets."""
        return self._compiled.string

    @cached_property
    def _constants(self) -> Row:
        """Parameters that the statement itself gives."""
        return {name: bind.value for bind, name in self._compiled.bind_names.items() if not bind.required}

    @cached_property
    def _parameters(self) -> tuple[tuple[str, _Processor], ...]:
        """The name of the value in each place, and what makes it what the driver takes, if anything must."""
        types = {name: bind.type for bind, name in self._compiled.bind_names.items()}
        return tuple((name, _bind_processor(types[name])) for name in self._compiled.positiontup or ())

    @cached_property
    def _results(self) -> tuple[tuple[str, _Processor], ...]:
        return tuple((str(column.key), _result_processor(column.type)) for column in self._selected)


# A type decides by itself whether anything must be done to its values; most have nothing to do.
def _bind_processor(kind: TypeEngine[Any]) -> _Processor:
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _result_processor(kind: TypeEngine[Any]) -> _Processor:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
