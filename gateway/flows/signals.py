"""Our own signals (Acknowledgment, MessageError, Pong ...): signed, stored, and given back or queued."""

from dataclasses import dataclass

from gateway.domain.agreement import Agreement
from gateway.domain.identifiers import PayloadId
from gateway.domain.octets import whole
from gateway.flows.dispatch import due_work, patience_of, sha256, sign
from gateway.flows.parcel import pack, unpack
from gateway.ports import Ports, UnitOfWork, Work, WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.ebms2.endpoint import Draft
from gateway.wire.stages import Address, Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSignal:
    """A signal that answers something: where its octets are, the digest of its SOAP part, and what goes back at once.

    `at_once` is None where the answer travels over a connection of its own; then it waits in the outbox.
    """

    payload_id: PayloadId
    soap_sha256: str
    at_once: Answer | None = None


async def answer_with(draft: Draft, about: Address, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> KeptSignal:
    """Sign the signal where the agreement wants that, store its octets, and queue them unless they go back at once."""
    signature = await sign(draft, ports)
    sealed = ebms2.seal(draft, signature, ())
    payload_id = ports.randomness.new_payload_id()
    uow.payloads.put(payload_id, pack(sealed.content_type, sealed.body))
    at_once = None
    if ebms2.answers_at_once(about, agreement):
        at_once = Answer(content_type=sealed.content_type, body=whole(sealed.body))
    else:
        uow.outbox.put(_signal_work(payload_id, agreement, ports))
    return KeptSignal(payload_id=payload_id, soap_sha256=sha256(sealed.soap), at_once=at_once)


async def answer_again(
    payload_id: PayloadId, about: Address, agreement: Agreement, ports: Ports, uow: UnitOfWork
) -> Answer | None:
    """Return the stored octets where they go back at once; else queue them, unless they already wait."""
    if ebms2.answers_at_once(about, agreement):
        content_type, body = unpack(await uow.payloads.open(payload_id))
        return Answer(content_type=content_type, body=whole(body))
    if await uow.outbox.find(WorkKind.SEND_SIGNAL, str(payload_id)) is None:
        uow.outbox.put(_signal_work(payload_id, agreement, ports))
    return None


def _signal_work(payload_id: PayloadId, agreement: Agreement, ports: Ports) -> Work:
    patience = patience_of(*(action.reliability for action in agreement.actions))
    return due_work(WorkKind.SEND_SIGNAL, str(payload_id), agreement, ports.clock.now(), patience)
