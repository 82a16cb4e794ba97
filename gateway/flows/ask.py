"""We ask another message handler whether it is there, or whether a message reached it: the work of `partner check`."""

from datetime import timedelta

from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import MessageId, PayloadId
from gateway.errors import PartnerError, PartnerRejectedError, PartnerUnreachableError, SchakelError
from gateway.flows.dispatch import due_work, sha256, sign
from gateway.flows.parcel import pack, unpack
from gateway.flows.questions import question_subject, subject_of
from gateway.flows.receive import receive_answer
from gateway.ports import Ports, UnitOfWork, Work, WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Sealed


async def ask(asked_about: MessageId | None, agreement: Agreement, patience: timedelta, ports: Ports) -> str:
    """Queue a Ping, or a StatusRequest about that message, and return the subject of the evidence about it.

    A running gateway sends it once; what became of it, and the answer, is evidence under that subject.
    """
    message_id, at = ports.randomness.new_message_id(), ports.clock.now()
    draft = ebms2.compose_question(asked_about, agreement, message_id, ports.randomness.new_conversation(), at)
    sealed = ebms2.seal(draft, await sign(draft, ports), ())
    async with ports.unit_of_work() as uow:
        uow.payloads.put(_payload_id(message_id), pack(sealed.content_type, sealed.body))
        uow.outbox.put(due_work(WorkKind.ASK, str(message_id), agreement, at, patience))
        _note_asked(sealed, agreement, ports, uow)
        await uow.commit()
    return question_subject(agreement, message_id)


def _note_asked(sealed: Sealed, agreement: Agreement, ports: Ports, uow: UnitOfWork) -> None:
    uow.evidence.append(
        EvidenceEntry(
            type=EvidenceType.QUESTION_ASKED,
            at=ports.clock.now(),
            subject=question_subject(agreement, sealed.message_id),
            actor=str(agreement.own.party_id.oin),
            facts=(
                ("agreement", agreement.digest),
                ("message-id", str(sealed.message_id)),
                ("signed", "yes" if sealed.references else "no"),
                ("soap-sha256", sha256(sealed.soap)),
            ),
        )
    )


async def send_question(work: Work, ports: Ports) -> str:
    """Send a question once; whoever asked hears what became of it, and asks again if that is wanted."""
    agreement = ports.agreements.find(work.agreement_id, ports.clock.now())
    if ports.clock.now() >= work.expires_at:
        facts = {"outcome": "expired"}
    elif agreement is None:
        facts = {"outcome": "no-agreement"}
    else:
        facts = await _post(work, agreement, ports)
    async with ports.unit_of_work() as uow:
        uow.outbox.done(work.kind, work.subject)
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.QUESTION_SENT,
                at=ports.clock.now(),
                subject=subject_of(work.partner, MessageId.parse(work.subject)),
                actor=str(ports.parties.own.oin),
                facts=tuple(facts.items()),
            )
        )
        await uow.commit()
    return facts["outcome"]


async def _post(work: Work, agreement: Agreement, ports: Ports) -> dict[str, str]:
    async with ports.unit_of_work() as uow:
        content_type, body = unpack(await uow.payloads.open(_payload_id(MessageId.parse(work.subject))))
    try:
        answer = await ports.channel.post(agreement, content_type, body)
        noted = None if answer is None else await receive_answer(answer, agreement, ports)
    except (PartnerUnreachableError, PartnerRejectedError) as error:
        return {"outcome": error.outcome}
    except PartnerError as error:
        # It reached them all the same.
        return _answer_refused(error)
    return {"outcome": "posted"} if noted is None else _answer_refused(noted)


def _answer_refused(error: SchakelError) -> dict[str, str]:
    return {"outcome": EvidenceType.ANSWER_REFUSED, "reason": error.code}


def _payload_id(message_id: MessageId) -> PayloadId:
    """The octets of a question bear its own name: both are ours, and nobody can guess them."""
    return PayloadId.parse(str(message_id))
