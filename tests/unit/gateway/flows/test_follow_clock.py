"""The wall clock is an hour ahead while messages are tried, and is put right (F26, F29, D26)."""

from datetime import timedelta

from gateway.domain.evidence import EvidenceType
from gateway.flows.follow_clock import follow_clock
from tests.kit.world import POLITIE, VEILIG_THUIS, World
from tests.kit.world_doors import facts_of

REPORT = "01-politiemelding.json"
AHEAD = timedelta(hours=1)


async def test_f26_what_was_tried_by_a_clock_that_was_ahead_is_tried_again_at_once() -> None:
    world = World()
    police = world.side(POLITIE)
    world.clock.move(AHEAD)
    await police.submit(REPORT)
    await police.work()
    world.clock.move(-AHEAD)
    assert await police.work() == []
    assert await follow_clock(police.ports)
    assert await police.work() == ["posted"]
    assert len(police.wire.take()) == 2


async def test_f26_it_is_flagged_in_the_chain_once() -> None:
    world = World()
    police = world.side(POLITIE)
    world.clock.move(AHEAD)
    await police.submit(REPORT)
    world.clock.move(-AHEAD)
    assert [await follow_clock(police.ports) for _ in range(3)] == [True, False, False]
    [entry] = police.evidence(EvidenceType.CLOCK_PUT_BACK)
    assert (entry.at, facts_of(entry)) == (world.clock.now(), {"ahead-seconds": "3600"})


async def test_while_the_clock_goes_on_everything_waits_for_its_moment() -> None:
    world = World()
    police = world.side(POLITIE)
    assert not await follow_clock(police.ports)
    await police.submit(REPORT)
    await police.work()
    for step in (timedelta(seconds=-59), timedelta(minutes=2), timedelta(days=400)):
        world.clock.move(step)
        commits = police.store.commits
        assert not await follow_clock(police.ports)
        assert police.store.commits == commits


async def test_f26_a_receipt_that_waits_by_the_wrong_clock_leaves_too() -> None:
    world = World()
    vt = world.side(VEILIG_THUIS)
    world.clock.move(timedelta(minutes=4))
    await world.side(POLITIE).submit(REPORT)
    await world.side(POLITIE).work()
    await world.carry_all(POLITIE)
    world.clock.move(timedelta(minutes=-4))
    assert await vt.work() == []
    assert await follow_clock(vt.ports)
    assert "posted" in await vt.work()
