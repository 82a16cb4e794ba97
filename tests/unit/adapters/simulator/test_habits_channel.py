from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from adapters.simulator.habits import Habits
from adapters.simulator.habits_channel import HabitualChannel
from adapters.simulator.habits_signals import Parcel
from gateway.errors import HeaderRefusedError, ReceiptRefusedError, SecurityRefusedError
from gateway.flows.ask import ask
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import EnvelopeKind, Proven
from tests.kit.world import POLITIE, VEILIG_THUIS, World

ACK: Final = EnvelopeKind.ACKNOWLEDGMENT
PONG: Final = EnvelopeKind.PONG
MESSAGE: Final = EnvelopeKind.MESSAGE


class Careless:
    """A Veilig Thuis with habits that took a report and a Ping, and what it posted then."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.parcels = [Parcel.open(kind, body) for _, kind, body in world.side(VEILIG_THUIS).wire.take()]

    @classmethod
    async def with_habits(cls, *habits: str, times: int | None = None) -> "Careless":
        """Let it happen."""
        world = World()
        police, other = world.side(POLITIE), world.side(VEILIG_THUIS)
        await police.submit("01-politiemelding.json")
        await ask(None, police.agreement_with(VEILIG_THUIS), timedelta(minutes=1), police.ports)
        await police.work()
        await world.carry_all(POLITIE)
        channel = HabitualChannel(other.wire, Habits.parse(habits, times), other.ports.signer)
        other.ports = replace(other.ports, channel=channel)
        await other.work()
        return cls(world)

    @property
    def kinds(self) -> list[EnvelopeKind]:
        """What it posted, sorted."""
        return sorted(parcel.kind for parcel in self.parcels)

    async def proven(self, kind: EnvelopeKind) -> Proven:
        """Return what the police make of the first parcel of that kind."""
        parcel = next(each for each in self.parcels if each.kind is kind)
        return await self.world.side(POLITIE).prove(parcel.content_type, parcel.body, VEILIG_THUIS)


async def test_without_habits_everything_leaves_as_it_is() -> None:
    careless = await Careless.with_habits()
    assert careless.kinds == sorted([ACK, PONG, MESSAGE])
    for kind in (ACK, PONG, MESSAGE):
        assert (await careless.proven(kind)).references


@pytest.mark.parametrize(("habit", "left"), [("lost-receipt", [PONG, MESSAGE]), ("lost-pong", [ACK, MESSAGE])])
async def test_what_is_lost_never_leaves(habit: str, left: list[EnvelopeKind]) -> None:
    assert (await Careless.with_habits(habit)).kinds == sorted(left)


async def test_what_is_doubled_leaves_twice() -> None:
    assert (await Careless.with_habits("double-receipt")).kinds == sorted([ACK, ACK, PONG, MESSAGE])


async def test_a_receipt_without_its_signature_says_the_same_and_proves_nothing() -> None:
    careless = await Careless.with_habits("unsigned-receipt")
    with pytest.raises(SecurityRefusedError):
        await careless.proven(ACK)
    assert (await careless.proven(PONG)).references


async def test_a_pong_without_its_signature_is_still_a_pong() -> None:
    assert (await (await Careless.with_habits("unsigned-pong")).proven(PONG)).references == ()


async def test_a_receipt_with_other_digests_is_signed_and_proves_receipt_of_nothing() -> None:
    careless = await Careless.with_habits("wrong-digest")
    receipt = await careless.proven(ACK)
    assert receipt.references
    police = careless.world.side(POLITIE)
    (sent,) = police.store.tables.sent.values()
    with pytest.raises(ReceiptRefusedError):
        ebms2.check_receipt(receipt, sent.references)


@pytest.mark.parametrize("kind", [ACK, PONG, MESSAGE])
async def test_under_the_wrong_agreement_nothing_is_what_was_agreed(kind: EnvelopeKind) -> None:
    careless = await Careless.with_habits("wrong-cpa")
    with pytest.raises((HeaderRefusedError, SecurityRefusedError)):
        await careless.proven(kind)
    assert all(b">Bestaat_niet<" in each.soap for each in careless.parcels)


async def test_a_habit_that_is_given_up_is_not_practised() -> None:
    careless = await Careless.with_habits("unsigned-receipt", "late-receipt=0", times=1)
    with pytest.raises(SecurityRefusedError):
        await careless.proven(ACK)
