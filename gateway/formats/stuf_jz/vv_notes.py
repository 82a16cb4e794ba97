"""Extra elements with a number in their name, beside the questions and answers that have no room of their own."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.formats.shape import camel
from gateway.formats.stuf_jz.names import EXTRA_NAME
from gateway.formats.stuf_jz.rows import Row, find_all, says_nothing
from gateway.formats.stuf_jz.tree import Node, Step, Writing, steps_of
from gateway.strict_xml import Element

_EXTRAS: Final = "StUF:extraElementen"
_EXTRA: Final = "StUF:extraElement"
_NAME: Final = re.compile(r"([a-z]+)([1-9][0-9]{0,4})([A-Z][A-Za-z]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Note:
    """An extra element, and the last part of its name."""

    name: str
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Rows by the last part of a name: `antwoord2Bron` is what the row under `Bron` says of the second.

    `lists` are the fields of which each item has an element. A document may hold thousands of elements, so they are
    found in one pass and written without looking for equals.
    """

    prefix: str
    rows: Mapping[str, Row]
    lists: frozenset[str] = frozenset()

    def find(self, element: Element) -> Mapping[int, list[Note]]:
        """Return the extra elements of an element by their number."""
        found: defaultdict[int, list[Note]] = defaultdict(list)
        for extra in find_all(element, f"{_EXTRAS}/{_EXTRA}"):
            match = _NAME.fullmatch(extra.get(EXTRA_NAME, ""))
            if match and match[1] == self.prefix and match[3] in self.rows:
                found[int(match[2])].append(Note(match[3], extra))
        return found

    def read(self, found: Iterable[Note], seen: list[Element]) -> dict[str, Any]:
        """Return what they say of the fields; where one can say it, the first does."""
        values: dict[str, Any] = {}
        for note in found:
            row = self.rows[note.name]
            value = None if row.field in values and row.field not in self.lists else row.read(note.element, seen)
            if value is not None:
                values[row.field] = (*values.get(row.field, ()), value) if row.field in self.lists else value
        return values

    def write(self, node: Node, records: Iterable[tuple[str, object]], writing: Writing) -> None:
        """Write what the records, each with its place in the content, say besides."""
        extras: Node | None = None
        for number, (place, record) in enumerate(records, start=1):
            for name, row in self.rows.items():
                for item in _said(record, row.field):
                    extras = extras or node.open(steps_of(_EXTRAS))
                    element = extras.add_step(Step(_EXTRA, f"{self.prefix}{number}{name}"))
                    row.write(element, item, writing, f"{place}.{camel(row.field)}")


def _said(record: object, name: str) -> tuple[Any, ...]:
    if says_nothing(record, name):
        return ()
    value = getattr(record, name)
    return value if isinstance(value, tuple) else (value,)
