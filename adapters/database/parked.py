"""Messages that wait for a person, with the steps taken about each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from adapters.database.pending import Pending
from adapters.database.readers import Readers
from adapters.database.schema import PARKED, PARKED_STEPS, STILL_PARKED
from adapters.database.statements import Connection, Row, Statement, Values
from gateway.domain.effect import Effect
from gateway.domain.employees import Employee, StaffRole
from gateway.domain.identifiers import ConversationId, ReferenceNumber
from gateway.domain.parking import StepTaken, StepWanted
from gateway.errors import ConcurrencyError
from gateway.ports import ParkedRecord, StepRecord

_COLLECTION: Final = "parked"
_STEPS: Final = "steps"
_COLUMNS: Final = tuple(column for column in PARKED.c if column.name != "id")
_ALL: Final = select(*_COLUMNS)
_FIND: Final = Statement(_ALL.where(PARKED.c.reference == bindparam("reference")))
_WAITING: Final = Statement(
    _ALL.where(STILL_PARKED).order_by(PARKED.c.expires_at, PARKED.c.id).limit(bindparam("rows"))
)
_OF_CONVERSATION: Final = Statement(
    _ALL.where(STILL_PARKED, PARKED.c.conversation == bindparam("conversation")).order_by(PARKED.c.id)
)
_OF_MESSAGE: Final = Statement(
    select(PARKED_STEPS).where(PARKED_STEPS.c.reference == bindparam("reference")).order_by(PARKED_STEPS.c.number)
)
_INSERT: Final = Statement(insert(PARKED), columns=[column.name for column in _COLUMNS])
_INSERT_STEP: Final = Statement(insert(PARKED_STEPS))
_CHANGE: Final = Statement(
    update(PARKED)
    .where(PARKED.c.reference == bindparam("its_reference"), PARKED.c.changes == bindparam("its_changes"))
    .values(
        state=bindparam("new_state"),
        receiver=bindparam("new_receiver"),
        expires_at=bindparam("new_expires_at"),
        wanted=bindparam("new_wanted"),
        changes=bindparam("new_changes"),
    )
)


class ParkedTable:
    """Parked messages; a change counts only on the message as it was read."""

    def __init__(self, readers: Readers, pending: Pending) -> None:
        self._readers = readers
        self._pending = pending

    async def find(self, reference: ReferenceNumber) -> ParkedRecord | None:
        """Return the parked message, ended or not."""
        row = await self._readers.find(lambda connection: _FIND.row(connection, {"reference": reference}))
        return None if row is None else _record(row)

    async def list_waiting(self, limit: int) -> Sequence[ParkedRecord]:
        """Return what waits, what expires first before what expires later."""
        return await self._list(_WAITING, {"rows": limit})

    async def list_of_conversation(self, conversation: ConversationId) -> Sequence[ParkedRecord]:
        """Return what waits in a conversation, in the order it was parked."""
        return await self._list(_OF_CONVERSATION, {"conversation": conversation})

    async def list_steps(self, reference: ReferenceNumber) -> Sequence[StepRecord]:
        """Return the steps taken about a message, in their order."""
        rows = await self._readers.find(lambda connection: _OF_MESSAGE.rows(connection, {"reference": reference}))
        return tuple(map(_step_record, rows))

    async def _list(self, statement: Statement, values: Values) -> Sequence[ParkedRecord]:
        """Return rows that may be many, made into records on the reading thread too."""
        return await self._readers.read(lambda connection: tuple(map(_record, statement.rows(connection, values))))

    def record(self, record: ParkedRecord) -> None:
        """Add a message; its reference is unique."""
        values = _values(record)
        self._pending.add(_COLLECTION, lambda connection: _INSERT.run(connection, values))

    def change(self, before: ParkedRecord, after: ParkedRecord) -> None:
        """Change state, receiver, steps wanted and term, if nothing else changed it since `before` was read."""
        values = {
            "its_reference": before.reference,
            "its_changes": before.changes,
            "new_state": after.state,
            "new_receiver": after.receiver,
            "new_expires_at": after.expires_at,
            "new_wanted": list(map(_wanted, after.wanted)),
            "new_changes": before.changes + 1,
        }
        self._pending.add(_COLLECTION, lambda connection: _change(connection, values))

    def add_step(self, step: StepRecord) -> None:
        """Add a step; the pair (reference, number) is unique."""
        taken = step.step
        values = {
            "reference": step.reference,
            "number": step.number,
            "rule": taken.rule,
            "effect": taken.effect,
            "by": taken.by.id,
            "role": taken.by.role,
            "at": taken.at,
            "elements": list(taken.elements),
            "justification": step.justification,
            "receiver": taken.receiver,
            "copy": taken.reference,
        }
        self._pending.add(_STEPS, lambda connection: _INSERT_STEP.run(connection, values))


def _change(connection: Connection, values: Values) -> None:
    if _CHANGE.run(connection, values) != 1:
        raise ConcurrencyError(_COLLECTION)


def _values(record: ParkedRecord) -> Row:
    return {
        "reference": record.reference,
        "type": record.type,
        "receiver": record.receiver,
        "conversation": record.conversation,
        "client": record.client,
        "author": record.author.id if record.author else None,
        "author_role": record.author.role if record.author else None,
        "state": record.state,
        "parked_at": record.parked_at,
        "expires_at": record.expires_at,
        "wanted": list(map(_wanted, record.wanted)),
        "content": record.content,
        "changes": record.changes,
    }


def _wanted(step: StepWanted) -> dict[str, object]:
    return {
        "rule": step.rule,
        "effect": step.effect,
        "because": step.because,
        "repair": step.repair,
        "elements": list(step.elements),
        "roles": sorted(step.roles),
        "minimum_characters": step.minimum_characters,
        "expires_at": step.expires_at.isoformat(),
    }


def _record(row: Row) -> ParkedRecord:
    author, role = row.pop("author"), row.pop("author_role")
    return ParkedRecord(
        **{
            **row,
            "author": Employee(author, role) if author and role else None,
            "wanted": tuple(map(_step_wanted, row["wanted"])),
        }
    )


def _step_wanted(item: Mapping[str, Any]) -> StepWanted:  # Any: JSON that `_wanted` wrote
    return StepWanted(
        rule=item["rule"],
        effect=Effect(item["effect"]),
        because=item["because"],
        repair=item["repair"],
        elements=tuple(item["elements"]),
        roles=frozenset(map(StaffRole, item["roles"])),
        minimum_characters=item["minimum_characters"],
        expires_at=datetime.fromisoformat(item["expires_at"]),
    )


def _step_record(row: Row) -> StepRecord:
    taken = StepTaken(
        rule=row["rule"],
        effect=row["effect"],
        by=Employee(row["by"], row["role"]),
        at=row["at"],
        elements=tuple(row["elements"]),
        receiver=row["receiver"],
        reference=row["copy"],
    )
    return StepRecord(reference=row["reference"], number=row["number"], step=taken, justification=row["justification"])
