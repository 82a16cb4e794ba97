"""The names of StUF-Jeugdzorg as the standard prints them (`JZ:object`), and as lxml spells them."""

from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from gateway.strict_xml import Element

STUF: Final = "http://www.egem.nl/StUF/StUF0301"
JZ: Final = "http://www.stufstandaarden.nl/koppelvlak/jz0100"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
# The prefixes that partners expect to see, though a reader must not care.
NAMESPACES: Final = MappingProxyType(
    {
        "JZ": JZ,
        "StUF": STUF,
        "BG": "http://www.egem.nl/StUF/sector/bg/0310",
        "ZKN": "http://www.egem.nl/StUF/sector/zkn/0310",
        "xsi": XSI,
        "xmime": "http://www.w3.org/2005/05/xmlmime",
    }
)
PREFIXES: Final = MappingProxyType({namespace: prefix for prefix, namespace in NAMESPACES.items()})

ENTITY: Final = f"{{{STUF}}}entiteittype"
NIL: Final = f"{{{XSI}}}nil"
# The name of an extra element: an attribute without namespace.
EXTRA_NAME: Final = "naam"
# Hints for whoever validates; they say nothing about the message.
IGNORED: Final = frozenset({f"{{{XSI}}}schemaLocation", f"{{{XSI}}}noNamespaceSchemaLocation"})


@cache
def clark(name: str) -> str:
    """Return a printed name as lxml spells it; a name without prefix stands in no namespace."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


# Bounded, unlike the above: partners make up names too.
@lru_cache(maxsize=1024)
def printed(name: str) -> str:
    """Return a name of lxml as the standard prints it; a name from another namespace stays as it is."""
    namespace, _, local = name[1:].rpartition("}")
    prefix = PREFIXES.get(namespace)
    return name if prefix is None else f"{prefix}:{local}"


def name_of(element: Element) -> str:
    """Return the printed name of an element."""
    return printed(str(element.tag))
