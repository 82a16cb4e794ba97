"""Tables that say, row by row, where a field of the domain stands in a document; the same row reads and writes."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from gateway.errors import ContentRefusedError
from gateway.formats.shape import camel, fields_of
from gateway.formats.stuf_jz.forms import TEXT, Form
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.shapes import TEXT as ANY_TEXT
from gateway.formats.stuf_jz.shapes import Text
from gateway.formats.stuf_jz.tree import Node, Step, Writing, is_nil, steps_of
from gateway.strict_xml import Element

# CL21: body does not conform to its schema.
NOT_CONFORMING: Final = "StUF055"


@dataclass(slots=True)
class Reading:
    """What was read of a document: every element that told something, and which item of a list it is."""

    told: set[Element] = field(default_factory=set)
    items: dict[Element, str] = field(default_factory=dict)

    def tell(self, elements: list[Element]) -> None:
        """Note the elements and all above them."""
        for element in elements:
            above: Element | None = element
            while above is not None and above not in self.told:
                self.told.add(above)
                above = above.getparent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field that stands in one element, or in an attribute of it; a list stands in one element per item.

    `strict`: an element that is there and cannot be read refuses the whole document.
    """

    field: str
    steps: tuple[Step, ...]
    form: Form
    attribute: str = ""
    kind: Text = ANY_TEXT
    many: bool = False
    strict: bool = False

    def read(self, element: Element, seen: list[Element]) -> object | None:
        """Return what the document says of the field, noting the elements that said it."""
        values = []
        for found in _seek(element, self.steps):
            value = self._value(found)
            if value is not None:
                seen.append(found)
                values.append(value)
                if not self.many:
                    return value
        return tuple(values) or None

    def _value(self, found: Element) -> object | None:
        if self.attribute:
            return self.form.reader(found.get(clark(self.attribute), ""))
        if is_nil(found):
            return None
        value = self.form.read(found)
        if value is None and self.strict:
            raise ContentRefusedError(NOT_CONFORMING, (place_of(found, self.steps[-1].name),))
        return value

    def write(self, node: Node, value: object, writing: Writing, place: str) -> None:
        """Write the field, or note why it cannot be written."""
        if self.attribute:
            self._write_attribute(node.open(self.steps).element, value, writing, place)
        elif not self.many:
            self._write_text(node.open(self.steps), value, writing, place)
        elif isinstance(value, tuple):
            parent = node.open(self.steps[:-1])
            for number, item in enumerate(value):
                self._write_text(parent.add_step(self.steps[-1]), item, writing, f"{place}[{number}]")

    def _write_attribute(self, element: Element, value: object, writing: Writing, place: str) -> None:
        text = self.form.writer(value)
        if fault := self.kind.fault(text):
            writing.mistakes.append(f"{place}: {fault}")
        else:
            element.set(clark(self.attribute), text)

    def _write_text(self, node: Node, value: object, writing: Writing, place: str) -> None:
        text = self.form.writer(value)
        if fault := (node.shape.text or ANY_TEXT).fault(text):
            writing.mistakes.append(f"{place}: {fault}")
            return
        node.element.text = text
        for name, mark in self.form.marks(value).items():
            node.element.set(clark(name), mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one record; `blank` are texts that the domain demands and a partner may not know: they stay empty."""

    record: type
    rows: "tuple[Row | Group, ...]"
    blank: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One field that is a record of its own."""

    field: str
    steps: tuple[Step, ...]
    table: Table

    def read(self, element: Element, seen: list[Element]) -> object | None:
        """Return the record, if the document says enough to make it."""
        found = next(_seek(element, self.steps), None)
        return None if found is None else read_record(self.table, found, seen)

    def write(self, node: Node, value: object, writing: Writing, place: str) -> None:
        """Write the record."""
        write_record(self.table, node.open(self.steps), value, writing, place)


def row(path: str, field_name: str, form: Form = TEXT, *, many: bool = False, strict: bool = False) -> Row:
    """Return the row of an element; an empty path is the element itself."""
    return Row(field=field_name, steps=steps_of(path), form=form, many=many, strict=strict)


def attribute_row(path: str, attribute: str, field_name: str, kind: Text = ANY_TEXT, form: Form = TEXT) -> Row:
    """Return the row of an attribute."""
    return Row(field=field_name, steps=steps_of(path), form=form, attribute=attribute, kind=kind)


def extra_row(path: str, name: str, field_name: str, form: Form = TEXT) -> Row:
    """Return the row of a value for which the standard has no element: an extra element of that name."""
    return Row(field=field_name, steps=steps_of(f"{path}/{extra(name)}"), form=form)


def extra(name: str) -> str:
    """Return the path of an extra element below the element that it belongs to."""
    return f"StUF:extraElementen/StUF:extraElement[{name}]"


def group(path: str, field_name: str, table: Table) -> Group:
    """Return the row of a record in a record."""
    return Group(field=field_name, steps=steps_of(path), table=table)


def place_of(element: Element, name: str = "unknown") -> str:
    """Return where an element stands, by a name of ours: what a partner calls an unknown one may be a value."""
    return f"line {element.sourceline}: element {name.rpartition(':')[2]}"


def _seek(element: Element, steps: tuple[Step, ...]) -> Iterator[Element]:
    """Yield the elements at the end of the steps; on the way each step leads to the first that it means."""
    if not steps:
        yield element
        return
    for step in steps[:-1]:
        found = next(filter(step.leads_to, element), None)
        if found is None:
            return
        element = found
    yield from filter(steps[-1].leads_to, element)


def find_all(element: Element, path: str) -> Iterator[Element]:
    """Yield the elements at the end of a path."""
    return _seek(element, steps_of(path))


def read_first(table: Table, root: Element, path: str, seen: list[Element]) -> Any | None:  # noqa: ANN401 - any record of the domain
    """Return the record of the first element at the end of a path, if it says enough to make it."""
    found = next(find_all(root, path), None)
    return None if found is None else read_record(table, found, seen)


def read_values(table: Table, element: Element, seen: list[Element]) -> dict[str, Any]:
    """Return what the document says of the fields; what equals a default says nothing."""
    defaults = _defaults(table.record)
    values: dict[str, Any] = {}
    for item in table.rows:
        own: list[Element] = []
        value = item.read(element, own)
        if value is not None and value != defaults.get(item.field):
            values[item.field] = value
            seen.extend(own)
    return values


def read_record(table: Table, element: Element, seen: list[Element]) -> Any | None:  # noqa: ANN401 - any record of the domain
    """Return the record, or None when the document says too little to make it; then nothing of it counts as seen."""
    own: list[Element] = []
    values = read_values(table, element, own)
    if not values:
        return None
    values |= {name: "" for name in table.blank if name not in values}
    if any(item.required and item.name not in values for item in fields_of(table.record)):
        return None
    seen.extend(own)
    return table.record(**values)


def write_record(table: Table, node: Node, record: object, writing: Writing, place: str) -> None:
    """Write every field of the record that says something."""
    for item in table.rows:
        if not says_nothing(record, item.field):
            value = getattr(record, item.field)
            item.write(node, value, writing, f"{place}.{camel(item.field)}".removeprefix("."))


def says_nothing(record: object, name: str) -> bool:
    """Tell whether a field of a record is absent, empty, or what it is unless somebody says otherwise."""
    kind: type = type(record)
    value = getattr(record, name)
    return value is None or value in ("", ()) or value == _defaults(kind).get(name)


@cache
def _defaults(record: type) -> Mapping[str, object]:
    return MappingProxyType({item.name: item.default for item in fields(record) if item.default is not MISSING})
