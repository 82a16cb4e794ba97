"""Reads the part of XML Schema that StUF uses into a grammar.

Two schemas that read to equal grammars accept the same documents, whatever their types are called and however they
are cut up. What this reader does not understand it refuses, so nothing counts as compared that was not read.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from tests.kit.xsd_grammar import (
    Anything,
    Attribute,
    Element,
    Group,
    Particle,
    SchemaNotUnderstoodError,
    Simple,
    atoms,
    simplest,
)

XSD: Final = "{http://www.w3.org/2001/XMLSchema}"
_GROUPS: Final = {XSD + name for name in ("sequence", "choice", "group")}
_DRAWS_IN: Final = {XSD + "import", XSD + "include"}
_UNREAD: Final = ("abstract", "block", "final", "mixed", "substitutionGroup", "form")


@dataclass(frozen=True, slots=True)
class _Type:
    """A type as read so far: attributes by name, and a value or content."""

    attributes: dict[str, Attribute]
    value: Simple | None = None
    content: Particle | None = None


class Grammar:
    """A schema and all it imports or includes."""

    def __init__(self, path: Path) -> None:
        self._declared: dict[tuple[str, str], etree._Element] = {}
        self._files: set[Path] = set()
        self._load(path.resolve())

    def element(self, name: str) -> Element:
        """Return the declaration of a root element, with everything below it."""
        return self._element(self._find("element", name), ())

    def names(self, *kinds: str) -> frozenset[str]:
        """Return the names of what is declared for all to use: of elements, of types."""
        return frozenset(name for kind, name in self._declared if kind in kinds)

    def _load(self, path: Path) -> None:
        if path in self._files:
            return
        self._files.add(path)
        root = etree.parse(path, etree.XMLParser(remove_comments=True, remove_pis=True)).getroot()
        for node in root:
            if node.tag in _DRAWS_IN:
                self._load_beside(path, node.get("schemaLocation"))
            elif node.tag != XSD + "annotation":
                name = f"{{{root.attrib['targetNamespace']}}}{node.attrib['name']}"
                self._declared[etree.QName(node).localname, name] = node

    def _load_beside(self, path: Path, location: str | None) -> None:
        """Without a location only the namespace is meant: another file brings it."""
        if location is not None:
            self._load((path.parent / location).resolve())

    def _find(self, kind: str, name: str) -> etree._Element:
        try:
            return self._declared[kind, name]
        except KeyError:
            raise SchemaNotUnderstoodError(kind, name) from None

    def _referred(self, node: etree._Element) -> etree._Element:
        """Return the global declaration the node refers to, or the node itself."""
        reference = node.get("ref")
        return node if reference is None else self._find(etree.QName(node).localname, _resolve(node, reference))

    # Particles

    def _element(self, use: etree._Element, within: tuple[str, ...]) -> Element:
        node = self._referred(use)
        _refuse_unread(node)
        kind = self._type_of(node, within)
        value = kind.value
        if value is not None and node.get("fixed") is not None:
            value = Simple(base=value.base)  # the fixed value says more than any list of choices
        return Element(
            name=_name(node, is_qualified=True),
            low=_low(use),
            high=_high(use),
            nillable=node.get("nillable") == "true",
            fixed=node.get("fixed"),
            default=node.get("default"),
            attributes=tuple(kind.attributes[name] for name in sorted(kind.attributes)),
            value=value,
            content=kind.content,
        )

    def _particle(self, node: etree._Element, within: tuple[str, ...]) -> Particle:
        if node.tag == XSD + "element":
            return self._element(node, within)
        if node.tag == XSD + "any":
            if node.get("processContents") != "skip" or node.get("namespace", "##any") != "##any":
                raise SchemaNotUnderstoodError(node.tag)
            return Anything(low=_low(node), high=_high(node))
        if node.tag not in _GROUPS:
            raise SchemaNotUnderstoodError(node.tag)
        body = _parts(self._referred(node))[0] if node.tag == XSD + "group" else node
        items = [self._particle(part, within) for part in _parts(body)]
        return simplest(Group(kind=etree.QName(body).localname, low=_low(node), high=_high(node), items=tuple(items)))

    # Types

    def _type_of(self, node: etree._Element, within: tuple[str, ...]) -> _Type:
        name = node.get("type")
        if name is not None:
            return self._named_type(_resolve(node, name), within)
        inline = _parts(node)[0]
        if inline.tag == XSD + "simpleType":
            return _Type({}, value=self._simple(inline))
        return self._complex(inline, within)

    def _named_type(self, name: str, within: tuple[str, ...]) -> _Type:
        if name in within:
            raise SchemaNotUnderstoodError(name, within)
        if ("complexType", name) in self._declared:
            return self._complex(self._declared["complexType", name], (*within, name))
        return _Type({}, value=self._named_simple(name))

    def _named_simple(self, name: str) -> Simple:
        if name.startswith(XSD):
            return Simple(base=name.removeprefix(XSD))
        return self._simple(self._find("simpleType", name))

    def _simple(self, node: etree._Element) -> Simple:
        (restriction,) = _parts(node)
        base = self._named_simple(_resolve(restriction, restriction.attrib["base"]))
        return _narrowed(base, restriction)

    def _complex(self, node: etree._Element, within: tuple[str, ...]) -> _Type:
        _refuse_unread(node)
        derived = [part for part in _parts(node) if part.tag in {XSD + "simpleContent", XSD + "complexContent"}]
        if derived:
            return self._derived(_parts(derived[0])[0], within)
        return _Type(self._attributes(node), content=self._content(node, within))

    def _derived(self, node: etree._Element, within: tuple[str, ...]) -> _Type:
        base = self._named_type(_resolve(node, node.attrib["base"]), within)
        attributes = base.attributes | self._attributes(node)
        if base.value is not None:
            inline = node.find(XSD + "simpleType")
            value = base.value if inline is None else self._simple(inline)
            return _Type(attributes, value=_narrowed(value, node))
        if node.tag == XSD + "restriction":
            raise SchemaNotUnderstoodError(node.tag, within)
        added = self._content(node, within)
        both = tuple(content for content in (base.content, added) if content is not None)
        return _Type(attributes, content=simplest(Group(kind="sequence", low=1, high=1, items=both)) if both else None)

    def _content(self, node: etree._Element, within: tuple[str, ...]) -> Particle | None:
        found = [part for part in _parts(node) if part.tag in _GROUPS]
        return self._particle(found[0], within) if found else None

    def _attributes(self, node: etree._Element) -> dict[str, Attribute]:
        found: dict[str, Attribute] = {}
        for part in _parts(node):
            if part.tag == XSD + "attributeGroup":
                found |= self._attributes(self._referred(part))
            elif part.tag == XSD + "attribute":
                attribute = self._attribute(part)
                found[attribute.name] = attribute
            elif part.tag == XSD + "anyAttribute":
                raise SchemaNotUnderstoodError(part.tag)
        return found

    def _attribute(self, use: etree._Element) -> Attribute:
        node = self._referred(use)
        _refuse_unread(node)
        if use.get("use") == "prohibited":
            raise SchemaNotUnderstoodError(use.attrib)
        value = self._type_of(node, ()).value
        if value is None:
            raise SchemaNotUnderstoodError(use.attrib)
        return Attribute(
            name=_name(node, is_qualified=node is not use),
            value=value,
            required=use.get("use") == "required",
            fixed=use.get("fixed", node.get("fixed")),
            default=use.get("default", node.get("default")),
        )


def _narrowed(base: Simple, restriction: etree._Element) -> Simple:
    """Return the value narrowed by the facets of the restriction, without what the narrowing made idle."""
    facets = [(etree.QName(part).localname, part.get("value", "")) for part in _parts(restriction)]
    choices = frozenset(value for name, value in facets if name == "enumeration") or base.choices
    added = [value for name, value in facets if name == "pattern"]
    if len(added) > 1:
        raise SchemaNotUnderstoodError(added)
    patterns = base.patterns.union(added)
    idle = {"enumeration", "pattern", "simpleType", "attribute", "attributeGroup"}
    limits = dict(base.limits) | {name: int(value) for name, value in facets if name not in idle}
    if choices:
        limits = {}  # a closed list leaves nothing to limit
    if any(sum(atom.high for atom in atoms(pattern)) <= limits.get("maxLength", -1) for pattern in patterns):
        del limits["maxLength"]
    return Simple(base=base.base, choices=choices, patterns=patterns, limits=frozenset(limits.items()))


def _parts(node: etree._Element) -> list[etree._Element]:
    return [part for part in node if part.tag != XSD + "annotation"]


def _refuse_unread(node: etree._Element) -> None:
    for name in _UNREAD:
        if node.get(name) is not None:
            raise SchemaNotUnderstoodError(name)


def _resolve(node: etree._Element, name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{node.nsmap[prefix or None]}}}{local}"


def _name(node: etree._Element, *, is_qualified: bool) -> str:
    """Return the name in the documents; in StUF all elements have a namespace, and only global attributes do."""
    root = node.getroottree().getroot()
    form = root.get(f"{etree.QName(node).localname}FormDefault", "unqualified")
    if node.getparent() is not root and (form == "qualified") != is_qualified:
        raise SchemaNotUnderstoodError(form, node.tag)
    return f"{{{root.attrib['targetNamespace']}}}{node.attrib['name']}" if is_qualified else node.attrib["name"]


def _low(node: etree._Element) -> int:
    return int(node.get("minOccurs", "1"))


def _high(node: etree._Element) -> int | None:
    high = node.get("maxOccurs", "1")
    return None if high == "unbounded" else int(high)
