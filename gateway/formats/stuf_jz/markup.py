"""What is written, as XML: a whole document from its nodes, and a piece of another document by itself."""

from collections.abc import Mapping
from typing import Final

from gateway.formats.stuf_jz.names import NAMESPACES, PREFIXES, printed
from gateway.formats.stuf_jz.tree import Node
from gateway.strict_xml import Element

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_DECLARATION: Final = "<?xml version='1.0' encoding='UTF-8'?>\n"
_ALL: Final = "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())


def octets_of(root: Node) -> bytes:
    """Return the document in UTF-8, with the prefixes that partners expect declared once."""
    written = bytearray(_DECLARATION.encode())
    _write(root, _ALL, written)
    return bytes(written)


def _write(node: Node, declared: str, written: bytearray) -> None:
    name = node.shape.name
    if node.source is not None:
        written += serialised(node.source).encode()
    elif node.ranks:
        written += f"<{name}{declared}{_attributes(node)}>".encode()
        for rank in sorted(node.ranks):
            for part in node.ranks[rank]:
                _write(part, "", written)
        written += f"</{name}>".encode()
    elif node.text:
        written += f"<{name}{declared}{_attributes(node)}>{_text(node.text)}</{name}>".encode()
    else:
        written += f"<{name}{declared}{_attributes(node)}/>".encode()


def _attributes(node: Node) -> str:
    if not node.attributes:
        return ""
    strange: dict[str, str] = {}
    named = [f' {_shown(name, strange)}="{_value(value)}"' for name, value in node.attributes.items()]
    return "".join((_declared(strange), *named))


def _shown(name: str, strange: dict[str, str]) -> str:
    """Return the name of an attribute; of another namespace than ours the prefix is then among the strange ones."""
    shown = printed(name)
    return _qualified(name, strange) if shown.startswith("{") else shown


def _declared(prefixes: Mapping[str, str]) -> str:
    return "".join(f' xmlns:{prefix}="{_value(namespace)}"' for namespace, prefix in prefixes.items())


def _text(text: str) -> str:
    # XML 1.0, 2.11: a bare carriage return would be read as a line end.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _value(text: str) -> str:
    # XML 1.0, 3.3.3: any bare white space would be read as a space.
    return _text(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def serialised(element: Element) -> str:
    """Return an element as text that stands by itself, with our prefixes and without white space between elements."""
    return _piece(element, {})


def _piece(element: Element, outer: Mapping[str, str]) -> str:
    """Return an element, declaring those namespaces that the elements around it did not."""
    prefixes = dict(outer)
    name = _qualified(str(element.tag), prefixes)
    attributes = [f' {_qualified(key, prefixes)}="{_value(value)}"' for key, value in sorted(element.items())]
    new = {namespace: prefix for namespace, prefix in prefixes.items() if namespace not in outer}
    holds_text = len(element) == 0
    inside = [_content(element.text, holds_text=holds_text)]
    for child in element:
        inside += [_piece(child, prefixes), _content(child.tail, holds_text=holds_text)]
    return f"<{name}{_declared(new)}{''.join(attributes)}>{''.join(inside)}</{name}>"


def _qualified(name: str, prefixes: dict[str, str]) -> str:
    """Return a name with the prefix of its namespace, which is then among the prefixes."""
    if not name.startswith("{"):
        return name
    namespace, _, local = name[1:].rpartition("}")
    if namespace == _XML:
        return f"xml:{local}"
    prefix = prefixes.setdefault(namespace, PREFIXES.get(namespace) or f"x{len(prefixes)}")
    return f"{prefix}:{local}"


def _content(text: str | None, *, holds_text: bool) -> str:
    """Return a text; beside elements white space alone is layout, and left out."""
    return _text(text) if text and (holds_text or text.strip()) else ""
