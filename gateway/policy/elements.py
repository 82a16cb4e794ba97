"""Elements of a content by their path: which are there, which are missing, which no list names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import Field, fields, is_dataclass
from functools import cache
from typing import Any, ClassVar, Final, Protocol, TypeGuard

from gateway.domain.content import Content
from gateway.domain.identifiers import Identifier
from gateway.domain.moments import IncompleteDate

_NUMBER: Final = re.compile(r"\[\d+\]")
_EMPTY: Final = (None, "", ())


class Group(Protocol):
    """An element that has parts of its own: a record of the content, or the content itself."""

    # What every dataclass has; a field may be of any type.
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def walk(record: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every element that says something, groups before their parts, with its path: `betrokkenen[0].bsn`."""
    kind: type = type(record)
    for name, default in _fields_of(kind):
        value = getattr(record, name)
        if _is_empty(value) or value == default:
            continue
        for place, item in _items(f"{path}.{name}" if path else name, value):
            yield place, item
            if is_group(item):
                yield from walk(item, place)


def is_group(value: object) -> TypeGuard[Group]:
    """Tell whether an element has parts of its own."""
    kind: type = type(value)
    return _is_kind_of_group(kind)


@cache
def _is_kind_of_group(kind: type) -> bool:
    return is_dataclass(kind) and not issubclass(kind, Identifier | IncompleteDate)


@cache
def _fields_of(kind: type) -> tuple[tuple[str, object], ...]:
    """Return the fields of a group with what each is when nobody says, looked up once: every rule walks."""
    return tuple((field.name, field.default) for field in fields(kind))


def says_nothing(value: object) -> bool:
    """Tell whether an element is there without saying anything: blanks and unseen signs, or a group of nothing else."""
    if isinstance(value, str):
        return not any(sign.isprintable() and not sign.isspace() for sign in value)
    if isinstance(value, tuple):
        return all(map(says_nothing, value))
    return value is None or (is_group(value) and all(is_group(part) or says_nothing(part) for _, part in walk(value)))


def shape(path: str) -> str:
    """Return the path as the catalogue writes it: `betrokkenen[].bsn`."""
    return _NUMBER.sub("[]", path)


def covers(listed: str, element: str) -> bool:
    """Tell whether a listed element is this one, or a group it is part of; of a list `x[]` means its items alone."""
    if not element.startswith(listed):
        return False
    return element == listed or (element[len(listed)] in ".[" and not listed.endswith("[]"))


def find(record: object, listed: Iterable[str], place: str = "") -> Iterator[tuple[str, object]]:
    """Yield the listed elements that are there, with their path; of a whole group the group alone."""
    for name in listed:
        head, _, rest = name.partition(".")
        field = head.removesuffix("[]")
        value = getattr(record, field)
        if _is_empty(value):
            continue
        here = f"{place}{field}"
        for path, item in _items(here, value):
            yield from find(item, (rest,), f"{path}.") if rest else ((path, item),)


def present(content: Content, listed: Iterable[str]) -> tuple[str, ...]:
    """Return the paths of the listed elements that are there."""
    return tuple(path for path, _ in find(content, listed))


def any_said(content: Content, listed: Iterable[str]) -> bool:
    """Tell whether one of the listed elements is there and says something."""
    return any(not says_nothing(value) for _, value in find(content, listed))


def missing(content: Content, listed: Iterable[str]) -> tuple[str, ...]:
    """Return the listed elements that are not there or say nothing, or so in an item of their list."""
    return tuple(name for name in listed if _lacks(content, name))


def unlisted(content: Content, listed: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that no list names; of a group of which nothing is named its own path only."""
    names = tuple(listed)
    found: list[str] = []
    for path, value in walk(content):
        element = shape(path)
        told = bool(found) and path.startswith(f"{found[-1]}.")
        if told or any(covers(name, element) for name in names):
            continue
        if not (is_group(value) and any(name.startswith(f"{element}.") for name in names)):
            found.append(path)
    return tuple(found)


def _items(path: str, value: object) -> Iterable[tuple[str, object]]:
    """Return every item of a list with its own path, and what is no list as it is."""
    if isinstance(value, tuple):
        return [(f"{path}[{number}]", item) for number, item in enumerate(value)]
    return [(path, value)]


def _is_empty(value: object) -> bool:
    return value in _EMPTY


def _lacks(record: object, name: str) -> bool:
    head, _, rest = name.partition(".")
    value = getattr(record, head.removesuffix("[]"))
    if _is_empty(value):
        # What every item must have, nothing lacks when there is no item.
        return not (rest and head.endswith("[]"))
    if not rest:
        return says_nothing(value)
    return any(_lacks(item, rest) for item in (value if isinstance(value, tuple) else (value,)))
