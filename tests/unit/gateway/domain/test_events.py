from datetime import UTC, datetime

from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.identifiers import ReferenceNumber


def test_an_event_needs_no_explanation_when_it_is_good_news() -> None:
    event = BackOfficeEvent(
        type=EventType.DELIVERED, reference=ReferenceNumber("ref-1"), at=datetime(2026, 11, 23, 9, tzinfo=UTC)
    )
    assert event.explanation == ""


def test_an_event_has_the_name_under_which_back_offices_know_it() -> None:
    assert sorted(EventType) == [
        "delivered",
        "delivery-contradicted",
        "delivery-expired",
        "delivery-failed",
        "layer-completed",
        "message-parked",
        "message-waiting",
        "parked-expired",
        "parked-refused",
        "parked-released",
        "parked-withdrawn",
        "refused-by-partner",
        "shipment-waiting",
    ]
