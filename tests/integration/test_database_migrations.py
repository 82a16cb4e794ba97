"""A filled database of the oldest revision comes along whole: everything in it is read as it was written."""

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from alembic import command

from adapters.bootstrap.vault import PayloadVault
from adapters.database.connections import open_writing
from adapters.database.migration import configuration, engine_on, migrate
from adapters.database.payloads import SealedPayload
from adapters.database.revision import REVISIONS
from adapters.keys.key_encryption import KeyEncryption
from adapters.keys.sealing import HEADER_BYTES
from adapters.keys.vault import KeyVault
from gateway.domain.chain import Checkpoint, chain, leaf_of
from gateway.domain.delivery import ReceptionState
from gateway.domain.events import BackOfficeEvent, EventType
from gateway.domain.evidence import ENTRY_VERSION, ChainedEntry
from gateway.domain.identifiers import PayloadId
from gateway.domain.kinds import Layer
from gateway.domain.message import Direction
from gateway.domain.octets import whole
from gateway.domain.tree import root_of
from gateway.errors import NotFoundError
from gateway.ports import InboxRecord, MessageRecord, SentReferences, Work, WorkKind
from gateway.wire.stages import ReferenceDigest
from tests.kit.store_files import opened
from tests.kit.store_records import AT, POLICE, a_layer, a_message, a_submission, an_entry, an_inbox_record, some_work

_ROW: Final = "INSERT INTO {table} ({names}) VALUES ({places})"
_ANY: Final = "SELECT 1 FROM {table} LIMIT 1"
VAULT: Final = PayloadVault(KeyVault(KeyEncryption({"kek-1": bytes(32)}, "kek-1")))
CONTENT: Final = PayloadId.parse("inhoud-0")
EXPLANATION: Final = PayloadId.parse("uitleg-0")
PAYLOADS: Final = {
    CONTENT: b"inhoud" * 500,
    EXPLANATION: b"niet bezorgd",
    PayloadId.parse("leeg-0"): b"",
    PayloadId.parse("groot-0"): bytes(range(256)) * 10 * 1024 + b"het einde",
}
OUTBOUND: Final = a_message(content=CONTENT, service="Schakel:Keten:1", action="directeOverdracht")
INBOUND: Final = a_message(
    direction=Direction.IN, sender=POLICE, state=ReceptionState.WAITING, content=CONTENT, action="vtMeldingDi01"
)
INBOX: Final = an_inbox_record()
WORK: Final = some_work()
SUBMISSION: Final = a_submission()
SENT: Final = SentReferences(
    message_id=OUTBOUND.message_id,
    reference=OUTBOUND.reference,
    references=(ReferenceDigest(uri="", algorithm="http://www.w3.org/2001/04/xmlenc#sha256", digest=bytes(32)),),
)


def kept(value: object) -> object:
    """Return a value as the driver got it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value if value is None or isinstance(value, int | bytes) else str(value)


def insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """Add a row."""
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("?" * len(values))
    statement = _ROW.format(table=table, names=names, places=places)
    connection.execute(statement, list(map(kept, values.values())))


def fields_of(record: MessageRecord | InboxRecord | Work, *but: str) -> dict[str, Any]:
    """Return the fields of a record, without some."""
    return {name: getattr(record, name) for name in record.__slots__ if name not in but}


def old_chunks(sealed: SealedPayload) -> list[bytes]:
    """Return the chunks as they were stored until revision 0005: the header alone, then each chunk."""
    first, *others = sealed.chunks
    return [first[:HEADER_BYTES], first[HEADER_BYTES:], *others]


def a_chain() -> list[ChainedEntry]:
    """Return so many entries that a tile is full."""
    made: list[ChainedEntry] = []
    for number in range(300):
        made.append(chain(an_entry(subject=f"out/x/{number}", actor=str(number)), made[-1] if made else None))
    return made


def fill(connection: sqlite3.Connection) -> Checkpoint:
    """Put at least one row in every table of revision 0001; return the signed head."""
    for record in (OUTBOUND, INBOUND):
        # The service came with revision 0002, known from the action.
        insert(connection, "messages", **fields_of(record, "service"))
    insert(connection, "inbox", **fields_of(INBOX))
    insert(connection, "outbox", **fields_of(WORK, "work_id"))
    insert(connection, "events", type="refused-by-partner", reference="ref-0", at=AT, explanation=EXPLANATION)
    insert(connection, "layers", direction="out", reference=OUTBOUND.reference, layer="T", by="", refused=0)
    digest = hashlib.sha256(SUBMISSION.key.encode()).hexdigest()
    insert(connection, "submissions", client=SUBMISSION.client, key_digest=digest, digest="d" * 64, reference="ref-1")
    references = json.dumps([[each.uri, each.algorithm, each.digest.hex()] for each in SENT.references])
    insert(connection, "sent", message_id=SENT.message_id, reference=SENT.reference, references=references)
    for payload_id, octets in PAYLOADS.items():
        sealed = VAULT.seal(payload_id, octets)
        insert(connection, "payload_keys", payload_id=payload_id, key_id=sealed.key_id, wrapped_key=sealed.wrapped_key)
        for number, chunk in enumerate(old_chunks(sealed)):
            insert(connection, "payload_chunks", payload_id=payload_id, number=number, octets=chunk)
    return fill_evidence(connection)


def fill_evidence(connection: sqlite3.Connection) -> Checkpoint:
    """Write a chain with a full tile and a signed head over it; return the head."""
    chained = a_chain()
    for each in chained:
        insert(
            connection,
            "evidence",
            sequence=each.sequence,
            version=ENTRY_VERSION,
            **{name: getattr(each.entry, name) for name in ("type", "at", "subject", "actor")},
            facts=json.dumps(each.entry.facts),
            previous=each.previous,
            digest=each.digest,
        )
    leaves = list(map(leaf_of, chained))
    head = Checkpoint(size=len(chained), root=root_of(leaves).hex(), at=AT, signature=b"s")
    insert(connection, "evidence_tiles", number=0, root=root_of(leaves[:256]))
    insert(connection, "checkpoints", size=head.size, root=head.root, at=AT, signature=head.signature)
    return head


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, Checkpoint]:
    """Return a filled database, brought from revision 0001 to the last; and its signed head."""
    path = tmp_path / "store.sqlite3"
    path.touch()
    with closing(open_writing(path)) as connection:
        with engine_on(connection).connect() as revising:
            revising.exec_driver_sql("BEGIN IMMEDIATE")
            command.upgrade(configuration(revising), REVISIONS[0])
            revising.exec_driver_sql("COMMIT")
        head = fill(connection)
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        assert all(connection.execute(_ANY.format(table=name)).fetchone() for (name,) in tables)
    assert migrate(path) == (REVISIONS[0], REVISIONS[-1])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return path, head


async def test_records_of_the_oldest_revision_are_read_as_they_were_written(filled: tuple[Path, Checkpoint]) -> None:
    async with opened(filled[0], VAULT) as database, database.unit_of_work() as uow:
        assert await uow.messages.find(Direction.OUT, OUTBOUND.reference) == OUTBOUND
        assert await uow.messages.list_waiting(9) == (INBOUND,)
        assert await uow.inbox.find(INBOX.sender, INBOX.message_id) == INBOX
        found = await uow.outbox.find(WorkKind.DELIVER, WORK.subject)
        assert found is not None
        assert fields_of(found, "work_id") == fields_of(WORK, "work_id")
        assert await uow.layers.list_of(Direction.OUT, OUTBOUND.reference) == (a_layer(OUTBOUND, Layer.TECHNICAL),)
        assert await uow.submissions.find(SUBMISSION.client, SUBMISSION.key) == SUBMISSION
        assert await uow.sent.find(OUTBOUND.message_id) == SENT
        ((_, event),) = await uow.events.list_after(0, 9)
        assert event == BackOfficeEvent(
            type=EventType.REFUSED_BY_PARTNER, reference=event.reference, at=AT, explanation="niet bezorgd"
        )


async def test_payloads_of_the_oldest_revision_open_and_are_forgotten(filled: tuple[Path, Checkpoint]) -> None:
    async with opened(filled[0], VAULT) as database:
        for payload_id, octets in PAYLOADS.items():
            found = await database.unit_of_work().payloads.open(payload_id)
            assert isinstance(found, bytes) == (len(octets) < 2_000_000)
            assert whole(found) == octets
        await database.purge(list(PAYLOADS))
        with pytest.raises(NotFoundError):
            await database.unit_of_work().payloads.open(CONTENT)
    with closing(sqlite3.connect(filled[0])) as connection:
        assert connection.execute("SELECT 1 FROM payload_chunks").fetchall() == []


async def test_the_chain_of_the_oldest_revision_verifies_and_goes_on(filled: tuple[Path, Checkpoint]) -> None:
    path, head = filled
    seen: list[Checkpoint] = []
    async with opened(path, VAULT) as database:
        async with database.unit_of_work() as uow:
            uow.evidence.append(an_entry())
            uow.outbox.put(some_work())
            await uow.commit()
        audited = await database.audit(seen.append)
        lease = timedelta(minutes=1)
        claimed = await database.unit_of_work().outbox.claim(AT, lease, in_hand=(), per_partner=9, limit=9)
    assert (audited.entries, seen) == (301, [head])
    assert len(claimed) == 2
