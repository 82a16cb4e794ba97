"""The schemas of a release as documents: what each declares, and which others it draws in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Final

from lxml import etree

from gateway.errors import BundleRefusedError, XmlRefusedError
from gateway.formats.published import read_schema

XSD: Final = "{http://www.w3.org/2001/XMLSchema}"
# Its schema is fixed by W3C, so ours stands in its place and that of the release is not even read.
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
DRAWING: Final = (f"{XSD}import", f"{XSD}include", f"{XSD}redefine")
# What the parser would write out in full, one by one (the official schemas stay below 32).
_MOST_TIMES: Final = 1000
_TIMES: Final = re.compile(r"[0-9]{1,4}|unbounded", re.ASCII)
_PATCH: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){2}", re.ASCII)
_BELONGS: Final = re.compile(r"StUF[- ]koppelvlak Jeugdzorg ([0-9]{1,3}(?:\.[0-9]{1,3}){2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One import or include: its element, and the path of the other document; None where nothing is drawn in."""

    element: etree._Element
    path: str | None
    namespace: str | None
    imported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One schema of the release."""

    path: str
    root: etree._Element
    namespace: str | None
    drawn: tuple[Drawn, ...]

    @property
    def elements(self) -> frozenset[str]:
        """The names of the elements it declares as roots."""
        return frozenset(node.get("name", "") for node in self.root.iterchildren(f"{XSD}element"))

    @property
    def components(self) -> frozenset[tuple[str, str]]:
        """Everything it declares that another may refer to: kind and name."""
        return frozenset(
            (str(node.tag), node.get("name", "")) for node in self.root.iterchildren("*") if node.get("name")
        )

    @property
    def versions(self) -> frozenset[str]:
        """The versions of the standard that it says it belongs to: by its patch, or else in words."""
        notes = self.root.findall(f"{XSD}annotation")
        texts = [(node.tag, node.text or "") for note in notes for node in note.iterdescendants("*")]
        patches = {text.strip() for tag, text in texts if str(tag).endswith("}patch")}
        told = frozenset(text for text in patches if _PATCH.fullmatch(text))
        return told or frozenset(version for _, text in texts for version in _BELONGS.findall(text))


def read_documents(files: Mapping[str, bytes]) -> Mapping[str, Document]:
    """Return every schema by its path; raise BundleRefusedError with every mistake in all of them."""
    mistakes: dict[str, str] = {}
    documents: dict[str, Document] = {}
    names = {path.casefold(): path for path in files}
    for path, octets in files.items():
        try:
            documents[path] = _read(path, octets, names)
        except XmlRefusedError as error:
            mistakes[path] = error.reason
    replaced = {drawn.path for each in documents.values() for drawn in each.drawn if drawn.namespace == XML_NAMESPACE}
    wrong = [f"{path}: cannot be read as a schema ({why})" for path, why in mistakes.items() if path not in replaced]
    wrong += [mistake for document in documents.values() for mistake in _mistakes(document, documents)]
    if wrong:
        raise BundleRefusedError(*wrong)
    return documents


def _read(path: str, octets: bytes, names: Mapping[str, str]) -> Document:
    root = read_schema(octets)
    drawn = tuple(_draw(node, path, names) for node in root.iterchildren(*DRAWING))
    return Document(path=path, root=root, namespace=root.get("targetNamespace"), drawn=drawn)


def _draw(node: etree._Element, path: str, names: Mapping[str, str]) -> Drawn:
    imported = node.tag == f"{XSD}import"
    location = node.get("schemaLocation")
    found = None
    if location is not None:
        # Written on Windows: backslashes, and a name whose letters may differ in case from those of the file.
        wanted = normpath(join(dirname(path), location.replace("\\", "/")))
        found = names.get(wanted.casefold(), "")
    return Drawn(element=node, path=found, namespace=node.get("namespace") if imported else None, imported=imported)


def _mistakes(document: Document, documents: Mapping[str, Document]) -> Iterator[str]:
    path, root = document.path, document.root
    if root.tag != f"{XSD}schema":
        yield f"{path}: is no schema"
    if next(root.iterchildren(f"{XSD}override"), None) is not None:
        yield f"{path}: uses override, which is not read here"
    for drawn in document.drawn:
        yield from _drawn_mistakes(document, drawn, documents)
    if any(_is_too_often(node) for node in root.iter(f"{XSD}*")):
        yield f"{path}: asks for something more than {_MOST_TIMES} times"


def _is_too_often(node: etree._Element) -> bool:
    times = (node.get(name, "1").strip() for name in ("minOccurs", "maxOccurs"))
    return any(not _TIMES.fullmatch(text) or (text.isdigit() and int(text) > _MOST_TIMES) for text in times)


def _drawn_mistakes(document: Document, drawn: Drawn, documents: Mapping[str, Document]) -> Iterator[str]:
    place = f"{document.path}: line {drawn.element.sourceline}"
    if drawn.namespace == XML_NAMESPACE:
        return
    if drawn.path is None:
        if not drawn.imported:
            yield f"{place}: includes nothing"
    elif not drawn.path:
        yield f"{place}: draws in a schema that is not in the release"
    elif drawn.path not in documents:
        yield f"{place}: draws in {drawn.path}, which cannot be read as a schema"
    else:
        other = documents[drawn.path].namespace
        if drawn.imported and (other != drawn.namespace or other == document.namespace):
            yield f"{place}: imports {drawn.path} under another namespace than its own"
        if not drawn.imported and other not in {None, document.namespace}:
            yield f"{place}: includes {drawn.path}, which is of another namespace"
