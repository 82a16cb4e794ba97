"""Events for the back office; their Dutch sentences are sealed like any text."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select

from adapters.database.payloads import PayloadTable, Vault, open_payload
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import EVENTS
from gateway.domain.events import BackOfficeEvent
from gateway.ports import Randomness

_COLLECTION: Final = "events"
_AFTER: Final = (
    select(EVENTS).where(EVENTS.c.number > bindparam("after")).order_by(EVENTS.c.number).limit(bindparam("rows"))
)
_INSERT: Final = insert(EVENTS)


class EventTable:
    """Events, numbered in the order of their commits."""

    def __init__(
        self, readers: Readers, vault: Vault, randomness: Randomness, payloads: PayloadTable, pending: Pending
    ) -> None:
        self._readers = readers
        self._vault = vault
        self._randomness = randomness
        self._payloads = payloads
        self._pending = pending

    async def list_after(self, number: int, limit: int) -> Sequence[tuple[int, BackOfficeEvent]]:
        """Return events with a number above the given one, in order."""
        values = {"after": number, "rows": limit}
        return await self._readers.read(lambda connection: _list(connection, self._vault, values))

    def put(self, event: BackOfficeEvent) -> None:
        """Add an event."""
        explanation = self._randomness.new_payload_id() if event.explanation else None
        if explanation is not None:
            self._payloads.put(explanation, event.explanation.encode())
        values = {"type": event.type, "reference": event.reference, "at": event.at, "explanation": explanation}
        self._pending.add(_COLLECTION, lambda connection: connection.execute(_INSERT, values))


# `Any`: rows and parameters hold what the columns hold.
def _list(connection: Connection, vault: Vault, values: dict[str, Any]) -> Sequence[tuple[int, BackOfficeEvent]]:
    rows = connection.execute(_AFTER, values).all()
    return tuple((row.number, _event(row, connection, vault)) for row in rows)


def _event(row: Row[Any], connection: Connection, vault: Vault) -> BackOfficeEvent:
    explanation = "" if row.explanation is None else open_payload(connection, vault, row.explanation).decode()
    return BackOfficeEvent(type=row.type, reference=row.reference, at=row.at, explanation=explanation)
