"""The one place where the clock of the machine is read."""

from datetime import UTC, datetime


class SystemClock:
    """The clock of this machine, kept right by NTP (S-11)."""

    def now(self) -> datetime:
        """Return this moment, aware and in UTC."""
        return datetime.now(UTC)
