"""The schemas a payload is judged by, read once at start; what is wrong is told by place, never by value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Final, TypeAlias

from lxml import etree

from gateway.domain.catalogue import CATALOGUE
from gateway.errors import ConfigError, XmlRefusedError
from gateway.formats import interpreter, stuf_jz
from gateway.formats.payload import Payload, read_payload

# Enough to repair a message by; a sender who breaks everything need not hear it line by line.
_MOST_PLACES: Final = 20
# A checkout is the installation.
_PUBLISHED: Final = Path(__file__).parents[2] / "schemas"
_ROOT: Final = "root element"
_SCHEMA: Final = "{http://www.w3.org/2001/XMLSchema}"
# libxml2 begins every message with the element it is about; what follows may quote the document.
_SUBJECT: Final = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'")


# The service is that of the agreement (gateway/formats/interpreter.py), the other the name of the root element.
Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """A schema by the name under which an administrator knows it, and its file."""

    name: str
    path: Path


Sources: TypeAlias = Mapping[Key, Sequence[Source]]


def own_releases() -> Mapping[str, Sequence[str]]:
    """Return by name what we publish, and the messages each judges."""
    releases: dict[str, list[str]] = {}
    for (_, root), sources in own_sources(_PUBLISHED).items():
        for source in sources:
            releases.setdefault(source.name, []).append(root)
    return releases


def own_sources(folder: Path) -> Sources:
    """Return for each service and root element the schema that we publish for it, below the folder `schemas`."""
    keten = Source("keten 1.0", folder / "keten" / "1.0" / "keten.xsd")
    sources: dict[Key, tuple[Source, ...]] = {
        (interpreter.KETEN_SERVICE, entry.root): (keten,) for entry in CATALOGUE.values() if entry.root is not None
    }
    for version in stuf_jz.Version:
        source = Source(f"StUF-Jeugdzorg {version}", folder / "stuf_jz" / version / "jz.xsd")
        carried = [root for root in stuf_jz.ROOTS if stuf_jz.carries(version, root)]
        sources |= {(stuf_jz.service_of(version), root): (source,) for root in carried}
    return sources


class SchemaBook:
    """Every message, by service and root, with the schemas that must all accept it: ours, then any official one."""

    def __init__(self, sources: Sources) -> None:
        """Read every schema; raise ConfigError that names each one that cannot be used."""
        self._judges: dict[Key, tuple[_Judge, ...]] = {}
        read: dict[Path, _Judge] = {}
        mistakes: list[str] = []
        for source in dict.fromkeys(chain.from_iterable(sources.values())):
            try:
                read[source.path] = _Judge(source.path)
            except (OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError):
                mistakes.append(f"schema {source.name}: {source.path.name} is missing or no schema; install it again")
        if mistakes:
            raise ConfigError(*mistakes)
        for key, wanted in sources.items():
            self._judges[key] = tuple(read[source.path] for source in wanted)

    @classmethod
    def ours(cls, official: Sources = MappingProxyType({})) -> "SchemaBook":
        """Return the book of the schemas that we publish ourselves, with official ones of the same messages beside."""
        own = own_sources(_PUBLISHED)
        return cls({key: (*sources, *official.get(key, ())) for key, sources in own.items()})

    def validate(self, service: str, action: str, payload: Payload) -> tuple[str, ...]:
        """Return the places (line and element name, no values) where the document differs; () when it fits."""
        judges = self._judges.get((service, action))
        if judges is None:
            return (_ROOT,)
        try:
            document = read_payload(payload)
        except XmlRefusedError as error:
            return (error.reason,)
        if etree.QName(document).localname != action:
            return (_ROOT,)
        places = dict.fromkeys(chain.from_iterable(judge.places(document) for judge in judges))
        return tuple(islice(places, _MOST_PLACES))


class _Judge:
    """One schema. lxml keeps the errors of a validation with the schema, so only one thread at a time may ask."""

    def __init__(self, path: Path) -> None:
        self._schema = etree.XMLSchema(etree.parse(path, _new_parser()))
        self._names = frozenset(_declared(path, set()))
        self._lock = Lock()

    def places(self, document: etree._Element) -> tuple[str, ...]:
        """Return where the document differs from the schema."""
        with self._lock:
            if self._schema.validate(document):
                return ()
            return tuple(dict.fromkeys(map(self._place, self._schema.error_log)))

    def _place(self, entry: etree._LogEntry) -> str:
        """A name that the schema does not know may be a value, so it is not repeated."""
        subject = _SUBJECT.match(entry.message)
        name = subject[1] if subject and subject[1] in self._names else "unknown"
        return f"line {entry.line}: element {name}"


def _new_parser() -> etree.XMLParser:
    return etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)


def _declared(path: Path, seen: set[Path]) -> Iterator[str]:
    """Yield the name of every element that a schema, or one that it draws in, declares."""
    if path in seen:
        return
    seen.add(path)
    root = etree.parse(path, _new_parser()).getroot()
    yield from (element.get("name", "") for element in root.iter(f"{_SCHEMA}element"))
    for drawn in root.iter(f"{_SCHEMA}import", f"{_SCHEMA}include"):
        if location := drawn.get("schemaLocation"):
            yield from _declared((path.parent / location).resolve(), seen)
