"""A way out with bad habits: what leaves is late, lost, doubled or not what it should be."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from adapters.simulator.habits import Habit, Habits
from adapters.simulator.habits_signals import (
    Parcel,
    under_another_agreement,
    with_other_digests,
    without_signature,
)
from gateway.domain.agreement import Agreement
from gateway.domain.octets import Octets, whole
from gateway.ports import PartnerChannel, Signer
from gateway.wire.stages import Answer, EnvelopeKind

_RECEIPTS: Final = frozenset({EnvelopeKind.ACKNOWLEDGMENT})
_PONGS: Final = frozenset({EnvelopeKind.PONG, EnvelopeKind.STATUS_RESPONSE})


class HabitualChannel:
    """The PartnerChannel of a simulated partner: the real one, with what habits make of it."""

    def __init__(self, channel: PartnerChannel, habits: Habits, signer: Signer) -> None:
        """Take the real way out, the habits, and the key to sign with what habits changed."""
        self._channel = channel
        self._habits = habits
        self._signer = signer

    async def post(self, agreement: Agreement, content_type: str, body: Octets) -> Answer | None:
        """Post what is left of it, as often as the habits say; raises what the real way out raises."""
        parcel = Parcel.open(content_type, whole(body))
        if self._practises(Habit.LATE_RECEIPT, parcel, _RECEIPTS):
            await asyncio.sleep(self._habits.value(Habit.LATE_RECEIPT))
        lost = self._practises(Habit.LOST_RECEIPT, parcel, _RECEIPTS)
        if lost or self._practises(Habit.LOST_PONG, parcel, _PONGS):
            return None
        changed = await self._spoil(parcel, agreement)
        answer = await self._channel.post(agreement, changed.content_type, changed.body)
        if self._practises(Habit.DOUBLE_RECEIPT, parcel, _RECEIPTS):
            answer = await self._channel.post(agreement, changed.content_type, changed.body)
        return answer

    async def _spoil(self, parcel: Parcel, agreement: Agreement) -> Parcel:
        async def redigest(changed: Parcel) -> Parcel:
            return await with_other_digests(changed, agreement, self._signer)

        steps: tuple[tuple[Habit, frozenset[EnvelopeKind], Callable[[Parcel], Awaitable[Parcel]]], ...] = (
            (Habit.WRONG_DIGEST, _RECEIPTS, redigest),
            (Habit.UNSIGNED_RECEIPT, _RECEIPTS, _soon(without_signature)),
            (Habit.UNSIGNED_PONG, _PONGS, _soon(without_signature)),
            (Habit.WRONG_CPA, frozenset(EnvelopeKind), _soon(under_another_agreement)),
        )
        for habit, kinds, spoil in steps:
            if self._practises(habit, parcel, kinds):
                parcel = await spoil(parcel)
        return parcel

    def _practises(self, habit: Habit, parcel: Parcel, kinds: frozenset[EnvelopeKind]) -> bool:
        return parcel.kind in kinds and self._habits.turn(habit)


def _soon(spoil: Callable[[Parcel], Parcel]) -> Callable[[Parcel], Awaitable[Parcel]]:
    async def spoiled(parcel: Parcel) -> Parcel:
        return spoil(parcel)

    return spoiled
