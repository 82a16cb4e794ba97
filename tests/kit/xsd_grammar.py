"""A schema as values that can be walked and compared: what may stand where, how often, holding what."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

_ATOM: Final = re.compile(r"\[([^\]]+)\](?:\{(\d+)(?:,(\d+))?\})?")
_RANGE: Final = re.compile(r"(.)-(.)|(.)")


class SchemaNotUnderstoodError(Exception):
    """The schema uses something this reader does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A part of a pattern: some characters, and how often they occur."""

    characters: str
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Simple:
    """What a text may be: a built-in type and what narrows it. A text has to match every pattern."""

    base: str
    choices: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    limits: frozenset[tuple[str, int]] = frozenset()

    def limit(self, facet: str) -> int | None:
        """Return the limit of that name."""
        return dict(self.limits).get(facet)

    @property
    def is_impossible(self) -> bool:
        """Whether the patterns ask for lengths that no one text has."""
        lengths = [_lengths(pattern) for pattern in self.patterns]
        return max((low for low, _ in lengths), default=0) > min((high for _, high in lengths), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute: its name, with namespace where it has one, and what it may hold."""

    name: str
    value: Simple
    required: bool
    fixed: str | None
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    """A place where any element may stand, unread."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A sequence or a choice, as often as it may occur."""

    kind: str
    low: int
    high: int | None
    items: "tuple[Particle, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element: how often it occurs and what it holds, either a value or other elements."""

    name: str
    low: int
    high: int | None
    nillable: bool
    fixed: str | None
    default: str | None
    attributes: tuple[Attribute, ...]
    value: Simple | None
    content: "Particle | None"


Particle = Element | Group | Anything


def children(particle: Particle | None) -> Iterator[Element]:
    """Yield the elements that can stand directly here."""
    if isinstance(particle, Element):
        yield particle
    elif isinstance(particle, Group):
        for item in particle.items:
            yield from children(item)


def declaration(node: etree._Element, declared: Element) -> Element | None:
    """Return what the grammar of the root says of the node, found by the names on the way to it."""
    found: Element | None = declared
    for step in [*reversed(list(node.iterancestors())), node][1:]:
        content = found.content if found else None
        found = next((child for child in children(content) if child.name == step.tag), None)
    return found


def atoms(pattern: str) -> tuple[Atom, ...]:
    """Return the parts of a pattern that is a row of character classes."""
    if _ATOM.sub("", pattern):
        raise SchemaNotUnderstoodError(pattern)
    return tuple(
        Atom(characters=_characters(found[1]), low=int(found[2] or 1), high=int(found[3] or found[2] or 1))
        for found in _ATOM.finditer(pattern)
    )


def _lengths(pattern: str) -> tuple[int, int]:
    parts = atoms(pattern)
    return sum(part.low for part in parts), sum(part.high for part in parts)


def _characters(listed: str) -> str:
    return "".join(
        single or "".join(map(chr, range(ord(first), ord(last) + 1))) for first, last, single in _RANGE.findall(listed)
    )


def simplest(group: Group) -> Particle:
    """Return the group without what does not change what it accepts."""
    items = tuple(_spliced(group))
    if len(items) == 1:
        (only,) = items
        if (only.low, only.high) == (1, 1):
            return replace(only, low=group.low, high=group.high)
        if group.high == 1 and (group.low == 1 or only.low <= 1):
            return replace(only, low=group.low * only.low)
        if only.low == 0 and only.high is not None and group.high is not None:
            return replace(only, high=only.high * group.high)
    can_be_empty = group.kind == "sequence" and group.high == 1 and all(_can_be_empty(item) for item in items)
    return replace(group, items=items, low=1 if can_be_empty else group.low)


def _spliced(group: Group) -> Iterator[Particle]:
    """Yield the items, those of a sequence directly inside a sequence in its place."""
    for item in group.items:
        if isinstance(item, Group) and item.kind == group.kind == "sequence" and (item.low, item.high) == (1, 1):
            yield from item.items
        else:
            yield item


def _can_be_empty(particle: Particle) -> bool:
    if particle.low == 0:
        return True
    if not isinstance(particle, Group):
        return False
    inside: Iterable[bool] = (_can_be_empty(item) for item in particle.items)
    return all(inside) if particle.kind == "sequence" else any(inside)
