"""The face of the interpreter: which format a message travels in, and both ways through it."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.domain.party import PartyKind
from gateway.errors import ContentRefusedError, InvalidIdentifierError, NotAMessageError, XmlRefusedError
from gateway.formats import keten, stuf_jz
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.strict_xml import parse as parse_xml

# E-38: organisation, service, version; the action is the name of the payload's root element.
STUF_SERVICE: Final = "VNG:Jeugdzorg:1:0:9"
KETEN_SERVICE: Final = "Schakel:Keten:1"
# Receipts and faults of the gateway itself travel in both formats, between any two organisations.
_ABOUT_ANY_MESSAGE: Final = frozenset({MessageType.TEC_02, MessageType.TEC_04})
# CL21: unknown function.
_UNKNOWN_FUNCTION: Final = "StUF028"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message in its partner format: `action` is the root element's name, `octets` one XML document."""

    service: str
    action: str
    octets: bytes


def render(message: Message, *, about: MessageType | None = None) -> Rendered:
    """Write the message in the format its type travels in.

    A receipt or fault travels in the format of the message it is `about`. Raises NotAMessageError when it cannot
    carry what the message says.
    """
    if CATALOGUE[about or message.header.type].stuf is not None:
        return Rendered(service=STUF_SERVICE, action=stuf_jz.root_of(message), octets=stuf_jz.render(message))
    return Rendered(service=KETEN_SERVICE, action=keten.root_of(message), octets=keten.render(message))


def service_of(action: str) -> str:
    """Return the service under which a root element travels."""
    return STUF_SERVICE if action in stuf_jz.ROOTS else KETEN_SERVICE


def type_of(action: str) -> MessageType | None:
    """Return the message type that travels under this root element, if there is one."""
    return stuf_jz.ROOTS.get(action) or keten.type_of(action)


def parse(service: str, action: str, octets: bytes) -> Message:
    """Read a payload that fits its schema; raise ContentRefusedError when it is not the message the action names."""
    if service != service_of(action):
        raise ContentRefusedError(_UNKNOWN_FUNCTION, ("service",))
    return reread(action, octets)


def reread(action: str, octets: bytes) -> Message:
    """Read a payload that was accepted before."""
    return stuf_jz.parse(action, octets) if action in stuf_jz.ROOTS else keten.parse(action, octets)


def root_name(octets: bytes) -> str:
    """Return the name of a document's root element; raise NotAMessageError when it is not one XML document."""
    try:
        return etree.QName(parse_xml(octets, PAYLOAD_LIMITS)).localname
    except XmlRefusedError as error:
        raise NotAMessageError((error.reason,)) from error


def peek_reference(octets: bytes) -> ReferenceNumber | None:
    """Return the sender's own reference number from a document that need not fit its schema, if it can be read."""
    try:
        root = parse_xml(octets, PAYLOAD_LIMITS)
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


def actions_between(senders: frozenset[PartyKind], receivers: frozenset[PartyKind]) -> tuple[str, ...]:
    """Return the root elements that organisations of these kinds may send to those, receipts and faults included."""
    allowed = [
        entry.type
        for entry in CATALOGUE.values()
        if any((sender, receiver) in entry.routes for sender in senders for receiver in receivers)
    ]
    wanted = _ABOUT_ANY_MESSAGE | frozenset(allowed)
    stuf = [name for name, kind in stuf_jz.ROOTS.items() if kind in wanted]
    own = [entry.root for entry in CATALOGUE.values() if entry.root is not None and entry.type in wanted]
    return (*stuf, *own)
