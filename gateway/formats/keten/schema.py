"""The published XSD of keten XML, derived from the domain and the catalogue so that it cannot drift from either."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.content import Content
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.message import Header
from gateway.formats.keten.codec import HEADER, NAMESPACE
from gateway.formats.shape import MOST_CHARACTERS, VERSION, Field, Leaf, codes_of, fields_of
from gateway.strict_xml import Element

_XSD: Final = "http://www.w3.org/2001/XMLSchema"
# A moment always says its offset: without one nobody knows when it was. It is never 24 o'clock, which is the next day.
_MOMENT: Final = r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d{1,6})?(Z|[+\-]\d{2}:\d{2})"
# A text that says nothing: the sender does not know it.
_UNKNOWN: Final = "leaf-text-or-unknown"
# What the calendar has: years from 1 on, the days of each month, and 29 February in leap years.
_YEAR: Final = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_FOURTH: Final = "(0[48]|[2468][048]|[13579][26])"
_INCOMPLETE_DATE: Final = "|".join(
    (
        f"{_YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?",
        f"{_YEAR}-(0[13-9]|1[0-2])-(29|30)",
        f"{_YEAR}-(0[13578]|1[02])-31",
        f"([0-9]{{2}}{_FOURTH}|{_FOURTH}00)-02-29",
    )
)
# As gateway/domain/identifiers.py has them.
_IDENTIFIERS: Final = {
    ConversationId: "[!-~]([ -~]{0,253}[!-~])?",
    Oin: "000000(02[0-9]{12}|(0[1-9]|1[01]|99)([0-9A-Z]{8}0{4}|[0-9A-Z]{9}0{3}))",
    ReferenceNumber: r"[A-Za-z0-9._:/@+=,;()~\-]{1,40}",
}
_BASES: Final = {
    Leaf.TEXT: ("string", {"minLength": "1", "maxLength": str(MOST_CHARACTERS)}),
    Leaf.BOOLEAN: ("boolean", {"pattern": "true|false"}),
    Leaf.INTEGER: ("integer", {"pattern": r"-?\d{1,9}"}),
    Leaf.DATE: ("date", {"pattern": r"\d{4}-\d{2}-\d{2}"}),
    Leaf.MOMENT: ("dateTime", {"pattern": _MOMENT}),
    Leaf.INCOMPLETE_DATE: ("string", {"pattern": _INCOMPLETE_DATE}),
    Leaf.OCTETS: ("base64Binary", {}),
}


def build() -> bytes:
    """Return the schema as it is published in `schemas/keten/`."""
    root = etree.Element(
        _xsd("schema"),
        nsmap={"xs": _XSD, None: NAMESPACE},
        targetNamespace=NAMESPACE,
        elementFormDefault="qualified",
        version=VERSION,
    )
    for entry in CATALOGUE.values():
        if entry.root is not None:
            _add_message(root, entry)
    for record in _records(Header, Content):
        _add_record(root, record)
    for leaf, (base, facets) in _BASES.items():
        _add_leaf(root, _leaf(leaf), base, facets)
    for kind, pattern in _IDENTIFIERS.items():
        _add_leaf(root, kind.__name__, "string", {"pattern": pattern})
    base, facets = _BASES[Leaf.TEXT]
    _add_leaf(root, _UNKNOWN, base, facets | {"minLength": "0"})
    return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")


def _xsd(local: str) -> str:
    return f"{{{_XSD}}}{local}"


def _groups(entry: CatalogueEntry) -> tuple[frozenset[str], frozenset[str]]:
    """Return the groups that the message must have and those it may have, from the paths of the catalogue."""
    mandatory = frozenset(_group(path) for path in entry.mandatory)
    return mandatory, mandatory | frozenset(_group(path) for path in entry.optional)


def _group(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


def _add_message(root: Element, entry: CatalogueEntry) -> None:
    element = etree.SubElement(root, _xsd("element"), name=entry.root or "")
    documentation = etree.SubElement(etree.SubElement(element, _xsd("annotation")), _xsd("documentation"))
    documentation.text = f"{entry.type} {entry.name}"
    sequence = etree.SubElement(etree.SubElement(element, _xsd("complexType")), _xsd("sequence"))
    etree.SubElement(sequence, _xsd("element"), name=HEADER, type="Header")
    mandatory, allowed = _groups(entry)
    for field in fields_of(Content):
        if field.name in allowed:
            _add_field(sequence, field, required=field.name in mandatory)


def _add_field(sequence: Element, field: Field, *, required: bool) -> None:
    limits = {} if required else {"minOccurs": "0"}
    if field.many:
        limits["maxOccurs"] = "unbounded"
    element = etree.SubElement(sequence, _xsd("element"), {"name": field.label} | limits)
    if field.leaf is Leaf.CODE:
        restriction = etree.SubElement(
            etree.SubElement(element, _xsd("simpleType")), _xsd("restriction"), base="xs:string"
        )
        for code in codes_of(field):
            etree.SubElement(restriction, _xsd("enumeration"), value=code)
    else:
        element.set("type", _type_of(field))


def _type_of(field: Field) -> str:
    if field.leaf is None or field.leaf is Leaf.IDENTIFIER:
        return field.kind.__name__
    return _UNKNOWN if field.may_be_empty else _leaf(field.leaf)


def _leaf(leaf: Leaf) -> str:
    return f"leaf-{leaf}"


def _records(*heads: type) -> Iterator[type]:
    """Yield every record below the heads once; Content itself is spelled out per message."""
    seen: set[type] = set()
    waiting = list(heads)
    while waiting:
        record = waiting.pop(0)
        if record in seen:
            continue
        seen.add(record)
        waiting.extend(field.kind for field in fields_of(record) if field.leaf is None)
        if record is not Content:
            yield record


def _add_record(root: Element, record: type) -> None:
    sequence = etree.SubElement(etree.SubElement(root, _xsd("complexType"), name=record.__name__), _xsd("sequence"))
    for field in fields_of(record):
        _add_field(sequence, field, required=field.required)


def _add_leaf(root: Element, name: str, base: str, facets: dict[str, str]) -> None:
    simple = etree.SubElement(root, _xsd("simpleType"), name=name)
    restriction = etree.SubElement(simple, _xsd("restriction"), base=f"xs:{base}")
    for facet, value in facets.items():
        etree.SubElement(restriction, _xsd(facet), value=value)
