"""Business messages, in and out."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from adapters.database.columns import columns_of, names_of, values_of
from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import MESSAGES, OUTBOUND, UNCONFIRMED
from adapters.database.statements import Connection, Row, Statement, Values
from gateway.domain.carried import CarriedKind
from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.identifiers import ConversationId, MessageId, Oin, PayloadId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.errors import ConcurrencyError
from gateway.ports import MessageRecord

_COLLECTION: Final = "messages"
_COLUMNS: Final = columns_of(MESSAGES, MessageRecord)
_NAMES: Final = names_of(_COLUMNS)
_ALL: Final = select(*_COLUMNS)
# One row more than can be meant tells that the reference alone does not say which.
_BY_REFERENCE: Final = _ALL.where(
    MESSAGES.c.direction == bindparam("direction"), MESSAGES.c.reference == bindparam("reference")
).limit(2)
_FIND: Final = Statement(_BY_REFERENCE)
_FIND_OF_SENDER: Final = Statement(_BY_REFERENCE.where(MESSAGES.c.sender == bindparam("sender")))
_FIND_OUTBOUND: Final = Statement(_ALL.where(OUTBOUND, MESSAGES.c.message_id == bindparam("message_id")))
_UNCONFIRMED: Final = _ALL.where(UNCONFIRMED).order_by(MESSAGES.c.id).limit(bindparam("rows"))
_WAITING: Final = Statement(_UNCONFIRMED.where(MESSAGES.c.type != CarriedKind.SHIPMENT))
_WAITING_SHIPMENTS: Final = Statement(_UNCONFIRMED.where(MESSAGES.c.type == CarriedKind.SHIPMENT))
_RECENT: Final = Statement(_ALL.order_by(MESSAGES.c.id.desc()).limit(bindparam("rows")))
_OF_CONVERSATION: Final = Statement(
    _ALL.where(MESSAGES.c.conversation == bindparam("conversation"))
    .order_by(MESSAGES.c.id.desc())
    .limit(bindparam("rows"))
)
_NEWEST: Final = Statement(
    select(MESSAGES.c.id)
    .where(MESSAGES.c.conversation == bindparam("conversation"))
    .order_by(MESSAGES.c.id.desc())
    .limit(1)
)
_INSERT: Final = Statement(insert(MESSAGES), columns=_NAMES)
_CHANGE: Final = update(MESSAGES).where(
    MESSAGES.c.direction == bindparam("its_direction"),
    MESSAGES.c.reference == bindparam("its_reference"),
    MESSAGES.c.sender == bindparam("its_sender"),
    MESSAGES.c.state == bindparam("its_state"),
)
_MOVE: Final = Statement(_CHANGE.values(state=bindparam("new_state"), reason=bindparam("new_reason")))
_SEAL: Final = Statement(
    _CHANGE.values(state=DeliveryState.SEALED.value, soap=bindparam("new_soap"), wire=bindparam("new_wire"))
)


class MessageTable:
    """Business messages."""

    def __init__(self, readers: Readers, pending: Pending) -> None:
        self._readers = readers
        self._pending = pending

    async def find(
        self, direction: Direction, reference: ReferenceNumber, other: Oin | None = None
    ) -> MessageRecord | None:
        """Return the message; `other` is its sender, without whom only an unambiguous reference is found."""
        values = {"direction": direction, "reference": reference, "sender": other}
        statement = _FIND if other is None else _FIND_OF_SENDER
        rows = await self._readers.find(lambda connection: statement.rows(connection, values))
        return _record(rows[0]) if len(rows) == 1 else None

    async def find_by_message_id(self, message_id: MessageId) -> MessageRecord | None:
        """Return the outbound message that travelled under that MessageId."""
        row = await self._readers.find(lambda connection: _FIND_OUTBOUND.row(connection, {"message_id": message_id}))
        return None if row is None else _record(row)

    async def list_of_conversation(self, conversation: ConversationId, limit: int) -> Sequence[MessageRecord]:
        """Return the newest messages of a conversation in both directions, the newest first."""
        return await self._list(_OF_CONVERSATION, {"conversation": conversation, "rows": limit})

    async def list_waiting(self, limit: int) -> Sequence[MessageRecord]:
        """Return the messages that wait for the back office, oldest first."""
        return await self._list(_WAITING, {"rows": limit})

    async def list_waiting_shipments(self, limit: int) -> Sequence[MessageRecord]:
        """Return the shipments that wait for the back office, oldest first."""
        return await self._list(_WAITING_SHIPMENTS, {"rows": limit})

    async def list_recent(self, limit: int) -> Sequence[MessageRecord]:
        """Return the newest messages in both directions."""
        return await self._list(_RECENT, {"rows": limit})

    async def _list(self, statement: Statement, values: Values) -> Sequence[MessageRecord]:
        """Return rows that may be many, made into records on the reading thread too."""
        return await self._readers.read(lambda connection: tuple(map(_record, statement.rows(connection, values))))

    async def require_unchanged(self, conversation: ConversationId) -> None:
        """Let the commit raise ConcurrencyError when others record a message of that conversation from now on."""
        values = {"conversation": conversation}
        newest = await self._readers.find(lambda connection: _NEWEST.row(connection, values))
        self._pending.add(_COLLECTION, lambda connection: _require_newest(connection, values, newest))

    def record(self, record: MessageRecord) -> None:
        """Add a message; its reference is unique per direction and sender."""
        values = values_of(record, _NAMES)
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))

    def move(self, record: MessageRecord, state: DeliveryState | ReceptionState, reason: str = "") -> None:
        """Change the state, if it still is what the record says."""
        values = {**_key(record, record.state), "new_state": state.value, "new_reason": reason}
        self._pending.add(_COLLECTION, lambda connection: _change(connection, _MOVE, values))

    def seal(self, record: MessageRecord, soap: PayloadId, wire: PayloadId) -> None:
        """Move a queued message to SEALED with its stored octets, if it still is queued."""
        values = {**_key(record, DeliveryState.QUEUED), "new_soap": soap, "new_wire": wire}
        self._pending.add(_COLLECTION, lambda connection: _change(connection, _SEAL, values))


def _key(record: MessageRecord, state: DeliveryState | ReceptionState) -> Row:
    return {
        "its_direction": record.direction,
        "its_reference": record.reference,
        "its_sender": record.sender,
        "its_state": state.value,
    }


def _change(connection: Connection, statement: Statement, values: Values) -> None:
    """Change the one row that still is as it was read; the old state is part of what is looked for."""
    if statement.run(connection, values) != 1:
        raise ConcurrencyError(_COLLECTION)


def _require_newest(connection: Connection, values: Values, newest: Row | None) -> None:
    if _NEWEST.row(connection, values) != newest:
        raise ConcurrencyError(_COLLECTION)


def _record(row: Row) -> MessageRecord:
    kind = DeliveryState if row["direction"] is Direction.OUT else ReceptionState
    return MessageRecord(**{**row, "state": kind(row["state"])})
