"""Tables that say, row by row, where a field of the domain stands in a document; the same row reads and writes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from gateway.errors import ContentRefusedError
from gateway.formats.shape import camel, fields_of
from gateway.formats.stuf_jz.forms import TEXT, Form
from gateway.formats.stuf_jz.names import EXTRA_NAME, NIL, clark
from gateway.formats.stuf_jz.shapes import TEXT as ANY_TEXT
from gateway.formats.stuf_jz.shapes import Text
from gateway.formats.stuf_jz.tree import Node, Step, Writing, first_at, is_nil, steps_of
from gateway.strict_xml import Element

# CL21: body does not conform to its schema.
NOT_CONFORMING: Final = "StUF055"
# What a field holds that says nothing, beside None.
_EMPTY: Final = ("", ())
_EXTRA: Final = clark("StUF:extraElement")
# Rows by what leads to them, each with what says nothing there.
_ByKey = dict[object, tuple[tuple["Row", object], ...]]


@dataclass(slots=True)
class Reading:
    """What was read of a document: every element that told something, and which item of a list it is."""

    told: set[Element] = field(default_factory=set)
    items: dict[Element, str] = field(default_factory=dict)

    def tell(self, elements: Iterable[Element]) -> None:
        """Note the elements."""
        self.told.update(elements)


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
        for found in find_at(element, self.steps):
            value = self.value_of(found)
            if value is not None:
                seen.append(found)
                values.append(value)
                if not self.many:
                    return value
        return tuple(values) or None

    def value_of(self, found: Element) -> object | None:
        """Return what one element at the end of the steps says."""
        if self.attribute:
            return self.form.reader(found.get(clark(self.attribute)) or "")
        if found.get(NIL) is not None and is_nil(found):
            return None
        value = self.form.read(found)
        if value is None and self.strict:
            raise ContentRefusedError(NOT_CONFORMING, (place_of(found, self.steps[-1].name),))
        return value

    def write(self, node: Node, value: object, writing: Writing, place: str) -> None:
        """Write the field, or note why it cannot be written."""
        if self.many and isinstance(value, tuple):
            parent = node.open(self.steps[:-1])
            for number, item in enumerate(value):
                self._write_text(parent.add_step(self.steps[-1]), item, writing, f"{place}[{number}]")
        elif not self.many:
            self.write_in(node.open(self.steps), value, writing, place)

    def write_in(self, node: Node, value: object, writing: Writing, place: str) -> None:
        """Write the field in the element at the end of the steps."""
        if self.attribute:
            self._write_attribute(node, value, writing, place)
        else:
            self._write_text(node, value, writing, place)

    def _write_attribute(self, node: Node, value: object, writing: Writing, place: str) -> None:
        text = self.form.writer(value)
        if fault := self.kind.fault(text):
            writing.mistakes.append(f"{place}: {fault}")
        else:
            node.attributes[clark(self.attribute)] = text

    def _write_text(self, node: Node, value: object, writing: Writing, place: str) -> None:
        text = self.form.writer(value)
        if fault := (node.shape.text or ANY_TEXT).fault(text):
            writing.mistakes.append(f"{place}: {fault}")
            return
        node.text = text
        for name, mark in self.form.marks(value).items():
            node.attributes[clark(name)] = mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one record; `blank` are texts that the domain demands and a partner may not know: they stay empty."""

    record: type
    rows: "tuple[Row | Group, ...]"
    blank: frozenset[str] = frozenset()
    # What follows from the above, worked out once: documents are many.
    defaults: Mapping[str, object] = field(init=False, repr=False)
    labelled: "tuple[tuple[Row | Group, str, object], ...]" = field(init=False, repr=False)
    lists: frozenset[str] = field(init=False, repr=False)
    corners: "tuple[_Corner, ...]" = field(init=False, repr=False)
    others: "tuple[Row | Group, ...]" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        plain = [item for item in self.rows if type(item) is Row and item.steps]
        defaults = _defaults(self.record)
        derived = {
            "defaults": defaults,
            "labelled": tuple((item, camel(item.field), defaults.get(item.field)) for item in self.rows),
            "lists": frozenset(item.field for item in plain if item.many),
            "corners": tuple(_corners(plain, defaults)),
            "others": tuple(item for item in self.rows if type(item) is not Row or not item.steps),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One field that is a record of its own."""

    field: str
    steps: tuple[Step, ...]
    table: Table

    def read(self, element: Element, seen: list[Element]) -> object | None:
        """Return the record, if the document says enough to make it."""
        found = first_at(element, self.steps)
        return None if found is None else read_record(self.table, found, seen)

    def write(self, node: Node, value: object, writing: Writing, place: str) -> None:
        """Write the record."""
        write_record(self.table, node.open(self.steps), value, writing, place)


@dataclass(frozen=True, slots=True)
class _Corner:
    """The rows that stand below one element, by the tag that leads to them, or for extra elements by their own name.

    Its parts are passed once, whatever the number of rows.
    """

    above: tuple[Step, ...]
    rows: _ByKey
    extras: _ByKey

    def read(self, element: Element, values: dict[str, Any], seen: list[Element]) -> None:
        """Note what the parts of the element say of the fields: of a list all that say something, else the first."""
        for child in element:
            rows = self.rows.get(child.tag)
            if rows is None and self.extras and child.tag == _EXTRA:
                rows = self.extras.get(child.get(EXTRA_NAME) or "")
            for item, default in rows or ():
                if item.many or item.field not in values:
                    value = item.value_of(child)
                    if value is None:
                        continue
                    if item.many:
                        values.setdefault(item.field, []).append(value)
                    else:
                        values[item.field] = value
                    if value != default:
                        seen.append(child)


def _corners(rows: Iterable[Row], defaults: Mapping[str, object]) -> Iterator[_Corner]:
    by_place: dict[tuple[Step, ...], list[Row]] = {}
    for item in rows:
        by_place.setdefault(item.steps[:-1], []).append(item)
    for above, items in by_place.items():
        by_tag: _ByKey = {}
        by_name: _ByKey = {}
        for item in items:
            last = item.steps[-1]
            by_key, key = (by_tag, last.tag) if last.extra is None else (by_name, last.extra)
            by_key[key] = (*by_key.get(key, ()), (item, defaults.get(item.field)))
        yield _Corner(above, by_tag, by_name)


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
    line = "" if element.sourceline is None else f"line {element.sourceline}: "
    return f"{line}element {name.rpartition(':')[2]}"


def find_at(element: Element, steps: tuple[Step, ...]) -> Iterator[Element]:
    """Yield the elements at the end of the steps; on the way each step leads to the first that it means."""
    above = first_at(element, steps[:-1])
    if not steps:
        yield element
    elif above is not None:
        yield from filter(steps[-1].leads_to, above)


def find_all(element: Element, path: str) -> Iterator[Element]:
    """Yield the elements at the end of a path."""
    return find_at(element, steps_of(path))


def read_first(table: Table, root: Element, path: str, seen: list[Element]) -> Any | None:  # noqa: ANN401 - any record of the domain
    """Return the record of the first element at the end of a path, if it says enough to make it."""
    found = first_at(root, steps_of(path))
    return None if found is None else read_record(table, found, seen)


def read_values(table: Table, element: Element, seen: list[Element]) -> dict[str, Any]:
    """Return what the document says of the fields; what equals a default says nothing."""
    values: dict[str, Any] = {}
    for corner in table.corners:
        at = first_at(element, corner.above)
        if at is not None:
            corner.read(at, values, seen)
    for name in table.lists.intersection(values):
        values[name] = tuple(values[name])
    for item in table.others:
        own: list[Element] = []
        value = item.read(element, own)
        if value is not None and value != table.defaults.get(item.field):
            values[item.field] = value
            seen.extend(own)
    return {name: value for name, value in values.items() if value != table.defaults.get(name)}


def read_record(table: Table, element: Element, seen: list[Element]) -> Any | None:  # noqa: ANN401 - any record of the domain
    """Return the record, or None when the document says too little to make it; then nothing of it counts as seen."""
    own: list[Element] = []
    values = read_values(table, element, own)
    if not values:
        return None
    for name in table.blank:
        values.setdefault(name, "")
    if any(item.required and item.name not in values for item in fields_of(table.record)):
        return None
    seen.extend(own)
    return table.record(**values)


def write_record(table: Table, node: Node, record: object, writing: Writing, place: str) -> None:
    """Write every field of the record that says something."""
    for item, label, default in table.labelled:
        value = getattr(record, item.field)
        if (value or (value is not None and value not in _EMPTY)) and value != default:
            item.write(node, value, writing, f"{place}.{label}" if place else label)


def says_nothing(record: object, name: str) -> bool:
    """Tell whether a field of a record is absent, empty, or what it is unless somebody says otherwise."""
    kind: type = type(record)
    value = getattr(record, name)
    return value is None or value in _EMPTY or value == _defaults(kind).get(name)


@cache
def _defaults(record: type) -> Mapping[str, object]:
    return MappingProxyType({item.name: item.default for item in fields(record) if item.default is not MISSING})
