"""The clock of the machine was ahead and is put back (F26, D26): what waits by the wrong clock waits no more."""

from datetime import timedelta
from typing import Final

from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.ports import Ports

# What we write is in order but for the moments of one commit.
_NOTICED: Final = timedelta(minutes=1)
_SUBJECT: Final = "clock"


async def follow_clock(ports: Ports) -> bool:
    """Make all waiting work due when the newest evidence is of a moment to come, say so in the chain; return whether.

    A restart or another process changes nothing about it (F29). What is tried too early is a duplicate to its receiver.
    """
    at = ports.clock.now()
    async with ports.unit_of_work() as uow:
        last = await uow.evidence.last()
        if last is None or last.entry.at - at <= _NOTICED:
            return False
        uow.outbox.hasten(at)
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.CLOCK_PUT_BACK,
                at=at,
                subject=_SUBJECT,
                actor=str(ports.parties.own.oin),
                facts=(("ahead-seconds", str(int((last.entry.at - at).total_seconds()))),),
            )
        )
        await uow.commit()
    return True
