"""What another message handler says to a question of ours: a Pong, a StatusResponse, or that it does not do that."""

from typing import Final

from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import MessageId, Oin
from gateway.errors import PartnerError
from gateway.flows.dispatch import sha256
from gateway.flows.layers import quotable
from gateway.ports import Ports, UnitOfWork
from gateway.wire.stages import Address, EnvelopeKind, Proven

_ANSWERS: Final = frozenset({EnvelopeKind.PONG, EnvelopeKind.STATUS_RESPONSE, EnvelopeKind.MESSAGE_ERROR})


def question_subject(agreement: Agreement, message_id: MessageId) -> str:
    """Return the name under which evidence about a question of ours is kept."""
    return subject_of(agreement.partner.party_id.oin, message_id)


def subject_of(partner: Oin, message_id: MessageId) -> str:
    """Return the same, for that partner."""
    return f"wire/{partner}/{sha256(str(message_id).encode())}"


async def note_answer(proven: Proven, agreement: Agreement, ports: Ports) -> bool:
    """Record the first answer to a question of ours, and nothing else; return whether we had asked that at all."""
    async with ports.unit_of_work() as uow:
        subject = await _asked(proven.address, agreement, uow)
        if subject is None:
            return False
        if not await _has(subject, EvidenceType.ANSWER_RECEIVED, uow):
            said = quotable(proven.errors[0].code) if proven.errors else proven.message_status
            facts = (
                ("answer", proven.address.kind),
                ("signed", "yes" if proven.references else "no"),
                ("timestamp", proven.address.timestamp.isoformat()),
                ("said", said),
                ("soap-sha256", sha256(proven.soap)),
            )
            _append(EvidenceType.ANSWER_RECEIVED, subject, facts, agreement, ports, uow)
            await uow.commit()
    return True


async def note_unproven_answer(
    address: Address, agreement: Agreement, error: PartnerError, ports: Ports, uow: UnitOfWork
) -> None:
    """Record why what answers a question of ours proves nothing: whoever asked must be able to say what to do."""
    subject = await _asked(address, agreement, uow)
    if subject is None or await _has(subject, EvidenceType.ANSWER_REFUSED, uow):
        return
    facts = (
        ("answer", address.kind),
        ("code", error.code),
        ("reason", error.reason),
        ("timestamp", address.timestamp.isoformat()),
    )
    _append(EvidenceType.ANSWER_REFUSED, subject, facts, agreement, ports, uow)


async def _asked(address: Address, agreement: Agreement, uow: UnitOfWork) -> str | None:
    if address.refers_to is None or address.kind not in _ANSWERS:
        return None
    subject = question_subject(agreement, address.refers_to)
    return subject if await _has(subject, EvidenceType.QUESTION_ASKED, uow) else None


async def _has(subject: str, kind: EvidenceType, uow: UnitOfWork) -> bool:
    return any(chained.entry.type is kind for chained in await uow.evidence.list_of(subject))


def _append(
    kind: EvidenceType,
    subject: str,
    facts: tuple[tuple[str, str], ...],
    agreement: Agreement,
    ports: Ports,
    uow: UnitOfWork,
) -> None:
    actor = str(agreement.partner.party_id.oin)
    entry = EvidenceEntry(type=kind, at=ports.clock.now(), subject=subject, actor=actor, facts=facts)
    uow.evidence.append(entry)
