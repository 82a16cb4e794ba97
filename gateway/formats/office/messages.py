"""The published JSON Schema of each message: what the catalogue demands and allows, for that type alone."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.content import Content
from gateway.domain.message import Header
from gateway.formats.office.schema import Schema, field_schema, record_schema, records
from gateway.formats.shape import VERSION, Field, camel, fields_of

_NAMESPACE: Final = "urn:nl:schakel:office:1"
_PLACE: Final = "#/$defs/"
_DEMANDED: Final = ("type", "receiver", "content")
Path = tuple[str, ...]


def publish(entry: CatalogueEntry) -> bytes:
    """Return the schema as it is published in `schemas/office/`."""
    return (json.dumps(build(entry), indent=1, ensure_ascii=False) + "\n").encode()


def build(entry: CatalogueEntry) -> Schema:
    """Return the schema of one message type, as it is handed in and as it is taken."""
    header = {field.label: field_schema(field, _PLACE) for field in fields_of(Header)}
    content = _content(entry)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_NAMESPACE}:{entry.type}",
        "title": f"{entry.type} {entry.name}",
        "version": VERSION,
        "type": "object",
        "additionalProperties": False,
        "required": [*_DEMANDED, *(["crossReference"] if entry.refers else [])],
        "properties": header | {"type": {"const": entry.type}, "content": content},
        "$defs": _reached(content),
    }


def _content(entry: CatalogueEntry) -> Schema:
    schema = _group(Content, _paths(entry.elements))
    for name in entry.single:
        schema["properties"][camel(name)]["maxItems"] = 1
    choices = ([_demand(Content, [path], in_some_item=True) for path in _paths(choice)] for choice in entry.one_of)
    demands = [_demand(Content, _paths(entry.mandatory)), *({"anyOf": choice} for choice in choices)]
    return schema | {"allOf": demands}


def _reached(schema: Schema) -> Schema:
    """Return the records that the schema refers to, and those that they refer to."""
    known = records(Content, place=_PLACE)
    found: Schema = {}
    waiting = [schema]
    while waiting:
        for name in _referred(waiting.pop()):
            if name not in found:
                found[name] = known[name]
                waiting.append(known[name])
    return {name: found[name] for name in sorted(found)}


def _referred(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix(_PLACE)
        schema = list(schema.values())
    if isinstance(schema, list):
        for item in schema:
            yield from _referred(item)


def _paths(listed: Iterable[str]) -> tuple[Path, ...]:
    return tuple(tuple(path.split(".")) for path in listed)


def _through(paths: Iterable[Path], field: Field) -> tuple[Path, ...]:
    """Return the paths that go through this field."""
    return tuple(path for path in paths if path[0].removesuffix("[]") == field.name)


def _beyond(paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(path[1:] for path in paths if path[1:])


def _group(record: type, paths: Sequence[Path]) -> Schema:
    """Return the schema of a record with only the listed elements, and those that it cannot be without."""
    fields = [field for field in fields_of(record) if field.required or _through(paths, field)]
    schema = record_schema(fields, _PLACE)
    for field in fields:
        named = _through(paths, field)
        # A list that ends in its name has everything of the record; `betrokkenen[]` says only that there is an item.
        if field.leaf is None and named and (field.name,) not in named:
            one = _group(field.kind, _beyond(named))
            schema["properties"][field.label] = {"type": "array", "items": one} if field.many else one
    return schema


def _demand(record: type, paths: Sequence[Path], *, in_some_item: bool = False) -> Schema:
    """Return what a record must have for these paths: of a list every item, or one of them."""
    found = [(field, _through(paths, field)) for field in fields_of(record)]
    demands = {field.label: _demand_of(field, named, in_some_item=in_some_item) for field, named in found if named}
    needed = {field.label for field, named in found if in_some_item or not all(map(_speaks_of_items, named))}
    return {"required": [label for label in demands if label in needed], "properties": demands}


def _speaks_of_items(path: Path) -> bool:
    """What every item must have, no list lacks that is not there."""
    return path[0].endswith("[]") and len(path) > 1


def _demand_of(field: Field, named: Sequence[Path], *, in_some_item: bool) -> Schema:
    beyond = _beyond(named)
    if field.leaf is not None:
        return {"minItems": 1} if field.many else {"minLength": 1} if field.may_be_empty else {}
    inner = _demand(field.kind, beyond, in_some_item=in_some_item) if beyond else {}
    if not field.many:
        return inner
    if in_some_item:
        return {"contains": inner}
    return {"minItems": 0 if all(map(_speaks_of_items, named)) else 1, "items": inner}
