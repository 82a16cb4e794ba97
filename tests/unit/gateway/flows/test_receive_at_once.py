"""Receipts and refusals over the connection of the message itself, where that was agreed (E-28)."""

from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Profile, SyncReply
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.octets import whole
from gateway.ports import WorkKind
from gateway.wire.stages import Answer
from tests.kit.world import BEST_EFFORT, POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import facts_of

REPORT: Final = "01-politiemelding.json"


class Line:
    """The police and Veilig Thuis, who agreed on answers at once; what the line does to an answer is in `spoil`."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.world = World(profile)
        self.police: Side = self.world.side(POLITIE)
        self.vt: Side = self.world.side(VEILIG_THUIS)
        for side in (self.police, self.vt):
            side.agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY)
        self.police.wire.answer = self.carry
        self.answers: list[Answer | None] = []
        self.lost = 0

    async def carry(self, content_type: str, body: bytes) -> Answer | None:
        """Bring octets to Veilig Thuis, and its answer back unless the line loses it."""
        answer = await self.world.carry(POLITIE, content_type, body, VEILIG_THUIS.oin)
        self.answers.append(answer)
        if self.lost:
            self.lost -= 1
            return None
        return answer

    async def report(self) -> ReferenceNumber:
        """Hand in the report and make one attempt."""
        reference = await self.police.submit(REPORT)
        await self.police.work()
        return reference

    async def later(self) -> list[str]:
        """Let the interval pass and make the next attempt."""
        self.world.clock.move(timedelta(minutes=10))
        return await self.police.work()

    def signals_waiting(self) -> int:
        """Count the signals that Veilig Thuis still has to send over a connection of their own."""
        return sum(work.kind is WorkKind.SEND_SIGNAL for work in self.vt.store.tables.outbox.values())


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S, Profile.RM_E])
async def test_a_receipt_that_comes_back_at_once_delivers_the_message(profile: Profile) -> None:
    line = Line(profile)
    reference = await line.report()
    assert line.police.state(reference) == "delivered"
    assert line.police.told(reference).count("delivered") == 1
    assert line.signals_waiting() == 0
    assert line.vt.got(reference, POLITIE) is not None


async def test_a_lost_answer_is_given_again_octet_for_octet() -> None:
    line = Line()
    line.lost = 1
    reference = await line.report()
    assert line.police.state(reference) == "awaiting-receipt"
    assert await line.later() == ["answered"]
    first, second = line.answers
    assert first is not None
    assert first == second
    assert line.police.state(reference) == "delivered"
    assert len(line.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


async def test_a_refusal_that_comes_back_at_once_ends_the_delivery() -> None:
    line = Line()
    line.vt.agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY, service_type="urn:anders")
    reference = await line.report()
    assert line.police.state(reference) == "refused"
    assert line.signals_waiting() == 0


async def test_a_refusal_that_comes_back_at_once_ends_best_effort_too() -> None:
    line = Line(Profile.BE)
    for side in (line.vt, line.police):
        side.agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY, reliability=BEST_EFFORT)
    line.vt.agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY, reliability=BEST_EFFORT, service_type="urn:anders")
    reference = await line.report()
    assert line.police.state(reference) == "refused"
    assert line.police.told(reference) == ["refused-by-partner"]


async def test_best_effort_that_is_answered_with_a_page_is_delivered_all_the_same() -> None:
    line = Line(Profile.BE)
    line.police.agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY, reliability=BEST_EFFORT)
    reference = await _spoiled(line, b"<html/>")
    assert line.police.told(reference) == ["delivered"]
    [entry] = line.police.evidence(EvidenceType.CONTRADICTED)
    assert facts_of(entry)["reason"] == "header-refused"


async def test_223_an_unsigned_refusal_that_comes_back_at_once_stands_beside_the_message() -> None:
    line = Line(Profile.RM_S)
    for side in (line.vt, line.police):
        side.agree_to(sync_reply=SyncReply.MSH_SIGNALS_ONLY)
    line.vt.agree_to(service_type="urn:anders", profile=Profile.RM)
    reference = await line.report()
    assert line.police.state(reference) == "awaiting-receipt"
    [entry] = line.police.evidence(EvidenceType.REFUSAL_UNPROVEN, line.police.sent(reference).subject)
    assert (facts_of(entry)["said"], facts_of(entry)["reason"]) == ("Inconsistent", "signature-missing")
    assert line.police.evidence(EvidenceType.CONTRADICTED) == []
    assert await line.later() == ["refusal-unproven"]
    assert len(line.police.evidence(EvidenceType.REFUSAL_UNPROVEN)) == 1


async def _spoiled(line: Line, body: bytes, content_type: str = "text/xml") -> ReferenceNumber:
    async def answer(_: str, __: bytes) -> Answer:
        return Answer(content_type=content_type, body=body)

    line.police.wire.answer = answer
    return await line.report()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("text/xml", b"<html/>"), ("text/html", b"<p>hallo</p>"), ("text/xml", b""), ("", b"\x00")],
)
async def test_an_answer_that_proves_nothing_is_recorded_and_the_message_is_sent_again(
    content_type: str, body: bytes
) -> None:
    line = Line()
    reference = await _spoiled(line, body, content_type)
    assert line.police.state(reference) == "awaiting-receipt"
    [entry] = line.police.evidence(EvidenceType.CONTRADICTED)
    assert facts_of(entry)["reason"] in {"mime-refused", "xml-refused", "header-refused"}
    line.police.wire.answer = line.carry
    assert await line.later() == ["answered"]
    assert line.police.state(reference) == "delivered"


async def test_224_a_receipt_at_once_for_another_message_that_expired_is_told_and_settles_neither() -> None:
    line = Line()
    line.lost = 1
    expired = await line.report()
    line.world.clock.move(timedelta(days=1))
    assert await line.police.work() == ["expired"]
    [lost] = line.answers
    assert lost is not None
    reference = await _spoiled(line, whole(lost.body), lost.content_type)
    assert await line.later() == ["contradicted"]
    assert line.police.state(reference) == "awaiting-receipt"
    assert line.police.told(expired) == ["delivery-expired", "delivery-contradicted"]
    subjects = {entry.subject for entry in line.police.evidence(EvidenceType.CONTRADICTED)}
    assert subjects == {line.police.sent(expired).subject}


async def test_a_business_message_never_comes_back_over_the_connection_of_another() -> None:
    line = Line()
    sealed = await line.vt.seal(POLITIE, "vtTerugkoppelingDi01", b"<x/>")
    reference = await _spoiled(line, whole(sealed.body), sealed.content_type)
    assert line.police.state(reference) == "awaiting-receipt"
    [entry] = line.police.evidence(EvidenceType.CONTRADICTED)
    assert facts_of(entry)["reason"] == "receipt-refused"
    assert not line.police.waiting()


async def test_an_answer_at_once_that_nobody_agreed_to_changes_nothing() -> None:
    line = Line()
    line.police.agree_to(sync_reply=SyncReply.NONE)
    line.vt.agree_to(sync_reply=SyncReply.NONE)
    reference = await _spoiled(line, b"<html/>")
    assert line.police.state(reference) == "awaiting-receipt"
    assert line.police.evidence(EvidenceType.CONTRADICTED) == []
    assert await line.later() == ["answer-not-agreed"]


async def test_a_receipt_over_its_own_connection_still_delivers_what_was_agreed_at_once() -> None:
    line = Line()
    line.lost = 1
    reference = await line.report()
    [answer] = line.answers
    assert answer is not None
    await line.world.carry(VEILIG_THUIS, answer.content_type, answer.body, POLITIE.oin)
    assert line.police.state(reference) == "delivered"


async def test_a_receipt_goes_unsigned_where_no_signature_was_asked_for() -> None:
    line = Line(Profile.RM_S)
    for side in (line.police, line.vt):
        side.agree_to(ack_signature_requested=False)
    reference = await line.report()
    [answer] = line.answers
    assert answer is not None
    assert b"SignatureValue" not in answer.body
    assert line.police.state(reference) == "delivered"
