"""A MessageError about a message of ours that proves nothing: it changes nothing either, yet somebody must see it."""

from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.errors import PartnerError
from gateway.flows.dispatch import sha256
from gateway.flows.layers import quotable
from gateway.ports import Ports, UnitOfWork
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Envelope, EnvelopeKind


async def note_unproven_refusal(
    envelope: Envelope, agreement: Agreement, error: PartnerError, ports: Ports, uow: UnitOfWork
) -> str | None:
    """Record what it claims beside the message it is about, once; return the code it names.

    Common adapters sign no MessageError, also where everything else is signed. The delivery goes on: who could send us
    this could otherwise end it (bad input 223). None when it is about nothing that we sent under this agreement.
    """
    about = envelope.address.refers_to
    if envelope.address.kind is not EnvelopeKind.MESSAGE_ERROR or about is None:
        return None
    record = await uow.messages.find_by_message_id(about)
    if record is None or record.agreement_id != agreement.agreement_id:
        return None
    claimed = ebms2.claimed_errors(envelope)
    said = quotable(claimed[0].code if claimed else "")
    noted = {chained.entry.type for chained in await uow.evidence.list_of(record.subject)}
    if EvidenceType.REFUSAL_UNPROVEN not in noted:
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.REFUSAL_UNPROVEN,
                at=ports.clock.now(),
                subject=record.subject,
                actor=str(agreement.partner.party_id.oin),
                facts=(
                    ("said", said),
                    ("reason", error.reason or error.code),
                    ("soap-sha256", sha256(envelope.soap)),
                ),
            )
        )
    return said
