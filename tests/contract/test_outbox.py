import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.identifiers import Oin
from gateway.errors import AlreadyRecordedError, ConcurrencyError
from gateway.ports import UnitOfWork, Work, WorkKind
from tests.kit.store_records import AT, COUNCIL, OWN, POLICE, some_work

Units = Callable[[], UnitOfWork]
LEASE: Final = timedelta(minutes=1)
SECOND: Final = timedelta(seconds=1)


async def put(units: Units, *works: Work) -> None:
    """Put work in a commit of its own."""
    async with units() as uow:
        for work in works:
            uow.outbox.put(work)
        await uow.commit()


async def claim(
    units: Units,
    after: timedelta = timedelta(0),
    *,
    in_hand: Collection[Work] = (),
    per_partner: int = 10,
    limit: int = 100,
) -> Sequence[Work]:
    """Claim what is due some time after AT."""
    async with units() as uow:
        return await uow.outbox.claim(AT + after, LEASE, in_hand=in_hand, per_partner=per_partner, limit=limit)


def elsewhere(partner: Oin, count: int) -> tuple[Work, ...]:
    """Return so much other work for a partner that is in hand."""
    return tuple(some_work(partner=partner, work_id=1_000_000 + number) for number in range(count))


def subjects(works: Sequence[Work]) -> list[str]:
    """Name the pieces of work."""
    return [work.subject for work in works]


async def test_work_that_is_put_is_found_by_its_subject_with_a_number_of_its_own(units: Units) -> None:
    first, second = some_work(work_id=77), some_work(kind=WorkKind.SEND_SIGNAL)
    await put(units, first, second)
    async with units() as uow:
        found = await uow.outbox.find(first.kind, first.subject)
        other = await uow.outbox.find(second.kind, second.subject)
        assert await uow.outbox.find(WorkKind.SEND_SIGNAL, first.subject) is None
    assert found is not None
    assert other is not None
    assert found.work_id != other.work_id
    assert found == some_work(subject=first.subject, work_id=found.work_id)


async def test_work_of_one_kind_is_counted_for_each_partner(units: Units) -> None:
    await put(units, some_work(), some_work(), some_work(partner=COUNCIL), some_work(kind=WorkKind.SEND_SIGNAL))
    async with units() as uow:
        assert await uow.outbox.count(WorkKind.DELIVER) == {POLICE: 2, COUNCIL: 1}
        assert await uow.outbox.count(WorkKind.ASK) == {}


async def test_there_is_one_piece_of_work_for_a_subject(units: Units) -> None:
    work = some_work()
    await put(units, work)
    with pytest.raises(AlreadyRecordedError):
        await put(units, work)


async def test_due_work_is_leased_oldest_first(units: Units) -> None:
    late, soon = some_work(due_at=AT), some_work(due_at=AT - SECOND, partner=COUNCIL)
    await put(units, late, soon, some_work(due_at=AT + SECOND))
    claimed = await claim(units)
    assert subjects(claimed) == [soon.subject, late.subject]
    assert {work.due_at for work in claimed} == {AT + LEASE}
    assert {work.attempts for work in claimed} == {0}


async def test_leased_work_is_not_claimed_again_until_the_lease_ends(units: Units) -> None:
    work = some_work()
    await put(units, work)
    assert subjects(await claim(units)) == [work.subject]
    assert subjects(await claim(units)) == []
    assert subjects(await claim(units, LEASE - SECOND)) == []
    assert subjects(await claim(units, LEASE)) == [work.subject]


async def test_nothing_is_claimed_for_a_partner_whose_lane_is_full(units: Units) -> None:
    police, council = some_work(), some_work(partner=COUNCIL)
    await put(units, police, council)
    assert subjects(await claim(units, in_hand=(*elsewhere(POLICE, 10), *elsewhere(OWN, 11)))) == [council.subject]
    assert subjects(await claim(units, in_hand=elsewhere(POLICE, 10))) == []
    assert subjects(await claim(units)) == [police.subject]


async def test_what_is_in_hand_counts_for_its_lane(units: Units) -> None:
    flood = [some_work() for _ in range(4)]
    lone = some_work(partner=COUNCIL)
    await put(units, *flood, lone)
    claimed = await claim(units, in_hand=(*elsewhere(POLICE, 1), *elsewhere(OWN, 3)), per_partner=3)
    assert subjects(claimed) == [flood[0].subject, flood[1].subject, lone.subject]
    # What was left is free for whoever has a place.
    assert subjects(await claim(units, per_partner=3)) == [flood[2].subject, flood[3].subject]


async def test_what_is_in_hand_is_not_leased_again_and_is_free_when_its_attempt_is_over(units: Units) -> None:
    works = [some_work() for _ in range(3)]
    await put(units, *works)
    first = await claim(units, per_partner=1)
    claimed = await claim(units, LEASE, in_hand=first, per_partner=2)
    assert subjects(claimed) == [works[1].subject]
    assert subjects(await claim(units, LEASE)) == [works[2].subject, works[0].subject]


async def test_a_long_lane_never_delays_another(units: Units) -> None:
    flood = [some_work(due_at=AT - timedelta(hours=1)) for _ in range(50)]
    lone = some_work(partner=COUNCIL)
    await put(units, *flood, lone)
    assert subjects(await claim(units, per_partner=2)) == [flood[0].subject, flood[1].subject, lone.subject]
    assert subjects(await claim(units, per_partner=2)) == [flood[2].subject, flood[3].subject]


async def test_no_more_is_claimed_than_was_asked_for(units: Units) -> None:
    works = [
        some_work(partner=partner, due_at=AT - SECOND * number) for number, partner in enumerate((OWN, POLICE, COUNCIL))
    ]
    await put(units, *works)
    assert subjects(await claim(units, limit=2)) == subjects([works[2], works[1]])
    assert subjects(await claim(units, limit=2)) == subjects([works[0]])


async def test_claims_at_the_same_moment_never_share_work(units: Units) -> None:
    works = [some_work(partner=partner) for partner in (OWN, POLICE, COUNCIL) for _ in range(10)]
    await put(units, *works)
    claims = await asyncio.gather(*(claim(units, per_partner=2, limit=4) for _ in range(12)))
    claimed = [subject for each in claims for subject in subjects(each)]
    assert sorted(claimed) == sorted(subjects(works))


async def test_rescheduling_counts_an_attempt(units: Units) -> None:
    await put(units, some_work())
    (work,) = await claim(units)
    async with units() as uow:
        uow.outbox.reschedule(work, AT + timedelta(minutes=5))
        await uow.commit()
    assert subjects(await claim(units, LEASE)) == []
    (again,) = await claim(units, timedelta(minutes=5))
    assert (again.work_id, again.attempts) == (work.work_id, 1)


async def test_postponing_counts_nothing(units: Units) -> None:
    await put(units, some_work())
    (work,) = await claim(units)
    async with units() as uow:
        uow.outbox.reschedule(work, AT + timedelta(hours=1))
        await uow.commit()
        uow.outbox.postpone(work, AT + timedelta(seconds=5))
        await uow.commit()
    (again,) = await claim(units, timedelta(seconds=5))
    assert again.attempts == 1


async def test_what_is_hastened_is_due_and_what_was_due_before_stays_first(units: Units) -> None:
    first, later = some_work(), some_work()
    await put(units, replace(first, due_at=AT - timedelta(minutes=1)), replace(later, due_at=AT + timedelta(days=2)))
    async with units() as uow:
        uow.outbox.hasten(AT)
        await uow.commit()
    claimed = await claim(units)
    assert subjects(claimed) == [first.subject, later.subject]
    assert {work.attempts for work in claimed} == {0}


async def test_who_was_paused_while_another_tried_counts_nothing(units: Units) -> None:
    await put(units, some_work())
    (paused,) = await claim(units)
    (holder,) = await claim(units, LEASE)
    async with units() as uow:
        uow.outbox.reschedule(holder, AT + timedelta(hours=3))
        await uow.commit()
        uow.outbox.reschedule(paused, AT)
        with pytest.raises(ConcurrencyError):
            await uow.commit()
        found = await uow.outbox.find(holder.kind, holder.subject)
    assert found is not None
    assert (found.attempts, found.due_at) == (1, AT + timedelta(hours=3))


async def test_work_that_is_done_is_gone_whoever_holds_it(units: Units) -> None:
    await put(units, some_work())
    (work,) = await claim(units)
    async with units() as uow:
        uow.outbox.done(work.kind, work.subject)
        await uow.commit()
        uow.outbox.done(work.kind, work.subject)
        uow.outbox.reschedule(work, AT)
        uow.outbox.postpone(work, AT)
        await uow.commit()
        assert await uow.outbox.find(work.kind, work.subject) is None
    assert subjects(await claim(units, LEASE)) == []


async def test_a_number_of_done_work_is_never_given_again(units: Units) -> None:
    work = some_work()
    await put(units, work)
    (old,) = await claim(units)
    async with units() as uow:
        uow.outbox.done(old.kind, old.subject)
        await uow.commit()
    await put(units, work)
    async with units() as uow:
        uow.outbox.reschedule(old, AT + timedelta(days=1))
        uow.outbox.postpone(old, AT + timedelta(days=1))
        await uow.commit()
    (new,) = await claim(units)
    assert new.work_id > old.work_id
    assert new.attempts == 0
