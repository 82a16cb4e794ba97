"""The one place where chance is made: identifiers nobody can guess and fresh content keys."""

import secrets
import time
from typing import Final
from uuid import UUID, uuid4

from gateway.domain.identifiers import ConversationId, MessageId, PayloadId, ReferenceNumber
from gateway.errors import ConfigError, InvalidIdentifierError
from gateway.wire.stages import ContentKey

# xmlenc 1.1, 5.2.4: AES-GCM takes an IV of 96 bits.
_NONCE_BYTES: Final = 12
# RFC 9562, 5.7: version and variant stand between the moment and what is drawn.
_VERSION_BITS: Final = 0xF << 76 | 0x3 << 62
_VERSION_7: Final = 0x7 << 76 | 0x2 << 62
_FRACTIONS: Final = 1 << 32


class SystemRandomness:
    """Draws from the operating system; nothing is remembered, so nothing can repeat itself after a restart."""

    def __init__(self, message_domain: str) -> None:
        """Take the domain of our endpoint, which every MessageId ends in; raise ConfigError when it cannot (E-36)."""
        self._domain = message_domain
        try:
            self.new_message_id()
        except InvalidIdentifierError:
            mistake = (
                "the domain of our own endpoint cannot stand in a MessageId: use letters, digits, point and hyphen"
            )
            raise ConfigError(mistake) from None

    def new_reference(self) -> ReferenceNumber:
        """Return a UUID version 4 as reference number (R143)."""
        return ReferenceNumber.parse(str(uuid4()))

    def new_message_id(self) -> MessageId:
        """Return `UUID@domain of our endpoint` (E-36)."""
        return MessageId.parse(f"{uuid4()}@{self._domain}")

    def new_conversation(self) -> ConversationId:
        """Return a fresh conversation."""
        return ConversationId.parse(str(uuid4()))

    def new_payload_id(self) -> PayloadId:
        """Return a fresh name for stored bytes: a UUID version 7, so that what is stored together stands together."""
        fields = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
        return PayloadId.parse(str(UUID(int=fields & ~_VERSION_BITS | _VERSION_7)))

    def fraction(self) -> float:
        """Return a number from [0, 1), for pauses that must not all be the same."""
        return secrets.randbelow(_FRACTIONS) / _FRACTIONS

    def content_keys(self, count: int, length_bytes: int) -> tuple[ContentKey, ...]:
        """Return that many fresh keys with nonces, one for each part."""
        return tuple(
            ContentKey(key=secrets.token_bytes(length_bytes), nonce=secrets.token_bytes(_NONCE_BYTES))
            for _ in range(count)
        )
