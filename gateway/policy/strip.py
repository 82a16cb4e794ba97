"""Take elements out of a message before it leaves (STRIP, R146), and make a message what the steps made of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, Field, fields, replace
from typing import Any, Final, TypeVar

from gateway.domain.content import Content
from gateway.domain.effect import Effect
from gateway.domain.message import Message
from gateway.domain.parking import StepTaken
from gateway.policy.elements import Group, is_group

# One place on the way to an element: a field, or a field and which item of it.
_PLACE: Final = re.compile(r"([a-z_]+)(?:\[(\d+)\])?", re.ASCII)
_Way = tuple[str | int, ...]
_Record = TypeVar("_Record", bound=Group)


def strip(message: Message, elements: Iterable[str], rule: str) -> Message:
    """Return the message without these elements, with the number of the rule among those that removed something.

    Elements are named as they stand in this message. What a record cannot be without takes the whole record with it.
    What is not there changes nothing, so removing twice what has a name of its own is removing it once.
    """
    # A content can be without anything.
    content = _without(message.content, list(_ways(elements))) or Content()
    if content == message.content:
        return message
    rules = tuple(dict.fromkeys((*content.verwijderd, rule)))
    return replace(message, content=replace(content, verwijderd=rules))


def extent(message: Message, elements: Iterable[str]) -> tuple[str, ...]:
    """Return what really goes with these elements: themselves, or the whole records that cannot be without them."""
    return tuple(dict.fromkeys(_extent(message.content, element) for element in elements))


def prepare(message: Message, steps: Sequence[StepTaken]) -> Message:
    """Return the message as it would leave after these steps: without what was removed, to the receiver last chosen."""
    for step in steps:
        if step.effect is Effect.STRIP:
            message = strip(message, step.elements, step.rule)
        elif step.effect is Effect.ROUTE and step.receiver is not None:
            message = replace(message, header=replace(message.header, receiver=step.receiver))
    return message


def _extent(record: object, element: str) -> str:
    """Climb from the element as long as what holds it cannot be without it; items of a list can always go."""
    places = element.split(".")
    needed: list[bool] = []
    for place in places:
        name, _, number = place.removesuffix("]").partition("[")
        field = next((field for field in fields(record) if field.name == name), None) if is_group(record) else None
        if field is None:
            return element
        value = getattr(record, name)
        record = value[int(number)] if number and int(number) < len(value) else value
        needed.append(_is_needed(field) and not number)
    kept = len(places)
    while kept > 1 and needed[kept - 1]:
        kept -= 1
    return ".".join(places[:kept])


def _ways(elements: Iterable[str]) -> Iterator[_Way]:
    for element in elements:
        places = [_PLACE.fullmatch(part) for part in element.split(".")]
        if all(places):
            yield tuple(step for place in places if place for step in _steps(place))


def _steps(place: re.Match[str]) -> Iterator[str | int]:
    yield place[1]
    if place[2] is not None:
        yield int(place[2])


def _without(record: _Record, ways: Sequence[_Way]) -> _Record | None:
    """Return the record without what is there; None when the record cannot be without it."""
    changes: dict[str, object] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        left = _left(value, [way[1:] for way in ways if way[0] == field.name])
        if left is None and value is not None and _is_needed(field):
            return None
        if left is not value:
            changes[field.name] = _nothing(field) if left is None else left
    return replace(record, **changes) if changes else record


def _left(value: object, ways: Sequence[_Way]) -> object:
    """Return what is left of an element, the element itself when nothing goes, None when all of it does."""
    if not ways:
        return value
    if () in ways:
        return None
    if isinstance(value, tuple):
        return _items_left(value, ways)
    return _without(value, ways) if is_group(value) else value


def _items_left(items: tuple[object, ...], ways: Sequence[_Way]) -> tuple[object, ...]:
    left = [_left(item, [way[1:] for way in ways if way[0] == number]) for number, item in enumerate(items)]
    if all(after is before for after, before in zip(left, items, strict=True)):
        return items
    return tuple(item for item in left if item is not None)


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _nothing(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()
