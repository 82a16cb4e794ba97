"""Contents made from the domain's own types: everything filled in, or only what a list of elements names."""

from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

from gateway.domain.content import Content
from gateway.domain.identifiers import Identifier, Oin, ReferenceNumber
from gateway.domain.moments import IncompleteDate

# What every text says; a sentence that repeats content would repeat this.
MARK: Final = "kenteken-van-inhoud"

_VALUES: Final[tuple[tuple[type, object], ...]] = (
    (bool, True),
    (int, 7),
    (datetime, datetime(2026, 3, 2, 9, tzinfo=UTC)),
    (date, date(2026, 3, 2)),
    (bytes, b"%PDF-"),
    (IncompleteDate, IncompleteDate(1985, 5, 1)),
    (Oin, Oin("00000001123456789000")),
    (ReferenceNumber, ReferenceNumber("0e09a81f-64a0-4793-b946-d6538fb3f37e")),
)


def whole_content() -> Content:
    """Return a content in which every element is filled in."""
    whole: Content = _build(Content, None)
    return whole


def content_of(elements: Iterable[str]) -> Content:
    """Return a content with these elements and what their groups cannot be without."""
    content: Content = _build(Content, frozenset(elements))
    return content


@cache
def kinds_of(record: type) -> dict[str, tuple[type, bool]]:
    """Map each field of a group to the type of one value, and whether there can be several."""
    return {name: _kind(hint) for name, hint in get_type_hints(record).items() if not name.startswith("_")}


def paths_of(record: type = Content, prefix: str = "") -> frozenset[str]:
    """Return every path there can be: groups, items and leaves."""
    found: set[str] = set()
    for name, (kind, many) in kinds_of(record).items():
        found.add(f"{prefix}{name}")
        here = f"{prefix}{name}[]" if many else f"{prefix}{name}"
        found.add(here)
        if is_group(kind):
            found |= paths_of(kind, f"{here}.")
    return frozenset(found)


def is_group(kind: type) -> bool:
    """Tell whether a type has fields of its own."""
    return is_dataclass(kind) and not issubclass(kind, Identifier | IncompleteDate)


def _kind(hint: Any) -> tuple[type, bool]:  # noqa: ANN401 - a type hint has no better type
    many = get_origin(hint) is tuple
    kinds = get_args(hint) or (hint,)
    return next(kind for kind in kinds if kind is not type(None)), many


def _build(record: Any, wanted: frozenset[str] | None) -> Any:  # noqa: ANN401 - any group of the content
    """Build a group: all of it when nothing in particular is wanted."""
    values: dict[str, object] = {}
    for field in fields(record):
        kind, many = kinds_of(record)[field.name]
        inside = None if wanted is None else _below(field.name, wanted)
        if inside is not None and not inside and field.default is not MISSING:
            continue
        one = _value(kind, inside)
        values[field.name] = (one,) if many else one
    return record(**values)


def _below(name: str, wanted: frozenset[str]) -> frozenset[str]:
    """Return what is wanted inside a field; a lone dot when the field itself is wanted."""
    heads = {path: path.partition(".") for path in wanted}
    return frozenset(rest or "." for head, _, rest in heads.values() if head.removesuffix("[]") == name)


def _value(kind: Any, inside: frozenset[str] | None) -> object:  # noqa: ANN401 - any type of a field
    if is_group(kind):
        # A group that can be without anything says nothing by itself.
        bare = inside == frozenset(".") and all(field.default is not MISSING for field in fields(kind))
        return _build(kind, None if bare else inside)
    if issubclass(kind, StrEnum):
        return next(iter(kind))
    return next((value for base, value in _VALUES if issubclass(kind, base)), MARK)
