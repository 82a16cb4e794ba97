"""The life of one delivery and of one reception, each as one table of steps."""

from enum import StrEnum
from typing import Final

from gateway.errors import StepNotAllowedError


class DeliveryState(StrEnum):
    """Where an outbound message stands."""

    QUEUED = "queued"
    SEALED = "sealed"
    AWAITING_RECEIPT = "awaiting-receipt"
    DELIVERED = "delivered"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"


class Happening(StrEnum):
    """What can happen to an outbound message."""

    SEAL = "seal"
    ATTEMPT = "attempt"
    RECEIPT = "receipt"
    REFUSAL = "refusal"
    REJECTION = "rejection"
    EXPIRY = "expiry"


class ReceptionState(StrEnum):
    """Where an inbound message stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    CONFIRMED = "confirmed"


class Handling(StrEnum):
    """What our back office does with an inbound message."""

    TAKE = "take"
    CONFIRM = "confirm"


# Every legal step is here. A step that is not here cannot happen.
# A receipt may overtake the record of its own attempt, so SEALED takes one too.
DELIVERY_STEPS: Final = {
    (DeliveryState.QUEUED, Happening.SEAL): DeliveryState.SEALED,
    (DeliveryState.QUEUED, Happening.REJECTION): DeliveryState.FAILED,
    (DeliveryState.QUEUED, Happening.EXPIRY): DeliveryState.EXPIRED,
    (DeliveryState.SEALED, Happening.ATTEMPT): DeliveryState.AWAITING_RECEIPT,
    (DeliveryState.SEALED, Happening.RECEIPT): DeliveryState.DELIVERED,
    (DeliveryState.SEALED, Happening.REFUSAL): DeliveryState.REFUSED,
    (DeliveryState.SEALED, Happening.REJECTION): DeliveryState.FAILED,
    (DeliveryState.SEALED, Happening.EXPIRY): DeliveryState.EXPIRED,
    (DeliveryState.AWAITING_RECEIPT, Happening.ATTEMPT): DeliveryState.AWAITING_RECEIPT,
    (DeliveryState.AWAITING_RECEIPT, Happening.RECEIPT): DeliveryState.DELIVERED,
    (DeliveryState.AWAITING_RECEIPT, Happening.REFUSAL): DeliveryState.REFUSED,
    (DeliveryState.AWAITING_RECEIPT, Happening.REJECTION): DeliveryState.FAILED,
    (DeliveryState.AWAITING_RECEIPT, Happening.EXPIRY): DeliveryState.EXPIRED,
}

RECEPTION_STEPS: Final = {
    (ReceptionState.WAITING, Handling.TAKE): ReceptionState.TAKEN,
    (ReceptionState.TAKEN, Handling.TAKE): ReceptionState.TAKEN,
    (ReceptionState.TAKEN, Handling.CONFIRM): ReceptionState.CONFIRMED,
    (ReceptionState.CONFIRMED, Handling.CONFIRM): ReceptionState.CONFIRMED,
}

FINAL_STATES: Final = frozenset(DeliveryState) - {state for state, _ in DELIVERY_STEPS}


def advance_delivery(state: DeliveryState, happening: Happening) -> DeliveryState:
    """Return where the delivery stands after the happening; raise StepNotAllowedError when there is no such step."""
    try:
        return DELIVERY_STEPS[state, happening]
    except KeyError:
        raise StepNotAllowedError(state, happening) from None


def advance_reception(state: ReceptionState, handling: Handling) -> ReceptionState:
    """Return where the reception stands after the handling; raise StepNotAllowedError when there is no such step."""
    try:
        return RECEPTION_STEPS[state, handling]
    except KeyError:
        raise StepNotAllowedError(state, handling) from None
