"""Column types that give our own values back: moments, identifiers and closed choices."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import Column, DateTime, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from gateway.domain.identifiers import Identifier

# A moment is written without its offset, which is always the same.
_OFFSET: Final = "+00:00"
_LENGTH: Final = len("2026-03-02 09:00:00.123456")

_Identifier = TypeVar("_Identifier", bound=Identifier)
_Choice = TypeVar("_Choice", bound=StrEnum)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC as SQLite's own functions write it; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, _dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """Return what makes a moment its text in UTC."""
        return _written

    def result_processor(self, _dialect: Dialect, _kind: object) -> Callable[[str | None], datetime | None]:
        """Return what makes the text a moment again."""
        return _read


class Named(TypeDecorator[_Identifier]):
    """An identifier, kept as its text; what was parsed once is not parsed again."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[_Identifier]) -> None:
        super().__init__()
        self.kind = kind

    def bind_processor(self, _dialect: Dialect) -> Callable[[_Identifier | None], str | None]:
        """Return what makes an identifier its text."""
        return _text_of

    def result_processor(self, _dialect: Dialect, _kind: object) -> Callable[[str | None], _Identifier | None]:
        """Return what makes the text an identifier again."""
        kind = self.kind
        return lambda text: None if text is None else kind(text)


class Chosen(TypeDecorator[_Choice]):
    """One of a closed list, kept as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[_Choice], *others: type[_Choice]) -> None:
        """Take the list, or several of which no two have a value in common."""
        super().__init__()
        self.kind = kind
        self._choices: dict[str | None, _Choice | None] = {
            None: None,
            **{choice.value: choice for each in (kind, *others) for choice in each},
        }

    def bind_processor(self, _dialect: Dialect) -> Callable[[_Choice | None], str | None]:
        """Return what makes a choice its value."""
        return _value_of

    def result_processor(self, _dialect: Dialect, _kind: object) -> Callable[[str | None], _Choice | None]:
        """Return what makes the value a choice again; it raises ValueError for what is none of them."""
        return self._choice_of

    def _choice_of(self, value: str | None) -> _Choice | None:
        try:
            return self._choices[value]
        except KeyError:
            raise ValueError(Chosen.__doc__) from None


def _written(at: datetime | None) -> str | None:
    if at is None:
        return None
    if at.tzinfo is None:
        raise TypeError(Moment.__doc__)
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:_LENGTH]


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + _OFFSET)


def _value_of(choice: StrEnum | None) -> str | None:
    return None if choice is None else str(choice)


def _text_of(identifier: Identifier | None) -> str | None:
    return None if identifier is None else identifier.text


# `Any`: a column of a record can hold whatever its field holds.
def columns_of(table: Table, record: type[Any]) -> tuple[Column[Any], ...]:
    """Return the columns that hold a record, in the order of its fields."""
    return tuple(table.c[field.name] for field in fields(record))


def names_of(columns: Iterable[Column[Any]]) -> tuple[str, ...]:
    """Return the names of columns."""
    return tuple(column.name for column in columns)


def values_of(record: object, names: Iterable[str]) -> dict[str, Any]:
    """Return the parameters that write a record into its columns of these names."""
    return {name: getattr(record, name) for name in names}
