"""The back office hands us a message."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway import policy
from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction, Message
from gateway.errors import (
    AlreadyRecordedError,
    KeyReusedError,
    NoRouteError,
    NotAMessageError,
    PolicyRefusedError,
    RouteGuardError,
)
from gateway.flows.dispatch import queue_message
from gateway.flows.history import history_of
from gateway.formats import interpreter
from gateway.ports import Ports, SubmissionRecord, UnitOfWork
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
            await _queue(command, ports, uow)
            ports.steps.reached("out.05-before-commit")
            try:
                await uow.commit()
            except AlreadyRecordedError:
                continue
            ports.steps.reached("out.06-committed")
            return command.message.header.reference
    raise KeyReusedError


def _same_answer(earlier: SubmissionRecord, command: SubmitMessage) -> ReferenceNumber:
    if earlier.digest != command.digest:
        raise KeyReusedError
    return earlier.reference


async def _decide(command: SubmitMessage, ports: Ports, uow: UnitOfWork) -> None:
    """Let policy speak; a refusal is evidence too, so it is committed before it is raised."""
    header = command.message.header
    receiver = ports.parties.find(header.receiver)
    history = await history_of(header, header.receiver, uow)
    decision = policy.decide_message(command.message, ports.parties.own, receiver, history, at=ports.clock.now())
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.POLICY_DECIDED,
            at=ports.clock.now(),
            subject=f"{Direction.OUT}/{header.sender}/{header.reference}",
            actor=command.client,
            facts=(("verdict", decision.verdict), ("rules", ",".join(decision.rules)), ("rule-set", decision.rule_set)),
        )
    )
    if not decision.passes:
        await uow.commit()
        raise PolicyRefusedError(decision.rules, decision.explanations)


async def _queue(command: SubmitMessage, ports: Ports, uow: UnitOfWork) -> None:
    message = command.message
    rendered = interpreter.render(message)
    faults = await ports.workbench.run(ports.schemas.validate, rendered.action, rendered.octets)
    if faults:
        raise NotAMessageError(faults)
    agreement = ports.agreements.find_route(message.header.receiver, rendered.action, ports.clock.now())
    if agreement is None:
        raise NoRouteError(message.header.type)
    await _guard_route(message, agreement, ports)
    queue_message(message, rendered, agreement, ports, uow)
    uow.submissions.record(
        SubmissionRecord(
            client=command.client, key=command.key, digest=command.digest, reference=message.header.reference
        )
    )


async def _guard_route(message: Message, agreement: Agreement, ports: Ports) -> None:
    """Let nothing leave unless all four addresses agree (D22)."""
    at = ports.clock.now()
    receiver = message.header.receiver
    if message.header.sender != agreement.own.party_id.oin:
        raise RouteGuardError(Addresses.SENDER)
    if agreement.partner.party_id.oin != receiver:
        raise RouteGuardError(Addresses.RECEIVER)
    partner = agreement.partner
    if await ports.trust.prove(partner.encryption_certificate, Purpose.ENCRYPTION, at) != receiver:
        raise RouteGuardError(Addresses.ENCRYPTION)
    if await ports.trust.prove(partner.server_certificate, Purpose.TLS_SERVER, at) != receiver:
        raise RouteGuardError(Addresses.SERVER)
