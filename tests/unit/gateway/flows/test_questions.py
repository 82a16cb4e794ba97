from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.errors import HeaderRefusedError, PartnerError, SecurityRefusedError
from gateway.flows.ask import ask
from gateway.flows.questions import note_answer, note_unproven_answer, question_subject, subject_of
from gateway.flows.receive import receive
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.stages import Address, EnvelopeKind, ErrorItem, Proven, ReferenceDigest
from tests.kit.clock import NOON
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World, received
from tests.kit.world_doors import facts_of

NEVER_ASKED: Final = MessageId("nooit-gevraagd@politie.schakel.test")
SIGNED: Final = (ReferenceDigest(uri="", algorithm="sha256", digest=bytes(32)),)


async def _asking() -> tuple[World, Side, MessageId]:
    """Return a side that has asked Veilig Thuis, and the name of its question."""
    world = World()
    side = world.side(POLITIE)
    await ask(None, side.agreement_with(VEILIG_THUIS), timedelta(seconds=30), side.ports)
    (entry,) = side.evidence(EvidenceType.QUESTION_ASKED)
    return world, side, MessageId(facts_of(entry)["message-id"])


def _answer(side: Side, about: MessageId | None, kind: EnvelopeKind = EnvelopeKind.PONG) -> Proven:
    agreement = side.agreement_with(VEILIG_THUIS)
    address = Address(
        kind=kind,
        agreement_id=agreement.agreement_id,
        message_id=MessageId("antwoord@veiligthuis.schakel.test"),
        conversation_id=side.ports.randomness.new_conversation(),
        sender=agreement.partner.party_id,
        receiver=agreement.own.party_id,
        service="urn:oasis:names:tc:ebxml-msg:service",
        service_type=None,
        action=kind,
        timestamp=NOON,
        time_to_live=None,
        refers_to=about,
    )
    return Proven(address=address, soap=b"<soap/>", parts=(), references=SIGNED)


async def _noted(side: Side, answer: Proven) -> bool:
    return await note_answer(answer, side.agreement_with(VEILIG_THUIS), side.ports)


def _answers(side: Side) -> list[EvidenceEntry]:
    return side.evidence(EvidenceType.ANSWER_RECEIVED)


async def test_the_subject_names_partner_and_question() -> None:
    _, side, question = await _asking()
    agreement = side.agreement_with(VEILIG_THUIS)
    assert question_subject(agreement, question) == subject_of(VEILIG_THUIS.oin, question)
    assert side.evidence(subject=subject_of(VEILIG_THUIS.oin, question))


async def test_the_first_answer_stands_and_a_second_changes_nothing() -> None:
    _, side, question = await _asking()
    assert await _noted(side, _answer(side, question))
    assert await _noted(side, replace(_answer(side, question), references=()))
    (entry,) = _answers(side)
    assert facts_of(entry)["signed"] == "yes"


@pytest.mark.parametrize("about", [None, NEVER_ASKED])
async def test_an_answer_to_nothing_we_asked_leaves_no_trace(about: MessageId | None) -> None:
    _, side, _ = await _asking()
    assert not await _noted(side, _answer(side, about))
    assert _answers(side) == []


async def test_a_refusal_of_the_question_is_an_answer_with_its_code() -> None:
    _, side, question = await _asking()
    error = ErrorItem(code="NotSupported", location="//Header", severity="Error")
    refusal = replace(_answer(side, question, EnvelopeKind.MESSAGE_ERROR), errors=(error,))
    assert await _noted(side, refusal)
    assert facts_of(_answers(side)[0])["said"] == "NotSupported"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SecurityRefusedError("signature-value"), "signature-value"),
        (
            HeaderRefusedError(ErrorCode.VALUE_NOT_RECOGNIZED, Location.TIMESTAMP),
            f"ValueNotRecognized at {Location.TIMESTAMP}",
        ),
    ],
)
async def test_an_answer_that_proves_nothing_is_recorded_once_with_the_reason(error: PartnerError, reason: str) -> None:
    _, side, question = await _asking()
    for _ in range(2):
        async with side.ports.unit_of_work() as uow:
            address = _answer(side, question).address
            await note_unproven_answer(address, side.agreement_with(VEILIG_THUIS), error, side.ports, uow)
            await uow.commit()
    (entry,) = side.evidence(EvidenceType.ANSWER_REFUSED)
    assert (facts_of(entry)["code"], facts_of(entry)["reason"]) == (error.code, reason)
    assert facts_of(entry)["timestamp"] == NOON.isoformat()


async def test_a_receipt_that_proves_nothing_is_no_answer_to_a_question() -> None:
    _, side, question = await _asking()
    address = _answer(side, question, EnvelopeKind.ACKNOWLEDGMENT).address
    async with side.ports.unit_of_work() as uow:
        error = SecurityRefusedError("signature-value")
        await note_unproven_answer(address, side.agreement_with(VEILIG_THUIS), error, side.ports, uow)
        await uow.commit()
    assert side.evidence(EvidenceType.ANSWER_REFUSED) == []


async def test_a_pong_of_which_the_header_was_changed_proves_nothing() -> None:
    world, side, _ = await _asking()
    other = world.side(VEILIG_THUIS)
    await side.work()
    await world.carry_all(POLITIE)
    await other.work()
    ((_, content_type, body),) = other.wire.take()
    changed = body.replace(b"<eb:ConversationId>", b"<eb:ConversationId>x", 1)
    await receive(received(content_type, changed, VEILIG_THUIS, world.clock.now()), side.ports)
    assert _answers(side) == []
    (entry,) = side.evidence(EvidenceType.ANSWER_REFUSED)
    assert facts_of(entry)["code"] == SecurityRefusedError.code
