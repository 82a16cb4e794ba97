from dataclasses import replace

from gateway.domain.message import Direction
from tests.kit.store_records import COUNCIL, a_message


def test_evidence_about_a_message_is_kept_under_direction_sender_and_reference() -> None:
    record = a_message()
    assert record.subject == f"out/{record.sender}/{record.reference}"


def test_the_same_reference_of_another_sender_or_direction_is_another_subject() -> None:
    record = a_message()
    others = (record, replace(record, sender=COUNCIL), replace(record, direction=Direction.IN))
    assert len({other.subject for other in others}) == 3
