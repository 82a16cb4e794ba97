"""The one XML parser: a pre-filter that only refuses (D15), then lxml without DTD, entity or network."""

import codecs
import pyexpat
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

from lxml import etree

from gateway.errors import XmlRefusedError

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no public name for what its parser returns

# Names, prefixes and namespace URIs.
_NAME_LIMIT: Final = 256

# RFC 3986 with a scheme: libxml2 cannot canonicalise relative namespaces (bad input 101). A space never passes, so it
# separates namespace from name below.
_ABSOLUTE_URI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+(?:#[A-Za-z0-9._~:/?-]*)?", re.ASCII
)
_SEPARATOR: Final = " "
# Enough that a long text comes in few pieces.
_BUFFER: Final = 64 * 1024
# As many attributes as long as any limits allow; a million of them cost expat 200 MB before it tells of the first.
_LONGEST_TAG: Final = 512 * 1024
# libxml2 takes no longer text than this unless it is told that one may come: where our own limits allow it.
_LONG_TEXT: Final = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a document of one kind may cost; each room that reads XML names its own and says why."""

    octets: int
    depth: int
    elements: int
    attributes: int
    attribute_octets: int
    declarations: int
    declarations_in_scope: int
    text: int
    # Of all elements together, declarations included: each costs a hundred times the octets that it is written in.
    all_attributes: int = 1_000_000


class XmlReason(StrEnum):
    """Why XML was refused; never with a piece of the input."""

    TOO_LARGE = "too-large"
    NOT_WELL_FORMED = "not-well-formed"
    DOCTYPE = "doctype"
    PROCESSING_INSTRUCTION = "processing-instruction"
    COMMENT = "comment"
    VERSION = "version"
    ENCODING = "encoding"
    DEPTH = "depth"
    ELEMENTS = "elements"
    ATTRIBUTES = "attributes"
    ATTRIBUTE_VALUE = "attribute-value"
    IDENTIFIER_ATTRIBUTES = "identifier-attributes"
    DECLARATIONS = "declarations"
    NAMESPACE = "namespace"
    NAME = "name"
    TEXT = "text"


def parse(octets: bytes, limits: Limits, *, comments_allowed: bool = False) -> Element:
    """Return the root element; raise XmlRefusedError for what is not well-formed, not UTF-8 or beyond the limits.

    Comments are refused, but an agreement may have them: they stay in the tree, for its reader to see.
    """
    if len(octets) > limits.octets:
        raise XmlRefusedError(XmlReason.TOO_LARGE)
    _check_encoding(octets)
    _Prefilter(limits).read(octets, comments_allowed=comments_allowed)
    return parse_canonical(octets)


def parse_canonical(octets: bytes) -> Element:
    """Return the root of octets that need no pre-filter.

    They are what canonicalisation made of a tree from `parse`, whose content it saw (D9), or plain (ADR 0013).
    """
    try:
        return etree.fromstring(octets, _new_parser(may_be_long=len(octets) > _LONG_TEXT))
    except etree.XMLSyntaxError:
        # `from None`: the parser's own text quotes the input.
        raise XmlRefusedError(XmlReason.NOT_WELL_FORMED) from None


def _check_encoding(octets: bytes) -> None:
    # Expat recognises UTF-16 whatever it is told (bad input 92); neither its mark nor its zeros are UTF-8 text.
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(octets), _BUFFER):
            decoder.decode(octets[start : start + _BUFFER])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise XmlRefusedError(XmlReason.ENCODING) from None
    if b"\0" in octets:
        raise XmlRefusedError(XmlReason.ENCODING)


def _new_parser(*, may_be_long: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="UTF-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=may_be_long,
        recover=False,
        collect_ids=False,
        remove_blank_text=False,
        remove_comments=False,
        remove_pis=False,
    )


class _Prefilter:
    """Counts and refuses while expat reads; nothing it sees is kept or handed on."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._depth = 0
        self._elements = 0
        self._attributes = 0
        self._in_scope = 0
        self._declared = 0
        self._text = 0

    def read(self, octets: bytes, *, comments_allowed: bool) -> None:
        """Return when the octets may be parsed."""
        # The encoding given here overrides any declared one, so both parsers read the same characters.
        parser = pyexpat.ParserCreate("UTF-8", _SEPARATOR)
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.buffer_size = _BUFFER
        parser.XmlDeclHandler = self._on_declaration
        parser.StartDoctypeDeclHandler = self._on_doctype
        parser.ProcessingInstructionHandler = self._on_instruction
        if not comments_allowed:
            parser.CommentHandler = self._on_comment
        parser.StartNamespaceDeclHandler = self._on_namespace
        parser.EndNamespaceDeclHandler = self._on_namespace_end
        parser.StartElementHandler = self._on_element
        parser.EndElementHandler = self._on_element_end
        if len(octets) > self._limits.text:  # in fewer octets no text is longer
            parser.CharacterDataHandler = self._on_text
        try:
            self._feed(parser, octets)
        except pyexpat.ExpatError:
            raise XmlRefusedError(XmlReason.NOT_WELL_FORMED) from None

    @staticmethod
    def _feed(parser: pyexpat.XMLParserType, octets: bytes) -> None:
        """Hand the octets over piece by piece: expat tells of a tag only when it has all of its attributes."""
        for start in range(0, len(octets), _BUFFER):
            parser.Parse(octets[start : start + _BUFFER], False)  # noqa: FBT003 - pyexpat takes it by position only
            if start - parser.CurrentByteIndex > _LONGEST_TAG:
                raise XmlRefusedError(XmlReason.ATTRIBUTES)
        parser.Parse(b"", True)  # noqa: FBT003 - pyexpat takes it by position only

    @staticmethod
    def _on_declaration(version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            raise XmlRefusedError(XmlReason.VERSION)
        if encoding is not None and encoding.upper() != "UTF-8":
            raise XmlRefusedError(XmlReason.ENCODING)

    @staticmethod
    def _on_doctype(_name: str, _system: str | None, _public: str | None, _internal: object) -> None:
        raise XmlRefusedError(XmlReason.DOCTYPE)

    @staticmethod
    def _on_instruction(_target: str, _text: str) -> None:
        raise XmlRefusedError(XmlReason.PROCESSING_INSTRUCTION)

    @staticmethod
    def _on_comment(_text: str) -> None:
        raise XmlRefusedError(XmlReason.COMMENT)

    def _on_namespace(self, prefix: str | None, uri: str | None) -> None:
        self._declared += 1
        self._in_scope += 1
        self._count_attributes(1)
        if self._declared > self._limits.declarations or self._in_scope > self._limits.declarations_in_scope:
            raise XmlRefusedError(XmlReason.DECLARATIONS)
        if (fault := namespace_fault(prefix, uri)) is not None:
            raise XmlRefusedError(fault)

    def _on_namespace_end(self, _prefix: str | None) -> None:
        self._in_scope -= 1

    def _on_element(self, name: str, attributes: list[str]) -> None:
        self._declared = 0
        self._text = 0
        self._depth += 1
        self._elements += 1
        if self._depth > self._limits.depth:
            raise XmlRefusedError(XmlReason.DEPTH)
        if self._elements > self._limits.elements:
            raise XmlRefusedError(XmlReason.ELEMENTS)
        if len(name) > _NAME_LIMIT:
            _check_name(name)
        if attributes:
            names = attributes[::2]
            self._count_attributes(len(names))
            _check_attributes(names, attributes[1::2], self._limits)

    def _count_attributes(self, number: int) -> None:
        self._attributes += number
        if self._attributes > self._limits.all_attributes:
            raise XmlRefusedError(XmlReason.ATTRIBUTES)

    def _on_element_end(self, _name: str) -> None:
        self._depth -= 1
        self._text = 0

    def _on_text(self, text: str) -> None:
        self._text += len(text)
        if self._text > self._limits.text:
            raise XmlRefusedError(XmlReason.TEXT)


def namespace_fault(prefix: str | None, uri: str | None) -> XmlReason | None:
    """Return why a namespace may not be declared, or None when it may; `xmlns=""` is legal and comes as None."""
    if max(len(prefix or ""), len(uri or "")) > _NAME_LIMIT:
        return XmlReason.NAME
    return None if uri is None or _is_absolute(uri) else XmlReason.NAMESPACE


@lru_cache
def _is_absolute(uri: str) -> bool:
    return _ABSOLUTE_URI.fullmatch(uri) is not None


def _check_attributes(names: list[str], values: list[str], limits: Limits) -> None:
    if len(names) > limits.attributes:
        raise XmlRefusedError(XmlReason.ATTRIBUTES)
    for name in names:
        if len(name) > _NAME_LIMIT:
            _check_name(name)
    for value in values:
        if len(value) > limits.attribute_octets:
            raise XmlRefusedError(XmlReason.ATTRIBUTE_VALUE)
    # Id, ID, xml:id, wsu:Id side by side: which one a reference means would be anybody's guess (bad input 104).
    if len(names) > 1 and [_local_name(name).casefold() for name in names].count("id") > 1:
        raise XmlRefusedError(XmlReason.IDENTIFIER_ATTRIBUTES)


def _check_name(name: str) -> None:
    # Most names are short, namespace included: only a long one comes here to be taken apart.
    if len(_local_name(name)) > _NAME_LIMIT:
        raise XmlRefusedError(XmlReason.NAME)


def _local_name(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]
