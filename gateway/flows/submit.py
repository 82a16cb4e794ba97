"""The back office hands us a message."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway import policy
from gateway.domain.agreement import Action, Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.domain.message import Direction, Header, Message
from gateway.errors import (
    AlreadyRecordedError,
    CallerError,
    CertificateRefusedError,
    KeyReusedError,
    NoRouteError,
    NotAMessageError,
    PolicyRefusedError,
    RouteGuardError,
    VersionNotAgreedError,
)
from gateway.flows.dispatch import queue_message
from gateway.flows.history import history_of
from gateway.formats import interpreter
from gateway.formats.interpreter import Rendered
from gateway.ports import Ports, Schemas, SubmissionRecord, UnitOfWork
from gateway.wire.trust import Purpose

# Twice is once for the first caller and once for the one that lost the race on its own key.
_TRIES: Final = 2


class Addresses(StrEnum):
    """Which two of the four addresses differ (D22)."""

    SENDER = "sender and agreement"
    RECEIVER = "receiver and agreement"
    ENCRYPTION = "receiver and encryption certificate"
    SERVER = "receiver and server certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitMessage:
    """A message and the client key under which the same call has one effect; `digest` is over the body as it came."""

    client: str
    key: str
    digest: str
    message: Message


async def submit_message(command: SubmitMessage, ports: Ports) -> ReferenceNumber:
    """Accept the message for delivery and return its reference number; the answer may leave, it is durable.

    Raises KeyReusedError, PolicyRefusedError, NotAMessageError, NoRouteError, RouteGuardError.
    """
    for _ in range(_TRIES):
        async with ports.unit_of_work() as uow:
            earlier = await uow.submissions.find(command.client, command.key)
            if earlier is not None:
                return _same_answer(earlier, command)
            await _decide(command, ports, uow)
            try:
                await _queue(command, ports, uow)
            except CallerError:
                # What the rules said stays known, also of a message that finds no way out.
                await uow.commit()
                raise
            ports.steps.reached("out.05-before-commit")
            try:
                await uow.commit()
            except AlreadyRecordedError:
                continue
            ports.steps.reached("out.06-committed")
            return command.message.header.reference
    # The key is free, or the second try would have found it; so it is the reference that was used before.
    raise NotAMessageError(("reference: used before",))


def _same_answer(earlier: SubmissionRecord, command: SubmitMessage) -> ReferenceNumber:
    if earlier.digest != command.digest:
        raise KeyReusedError
    return earlier.reference


async def _decide(command: SubmitMessage, ports: Ports, uow: UnitOfWork) -> None:
    """Let policy speak; a refusal is evidence too, so it is committed before it is raised."""
    header = command.message.header
    receiver = ports.parties.find(header.receiver)
    history = await history_of(header, header.receiver, ports.parties, uow)
    decision = policy.decide_message(
        command.message,
        ports.parties.own,
        receiver,
        history,
        at=ports.clock.now(),
        references=ports.references.current(),
    )
    rules = ",".join(dict.fromkeys(decision.rules))
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.POLICY_DECIDED,
            at=ports.clock.now(),
            subject=f"{Direction.OUT}/{header.sender}/{header.reference}",
            actor=command.client,
            facts=(("verdict", decision.outcome), ("rules", rules), ("rule-set", decision.rule_set)),
        )
    )
    if not decision.passes:
        await uow.commit()
        raise PolicyRefusedError(decision.rules, decision.explanations)


async def _queue(command: SubmitMessage, ports: Ports, uow: UnitOfWork) -> None:
    message = command.message
    agreement, action = _find_way(message.header, ports)
    rendered = await ports.workbench.run(_render, message, action.service, ports.schemas)
    await _guard_route(message, agreement, action, ports)
    queue_message(message, rendered, agreement, ports, uow)
    uow.submissions.record(
        SubmissionRecord(
            client=command.client, key=command.key, digest=command.digest, reference=message.header.reference
        )
    )


def _find_way(header: Header, ports: Ports) -> tuple[Agreement, Action]:
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


async def _guard_route(message: Message, agreement: Agreement, action: Action, ports: Ports) -> None:
    """Let nothing leave unless all four addresses agree (D22)."""
    receiver = message.header.receiver
    if message.header.sender != agreement.own.party_id.oin:
        raise RouteGuardError(Addresses.SENDER)
    if agreement.partner.party_id.oin != receiver:
        raise RouteGuardError(Addresses.RECEIVER)
    partner = agreement.partner
    # Where nothing is encrypted, the agreement names no certificate for it.
    if action.profile.encrypted:
        holder = await _holder(partner.encryption_certificate, Purpose.ENCRYPTION, ports)
        if holder != receiver:
            raise RouteGuardError(Addresses.ENCRYPTION)
    if await _holder(partner.server_certificate, Purpose.TLS_SERVER, ports) != receiver:
        raise RouteGuardError(Addresses.SERVER)


async def _holder(certificate: bytes, purpose: Purpose, ports: Ports) -> Oin | None:
    """Return whom the certificate proves today; nobody, when it proves nothing any more."""
    try:
        return await ports.trust.prove(certificate, purpose, ports.clock.now())
    except CertificateRefusedError:
        return None
