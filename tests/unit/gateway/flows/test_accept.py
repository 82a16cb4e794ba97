from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.octets import whole
from gateway.errors import (
    AlreadyRecordedError,
)
from gateway.flows.accept import content_digest
from tests.kit.meeting import Meeting
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS
from tests.kit.world_doors import at_once, facts_of


async def test_an_accepted_message_its_receipt_and_its_functional_receipt_are_in_one_commit(meeting: Meeting) -> None:
    await meeting.receive()
    tables = meeting.vt.store.tables
    assert meeting.vt.store.commits == 1
    assert meeting.vt.waiting() == [meeting.reference]
    assert [record.type for record in tables.messages.values()] == ["MSG-01", "TEC-02"]
    assert sorted(work.kind for work in tables.outbox.values()) == ["deliver", "send-signal"]
    [signal] = meeting.signals()
    assert b":Acknowledgment " in signal
    assert meeting.vt.wire.posted == []
    assert meeting.vt.steps.names == [
        "in.04-body-complete",
        "in.07-parsed",
        "in.11-proven",
        "in.19-before-commit",
        "in.21-committed",
    ]


async def test_what_was_answered_is_remembered_under_sender_and_message_id(meeting: Meeting) -> None:
    await meeting.receive()
    [(key, record)] = meeting.vt.store.tables.inbox.items()
    assert key == (POLITIE.oin, meeting.police.sent(meeting.reference).message_id)
    assert record.subject == f"in/{POLITIE.oin}/{meeting.reference}"
    assert record.agreement_id == meeting.vt.agreement_with(POLITIE).agreement_id
    assert record.recorded_at == meeting.world.clock.now()


async def test_f1_dying_before_the_commit_leaves_nothing_and_after_it_everything(meeting: Meeting) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    for step, kept in (("in.11-proven", 0), ("in.19-before-commit", 0), ("in.21-committed", 1)):
        meeting.vt.at_step(step, die)
        with pytest.raises(KeyboardInterrupt):
            await meeting.receive()
        assert len(meeting.vt.waiting()) == kept
        assert len(meeting.signals()) == kept
    await meeting.world.settle()
    assert meeting.police.state(meeting.reference) == "delivered"


# Duplicates


async def test_215_the_same_message_again_gets_the_same_octets_and_has_no_second_effect(meeting: Meeting) -> None:
    await meeting.receive()
    await meeting.vt.work()
    meeting.world.clock.move(timedelta(seconds=1))
    await meeting.receive()
    await meeting.vt.work()
    first, *_, second = [posted for posted in meeting.vt.wire.posted if b":Acknowledgment " in posted[2]]
    assert first == second
    assert meeting.vt.waiting() == [meeting.reference]
    assert len(meeting.vt.store.tables.messages) == 2
    [entry] = meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)
    assert entry.subject == f"in/{POLITIE.oin}/{meeting.reference}"


async def test_a_copy_that_comes_while_the_answer_waits_adds_no_second_answer(meeting: Meeting) -> None:
    for _ in range(3):
        await meeting.receive()
    assert len(meeting.signals()) == 1
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 2


async def test_219_of_two_copies_at_once_one_has_effect_and_both_have_its_answer(meeting: Meeting) -> None:
    meeting.vt.at_step("in.19-before-commit", lambda: at_once(meeting.receive()))
    await meeting.receive()
    assert meeting.vt.waiting() == [meeting.reference]
    assert len(meeting.signals()) == 1
    assert len(meeting.vt.evidence(EvidenceType.RECEIVED)) == 1
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


async def test_219_two_copies_that_ask_for_the_stored_answer_at_once_both_get_it(meeting: Meeting) -> None:
    await meeting.receive()
    await meeting.vt.work()
    meeting.vt.store.loss = AlreadyRecordedError("outbox")
    meeting.vt.store.losses = 1
    await meeting.receive()
    assert len(meeting.signals()) == 1
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


async def test_a_message_that_always_meets_another_is_given_back_without_an_answer(meeting: Meeting) -> None:
    meeting.vt.store.loss = AlreadyRecordedError("inbox")
    meeting.vt.store.losses = 100
    with pytest.raises(AlreadyRecordedError):
        await meeting.receive()
    assert meeting.nothing_kept()
    assert meeting.signals() == []


async def test_218_the_same_message_id_with_other_content_is_refused_and_the_first_stays(meeting: Meeting) -> None:
    await meeting.receive()
    await meeting.world.settle()
    first = meeting.vt.got(meeting.reference, POLITIE)
    record = meeting.police.sent(meeting.reference)
    other = meeting.police.store.tables.payloads[record.content].replace(b"Voorbeeld", b"Andersom")
    await meeting.receive(await meeting.forge(other, record.message_id))
    assert meeting.refusal() == ("inconsistent-duplicate", "")
    [signal] = meeting.signals()
    assert b"Inconsistent" in signal
    assert meeting.vt.got(meeting.reference, POLITIE) == first
    await meeting.world.settle()
    assert meeting.police.state(meeting.reference) == "delivered"
    assert len(meeting.police.evidence(EvidenceType.CONTRADICTED)) == 1
    assert meeting.police.told(meeting.reference)[-1] == "delivery-contradicted"


async def test_218_other_content_in_the_same_moment_is_refused_too(meeting: Meeting) -> None:
    forged = await meeting.forge(message_id=meeting.police.sent(meeting.reference).message_id)
    meeting.vt.at_step("in.19-before-commit", lambda: at_once(meeting.receive()))
    await meeting.receive(forged)
    assert meeting.refusal() == ("inconsistent-duplicate", "")
    assert len(meeting.signals()) == 2
    assert len(meeting.vt.evidence(EvidenceType.RECEIVED)) == 1


async def test_two_messages_with_one_reference_in_the_same_moment_are_answered_each_for_itself(
    meeting: Meeting,
) -> None:
    forged = await meeting.forge()
    meeting.vt.at_step("in.19-before-commit", lambda: at_once(meeting.receive()))
    await meeting.receive(forged)
    accepted, refused = meeting.vt.evidence(EvidenceType.RECEIVED)
    assert "refused" not in facts_of(accepted)
    assert facts_of(refused)["refused"] == "StUF016"
    assert len(meeting.signals()) == 2
    assert meeting.vt.waiting() == [meeting.reference]


async def test_221_a_copy_after_its_time_to_live_gets_the_answer_that_was_stored(meeting: Meeting) -> None:
    await meeting.receive()
    meeting.world.clock.move(timedelta(days=2))
    await meeting.receive()
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1
    assert meeting.vt.evidence(EvidenceType.SECURITY_REFUSED) == []
    [signal] = meeting.signals()
    assert b":Acknowledgment " in signal


async def test_a_message_that_first_comes_after_its_time_to_live_is_refused(meeting: Meeting) -> None:
    meeting.world.clock.move(timedelta(hours=1))
    await meeting.receive()
    assert meeting.nothing_kept()
    assert meeting.refusal()[0] == "header-refused"
    [signal] = meeting.signals()
    assert b"TimeToLiveExpired" in signal


async def test_217_two_partners_may_use_the_same_message_id(meeting: Meeting) -> None:
    await meeting.receive()
    message_id = meeting.police.sent(meeting.reference).message_id
    town = meeting.world.side(GEMEENTE)
    sealed = await town.seal(VEILIG_THUIS, "startbericht", b"<x/>", message_id=message_id)
    await meeting.world.carry(GEMEENTE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)
    assert set(meeting.vt.store.tables.inbox) == {(POLITIE.oin, message_id), (GEMEENTE.oin, message_id)}


async def test_without_a_receipt_agreed_none_is_given_neither_to_a_copy() -> None:
    meeting = await Meeting(Profile.BE_S).post()
    await meeting.receive()
    await meeting.receive()
    assert meeting.vt.waiting() == [meeting.reference]
    assert meeting.signals() == []
    assert len(meeting.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


async def test_content_is_recognised_by_envelope_and_parts_together(meeting: Meeting) -> None:
    proven = await meeting.vt.prove(meeting.content_type, meeting.body, POLITIE)
    [part] = proven.parts
    others = [
        proven,
        replace(proven, soap=proven.soap + b" "),
        replace(proven, parts=()),
        replace(proven, parts=(part, part)),
        replace(proven, parts=(replace(part, content=whole(part.content) + b" "),)),
        replace(proven, parts=(replace(part, content_id="anders"),)),
    ]
    assert len({content_digest(each) for each in others}) == len(others)
    assert content_digest(proven) == content_digest(replace(proven, references=()))
