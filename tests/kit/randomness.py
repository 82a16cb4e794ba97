"""Chance that is the same in every run: a test can say what it expects, and a red test stays red."""

from hashlib import shake_256
from uuid import UUID

from gateway.domain.identifiers import ConversationId, MessageId, PayloadId, ReferenceNumber
from gateway.wire.stages import ContentKey


class FakeRandomness:
    """Counts, and derives everything from the count; two with other seeds never give the same."""

    def __init__(self, message_domain: str = "veiligthuis.schakel.test", seed: str = "") -> None:
        """Take the domain that MessageIds end in, and a seed to tell two apart."""
        self._domain = message_domain
        self._seed = seed
        self._drawn = 0

    def new_reference(self) -> ReferenceNumber:
        """Return a UUID version 4 as reference number."""
        return ReferenceNumber.parse(self._uuid())

    def new_message_id(self) -> MessageId:
        """Return `UUID@domain`."""
        return MessageId.parse(f"{self._uuid()}@{self._domain}")

    def new_conversation(self) -> ConversationId:
        """Return a fresh conversation."""
        return ConversationId.parse(self._uuid())

    def new_payload_id(self) -> PayloadId:
        """Return a fresh name for stored bytes."""
        return PayloadId.parse(self._uuid())

    def fraction(self) -> float:
        """Return the largest number below 1: whoever waits by chance, waits as long as chance allows."""
        return 1 - 2**-53

    def content_keys(self, count: int, length_bytes: int) -> tuple[ContentKey, ...]:
        """Return that many fresh keys with nonces."""
        return tuple(ContentKey(key=self._octets(length_bytes), nonce=self._octets(12)) for _ in range(count))

    def _uuid(self) -> str:
        return str(UUID(bytes=self._octets(16), version=4))

    def _octets(self, length: int) -> bytes:
        self._drawn += 1
        return shake_256(f"{self._seed}/{self._drawn}".encode()).digest(length)
