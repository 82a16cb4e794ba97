"""An administrator ends a hold on decryption before its hour is over: what made it is mended (D14)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from gateway.domain.employees import EmployeeId
from gateway.domain.evidence import EvidenceEntry, EvidenceType, decryption_of
from gateway.domain.identifiers import Oin
from gateway.errors import DecryptionNotHeldError, ResumedTooOftenError
from gateway.flows.budget import list_held
from gateway.ports import Ports, UnitOfWork

# D14: an attack needs thousands of tries. An hour gives twenty, a day 480; three times twenty more change nothing.
RESUMPTIONS: Final = 3
PERIOD: Final = timedelta(days=1)


class Mended(StrEnum):
    """What was mended; a closed list, so that nothing personal can stand there."""

    PARTNER_CERTIFICATE = "partner-certificate"
    OWN_KEY = "own-key"
    PARTNER_SOFTWARE = "partner-software"
    TEST_ENDED = "test-ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeDecryption:
    """Who answers for it (`by`, a number) that which partner is decrypted again, and what was mended."""

    client: str
    partner: Oin
    mended: Mended
    by: EmployeeId


async def resume_decryption(command: ResumeDecryption, ports: Ports) -> None:
    """Let the messages of a partner be decrypted from now on; what was decrypted in vain before counts no longer.

    One at a time: whoever calls this holds a lock. Raises DecryptionNotHeldError, and ResumedTooOftenError when the
    partner had that often enough within a day.
    """
    at, partner = ports.clock.now(), str(command.partner)
    async with ports.unit_of_work() as uow:
        if command.partner not in await list_held(at, uow):
            raise DecryptionNotHeldError(partner)
        if len([each for each in await list_resumed(command.partner, uow) if each.at > at - PERIOD]) >= RESUMPTIONS:
            raise ResumedTooOftenError(partner, RESUMPTIONS)
        uow.evidence.append(
            EvidenceEntry(
                type=EvidenceType.DECRYPTION_RESUMED,
                at=at,
                subject=decryption_of(partner),
                actor=command.client,
                facts=(("partner", partner), ("mended", command.mended), ("by", str(command.by))),
            )
        )
        await uow.commit()


async def list_resumed(partner: Oin, uow: UnitOfWork) -> tuple[EvidenceEntry, ...]:
    """Return every time that the messages of a partner were decrypted again by hand, in order."""
    entries = await uow.evidence.list_of(decryption_of(str(partner)))
    return tuple(chained.entry for chained in entries)
