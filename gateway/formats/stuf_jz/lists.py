"""Rows of a table whose field is a list: of records, each in an element, or of texts in elements with a number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gateway.formats.stuf_jz.forms import TEXT
from gateway.formats.stuf_jz.rows import Group, Reading, Row, Table, find_all, read_record, write_record
from gateway.formats.stuf_jz.tree import Node, Writing, steps_of
from gateway.strict_xml import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Group):
    """A list of records, one element for each; an element that says too little to make one is passed over."""

    path: str

    def read(self, element: Element, seen: list[Element]) -> object | None:
        """Return the records."""
        records = (read_record(self.table, found, seen) for found in find_all(element, self.path))
        return tuple(record for record in records if record is not None) or None

    def write(self, node: Node, value: Any, writing: Writing, place: str) -> None:  # noqa: ANN401 - records of any sort
        """Write every record."""
        parent = node.open(self.steps[:-1])
        for number, record in enumerate(value):
            write_record(self.table, parent.add(self.steps[-1].name), record, writing, f"{place}[{number}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Row):
    """A list of texts in elements with a number in their name; it ends before the first that says nothing."""

    paths: tuple[str, ...]

    def read(self, element: Element, seen: list[Element]) -> object | None:
        """Return the texts."""
        lines = []
        for number in range(len(self.paths)):
            line = self._line(number).read(element, seen)
            if line is None:
                break
            lines.append(line)
        return tuple(lines) or None

    def write(self, node: Node, value: Any, writing: Writing, place: str) -> None:  # noqa: ANN401 - a tuple of texts
        """Write every text, or note that there are too many."""
        if len(value) > len(self.paths):
            writing.mistakes.append(f"{place}: more than {len(self.paths)}")
            return
        for number, line in enumerate(value):
            self._line(number).write(node, line, writing, f"{place}[{number}]")

    def _line(self, number: int) -> Row:
        return Row(field=self.field, steps=steps_of(self.paths[number]), form=self.form)


def read_items(table: Table, elements: Iterable[Element], place: str, reading: Reading) -> Iterator[Any]:
    """Yield the record of each element that says enough to make one, noted as the next item of the list there."""
    number = 0
    for element in elements:
        seen: list[Element] = []
        record = read_record(table, element, seen)
        if record is not None:
            reading.tell(seen)
            reading.items[element] = f"{place}[{number}]"
            number += 1
            yield record


def listed(path: str, field_name: str, table: Table) -> Listed:
    """Return the row of a list of records."""
    return Listed(field=field_name, steps=steps_of(path), path=path, table=table)


def lines(path: str, count: int, field_name: str) -> Lines:
    """Return the row of a list of texts; the path ends in the name without its number."""
    paths = tuple(f"{path}{number}" for number in range(1, count + 1))
    return Lines(field=field_name, steps=(), form=TEXT, paths=paths)
