"""What partners sent, and what they were answered."""

from typing import Final

from sqlalchemy import bindparam, insert, select

from adapters.database.columns import columns_of, names_of, values_of
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import INBOX
from adapters.database.statements import Statement
from gateway.domain.identifiers import MessageId, Oin
from gateway.ports import InboxRecord

_COLLECTION: Final = "inbox"
_COLUMNS: Final = columns_of(INBOX, InboxRecord)
_NAMES: Final = names_of(_COLUMNS)
_FIND: Final = Statement(
    select(*_COLUMNS).where(INBOX.c.sender == bindparam("sender"), INBOX.c.message_id == bindparam("message_id"))
)
_INSERT: Final = Statement(insert(INBOX))


class InboxTable:
    """What partners sent; the pair of sender and MessageId is the primary key, so a second one cannot be (D2)."""

    def __init__(self, readers: Readers, pending: Pending) -> None:
        self._readers = readers
        self._pending = pending

    async def find(self, sender: Oin, message_id: MessageId) -> InboxRecord | None:
        """Return what was answered to that message of that sender."""
        values = {"sender": sender, "message_id": message_id}
        row = await self._readers.find(lambda connection: _FIND.row(connection, values))
        return None if row is None else InboxRecord(**row)

    def record(self, record: InboxRecord) -> None:
        """Add it; a second one with the same pair raises AlreadyRecordedError at commit."""
        values = values_of(record, _NAMES)
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))
