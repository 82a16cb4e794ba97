"""The store in memory: the same promises as the real one, but for durability."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self, TypeVar

from gateway.domain.carried import CarriedKind
from gateway.domain.case import CaseEntry
from gateway.domain.chain import chain
from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.events import BackOfficeEvent
from gateway.domain.evidence import DECRYPTION, ChainedEntry, EvidenceEntry, EvidenceType
from gateway.domain.identifiers import ConversationId, MessageId, Oin, PayloadId, ReferenceNumber
from gateway.domain.kinds import Layer
from gateway.domain.message import Direction
from gateway.domain.octets import Octets, whole
from gateway.domain.parking import ParkingState
from gateway.errors import AlreadyRecordedError, ConcurrencyError, NotFoundError, SchakelError
from gateway.ports import (
    InboxRecord,
    LayerRecord,
    MessageRecord,
    ParkedRecord,
    SentReferences,
    StepRecord,
    SubmissionRecord,
    Work,
    WorkKind,
)
from gateway.ports.store import (
    Cases,
    Events,
    EvidenceChain,
    Inbox,
    Layers,
    Messages,
    Outbox,
    Parked,
    Payloads,
    SentSignatures,
    Submissions,
)

Key = TypeVar("Key")
Value = TypeVar("Value")
MessageKey = tuple[Direction, ReferenceNumber, Oin]
LayerKey = tuple[Direction, ReferenceNumber, Layer]


@dataclass
class Tables:
    """Everything that was committed; every value is frozen, so a copy of the containers is a snapshot."""

    messages: dict[MessageKey, MessageRecord] = field(default_factory=dict)
    layers: dict[LayerKey, LayerRecord] = field(default_factory=dict)
    inbox: dict[tuple[Oin, MessageId], InboxRecord] = field(default_factory=dict)
    outbox: dict[tuple[WorkKind, str], Work] = field(default_factory=dict)
    evidence: list[ChainedEntry] = field(default_factory=list)
    payloads: dict[PayloadId, bytes] = field(default_factory=dict)
    submissions: dict[tuple[str, str], SubmissionRecord] = field(default_factory=dict)
    sent: dict[MessageId, SentReferences] = field(default_factory=dict)
    events: list[BackOfficeEvent] = field(default_factory=list)
    parked: dict[ReferenceNumber, ParkedRecord] = field(default_factory=dict)
    steps: dict[tuple[ReferenceNumber, int], StepRecord] = field(default_factory=dict)
    cases: list[CaseEntry] = field(default_factory=list)
    last_work_id: int = 0

    def copy(self) -> "Tables":
        """Return tables that can be changed without changing these."""
        return Tables(
            messages=dict(self.messages),
            layers=dict(self.layers),
            inbox=dict(self.inbox),
            outbox=dict(self.outbox),
            evidence=list(self.evidence),
            payloads=dict(self.payloads),
            submissions=dict(self.submissions),
            sent=dict(self.sent),
            events=list(self.events),
            parked=dict(self.parked),
            steps=dict(self.steps),
            cases=list(self.cases),
            last_work_id=self.last_work_id,
        )


Write = Callable[[Tables], None]


class FakeStore:
    """Holds what was committed; `unit_of_work` is what the ports ask for."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.commits = 0
        # Payloads that are there and cannot be opened, and what is raised then.
        self.locked: dict[PayloadId, SchakelError] = {}

    def unit_of_work(self) -> "FakeUnitOfWork":
        """Return a fresh unit of work."""
        return FakeUnitOfWork(self)

    def apply(self, writes: Sequence[Write]) -> None:
        """Do all writes, or none."""
        tables = self.tables.copy()
        for write in writes:
            write(tables)
        self.tables = tables
        self.commits += 1


class _Collection:
    def __init__(self, store: FakeStore, writes: list[Write]) -> None:
        self._store = store
        self._writes = writes

    @property
    def _tables(self) -> Tables:
        return self._store.tables


class FakeMessages(_Collection):
    """Business messages."""

    async def find(
        self, direction: Direction, reference: ReferenceNumber, other: Oin | None = None
    ) -> MessageRecord | None:
        found = [
            record
            for record in self._tables.messages.values()
            if (record.direction, record.reference) == (direction, reference) and other in {None, record.sender}
        ]
        return found[0] if len(found) == 1 else None

    async def find_by_message_id(self, message_id: MessageId) -> MessageRecord | None:
        return _outbound(self._tables, message_id)

    async def list_of_conversation(self, conversation: ConversationId, limit: int) -> Sequence[MessageRecord]:
        return list(reversed(_conversation(self._tables, conversation)))[:limit]

    async def require_unchanged(self, conversation: ConversationId) -> None:
        before = len(_conversation(self._tables, conversation))

        def check(tables: Tables) -> None:
            if len(_conversation(tables, conversation)) != before:
                raise ConcurrencyError("messages")

        self._writes.append(check)

    async def list_waiting(self, limit: int) -> Sequence[MessageRecord]:
        return [record for record in self._unconfirmed() if record.type is not CarriedKind.SHIPMENT][:limit]

    async def list_waiting_shipments(self, limit: int) -> Sequence[MessageRecord]:
        return [record for record in self._unconfirmed() if record.type is CarriedKind.SHIPMENT][:limit]

    def _unconfirmed(self) -> list[MessageRecord]:
        inbound = (record for record in self._tables.messages.values() if record.direction is Direction.IN)
        return [record for record in inbound if record.state is not ReceptionState.CONFIRMED]

    async def list_recent(self, limit: int) -> Sequence[MessageRecord]:
        return list(reversed(self._tables.messages.values()))[:limit]

    def record(self, record: MessageRecord) -> None:
        def write(tables: Tables) -> None:
            taken = record.direction is Direction.OUT and _outbound(tables, record.message_id) is not None
            if taken or _key(record) in tables.messages:
                raise AlreadyRecordedError("messages")
            tables.messages[_key(record)] = record

        self._writes.append(write)

    def move(self, record: MessageRecord, state: DeliveryState | ReceptionState, reason: str = "") -> None:
        def change(found: MessageRecord) -> MessageRecord:
            return replace(found, state=state, reason=reason)

        self._writes.append(_changing(record, record.state, change))

    def seal(self, record: MessageRecord, soap: PayloadId, wire: PayloadId) -> None:
        def change(found: MessageRecord) -> MessageRecord:
            return replace(found, state=DeliveryState.SEALED, soap=soap, wire=wire)

        self._writes.append(_changing(record, DeliveryState.QUEUED, change))


def _key(record: MessageRecord) -> MessageKey:
    return record.direction, record.reference, record.sender


def _conversation(tables: Tables, conversation: ConversationId) -> list[MessageRecord]:
    return [record for record in tables.messages.values() if record.conversation == conversation]


def _outbound(tables: Tables, message_id: MessageId) -> MessageRecord | None:
    outbound = (record for record in tables.messages.values() if record.direction is Direction.OUT)
    return next((record for record in outbound if record.message_id == message_id), None)


def _changing(
    record: MessageRecord, state: DeliveryState | ReceptionState, change: Callable[[MessageRecord], MessageRecord]
) -> Write:
    def write(tables: Tables) -> None:
        found = tables.messages.get(_key(record))
        if found is None or found.state != state:
            raise ConcurrencyError("messages")
        tables.messages[_key(record)] = change(found)

    return write


class FakeLayers(_Collection):
    """Acknowledgement layers."""

    async def list_of(self, direction: Direction, reference: ReferenceNumber) -> Sequence[LayerRecord]:
        found = [
            record
            for record in self._tables.layers.values()
            if (record.direction, record.reference) == (direction, reference)
        ]
        return sorted(found, key=lambda record: record.layer)

    def expect(self, record: LayerRecord) -> None:
        def write(tables: Tables) -> None:
            _add(tables.layers, (record.direction, record.reference, record.layer), record, "layers")

        self._writes.append(write)

    def complete(self, record: LayerRecord) -> None:
        def write(tables: Tables) -> None:
            key = record.direction, record.reference, record.layer
            found = tables.layers.get(key)
            if found is not None and found.completed_at is None:
                tables.layers[key] = record

        self._writes.append(write)


class FakeInbox(_Collection):
    """What partners sent."""

    async def find(self, sender: Oin, message_id: MessageId) -> InboxRecord | None:
        return self._tables.inbox.get((sender, message_id))

    def record(self, record: InboxRecord) -> None:
        def write(tables: Tables) -> None:
            _add(tables.inbox, (record.sender, record.message_id), record, "inbox")

        self._writes.append(write)


class FakeOutbox(_Collection):
    """What is still to be done for partners."""

    async def claim(
        self, at: datetime, lease: timedelta, *, in_hand: Collection[Work], per_partner: int, limit: int
    ) -> Sequence[Work]:
        due = sorted(self._tables.outbox.values(), key=lambda work: (work.due_at, work.work_id))
        taken: list[Work] = []
        for work in due:
            lane = sum(other.partner == work.partner for other in (*in_hand, *taken))
            held = any(other.work_id == work.work_id for other in in_hand)
            if work.due_at <= at and not held and lane < per_partner and len(taken) < limit:
                taken.append(replace(work, due_at=at + lease))

        def write(tables: Tables) -> None:
            tables.outbox |= {(work.kind, work.subject): work for work in taken}

        self._store.apply([write])
        return taken

    async def find(self, kind: WorkKind, subject: str) -> Work | None:
        return self._tables.outbox.get((kind, subject))

    async def count(self, kind: WorkKind) -> Mapping[Oin, int]:
        return Counter(work.partner for work in self._tables.outbox.values() if work.kind is kind)

    def put(self, work: Work) -> None:
        def write(tables: Tables) -> None:
            tables.last_work_id += 1
            added = replace(work, work_id=tables.last_work_id)
            _add(tables.outbox, (work.kind, work.subject), added, "outbox")

        self._writes.append(write)

    def reschedule(self, work: Work, due_at: datetime) -> None:
        def write(tables: Tables) -> None:
            found = _held(tables, work)
            if found is None:
                return
            if found.attempts != work.attempts:
                raise ConcurrencyError("outbox")
            tables.outbox[found.kind, found.subject] = replace(found, attempts=found.attempts + 1, due_at=due_at)

        self._writes.append(write)

    def postpone(self, work: Work, due_at: datetime) -> None:
        def write(tables: Tables) -> None:
            found = _held(tables, work)
            if found is not None:
                tables.outbox[found.kind, found.subject] = replace(found, due_at=due_at)

        self._writes.append(write)

    def hasten(self, at: datetime) -> None:
        def write(tables: Tables) -> None:
            tables.outbox = {key: replace(work, due_at=min(work.due_at, at)) for key, work in tables.outbox.items()}

        self._writes.append(write)

    def done(self, kind: WorkKind, subject: str) -> None:
        def write(tables: Tables) -> None:
            tables.outbox.pop((kind, subject), None)

        self._writes.append(write)


def _held(tables: Tables, work: Work) -> Work | None:
    found = tables.outbox.get((work.kind, work.subject))
    return found if found is not None and found.work_id == work.work_id else None


class FakeEvidence(_Collection):
    """The append-only chain."""

    async def list_of(self, subject: str) -> Sequence[ChainedEntry]:
        return [chained for chained in self._tables.evidence if chained.entry.subject == subject]

    async def list_after(self, sequence: int, limit: int) -> Sequence[ChainedEntry]:
        return self._tables.evidence[sequence:][:limit]

    async def list_newest(self, kind: EvidenceType, limit: int) -> Sequence[ChainedEntry]:
        return [chained for chained in reversed(self._tables.evidence) if chained.entry.type is kind][:limit]

    async def last(self) -> ChainedEntry | None:
        return self._tables.evidence[-1] if self._tables.evidence else None

    async def list_failing(self, since: datetime, at_least: int) -> Sequence[str]:
        counts: Counter[str] = Counter()
        for entry in (chained.entry for chained in self._tables.evidence):
            if entry.type is EvidenceType.DECRYPTION_FAILED and entry.at > since:
                counts[entry.actor] += 1
            elif entry.type is EvidenceType.DECRYPTION_RESUMED:
                counts.pop(entry.subject.removeprefix(DECRYPTION), None)
        return sorted(actor for actor, count in counts.items() if count >= at_least)

    def append(self, entry: EvidenceEntry) -> None:
        def write(tables: Tables) -> None:
            tables.evidence.append(chain(entry, tables.evidence[-1] if tables.evidence else None))

        self._writes.append(write)


class FakePayloads(_Collection):
    """Octets, as they are."""

    async def open(self, payload_id: PayloadId) -> Octets:
        if payload_id in self._store.locked:
            raise self._store.locked[payload_id]
        if payload_id not in self._tables.payloads:
            raise NotFoundError("payload")
        return self._tables.payloads[payload_id]

    def put(self, payload_id: PayloadId, octets: Octets) -> None:
        def write(tables: Tables) -> None:
            _add(tables.payloads, payload_id, whole(octets), "payloads")

        self._writes.append(write)


class FakeSubmissions(_Collection):
    """Client keys of the back office."""

    async def find(self, client: str, key: str) -> SubmissionRecord | None:
        return self._tables.submissions.get((client, key))

    def record(self, record: SubmissionRecord) -> None:
        def write(tables: Tables) -> None:
            if any(each.reference == record.reference for each in tables.submissions.values()):
                raise AlreadyRecordedError("submissions")
            _add(tables.submissions, (record.client, record.key), record, "submissions")

        self._writes.append(write)


class FakeSent(_Collection):
    """References of what we sent."""

    async def find(self, message_id: MessageId) -> SentReferences | None:
        return self._tables.sent.get(message_id)

    def record(self, sent: SentReferences) -> None:
        def write(tables: Tables) -> None:
            _add(tables.sent, sent.message_id, sent, "sent")

        self._writes.append(write)


class FakeEvents(_Collection):
    """Events for the back office."""

    async def list_after(self, number: int, limit: int) -> Sequence[tuple[int, BackOfficeEvent]]:
        numbered = list(enumerate(self._tables.events, start=1))
        return numbered[number:][:limit]

    def put(self, event: BackOfficeEvent) -> None:
        self._writes.append(lambda tables: tables.events.append(event))


class FakeParked(_Collection):
    """Messages that wait for a person."""

    async def find(self, reference: ReferenceNumber) -> ParkedRecord | None:
        return self._tables.parked.get(reference)

    async def list_waiting(self, limit: int) -> Sequence[ParkedRecord]:
        return sorted(self._waiting(), key=lambda record: record.expires_at)[:limit]

    async def list_of_conversation(self, conversation: ConversationId) -> Sequence[ParkedRecord]:
        return [record for record in self._waiting() if record.conversation == conversation]

    def _waiting(self) -> list[ParkedRecord]:
        return [record for record in self._tables.parked.values() if record.state is ParkingState.WAITING]

    async def list_steps(self, reference: ReferenceNumber) -> Sequence[StepRecord]:
        found = (step for step in self._tables.steps.values() if step.reference == reference)
        return sorted(found, key=lambda step: step.number)

    def record(self, record: ParkedRecord) -> None:
        self._writes.append(lambda tables: _add(tables.parked, record.reference, record, "parked"))

    def change(self, before: ParkedRecord, after: ParkedRecord) -> None:
        def write(tables: Tables) -> None:
            found = tables.parked.get(before.reference)
            if found is None or found.changes != before.changes:
                raise ConcurrencyError("parked")
            tables.parked[before.reference] = replace(after, changes=before.changes + 1)

        self._writes.append(write)

    def add_step(self, step: StepRecord) -> None:
        kept = replace(step, step=replace(step.step, justification=""))
        self._writes.append(lambda tables: _add(tables.steps, (step.reference, step.number), kept, "steps"))


class FakeCases(_Collection):
    """The case book."""

    async def list_of(self, conversation: ConversationId) -> Sequence[CaseEntry]:
        return [entry for entry in self._tables.cases if entry.conversation == conversation]

    def record(self, entry: CaseEntry) -> None:
        self._writes.append(lambda tables: tables.cases.append(entry))


class FakeUnitOfWork:
    """One commit in memory."""

    messages: Messages
    layers: Layers
    inbox: Inbox
    outbox: Outbox
    evidence: EvidenceChain
    payloads: Payloads
    submissions: Submissions
    sent: SentSignatures
    events: Events
    parked: Parked
    cases: Cases

    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self._writes: list[Write] = []
        self.messages = FakeMessages(store, self._writes)
        self.layers = FakeLayers(store, self._writes)
        self.inbox = FakeInbox(store, self._writes)
        self.outbox = FakeOutbox(store, self._writes)
        self.evidence = FakeEvidence(store, self._writes)
        self.payloads = FakePayloads(store, self._writes)
        self.submissions = FakeSubmissions(store, self._writes)
        self.sent = FakeSent(store, self._writes)
        self.events = FakeEvents(store, self._writes)
        self.parked = FakeParked(store, self._writes)
        self.cases = FakeCases(store, self._writes)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writes.clear()

    async def commit(self) -> None:
        writes = list(self._writes)
        self._writes.clear()
        if writes:
            self._store.apply(writes)


def _add(table: dict[Key, Value], key: Key, value: Value, what: str) -> None:
    if key in table:
        raise AlreadyRecordedError(what)
    table[key] = value
