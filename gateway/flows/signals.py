"""Our own signals (Acknowledgment, MessageError): signed, stored, and queued for the partner."""

from dataclasses import dataclass

from gateway.domain.agreement import Agreement
from gateway.domain.identifiers import PayloadId
from gateway.flows.dispatch import patience_of, sha256
from gateway.flows.parcel import pack
from gateway.ports import KeyName, Ports, UnitOfWork, Work, WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.endpoint import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedSignal:
    """A signal that waits: where its octets are, and the digest of its SOAP part."""

    payload_id: PayloadId
    soap_sha256: str


async def queue_signal(draft: Draft, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> QueuedSignal:
    """Sign the signal where the agreement wants that, store its octets and queue them."""
    signature = await ports.signer.sign(KeyName.SIGNING, draft.signing_input) if draft.signing_input else None
    sealed = ebms2.seal(draft, signature, ())
    payload_id = ports.randomness.new_payload_id()
    uow.payloads.put(payload_id, pack(sealed.content_type, sealed.body))
    await put_signal(payload_id, agreement, ports, uow)
    return QueuedSignal(payload_id=payload_id, soap_sha256=sha256(sealed.soap))


async def put_signal(payload_id: PayloadId, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    """Queue stored octets of a signal, unless they already wait."""
    if await uow.outbox.find(WorkKind.SEND_SIGNAL, str(payload_id)) is not None:
        return
    at = ports.clock.now()
    uow.outbox.put(
        Work(
            work_id=0,
            kind=WorkKind.SEND_SIGNAL,
            partner=agreement.partner.party_id.oin,
            subject=str(payload_id),
            agreement_id=agreement.agreement_id,
            attempts=0,
            due_at=at,
            expires_at=at + patience_of(*(action.reliability for action in agreement.actions)),
        )
    )
