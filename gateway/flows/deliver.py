"""One attempt at one delivery: seal it once, then send the same octets."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from gateway.domain.agreement import Action, Agreement, SyncReply
from gateway.domain.carried import CarriedKind, Enclosure
from gateway.domain.delivery import FINAL_STATES, DeliveryState, Happening, advance_delivery
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import PayloadId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import Octets, size_of
from gateway.errors import (
    ConcurrencyError,
    PartnerError,
    PartnerRejectedError,
    PartnerUnreachableError,
)
from gateway.flows.dispatch import action_of, digest_of, sha256, sign
from gateway.flows.packing import read_list
from gateway.flows.parcel import pack, unpack
from gateway.flows.receive import receive_answer
from gateway.ports import MessageRecord, Ports, SentReferences, UnitOfWork, Work, WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Answer, Outgoing, Part, Sealed

# A partner that returns should not wait long for what it is owed.
_LONGEST_SIGNAL_PAUSE: Final = timedelta(minutes=5)
_ENDED: Final = "agreement-ended"


async def deliver(work: Work, ports: Ports) -> str:
    """Make one attempt and return its outcome class; what must happen next is in the outbox, whatever becomes of us."""
    record = await _find(work, ports)
    if record is None or record.state in FINAL_STATES:
        await _forget(work, ports)
        return "nothing-to-do"
    if ports.clock.now() >= work.expires_at:
        await end_delivery(record, Happening.EXPIRY, "ttl", ports)
        return "expired"
    # F57: a message keeps the version it started with, so a new receiver never gets what was meant for the old one.
    agreement = ports.agreements.find_version(record.agreement_id, record.agreement_digest, ports.clock.now())
    if agreement is not None and agreement.end < ports.clock.now():
        await end_delivery(record, Happening.REJECTION, _ENDED, ports)
        return _ENDED
    if agreement is None or not agreement.in_force(ports.clock.now()):
        # The lease brings the work back: the agreement can return within the message's time, else it expires.
        return "no-agreement"
    return await _attempt(record, work, agreement, ports)


async def _find(work: Work, ports: Ports) -> MessageRecord | None:
    async with ports.unit_of_work() as uow:
        return await uow.messages.find(Direction.OUT, ReferenceNumber.parse(work.subject))


async def _forget(work: Work, ports: Ports) -> None:
    async with ports.unit_of_work() as uow:
        uow.outbox.done(work.kind, work.subject)
        await uow.commit()


async def _octets_of(
    record: MessageRecord, agreement: Agreement, ports: Ports, uow: UnitOfWork
) -> tuple[MessageRecord, Octets]:
    """Return the octets that every attempt sends, sealed at the first (D3), and the record as it is then."""
    if record.state is DeliveryState.QUEUED:
        return await _seal(record, agreement, ports, uow)
    if record.wire is None:
        raise ConcurrencyError("messages")
    return record, await uow.payloads.open(record.wire)


async def _seal(
    record: MessageRecord, agreement: Agreement, ports: Ports, uow: UnitOfWork
) -> tuple[MessageRecord, Octets]:
    """Sign and encrypt once."""
    sealed = await _compose(record, await _parts_of(record, uow), agreement, ports)
    ports.steps.reached("out.10-sealed")
    parcel = pack(sealed.content_type, sealed.body)
    soap, wire = ports.randomness.new_payload_id(), ports.randomness.new_payload_id()
    uow.payloads.put(soap, sealed.soap)
    uow.payloads.put(wire, parcel)
    uow.messages.seal(record, soap, wire)
    uow.sent.record(
        SentReferences(message_id=record.message_id, reference=record.reference, references=sealed.references)
    )
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.SEALED,
            at=ports.clock.now(),
            subject=record.subject,
            actor=str(record.sender),
            facts=(
                ("agreement", agreement.digest),
                ("message-id", str(record.message_id)),
                ("soap-sha256", sha256(sealed.soap)),
                ("soap-payload", str(soap)),
            ),
        )
    )
    return replace(record, state=DeliveryState.SEALED, soap=soap, wire=wire), parcel


async def _parts_of(record: MessageRecord, uow: UnitOfWork) -> tuple[Part, ...]:
    if record.type is CarriedKind.SHIPMENT:
        return tuple([await _part_of(each, uow) for each in await read_list(record, uow)])
    part = Part(
        content_id=f"payload-{record.message_id}",
        media_type="application/xml",
        content=await uow.payloads.open(record.content),
        file_name=f"{record.action}.xml",
    )
    return (part,)


async def _part_of(each: Enclosure, uow: UnitOfWork) -> Part:
    content = await uow.payloads.open(each.payload)
    return Part(content_id=each.content_id, media_type=each.media_type, content=content, file_name=each.file_name)


async def _compose(record: MessageRecord, parts: tuple[Part, ...], agreement: Agreement, ports: Ports) -> Sealed:
    outgoing = Outgoing(
        message_id=record.message_id,
        conversation_id=record.conversation,
        service=record.service,
        action=record.action,
        parts=parts,
    )
    octets = sum(size_of(part.content) for part in parts)
    draft = await ports.workbench.run(octets, ebms2.compose, outgoing, agreement, ports.clock.now())
    signature = await sign(draft, ports)
    keys = ports.randomness.content_keys(draft.content_keys_wanted, draft.key_length)
    return await ports.workbench.run(octets, ebms2.seal, draft, signature, keys, ports.spools.keep)


async def _attempt(record: MessageRecord, work: Work, agreement: Agreement, ports: Ports) -> str:
    action = action_of(record, agreement)
    async with ports.unit_of_work() as uow:
        record, parcel = await _octets_of(record, agreement, ports, uow)
        _note_attempt(record, work, action, await digest_of(parcel, ports), ports, uow)
        await uow.commit()
    ports.steps.reached("out.12-attempt-noted")
    content_type, body = unpack(parcel)
    try:
        answer = await ports.channel.post(agreement, content_type, body)
    except PartnerUnreachableError as error:
        if action.profile.reliable:
            await _retry_sooner(work, action, ports)
        else:
            await end_delivery(record, Happening.REJECTION, error.outcome, ports)
        return error.outcome
    except PartnerRejectedError as error:
        await end_delivery(record, Happening.REJECTION, error.outcome, ports)
        return error.outcome
    ports.steps.reached("out.14-posted")
    outcome = "posted"
    if answer is not None:
        agreed = action.sync_reply is SyncReply.MSH_SIGNALS_ONLY
        outcome = await _take_answer(answer, record, agreement, ports) if agreed else "answer-not-agreed"
    if not action.profile.reliable:
        await end_delivery(record, Happening.RECEIPT, "best-effort", ports)
    return outcome


async def _take_answer(answer: Answer, record: MessageRecord, agreement: Agreement, ports: Ports) -> str:
    """Settle on what came back at once; what proves nothing is recorded, and the message is sent again in its time."""
    try:
        noted = await receive_answer(answer, agreement, ports)
    except PartnerError as error:
        async with ports.unit_of_work() as uow:
            uow.evidence.append(
                EvidenceEntry(
                    type=EvidenceType.CONTRADICTED,
                    at=ports.clock.now(),
                    subject=record.subject,
                    actor=str(record.receiver),
                    facts=(("reason", error.code), ("answer-sha256", sha256(answer.body))),
                )
            )
            await uow.commit()
        return error.code
    return "answered" if noted is None else noted.code


def _note_attempt(
    record: MessageRecord, work: Work, action: Action, digest: str, ports: Ports, uow: UnitOfWork
) -> None:
    """Count the attempt and set the next one before anything is sent: a crash meanwhile costs time, not the message."""
    at = ports.clock.now()
    uow.messages.move(record, advance_delivery(DeliveryState(record.state), Happening.ATTEMPT))
    again_at = at + action.reliability.retry_interval if action.profile.reliable else work.expires_at
    uow.outbox.reschedule(work, min(again_at, work.expires_at))
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.ATTEMPTED,
            at=at,
            subject=record.subject,
            actor=str(record.sender),
            facts=(("attempt", str(work.attempts + 1)), ("wire-sha256", digest)),
        )
    )


async def _retry_sooner(work: Work, action: Action, ports: Ports) -> None:
    pause = ebms2.back_off(work.attempts, ports.randomness.fraction(), action.reliability.retry_interval)
    async with ports.unit_of_work() as uow:
        uow.outbox.postpone(work, min(ports.clock.now() + pause, work.expires_at))
        await uow.commit()


_ENDINGS: Final = {
    Happening.RECEIPT: (EventType.DELIVERED, "Het bericht is overgedragen aan de ontvanger."),
    Happening.EXPIRY: (
        EventType.DELIVERY_EXPIRED,
        "Er kwam op tijd geen ontvangstbevestiging. Bel de ontvanger en verstuur het bericht opnieuw.",
    ),
    Happening.REJECTION: (
        EventType.DELIVERY_FAILED,
        "De ontvanger neemt dit bericht niet aan. Bel de ontvanger; de beheerder ziet de oorzaak.",
    ),
}


# What a reason of our own says instead.
_EXPLANATIONS: Final = {
    _ENDED: "De afspraak met de ontvanger is geëindigd voordat er een ontvangstbevestiging kwam. Het bericht kan wel "
    "zijn aangekomen: bel de ontvanger, en de beheerder voor een nieuwe afspraak.",
}


async def end_delivery(record: MessageRecord, happening: Happening, reason: str, ports: Ports) -> None:
    """Bring a delivery to its end and tell the back office, in one commit."""
    event, explanation = _ENDINGS[happening]
    async with ports.unit_of_work() as uow:
        fresh = await uow.messages.find(Direction.OUT, record.reference)
        if fresh is None or fresh.state in FINAL_STATES:
            return
        at = ports.clock.now()
        uow.messages.move(fresh, advance_delivery(DeliveryState(fresh.state), happening), reason=reason)
        uow.outbox.done(WorkKind.DELIVER, str(record.reference))
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.DELIVERY_ENDED,
                at=at,
                subject=record.subject,
                actor=str(record.sender),
                facts=(("happening", happening), ("reason", reason)),
            )
        )
        told = _EXPLANATIONS.get(reason, explanation)
        uow.events.put(BackOfficeEvent(type=event, reference=record.reference, at=at, explanation=told))
        await uow.commit()


async def send_signal(work: Work, ports: Ports) -> str:
    """Send stored octets of a signal once; the partner's retry asks for it again, so giving up loses nothing.

    What it answers came while the agreement was in force, so it still leaves when that ends meanwhile (F57).
    """
    agreement = ports.agreements.find_last(work.agreement_id, work.partner, ports.clock.now())
    if agreement is None or ports.clock.now() >= work.expires_at:
        await _forget(work, ports)
        return "expired"
    async with ports.unit_of_work() as uow:
        content_type, body = unpack(await uow.payloads.open(PayloadId.parse(work.subject)))
    try:
        await ports.channel.post(agreement, content_type, body)
        outcome = "posted"
    except PartnerRejectedError as error:
        outcome = error.outcome
    except PartnerUnreachableError as error:
        await _postpone_signal(work, ports)
        return error.outcome
    ports.steps.reached("ack.05-signal-sent")
    await _forget(work, ports)
    return outcome


async def _postpone_signal(work: Work, ports: Ports) -> None:
    pause = ebms2.back_off(work.attempts, ports.randomness.fraction(), _LONGEST_SIGNAL_PAUSE)
    async with ports.unit_of_work() as uow:
        uow.outbox.reschedule(work, ports.clock.now() + pause)
        await uow.commit()
