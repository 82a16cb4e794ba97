"""A hold on decryption ends by hand, with a trace, and not so often that it helps whoever guesses (D14)."""

from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.employees import EmployeeId
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import Oin
from gateway.errors import DecryptionNotHeldError, ResumedTooOftenError
from gateway.flows.budget import FAILURES, list_held
from gateway.flows.resume import PERIOD, RESUMPTIONS, Mended, ResumeDecryption, list_resumed, resume_decryption
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World

MINUTE: Final = timedelta(minutes=1)


@pytest.fixture
def side() -> Side:
    return World().side(VEILIG_THUIS)


async def fail(side: Side, times: int = FAILURES, partner: Oin = POLITIE.oin) -> None:
    """Let the messages of a partner be decrypted in vain."""
    at = side.ports.clock.now()
    async with side.ports.unit_of_work() as uow:
        for _ in range(times):
            uow.evidence.append(
                EvidenceEntry(type=EvidenceType.DECRYPTION_FAILED, at=at, subject="wire/x", actor=str(partner))
            )
        await uow.commit()


async def held(side: Side) -> frozenset[Oin]:
    async with side.ports.unit_of_work() as uow:
        return await list_held(side.ports.clock.now(), uow)


async def resume(side: Side, partner: Oin = POLITIE.oin) -> None:
    command = ResumeDecryption(
        client="beheer", partner=partner, mended=Mended.PARTNER_CERTIFICATE, by=EmployeeId("4711")
    )
    await resume_decryption(command, side.ports)


async def test_what_failed_before_counts_no_longer_and_the_evidence_says_who_and_why(side: Side) -> None:
    await fail(side)
    await resume(side)
    assert await held(side) == frozenset()
    [entry] = side.evidence(EvidenceType.DECRYPTION_RESUMED)
    assert (entry.subject, entry.actor, entry.at) == (f"decryption/{POLITIE.oin}", "beheer", side.ports.clock.now())
    assert entry.facts == (("partner", str(POLITIE.oin)), ("mended", "partner-certificate"), ("by", "4711"))


async def test_twenty_new_failures_hold_again(side: Side) -> None:
    await fail(side)
    await resume(side)
    await fail(side, FAILURES - 1)
    assert await held(side) == frozenset()
    await fail(side, 1)
    assert await held(side) == {POLITIE.oin}


async def test_the_hold_on_another_partner_stays(side: Side) -> None:
    await fail(side)
    await fail(side, partner=GEMEENTE.oin)
    await resume(side)
    assert await held(side) == {GEMEENTE.oin}


async def test_where_nothing_is_held_there_is_nothing_to_end(side: Side) -> None:
    await fail(side, FAILURES - 1)
    commits = side.store.commits
    with pytest.raises(DecryptionNotHeldError):
        await resume(side)
    assert side.store.commits == commits


async def test_d14_guessing_on_gains_no_more_than_a_few_holds_a_day(side: Side) -> None:
    for _ in range(RESUMPTIONS):
        await fail(side)
        await resume(side)
    await fail(side)
    commits = side.store.commits
    with pytest.raises(ResumedTooOftenError):
        await resume(side)
    assert (await held(side), side.store.commits) == (frozenset({POLITIE.oin}), commits)


async def test_each_partner_has_its_own_number_of_times(side: Side) -> None:
    for _ in range(RESUMPTIONS):
        await fail(side)
        await resume(side)
    await fail(side, partner=GEMEENTE.oin)
    await resume(side, GEMEENTE.oin)
    assert await held(side) == frozenset()


async def test_a_day_later_it_may_again() -> None:
    world = World()
    side = world.side(VEILIG_THUIS)
    for _ in range(RESUMPTIONS):
        await fail(side)
        await resume(side)
    world.clock.move(PERIOD - MINUTE)
    await fail(side)
    with pytest.raises(ResumedTooOftenError):
        await resume(side)
    world.clock.move(MINUTE)
    await resume(side)
    async with side.ports.unit_of_work() as uow:
        assert len(await list_resumed(POLITIE.oin, uow)) == RESUMPTIONS + 1
        assert await list_resumed(GEMEENTE.oin, uow) == ()
