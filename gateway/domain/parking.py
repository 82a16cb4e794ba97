"""A message that waits for a person: the steps its rules ask for, who took them, and how the waiting can end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, StaffRole
from gateway.domain.identifiers import Oin, ReferenceNumber
from gateway.errors import StepNotAllowedError


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWanted:
    """What one rule asks before a message may go on: which effect, about which elements, and who may do it when.

    `roles` are who may take the step; empty means whoever handed the message in. `minimum_characters` is what a
    justification must have. `expires_at` is when the waiting ends without it.
    """

    rule: str
    effect: Effect
    because: str
    repair: str
    elements: tuple[str, ...] = ()
    roles: frozenset[StaffRole] = frozenset()
    minimum_characters: int = 0
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """What somebody did about it; `justification` is for the sealed record only, never for evidence, log or partner.

    `elements` are those that were removed, approved or released; `receiver` is who gets the message instead (ROUTE),
    `reference` the message that was sent besides (COPY).
    """

    rule: str
    effect: Effect
    by: Employee
    at: datetime
    elements: tuple[str, ...] = ()
    justification: str = ""
    receiver: Oin | None = None
    reference: ReferenceNumber | None = None


class ParkingState(StrEnum):
    """Where a parked message stands."""

    WAITING = "waiting"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    EXPIRED = "expired"


class ParkingEvent(StrEnum):
    """What can happen to a parked message."""

    STEP = "step"
    RELEASE = "release"
    WITHDRAWAL = "withdrawal"
    REFUSAL = "refusal"
    EXPIRY = "expiry"


# Every legal step is here. A step that is not here cannot happen.
PARKING_STEPS: Final = {
    (ParkingState.WAITING, ParkingEvent.STEP): ParkingState.WAITING,
    (ParkingState.WAITING, ParkingEvent.RELEASE): ParkingState.RELEASED,
    (ParkingState.WAITING, ParkingEvent.WITHDRAWAL): ParkingState.WITHDRAWN,
    (ParkingState.WAITING, ParkingEvent.REFUSAL): ParkingState.REFUSED,
    (ParkingState.WAITING, ParkingEvent.EXPIRY): ParkingState.EXPIRED,
}


def advance_parking(state: ParkingState, event: ParkingEvent) -> ParkingState:
    """Return where the parked message stands after the event; raise StepNotAllowedError when nothing may happen."""
    try:
        return PARKING_STEPS[state, event]
    except KeyError:
        raise StepNotAllowedError(state, event) from None
