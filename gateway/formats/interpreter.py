"""The face of the interpreter: which format a message travels in, and both ways through it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Final

from lxml import etree

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message
from gateway.domain.party import PartyKind
from gateway.errors import ContentRefusedError, InvalidIdentifierError, NotAMessageError, XmlRefusedError
from gateway.formats import keten, stuf_jz
from gateway.formats.payload import Payload, read_payload

# E-38: organisation, service, version; the action is the name of the payload's root element.
STUF_SERVICE: Final = stuf_jz.service_of(stuf_jz.NEWEST)
KETEN_SERVICE: Final = "Schakel:Keten:1"
# What a person calls each format, and the service that it stands for.
FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stuf-jz": STUF_SERVICE,
        **{f"stuf-jz-{version}": stuf_jz.service_of(version) for version in stuf_jz.Version},
        "keten": KETEN_SERVICE,
    }
)
_KETEN_NAME: Final = KETEN_SERVICE.rpartition(":")[0]
# Receipts and faults of the gateway itself travel in both formats, between any two organisations.
_ABOUT_ANY_MESSAGE: Final = frozenset({MessageType.TEC_02, MessageType.TEC_04})
# CL21: version not supported, unknown function.
_VERSION_NOT_SUPPORTED: Final = "StUF001"
_UNKNOWN_FUNCTION: Final = "StUF028"


@dataclass(frozen=True, slots=True)
class Way:
    """How an envelope names a message: the service says format and version, the action is the root element's name."""

    service: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message in its partner format: `octets` are one XML document with the action as root element."""

    service: str
    action: str
    octets: bytes


def ways_of(kind: MessageType) -> tuple[Way, ...]:
    """Return every way in which messages of this type can travel, the one to prefer first: the newest version."""
    entry = CATALOGUE[kind]
    return (*_stuf_ways(entry.stuf), *(() if entry.root is None else (Way(KETEN_SERVICE, entry.root),)))


def _stuf_ways(root: str | None) -> tuple[Way, ...]:
    if root is None:
        return ()
    return tuple(Way(stuf_jz.service_of(version), root) for version in stuf_jz.versions_of(root))


def service_of(action: str) -> str:
    """Return the service to prefer for a root element: the newest version that has it."""
    return next((way.service for way in _ways_with(action)), KETEN_SERVICE)


def _ways_with(action: str) -> tuple[Way, ...]:
    if action in stuf_jz.ROOTS:
        return _stuf_ways(action)
    return () if keten.type_of(action) is None else (Way(KETEN_SERVICE, action),)


def type_of(action: str) -> MessageType | None:
    """Return the message type that travels under this root element, if there is one."""
    return stuf_jz.ROOTS.get(action) or keten.type_of(action)


def lacking(kind: MessageType, services: Collection[str]) -> str | None:
    """Return which of the services is the newest version of the format that does not have this type yet, if any is."""
    ways = {way.service for way in ways_of(kind)}
    if not any(map(stuf_jz.version_of, ways)) or not ways.isdisjoint(services):
        return None
    return next((service for service in sorted(services, reverse=True) if stuf_jz.version_of(service)), None)


def render(message: Message, service: str | None = None) -> Rendered:
    """Write the message as it travels under that service, or else in the way to prefer.

    Raises NotAMessageError when its type does not travel so, or the format cannot carry what the message says: nothing
    is left out to make it fit an older version (R132, R147).
    """
    kind = message.header.type
    ways = ways_of(kind)
    way = next((each for each in ways if service in {None, each.service}), None)
    if way is None:
        raise NotAMessageError((_no_way(kind, ways, service),))
    if way.service == KETEN_SERVICE:
        return Rendered(service=way.service, action=way.action, octets=keten.render(message))
    # An answer has one of several root elements, by what it says.
    return Rendered(service=way.service, action=stuf_jz.root_of(message), octets=stuf_jz.render(message))


def _no_way(kind: MessageType, ways: tuple[Way, ...], service: str | None) -> str:
    if service is None or not ways:
        return f"{kind}: does not travel between organisations"
    return f"R147: {kind} does not travel as {service}; use {ways[0].service}"


def is_of_the_chain(service: str, action: str) -> bool:
    """Tell whether a service, in whatever version, or an action is one that the catalogue's messages travel under."""
    return service.startswith((stuf_jz.PREFIX, f"{_KETEN_NAME}:")) or bool(_ways_with(action))


def require_known(service: str, action: str) -> None:
    """Raise ContentRefusedError for a message under a service that is not its own, naming the nearest version (R147).

    An action that nobody knows is left to the schemas.
    """
    ways = _ways_with(action)
    if not ways or Way(service, action) in ways:
        return
    version = _nearest(service, action)
    if version is None:
        raise ContentRefusedError(_UNKNOWN_FUNCTION, ("service",))
    raise ContentRefusedError(_VERSION_NOT_SUPPORTED, ("R147", f"nearest version {version}"))


def _nearest(service: str, action: str) -> str | None:
    if action in stuf_jz.ROOTS:
        return stuf_jz.nearest(service, action)
    return KETEN_SERVICE.rpartition(":")[2] if service.startswith(f"{_KETEN_NAME}:") else None


def parse(service: str, action: str, payload: Payload) -> Message:
    """Read a payload that fits its schema; raise ContentRefusedError when it is not the message the action names."""
    require_known(service, action)
    return reread(action, payload)


def reread(action: str, payload: Payload, about: Header | None = None) -> Message:
    """Read a payload that was accepted before; an answer that names nobody needs the message it is `about`."""
    return stuf_jz.parse(action, payload, about) if action in stuf_jz.ROOTS else keten.parse(action, payload)


def root_name(payload: Payload) -> str:
    """Return the name of a document's root element; raise NotAMessageError when it is not one XML document."""
    try:
        return etree.QName(read_payload(payload)).localname
    except XmlRefusedError as error:
        raise NotAMessageError((error.reason,)) from error


def peek_reference(payload: Payload) -> ReferenceNumber | None:
    """Return the sender's own reference number from a document that need not fit its schema, if it can be read."""
    try:
        root = read_payload(payload)
    except XmlRefusedError:
        return None
    found = root.find(stuf_jz.REFERENCE_PATH)
    if found is None:
        found = root.find(keten.REFERENCE_PATH)
    return None if found is None else _reference(found.text)


def _reference(text: str | None) -> ReferenceNumber | None:
    try:
        return ReferenceNumber.parse(text or "")
    except InvalidIdentifierError:
        return None


def actions_between(
    senders: frozenset[PartyKind],
    receivers: frozenset[PartyKind],
    version: stuf_jz.Version = stuf_jz.NEWEST,
) -> tuple[Way, ...]:
    """Return what organisations of these kinds may send to those in that version of StUF-Jeugdzorg and in our own XML.

    Receipts and faults are always among it.
    """
    services = {stuf_jz.service_of(version), KETEN_SERVICE}
    return tuple(
        way
        for entry in CATALOGUE.values()
        if entry.type in _ABOUT_ANY_MESSAGE or not entry.routes.isdisjoint(product(senders, receivers))
        for way in ways_of(entry.type)
        if way.service in services
    )
