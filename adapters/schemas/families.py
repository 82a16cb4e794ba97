"""Which schemas of a release are read together: all of them, or one set for each family where they contradict."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from adapters.schemas.documents import XML_NAMESPACE, Document
from gateway.errors import BundleRefusedError


@dataclass(frozen=True, slots=True)
class Family:
    """Schemas that are read together: their paths, and the roots of ours that they declare."""

    paths: frozenset[str]
    roots: frozenset[str]


def find_families(documents: Mapping[str, Document], namespace: str, known: AbstractSet[str]) -> tuple[Family, ...]:
    """Return the families that declare messages that we know; raise BundleRefusedError when there is none.

    A family begins at a schema of the namespace of the messages, and has whatever that draws in. Two become one unless
    they declare the same thing in different files, as families do whose inclusions were resolved each by itself.
    """
    families: list[frozenset[str]] = []
    for path in find_entries(documents, namespace, known):
        closure = frozenset(_drawn_from(path, documents))
        match = next((each for each in families if _agree(each | closure, documents)), None)
        if match is None:
            families.append(closure)
        else:
            families[families.index(match)] = match | closure
    return tuple(Family(paths, _roots(paths, documents, known)) for paths in families)


def find_entries(documents: Mapping[str, Document], namespace: str, known: AbstractSet[str]) -> tuple[str, ...]:
    """Return the schemas that declare messages that we know."""
    found = [path for path, each in documents.items() if each.namespace == namespace and each.elements & known]
    if not found:
        mistake = "declares no message that this gateway speaks"
        raise BundleRefusedError(mistake)
    return tuple(sorted(found))


def _drawn_from(path: str, documents: Mapping[str, Document]) -> Iterator[str]:
    seen = {path}
    waiting = [path]
    while waiting:
        here = waiting.pop()
        yield here
        for drawn in documents[here].drawn:
            if drawn.path and drawn.path not in seen and drawn.namespace != XML_NAMESPACE:
                seen.add(drawn.path)
                waiting.append(drawn.path)


def _agree(paths: frozenset[str], documents: Mapping[str, Document]) -> bool:
    seen: set[tuple[str | None, str, str]] = set()
    for path in paths:
        named = {(documents[path].namespace, kind, name) for kind, name in documents[path].components}
        if seen & named:
            return False
        seen |= named
    return True


def _roots(paths: frozenset[str], documents: Mapping[str, Document], known: AbstractSet[str]) -> frozenset[str]:
    return frozenset(name for path in paths for name in documents[path].elements) & known
