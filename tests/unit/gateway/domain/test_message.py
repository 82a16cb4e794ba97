from datetime import UTC, datetime

from gateway.domain.content import Content
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction, Header, Message, Urgency


def test_a_message_is_of_normal_urgency_and_refers_to_nothing_unless_it_says_so() -> None:
    header = Header(
        reference=ReferenceNumber("ref-1"),
        type=MessageType.MSG_40,
        sender=Oin("00000099000000004000"),
        receiver=Oin("00000099000000001000"),
        conversation=ConversationId("gesprek-1"),
        created_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    )
    message = Message(header=header, content=Content())
    assert message.header.urgency is Urgency.NORMAAL
    assert message.header.cross_reference is None


def test_a_direction_is_written_as_in_the_subject_of_evidence() -> None:
    assert [str(direction) for direction in Direction] == ["in", "out"]
