from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import DigestMethod, Profile, SignatureMethod
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.errors import PartnerRejectedError, PartnerUnreachableError
from gateway.flows.ask import ask
from gateway.ports import WorkKind
from gateway.wire.stages import Answer
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import facts_of

PATIENCE: Final = timedelta(seconds=30)
NEVER_SENT: Final = MessageId("nooit-verstuurd@politie.schakel.test")


async def asked(side: Side, about: MessageId | None = None) -> str:
    """Let a side ask Veilig Thuis; return the subject of the evidence."""
    return await ask(about, side.agreement_with(VEILIG_THUIS), PATIENCE, side.ports)


def types(side: Side, subject: str) -> list[EvidenceType]:
    """Return what was recorded about a question."""
    return [entry.type for entry in side.evidence(subject=subject)]


async def test_a_ping_is_sent_once_and_its_pong_is_recorded() -> None:
    world = World()
    side = world.side(POLITIE)
    subject = await asked(side)
    await world.settle()
    assert types(side, subject) == [
        EvidenceType.QUESTION_ASKED,
        EvidenceType.QUESTION_SENT,
        EvidenceType.ANSWER_RECEIVED,
    ]
    sent, answer = (facts_of(entry) for entry in side.evidence(subject=subject)[1:])
    assert sent == {"outcome": "posted"}
    assert (answer["answer"], answer["signed"], answer["said"]) == ("Pong", "yes", "")
    assert answer["timestamp"] == world.clock.now().isoformat()
    assert not side.store.tables.outbox


async def test_where_nothing_is_signed_neither_is_a_question() -> None:
    world = World(Profile.RM)
    side = world.side(POLITIE)
    subject = await asked(side)
    await world.settle()
    assert [facts_of(each).get("signed") for each in side.evidence(subject=subject)] == ["no", None, "no"]


async def test_a_question_is_signed_by_the_method_agreed() -> None:
    world = World(Profile.RM_S)
    for party in (POLITIE, VEILIG_THUIS):
        world.side(party).agree_to(signature_method=SignatureMethod.RSA_SHA512, digest_method=DigestMethod.SHA512)
    side = world.side(POLITIE)
    subject = await asked(side)
    await world.settle()
    assert types(side, subject)[-1] is EvidenceType.ANSWER_RECEIVED
    assert facts_of(side.evidence(subject=subject)[-1])["signed"] == "yes"


async def test_a_question_about_a_message_hears_whether_it_came() -> None:
    world = World()
    side = world.side(POLITIE)
    reference = await side.submit("01-politiemelding.json")
    await world.settle()
    known, unknown = await asked(side, side.sent(reference).message_id), await asked(side, NEVER_SENT)
    await world.settle()
    said = [facts_of(side.evidence(EvidenceType.ANSWER_RECEIVED, subject)[0])["said"] for subject in (known, unknown)]
    assert said == ["Received", "UnAuthorized"]


@pytest.mark.parametrize("failure", [PartnerUnreachableError("connect"), PartnerRejectedError("http-404")])
async def test_a_question_that_does_not_arrive_is_not_sent_again(
    failure: PartnerUnreachableError | PartnerRejectedError,
) -> None:
    side = World().side(POLITIE)
    subject = await asked(side)
    side.wire.failure = failure
    assert await side.work() == [failure.outcome]
    assert facts_of(side.evidence(EvidenceType.QUESTION_SENT, subject)[0]) == {"outcome": failure.outcome}
    assert side.work_on(subject, WorkKind.ASK) is None
    assert not side.store.tables.outbox


async def test_a_question_that_nobody_waits_for_any_more_is_not_sent() -> None:
    world = World()
    side = world.side(POLITIE)
    await asked(side)
    world.clock.move(PATIENCE)
    assert await side.work() == ["expired"]
    assert side.wire.posted == []


async def test_a_question_under_an_agreement_that_the_gateway_does_not_have_is_not_sent() -> None:
    side = World().side(POLITIE)
    await asked(side)
    side.agree()
    assert await side.work() == ["no-agreement"]
    assert side.wire.posted == []


async def test_an_answer_may_come_back_at_once() -> None:
    world = World()
    side, other = world.side(POLITIE), world.side(VEILIG_THUIS)
    subject = await asked(side)

    async def at_once(content_type: str, body: bytes) -> Answer:
        await world.carry(POLITIE, content_type, body, VEILIG_THUIS.oin)
        await other.work()
        ((_, pong_type, pong),) = other.wire.take()
        return Answer(content_type=pong_type, body=pong)

    side.wire.answer = at_once
    assert await side.work() == ["posted"]
    assert set(types(side, subject)) == {
        EvidenceType.QUESTION_ASKED,
        EvidenceType.QUESTION_SENT,
        EvidenceType.ANSWER_RECEIVED,
    }


async def test_what_comes_back_at_once_and_is_no_answer_is_named() -> None:
    side = World().side(POLITIE)
    subject = await asked(side)

    async def page(*_: object) -> Answer:
        return Answer(content_type="text/html", body=b"<html/>")

    side.wire.answer = page
    assert await side.work() == ["answer-refused"]
    [sent] = side.evidence(EvidenceType.QUESTION_SENT, subject)
    assert facts_of(sent) == {"outcome": "answer-refused", "reason": "mime-refused"}


async def test_what_comes_back_at_once_and_is_about_something_else_is_named() -> None:
    world = World()
    side, other = world.side(POLITIE), world.side(VEILIG_THUIS)
    reference = await side.submit("01-politiemelding.json")
    await side.work()
    await world.carry_all(POLITIE)
    await other.work()
    [(_, content_type, receipt), *_] = other.wire.take()
    world.clock.move(timedelta(days=1))
    assert await side.work() == ["expired"]
    subject = await asked(side)

    async def late(*_: object) -> Answer:
        return Answer(content_type=content_type, body=receipt)

    side.wire.answer = late
    assert await side.work() == ["answer-refused"]
    [sent] = side.evidence(EvidenceType.QUESTION_SENT, subject)
    assert facts_of(sent) == {"outcome": "answer-refused", "reason": "contradicted"}
    assert side.told(reference) == ["delivery-expired", "delivery-contradicted"]
