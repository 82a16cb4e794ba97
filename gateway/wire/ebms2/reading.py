"""Strict steps through a parsed tree: children in schema order, whole texts, qualified attributes; each refuses."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Final, NoReturn, TypeVar

from gateway.domain.identifiers import Identifier
from gateway.errors import HeaderRefusedError, InvalidIdentifierError
from gateway.wire.ebms2.moments import parse_moment
from gateway.wire.ebms2.vocabulary import EB, SOAP, VERSION, ErrorCode
from gateway.wire.ebms2.xml import Element

# Roles, services and actions of the chain have a few dozen characters; identifiers have limits of their own.
_TEXT_LIMIT: Final = 255
# What XML calls white space; `strip()` alone would take more.
_SPACE: Final = " \t\r\n"
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}

IdentifierT = TypeVar("IdentifierT", bound=Identifier)
ValueT = TypeVar("ValueT")


@cache
def eb(name: str) -> str:
    """Return the name as lxml writes an ebMS name."""
    return f"{{{EB}}}{name}"


@cache
def soap(name: str) -> str:
    """Return the name as lxml writes a SOAP 1.1 name."""
    return f"{{{SOAP}}}{name}"


def name_of(element: Element) -> tuple[str, str]:
    """Return namespace and local name; the namespace is empty where there is none."""
    namespace, _, name = str(element.tag).rpartition("}")
    return namespace[1:], name


def refuse(code: ErrorCode, location: str) -> NoReturn:
    """Raise the one error of this file; `location` is built from names of ours only."""
    # `from None`: the text of an inner error may quote the input.
    raise HeaderRefusedError(code, location) from None


class Children:
    """The child elements of one element, taken in the order of its xsd:sequence."""

    def __init__(self, parent: Element, location: str) -> None:
        """Refuse text between the elements."""
        self._left = parent[::-1]
        self._location = location
        texts = [parent.text, *[child.tail for child in self._left]]
        if any(texts) and "".join(filter(None, texts)).strip(_SPACE):
            refuse(ErrorCode.INCONSISTENT, location)

    def optional(self, name: str) -> Element | None:
        """Take the next child if it has that name."""
        return self._left.pop() if self._left and self._left[-1].tag == name else None

    def one(self, name: str) -> Element:
        """Take the next child, which must have that name."""
        if self._left and self._left[-1].tag == name:
            return self._left.pop()
        refuse(ErrorCode.INCONSISTENT, f"{self._location}/{name.rpartition('}')[2]}")

    def many(self, name: str) -> list[Element]:
        """Take the next children of that name, none or more."""
        found: list[Element] = []
        while self._left and self._left[-1].tag == name:
            found.append(self._left.pop())
        return found

    def end(self) -> None:
        """Refuse what is left."""
        if self._left:
            refuse(ErrorCode.INCONSISTENT, self._location)

    def end_with_extensions(self) -> None:
        """Ignore what is left where it is another namespace's, refuse it where it is ours (E-27)."""
        if any(name_of(child)[0] in {"", EB} for child in self._left):
            refuse(ErrorCode.INCONSISTENT, self._location)


def check_attributes(element: Element, location: str) -> None:
    """Refuse an attribute without namespace: both schemas qualify every one (ebms2.md 8, quirk 2)."""
    names = element.keys()
    for name in names:
        if name[0] != "{":
            refuse(ErrorCode.INCONSISTENT, location)


def check_version(element: Element, location: str) -> None:
    """Refuse any other eb:version than ours (E-27)."""
    check_attributes(element, location)
    if element.get(eb("version")) != VERSION:
        refuse(ErrorCode.NOT_SUPPORTED, f"{location}/@version")


def read_text(element: Element, location: str) -> str:
    """Return the text of an element that has nothing else in it."""
    text = element.text or ""
    if len(element) or not 1 <= len(text) <= _TEXT_LIMIT:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
    check_attributes(element, location)
    return text


def read_identifier(kind: type[IdentifierT], element: Element, location: str) -> IdentifierT:
    """Return the identifier that stands in an element."""
    try:
        return kind.parse(read_text(element, location))
    except InvalidIdentifierError:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)


def read_moment(element: Element, location: str) -> datetime:
    """Return the moment that stands in an element."""
    moment = parse_moment(read_text(element, location))
    if moment is None:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
    return moment


def read_boolean(text: str | None, location: str) -> bool:
    """Return what an attribute of type xsd:boolean says; it must be there."""
    if text not in _BOOLEANS:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
    return _BOOLEANS[text]


def read_choice(choices: Callable[[str], ValueT], text: str | None, location: str) -> ValueT:
    """Return the member of a closed list that an attribute names; it must be there."""
    try:
        return choices(text or "")
    except ValueError:
        refuse(ErrorCode.VALUE_NOT_RECOGNIZED, location)
