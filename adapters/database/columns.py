"""Column types that give our own values back: moments, identifiers and closed choices."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Column, DateTime, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from gateway.domain.identifiers import Identifier

_Identifier = TypeVar("_Identifier", bound=Identifier)
_Choice = TypeVar("_Choice", bound=StrEnum)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError(Moment.__doc__)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the moment aware again: SQLite drops time zones."""
        return None if value is None else value.replace(tzinfo=UTC)


class Named(TypeDecorator[_Identifier]):
    """An identifier, kept as its text; what was parsed once is not parsed again."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[_Identifier]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: _Identifier | None, _dialect: Dialect) -> str | None:
        """Return the text."""
        return None if value is None else value.text

    def process_result_value(self, value: str | None, _dialect: Dialect) -> _Identifier | None:
        """Return the identifier."""
        return None if value is None else self.kind(value)


class Chosen(TypeDecorator[_Choice]):
    """One of a closed list, kept as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[_Choice], *others: type[_Choice]) -> None:
        """Take the list, or several of which no two have a value in common."""
        super().__init__()
        self.kind = kind
        self._choices = {choice.value: choice for each in (kind, *others) for choice in each}

    def process_bind_param(self, value: _Choice | None, _dialect: Dialect) -> str | None:
        """Return the value."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> _Choice | None:
        """Return the choice; raise ValueError for what is none of them."""
        if value is None:
            return None
        try:
            return self._choices[value]
        except KeyError:
            raise ValueError(Chosen.__doc__) from None


# `Any`: a column of a record can hold whatever its field holds.
def columns_of(table: Table, record: type[Any]) -> tuple[Column[Any], ...]:
    """Return the columns that hold a record, in the order of its fields."""
    return tuple(table.c[field.name] for field in fields(record))


def names_of(columns: Iterable[Column[Any]]) -> tuple[str, ...]:
    """Return the names of columns."""
    return tuple(column.name for column in columns)


def values_of(record: object, columns: Iterable[Column[Any]]) -> dict[str, Any]:
    """Return the parameters that write a record into its columns."""
    return {column.name: getattr(record, column.name) for column in columns}
