"""The case book: what was recorded of each case, in the order it was recorded."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select

from adapters.database.columns import columns_of, names_of, values_of
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import CASES
from adapters.database.statements import Statement
from gateway.domain.case import CaseEntry
from gateway.domain.identifiers import ConversationId

_COLLECTION: Final = "cases"
_COLUMNS: Final = columns_of(CASES, CaseEntry)
_NAMES: Final = names_of(_COLUMNS)
_OF_CASE: Final = Statement(
    select(*_COLUMNS).where(CASES.c.conversation == bindparam("conversation")).order_by(CASES.c.id)
)
_INSERT: Final = Statement(insert(CASES), columns=_NAMES)


class CaseTable:
    """The case book."""

    def __init__(self, readers: Readers, pending: Pending) -> None:
        self._readers = readers
        self._pending = pending

    async def list_of(self, conversation: ConversationId) -> Sequence[CaseEntry]:
        """Return the entries of a case, in the order they were recorded."""
        values = {"conversation": conversation}
        return await self._readers.read(
            lambda connection: tuple(CaseEntry(**row) for row in _OF_CASE.rows(connection, values))
        )

    def record(self, entry: CaseEntry) -> None:
        """Add an entry."""
        values = values_of(entry, _NAMES)
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))
