"""What every message that leaves has in common: its records, its layers, its work in the outbox."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from gateway.domain.agreement import Action, Agreement, Reliability
from gateway.domain.delivery import DeliveryState
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.message import Direction, Message
from gateway.domain.octets import Octets, pieces_of, whole
from gateway.errors import NoRouteError
from gateway.formats.interpreter import Rendered
from gateway.ports import LayerRecord, MessageRecord, Ports, UnitOfWork, Work, WorkKind
from gateway.tracking import expected_layers
from gateway.wire.ebms2.endpoint import Draft
from gateway.wire.stages import Address

# Where no retries were agreed there is one try; this long it may wait for us to make it.
_ONE_TRY: Final = timedelta(hours=1)


def sha256(octets: Octets) -> str:
    """Return the digest under which evidence names octets (hex); of a stream, on the workbench."""
    digest = hashlib.sha256()
    for piece in pieces_of(octets):
        digest.update(piece)
    return digest.hexdigest()


async def digest_of(octets: Octets, ports: Ports) -> str:
    """Return what `sha256` does, off the event loop where that takes long."""
    return sha256(octets) if isinstance(octets, bytes) else await ports.workbench.run(octets.size, sha256, octets)


async def in_memory(octets: Octets, ports: Ports) -> bytes:
    """Return octets that somebody must have whole; who asks has looked at their size, or put them."""
    return octets if isinstance(octets, bytes) else await ports.workbench.run(octets.size, whole, octets)


def wire_subject(address: Address, agreement: Agreement) -> str:
    """Return the name under which evidence about octets is kept that belong to no message."""
    return f"wire/{agreement.partner.party_id.oin}/{sha256(str(address.message_id).encode())}"


def queue_message(message: Message, rendered: Rendered, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Put everything that an outbound message needs into this unit of work; nothing is sent yet."""
    at = ports.clock.now()
    header = message.header
    record = MessageRecord(
        reference=header.reference,
        direction=Direction.OUT,
        type=header.type,
        service=rendered.service,
        action=rendered.action,
        sender=header.sender,
        receiver=header.receiver,
        conversation=header.conversation,
        cross_reference=header.cross_reference,
        agreement_id=agreement.agreement_id,
        agreement_digest=agreement.digest,
        message_id=ports.randomness.new_message_id(),
        state=DeliveryState.QUEUED,
        recorded_at=at,
        content=ports.randomness.new_payload_id(),
    )
    uow.messages.record(record)
    uow.payloads.put(record.content, rendered.octets)
    for layer in expected_layers(header.type):
        uow.layers.expect(LayerRecord(reference=header.reference, direction=Direction.OUT, layer=layer))
    queue_delivery(record, agreement, ports, uow)
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.SUBMITTED,
            at=at,
            subject=record.subject,
            actor=str(header.sender),
            facts=(
                ("type", header.type),
                ("receiver", str(header.receiver)),
                ("payload-sha256", sha256(rendered.octets)),
                ("agreement", agreement.digest),
            ),
        )
    )


def queue_delivery(record: MessageRecord, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Let the relay deliver it, from now on and for as long as was agreed."""
    at = ports.clock.now()
    patience = patience_of(action_of(record, agreement).reliability)
    uow.outbox.put(due_work(WorkKind.DELIVER, str(record.reference), agreement, at, patience))


def due_work(kind: WorkKind, subject: str, agreement: Agreement, at: datetime, patience: timedelta) -> Work:
    """Return work for the partner of that agreement, due at that moment, for as long as the patience lasts."""
    return Work(
        work_id=0,
        kind=kind,
        partner=agreement.partner.party_id.oin,
        subject=subject,
        agreement_id=agreement.agreement_id,
        attempts=0,
        due_at=at,
        expires_at=at + patience,
    )


def patience_of(*agreed: Reliability) -> timedelta:
    """Return how long we may try to bring something to a partner: as was agreed, or until the one try was made."""
    return max(each.horizon for each in agreed) or _ONE_TRY


def action_of(record: MessageRecord, agreement: Agreement) -> Action:
    """Return what was agreed for this message; raise NoRouteError when the agreement no longer carries it."""
    action = agreement.find_action(record.service, record.action, outbound=True)
    if action is None:
        raise NoRouteError(record.type)
    return action


async def sign(draft: Draft, ports: Ports) -> bytes | None:
    """Return the signature that the draft wants, by the method agreed; None when it goes unsigned."""
    if draft.signing_input is None:
        return None
    certificate = draft.agreement.own.signing_certificate
    return await ports.signer.sign(draft.signing_input, draft.signature_method, certificate)
