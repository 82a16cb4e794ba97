"""A family written so that libxml2 reads it: one folder without paths, and one schema for each namespace.

libxml2 reads only the first import of a namespace, so where several files of one are imported side by side, the rest is
not found. Each namespace gets a loader that includes every file of it that anybody imports; all imports then name that.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Final

from lxml import etree

from adapters.schemas.documents import DRAWING, XML_NAMESPACE, XSD, Document
from adapters.schemas.families import Family

_LOADER: Final = "namespace-{}.xsd"
# https://www.w3.org/XML/1998/namespace: the attributes that this namespace has.
_XML_SCHEMA: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang">
    <xs:simpleType>
      <xs:union memberTypes="xs:language">
        <xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value=""/></xs:restriction></xs:simpleType>
      </xs:union>
    </xs:simpleType>
  </xs:attribute>
  <xs:attribute name="space">
    <xs:simpleType>
      <xs:restriction base="xs:NCName">
        <xs:enumeration value="default"/>
        <xs:enumeration value="preserve"/>
      </xs:restriction>
    </xs:simpleType>
  </xs:attribute>
  <xs:attribute name="base" type="xs:anyURI"/>
  <xs:attribute name="id" type="xs:ID"/>
  <xs:attributeGroup name="specialAttrs">
    <xs:attribute ref="xml:lang"/>
    <xs:attribute ref="xml:space"/>
    <xs:attribute ref="xml:base"/>
    <xs:attribute ref="xml:id"/>
  </xs:attributeGroup>
</xs:schema>
"""


def flatten(family: Family, documents: Mapping[str, Document], namespace: str) -> tuple[str, Mapping[str, bytes]]:
    """Return the name of the file to read, that of the messages' namespace, and every file by name."""
    paths = sorted(family.paths)
    names = {path: f"{number:03}.xsd" for number, path in enumerate(paths, 1)}
    drawn = [each for path in paths for each in documents[path].drawn]
    members = {documents[each.path].namespace: set[str]() for each in drawn if each.imported and each.path in names}
    for each in drawn:
        if each.imported and each.path in names:
            members[each.namespace].add(each.path)
    entries = {path for path in paths if documents[path].namespace == namespace}
    members[namespace] = members.get(namespace, set()) | entries
    loaders = {each: _LOADER.format(number) for number, each in enumerate(sorted(members, key=str), 1)}
    loaders[XML_NAMESPACE] = _LOADER.format("xml")
    files = {names[path]: _rewritten(documents[path], names, loaders) for path in paths}
    files |= {loaders[each]: _loader(each, sorted(names[path] for path in members[each])) for each in members}
    return loaders[namespace], files | {loaders[XML_NAMESPACE]: _XML_SCHEMA}


def _rewritten(document: Document, names: Mapping[str, str], loaders: Mapping[str | None, str]) -> bytes:
    root = deepcopy(document.root)
    for node, drawn in zip(root.iterchildren(*DRAWING), document.drawn, strict=True):
        if not drawn.imported:
            node.set("schemaLocation", names[drawn.path or ""])
        elif drawn.namespace in loaders:
            node.set("schemaLocation", loaders[drawn.namespace])
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _loader(namespace: str | None, names: list[str]) -> bytes:
    attributes = {} if namespace is None else {"targetNamespace": namespace}
    root = etree.Element(f"{XSD}schema", attributes, nsmap={"xs": XSD[1:-1]})
    for name in names:
        etree.SubElement(root, f"{XSD}include", schemaLocation=name)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
