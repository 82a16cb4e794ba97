"""What the doors tell of themselves, in their own words: events, counts, and what may be read of both."""

from typing import Protocol

from gateway.domain.identifiers import Identifier


class EventLog(Protocol):
    """Takes one event for each thing that happened; identifiers and codes only."""

    def event(self, name: str, /, **fields: str | int | Identifier) -> None:
        """Note that it happened."""
        ...

    def failed(self, name: str, error: BaseException, /, **fields: str | int | Identifier) -> None:
        """Note that it failed, by code and type of the error."""
        ...


class Meter(Protocol):
    """Counts what comes in."""

    def message_received(self, outcome: str, seconds: float) -> None:
        """Count and time one request at the partner door."""
        ...

    def office_request(self, operation: str, outcome: str) -> None:
        """Count one call of a back office."""
        ...


class Exposition(Protocol):
    """Shows what was counted."""

    @property
    def content_type(self) -> str:
        """The media type of what `render` returns."""
        ...

    def render(self) -> bytes:
        """Return everything that was counted, as text."""
        ...
