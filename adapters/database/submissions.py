"""Client keys of the back office, so that the same call has one effect."""

import hashlib
from typing import Final

from sqlalchemy import bindparam, insert, select

from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import SUBMISSIONS
from adapters.database.statements import Statement
from gateway.ports import SubmissionRecord

_COLLECTION: Final = "submissions"
_FIND: Final = Statement(
    select(SUBMISSIONS.c.digest, SUBMISSIONS.c.reference).where(
        SUBMISSIONS.c.client == bindparam("client"), SUBMISSIONS.c.key_digest == bindparam("key_digest")
    )
)
_INSERT: Final = Statement(insert(SUBMISSIONS))


class SubmissionTable:
    """Client keys; the pair of client and key is the primary key."""

    def __init__(self, readers: Readers, pending: Pending) -> None:
        self._readers = readers
        self._pending = pending

    async def find(self, client: str, key: str) -> SubmissionRecord | None:
        """Return what that key led to."""
        values = {"client": client, "key_digest": _digest(key)}
        row = await self._readers.find(lambda connection: _FIND.row(connection, values))
        return None if row is None else SubmissionRecord(client=client, key=key, **row)

    def record(self, record: SubmissionRecord) -> None:
        """Add it; the pair (client, key) is unique, and so is the reference, of what left and what waits together."""
        values = {
            "client": record.client,
            "key_digest": _digest(record.key),
            "digest": record.digest,
            "reference": record.reference,
        }
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
