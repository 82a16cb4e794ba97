"""Small steps through the tree: names without their namespace, lines, children and texts."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gateway.wire.ebms2.cpa.values import SPACE
from gateway.wire.ebms2.cpa.vocabulary import CPA_NAMESPACE, DSIG_NAMESPACE, XLINK_NAMESPACE, XML_NAMESPACE
from gateway.wire.ebms2.xml import Element

_PREFIXES: Final = {CPA_NAMESPACE: "", DSIG_NAMESPACE: "ds:", XLINK_NAMESPACE: "xlink:", XML_NAMESPACE: "xml:"}


def name_of(element: Element) -> str:
    """Return the name of the element as the grammar writes it; a comment has none."""
    return short_name(element.tag) if isinstance(element.tag, str) else ""


@lru_cache
def short_name(name: str) -> str:
    """Return a name as the grammar writes it: bare in the namespace of the CPA, `other` in one we do not know."""
    namespace, _, local = name.rpartition("}")
    prefix = _PREFIXES.get(namespace.removeprefix("{"))
    return "other" if prefix is None else f"{prefix}{local}"


def line_of(element: Element) -> int:
    """Return the line the element begins on."""
    return element.sourceline or 0


def elements(parent: Element | None, *names: str) -> Iterator[Element]:
    """Yield the child elements of those names, or all; comments are none."""
    for child in () if parent is None else parent:
        if isinstance(child.tag, str) and (not names or name_of(child) in names):
            yield child


def find(parent: Element | None, *path: str) -> Element | None:
    """Return the first element at the end of the path."""
    for name in path:
        parent = next(elements(parent, name), None)
    return parent


def text_of(element: Element | None) -> str | None:
    """Return the whole text, or None when there is none or something stands inside it (bad input 95)."""
    return None if element is None or len(element) else element.text


def trimmed_text_of(element: Element | None) -> str | None:
    """Return the text of a type in which surrounding space has no meaning."""
    text = text_of(element)
    return None if text is None else text.strip(SPACE)


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute in the namespace of the CPA."""
    return None if element is None else element.get(f"{{{CPA_NAMESPACE}}}{name}")
