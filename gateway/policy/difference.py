"""What a removal would take out of a message, for the author who confirms it (R146): here values are shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.domain.message import Message
from gateway.policy.elements import covers, is_group, walk
from gateway.policy.strip import extent


@dataclass(frozen=True, slots=True)
class Removed:
    """One element and what it holds now; octets are told by their number."""

    element: str
    value: str


def difference(message: Message, elements: Iterable[str]) -> tuple[Removed, ...]:
    """Return every element that says something and would go with these, in the order of the message."""
    return tuple(_removed(message, frozenset(extent(message, elements))))


def _removed(message: Message, elements: frozenset[str]) -> Iterator[Removed]:
    for path, value in walk(message.content):
        if not is_group(value) and any(covers(element, path) for element in elements):
            yield Removed(path, _text(value))


def _text(value: object) -> str:
    return f"{len(value)} octets" if isinstance(value, bytes) else str(value)
