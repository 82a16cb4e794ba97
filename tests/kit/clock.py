"""A clock that a test moves."""

from datetime import UTC, datetime, timedelta
from typing import Final

# A Monday morning; nothing depends on it.
NOON: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is moved, and never goes back by itself."""

    def __init__(self, at: datetime = NOON) -> None:
        """Take the moment it stands at."""
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._at

    def move(self, by: timedelta) -> datetime:
        """Move it, and return where it stands; backwards is what a corrected clock does."""
        self._at += by
        return self._at

    def set(self, at: datetime) -> None:
        """Put it at a moment."""
        self._at = at.astimezone(UTC)
