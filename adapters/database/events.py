"""Events for the back office; their Dutch sentences are sealed like any text."""

import contextlib
from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select

from adapters.database.payloads import PayloadTable, Vault, open_text
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import EVENTS
from adapters.database.statements import Connection, Row, Statement, Values
from gateway.domain.events import BackOfficeEvent
from gateway.domain.identifiers import PayloadId
from gateway.errors import ConfigError, NotFoundError, TamperedError
from gateway.ports import Randomness

_COLLECTION: Final = "events"
_AFTER: Final = Statement(
    select(EVENTS).where(EVENTS.c.number > bindparam("after")).order_by(EVENTS.c.number).limit(bindparam("rows"))
)
_INSERT: Final = Statement(insert(EVENTS), columns=("type", "reference", "at", "explanation"))


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
        """Return events with a number above the given one, in order; without its text where that cannot be opened."""
        values = {"after": number, "rows": limit}
        return await self._readers.read(lambda connection: _list(connection, self._vault, values))

    def put(self, event: BackOfficeEvent) -> None:
        """Add an event."""
        explanation = self._randomness.new_payload_id() if event.explanation else None
        if explanation is not None:
            self._payloads.put(explanation, event.explanation.encode())
        values = {"type": event.type, "reference": event.reference, "at": event.at, "explanation": explanation}
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))


def _list(connection: Connection, vault: Vault, values: Values) -> Sequence[tuple[int, BackOfficeEvent]]:
    return tuple((row["number"], _event(row, connection, vault)) for row in _AFTER.rows(connection, values))


def _event(row: Row, connection: Connection, vault: Vault) -> BackOfficeEvent:
    sealed = row["explanation"]
    explanation = "" if sealed is None else _explanation(sealed, connection, vault)
    return BackOfficeEvent(type=row["type"], reference=row["reference"], at=row["at"], explanation=explanation)


def _explanation(sealed: PayloadId, connection: Connection, vault: Vault) -> str:
    # What became of a message must be told, also behind a text that was erased with its key, or is damaged.
    with contextlib.suppress(ConfigError, NotFoundError, TamperedError):
        return open_text(connection, vault, sealed)
    return ""
