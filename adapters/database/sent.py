"""What we signed for each transport message, to check its receipt against."""

from typing import Final

from sqlalchemy import bindparam, insert, select

from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import SENT
from adapters.database.statements import Statement
from gateway.domain.identifiers import MessageId
from gateway.ports import SentReferences
from gateway.wire.stages import ReferenceDigest

_COLLECTION: Final = "sent"
_FIND: Final = Statement(select(SENT).where(SENT.c.message_id == bindparam("message_id")))
_INSERT: Final = Statement(insert(SENT))


class SentTable:
    """References of what we sent."""

    def __init__(self, readers: Readers, pending: Pending) -> None:
        self._readers = readers
        self._pending = pending

    async def find(self, message_id: MessageId) -> SentReferences | None:
        """Return what was signed under that MessageId."""
        values = {"message_id": message_id}
        row = await self._readers.find(lambda connection: _FIND.row(connection, values))
        if row is None:
            return None
        references = tuple(
            ReferenceDigest(uri=uri, algorithm=algorithm, digest=bytes.fromhex(digest))
            for uri, algorithm, digest in row["references"]
        )
        return SentReferences(message_id=message_id, reference=row["reference"], references=references)

    def record(self, sent: SentReferences) -> None:
        """Add it."""
        values = {
            "message_id": sent.message_id,
            "reference": sent.reference,
            "references": [(each.uri, each.algorithm, each.digest.hex()) for each in sent.references],
        }
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))
