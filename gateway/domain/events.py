"""Facts for the back office, in the past tense."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.domain.identifiers import ReferenceNumber


class EventType(StrEnum):
    """What the back office is told about one message."""

    MESSAGE_WAITING = "message-waiting"
    SHIPMENT_WAITING = "shipment-waiting"
    DELIVERED = "delivered"
    REFUSED_BY_PARTNER = "refused-by-partner"
    DELIVERY_FAILED = "delivery-failed"
    DELIVERY_EXPIRED = "delivery-expired"
    DELIVERY_CONTRADICTED = "delivery-contradicted"
    LAYER_COMPLETED = "layer-completed"
    MESSAGE_PARKED = "message-parked"
    PARKED_RELEASED = "parked-released"
    PARKED_REFUSED = "parked-refused"
    PARKED_EXPIRED = "parked-expired"
    PARKED_WITHDRAWN = "parked-withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOfficeEvent:
    """One event; `explanation` is Dutch and names what to do when it is bad news."""

    type: EventType
    reference: ReferenceNumber
    at: datetime
    explanation: str = ""
