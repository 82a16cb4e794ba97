"""Acknowledgement layers of messages."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from adapters.database.columns import columns_of, names_of, values_of
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import LAYERS
from adapters.database.statements import Statement
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction
from gateway.ports import LayerRecord

_COLLECTION: Final = "layers"
_COLUMNS: Final = columns_of(LAYERS, LayerRecord)
_NAMES: Final = names_of(_COLUMNS)
_OF_MESSAGE: Final = Statement(
    select(*_COLUMNS)
    .where(LAYERS.c.direction == bindparam("direction"), LAYERS.c.reference == bindparam("reference"))
    .order_by(LAYERS.c.layer)
)
_INSERT: Final = Statement(insert(LAYERS))
_COMPLETE: Final = Statement(
    update(LAYERS)
    .where(
        LAYERS.c.direction == bindparam("its_direction"),
        LAYERS.c.reference == bindparam("its_reference"),
        LAYERS.c.layer == bindparam("its_layer"),
        LAYERS.c.completed_at.is_(None),
    )
    .values(completed_at=bindparam("new_completed_at"), by=bindparam("new_by"), refused=bindparam("new_refused"))
)


class LayerTable:
    """Acknowledgement layers."""

    def __init__(self, readers: Readers, pending: Pending) -> None:
        self._readers = readers
        self._pending = pending

    async def list_of(self, direction: Direction, reference: ReferenceNumber) -> Sequence[LayerRecord]:
        """Return the expected layers of a message."""
        values = {"direction": direction, "reference": reference}
        rows = await self._readers.find(lambda connection: _OF_MESSAGE.rows(connection, values))
        return tuple(LayerRecord(**row) for row in rows)

    def expect(self, record: LayerRecord) -> None:
        """Record that a layer is expected."""
        values = values_of(record, _NAMES)
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))

    def complete(self, record: LayerRecord) -> None:
        """Record that a layer arrived; the first arrival stands, and what was not expected changes nothing."""
        values = {
            "its_direction": record.direction,
            "its_reference": record.reference,
            "its_layer": record.layer,
            "new_completed_at": record.completed_at,
            "new_by": record.by,
            "new_refused": record.refused,
        }
        self._pending.add(_COLLECTION, lambda connection: _COMPLETE.run(connection, values))
