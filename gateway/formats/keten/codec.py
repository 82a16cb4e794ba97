"""Keten XML <-> domain message: a `kop` with the header, then the groups of the content in the domain's order."""

from typing import Any, Final

from lxml import etree

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Content
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message
from gateway.errors import ContentRefusedError, NotAMessageError, XmlRefusedError
from gateway.formats.payload import Payload, read_payload
from gateway.formats.shape import Field, Leaf, fields_of, read, write
from gateway.strict_xml import Element

NAMESPACE: Final = "urn:nl:schakel:keten:1"
HEADER: Final = "kop"
REFERENCE_PATH: Final = f"{{{NAMESPACE}}}{HEADER}/{{{NAMESPACE}}}reference"
_NOT_CONFORMING: Final = "StUF055"
# XML Schema part 2, 4.3.6: white space around these is no part of the value, and within octets neither (3.2.16).
_COLLAPSED: Final = frozenset({Leaf.BOOLEAN, Leaf.INTEGER, Leaf.DATE, Leaf.MOMENT})
_WHITE_SPACE: Final = " \t\r\n"
_WITHOUT: Final = str.maketrans("", "", _WHITE_SPACE)


def root_of(message: Message) -> str:
    """Return the name of the root element in which this type travels; raise NotAMessageError when it never does."""
    root = CATALOGUE[message.header.type].root
    if root is None:
        raise NotAMessageError((f"{message.header.type}: never travels as keten XML",))
    return root


def render(message: Message) -> bytes:
    """Write the message as one XML document in UTF-8."""
    root = etree.Element(_name(root_of(message)), nsmap={None: NAMESPACE})
    _write_record(etree.SubElement(root, _name(HEADER)), message.header)
    _write_record(root, message.content)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def parse(action: str, payload: Payload) -> Message:
    """Read a document whose root must be the one the action names; raise ContentRefusedError."""
    try:
        root = read_payload(payload)
    except XmlRefusedError as error:
        raise ContentRefusedError(_NOT_CONFORMING, (error.reason,)) from error
    kind = type_of(action)
    if kind is None or root.tag != _name(action):
        raise ContentRefusedError(_NOT_CONFORMING, ("root element",))
    places: list[str] = []
    header = _read_record(Header, _header_of(root), places)
    content = _read_record(Content, [element for element in root if element.tag != _name(HEADER)], places)
    if places or not isinstance(header, Header) or not isinstance(content, Content) or header.type is not kind:
        raise ContentRefusedError(_NOT_CONFORMING, tuple(dict.fromkeys(places)) or ("type",))
    return Message(header=header, content=content)


def _header_of(root: Element) -> list[Element]:
    found = root.find(_name(HEADER))
    return [] if found is None else list(found)


def type_of(action: str) -> MessageType | None:
    """Return the message type whose root element this is, if there is one."""
    return next((entry.type for entry in CATALOGUE.values() if entry.root == action), None)


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _write_record(parent: Element, record: object) -> None:
    for field in fields_of(type(record)):
        value = getattr(record, field.name)
        if value is not None:
            for item in value if field.many else (value,):
                _write_one(etree.SubElement(parent, _name(field.label)), field, item)


def _write_one(element: Element, field: Field, value: object) -> None:
    if field.leaf is None:
        _write_record(element, value)
    else:
        element.text = write(field, value)


def _read_record(record: type, elements: list[Element], places: list[str]) -> object | None:
    """Read the elements into the fields they name; the schema has seen to their order and number before."""
    known = {_name(field.label): field for field in fields_of(record)}
    values: dict[str, Any] = {}
    for element in elements:
        field = known.get(element.tag) if isinstance(element.tag, str) else None
        value = None if field is None else _read_one(field, element, places)
        if field is None or value is None:
            places.append(f"line {element.sourceline}: element {'unknown' if field is None else field.label}")
        elif field.many:
            values.setdefault(field.name, []).append(value)
        else:
            values[field.name] = value
    values |= {field.name: tuple(values[field.name]) for field in known.values() if field.many and field.name in values}
    missing = [field.label for field in fields_of(record) if field.required and field.name not in values]
    places.extend(f"{label}: missing" for label in missing)
    return None if places else record(**values)


def _read_one(field: Field, element: Element, places: list[str]) -> object | None:
    if field.leaf is None:
        return _read_record(field.kind, list(element), places)
    return read(field, _lexical(field, element.text or ""))


def _lexical(field: Field, text: str) -> str:
    """Return what XML Schema leaves of a text before it is read."""
    if field.leaf is Leaf.OCTETS:
        return text.translate(_WITHOUT)
    return text.strip(_WHITE_SPACE) if field.leaf in _COLLAPSED else text
