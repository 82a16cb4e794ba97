import pytest

from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.errors import ConcurrencyError, NotFoundError
from gateway.flows.in_turn import in_turn
from gateway.ports import UnitOfWork
from tests.kit.clock import NOON
from tests.kit.world import POLITIE, Side, World


class Actor:
    """Notes one entry, and how often it was asked to."""

    def __init__(self) -> None:
        self.side: Side = World().side(POLITIE)
        self.times = 0

    async def act(self, uow: UnitOfWork) -> int:
        self.times += 1
        uow.evidence.append(EvidenceEntry(type=EvidenceType.TAKEN, at=NOON, subject="s", actor="kantoor"))
        return self.times


@pytest.mark.parametrize("losses", [0, 1, 31])
async def test_whoever_comes_second_acts_anew_and_leaves_one_trace(losses: int) -> None:
    actor = Actor()
    actor.side.store.losses = losses
    assert await in_turn(actor.act, actor.side.ports) == losses + 1
    assert len(actor.side.evidence()) == 1


async def test_who_never_gets_a_turn_leaves_nothing() -> None:
    actor = Actor()
    actor.side.store.losses = 32
    with pytest.raises(ConcurrencyError):
        await in_turn(actor.act, actor.side.ports)
    assert (actor.times, actor.side.evidence()) == (32, [])


async def test_an_act_that_commits_itself_is_tried_again_too() -> None:
    actor = Actor()

    async def refuse(uow: UnitOfWork) -> None:
        await actor.act(uow)
        await uow.commit()
        raise NotFoundError("message")

    actor.side.store.losses = 1
    with pytest.raises(NotFoundError):
        await in_turn(refuse, actor.side.ports)
    assert (actor.times, len(actor.side.evidence())) == (2, 1)


async def test_what_the_act_itself_raises_is_not_tried_again() -> None:
    actor = Actor()

    async def missing(uow: UnitOfWork) -> None:
        await actor.act(uow)
        raise NotFoundError("message")

    with pytest.raises(NotFoundError):
        await in_turn(missing, actor.side.ports)
    assert (actor.times, actor.side.evidence()) == (1, [])
