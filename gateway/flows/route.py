"""The way of a message out: the agreement, its format and schema, and the guard on its addresses (D22)."""

from enum import StrEnum
from typing import Final

from gateway.domain.agreement import Action, Agreement, AgreementParty
from gateway.domain.identifiers import Oin
from gateway.domain.message import Header, Message
from gateway.domain.party import HubUse
from gateway.errors import (
    CertificateRefusedError,
    NoRouteError,
    NotAMessageError,
    RouteGuardError,
    VersionNotAgreedError,
)
from gateway.flows.dispatch import queue_message
from gateway.formats import interpreter
from gateway.formats.interpreter import Rendered
from gateway.ports import HEAVY, Ports, Schemas, UnitOfWork
from gateway.wire.trust import Purpose


class Addresses(StrEnum):
    """Which two of the four addresses differ (D22)."""

    SENDER = "sender and agreement"
    RECEIVER = "receiver and agreement"
    ENCRYPTION = "receiver and encryption certificate"
    SERVER = "receiver and server certificate"


async def route_message(message: Message, ports: Ports, uow: UnitOfWork) -> None:
    """Queue the message as part of this commit; what raises leaves nothing behind in it.

    Raises NotAMessageError, NoRouteError, VersionNotAgreedError, RouteGuardError.
    """
    agreement, action = find_way(message.header, ports)
    rendered = await ports.workbench.run(HEAVY, _render, message, action.service, ports.schemas)
    await guard_way(message.header.sender, message.header.receiver, agreement, action, ports)
    queue_message(message, rendered, agreement, ports, uow)


async def require_writable(message: Message, ports: Ports) -> None:
    """Raise NotAMessageError when the message cannot be written for its receiver; what has no way yet is not tried."""
    try:
        _, action = find_way(message.header, ports)
    except (NoRouteError, VersionNotAgreedError):
        return
    await ports.workbench.run(HEAVY, _render, message, action.service, ports.schemas)


def find_way(header: Header, ports: Ports) -> tuple[Agreement, Action]:
    """Return what was agreed with the receiver for this type: of several versions the newest (R147)."""
    at, ways = ports.clock.now(), interpreter.ways_of(header.type)
    for way in ways:
        agreement = ports.agreements.find_route(header.receiver, way.service, way.action, at)
        action = None if agreement is None else agreement.find_action(way.service, way.action, outbound=True)
        if agreement is not None and action is not None:
            return agreement, action
    older = interpreter.lacking(header.type, ports.agreements.services_to(header.receiver, at))
    if older is None:
        raise NoRouteError(header.type)
    raise VersionNotAgreedError(header.type, older, ways[0].service)


def _render(message: Message, service: str, schemas: Schemas) -> Rendered:
    """Write the message and check it as its receiver will."""
    rendered = interpreter.render(message, service)
    faults = schemas.validate(service, rendered.action, rendered.octets)
    if faults:
        raise NotAMessageError(faults)
    return rendered


async def guard_way(sender: Oin, receiver: Oin, agreement: Agreement, action: Action, ports: Ports) -> None:
    """Let nothing leave unless all four addresses agree (D22); raise RouteGuardError."""
    if sender != agreement.own.party_id.oin:
        raise RouteGuardError(Addresses.SENDER)
    if agreement.partner.party_id.oin != receiver:
        raise RouteGuardError(Addresses.RECEIVER)
    partner = agreement.partner
    # Where nothing is encrypted, the agreement names no certificate for it.
    if action.profile.encrypted:
        await _require_holder(partner.encryption_certificate, Purpose.ENCRYPTION, partner, ports)
    await _require_holder(partner.server_certificate, Purpose.TLS_SERVER, partner, ports)


_GUARDS: Final = {
    Purpose.ENCRYPTION: (HubUse.ENCRYPTION, Addresses.ENCRYPTION),
    Purpose.TLS_SERVER: (HubUse.TLS, Addresses.SERVER),
}


async def _require_holder(certificate: bytes, purpose: Purpose, partner: AgreementParty, ports: Ports) -> None:
    """Raise RouteGuardError unless the certificate proves the partner today, or a hub with a mandate (E-32)."""
    use, guarded = _GUARDS[purpose]
    try:
        holder = await ports.trust.prove(certificate, purpose, ports.clock.now())
    except CertificateRefusedError:
        raise RouteGuardError(guarded) from None
    if not partner.is_held_by(holder, use, ports.clock.now()):
        raise RouteGuardError(guarded)
