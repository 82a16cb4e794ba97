"""The store, one protocol for each collection.

Reads answer at once from what is committed. Writes are kept until `commit`, which applies all of them or none: a unique
key recorded before raises AlreadyRecordedError, a state that changed meanwhile ConcurrencyError.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from gateway.domain.case import CaseEntry
from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.events import BackOfficeEvent
from gateway.domain.evidence import ChainedEntry, EvidenceEntry, EvidenceType
from gateway.domain.identifiers import ConversationId, MessageId, Oin, PayloadId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import Octets
from gateway.ports.records import (
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


class Messages(Protocol):
    """Business messages, in and out."""

    async def find(
        self, direction: Direction, reference: ReferenceNumber, other: Oin | None = None
    ) -> MessageRecord | None:
        """Return the message; inbound references are unique per sender, given as `other`."""
        ...

    async def find_by_message_id(self, message_id: MessageId) -> MessageRecord | None:
        """Return the outbound message that travelled under that MessageId."""
        ...

    async def list_of_conversation(self, conversation: ConversationId, limit: int) -> Sequence[MessageRecord]:
        """Return the newest messages of a conversation in both directions, the newest first."""
        ...

    async def list_waiting(self, limit: int) -> Sequence[MessageRecord]:
        """Return the messages that the back office has not confirmed yet, taken or not, oldest first."""
        ...

    async def list_waiting_shipments(self, limit: int) -> Sequence[MessageRecord]:
        """Return the shipments that the back office has not confirmed yet, oldest first."""
        ...

    async def list_recent(self, limit: int) -> Sequence[MessageRecord]:
        """Return the newest messages in both directions."""
        ...

    async def require_unchanged(self, conversation: ConversationId) -> None:
        """Let the commit raise ConcurrencyError when others record a message of that conversation from now on."""
        ...

    def record(self, record: MessageRecord) -> None:
        """Add a message; its reference is unique per direction and sender."""
        ...

    def move(self, record: MessageRecord, state: DeliveryState | ReceptionState, reason: str = "") -> None:
        """Change the state, if it still is what the record says."""
        ...

    def seal(self, record: MessageRecord, soap: PayloadId, wire: PayloadId) -> None:
        """Move a queued message to SEALED with its stored octets, if it still is queued."""
        ...


class Layers(Protocol):
    """Acknowledgement layers."""

    async def list_of(self, direction: Direction, reference: ReferenceNumber) -> Sequence[LayerRecord]:
        """Return the expected layers of a message."""
        ...

    def expect(self, record: LayerRecord) -> None:
        """Record that a layer is expected."""
        ...

    def complete(self, record: LayerRecord) -> None:
        """Record that a layer arrived; the first arrival stands."""
        ...


class Inbox(Protocol):
    """What partners sent, remembered for as long as they may send it again and longer (G24)."""

    async def find(self, sender: Oin, message_id: MessageId) -> InboxRecord | None:
        """Return what was answered to that message of that sender."""
        ...

    def record(self, record: InboxRecord) -> None:
        """Add it; a second one with the same pair raises AlreadyRecordedError at commit."""
        ...


class Outbox(Protocol):
    """What is still to be done for partners, with its schedule."""

    async def claim(
        self, at: datetime, lease: timedelta, *, in_hand: Collection[Work], per_partner: int, limit: int
    ) -> Sequence[Work]:
        """Take due work, oldest first, leased until `at + lease`, in a commit of its own (D3).

        For each partner at most `per_partner` less what is in hand, which is never taken itself (D27, F38).
        """
        ...

    async def find(self, kind: WorkKind, subject: str) -> Work | None:
        """Return the work on that subject, if it is still to be done."""
        ...

    async def count(self, kind: WorkKind) -> Mapping[Oin, int]:
        """Return how much work of that kind there is for each partner that has any."""
        ...

    def put(self, work: Work) -> None:
        """Add work; `work_id` is given by the store and ignored here."""
        ...

    def reschedule(self, work: Work, due_at: datetime) -> None:
        """Count one attempt more, and make it due again at that moment; nothing happens when it is done already."""
        ...

    def postpone(self, work: Work, due_at: datetime) -> None:
        """Make work due at another moment without counting an attempt; nothing happens when it is done already."""
        ...

    def hasten(self, at: datetime) -> None:
        """Make everything due at that moment that would be later."""
        ...

    def done(self, kind: WorkKind, subject: str) -> None:
        """Take the work out, whoever holds it."""
        ...


class EvidenceChain(Protocol):
    """The append-only chain."""

    async def list_of(self, subject: str) -> Sequence[ChainedEntry]:
        """Return the entries about one subject, in order."""
        ...

    async def list_after(self, sequence: int, limit: int) -> Sequence[ChainedEntry]:
        """Return entries of the whole chain, in order, from behind that sequence."""
        ...

    async def list_newest(self, kind: EvidenceType, limit: int) -> Sequence[ChainedEntry]:
        """Return the newest entries of that type, the newest first."""
        ...

    async def last(self) -> ChainedEntry | None:
        """Return the entry that was written last, if there is any."""
        ...

    async def list_failing(self, since: datetime, at_least: int) -> Sequence[str]:
        """Return the actors with at least that many entries DECRYPTION_FAILED after that moment, in order.

        What came before the last DECRYPTION_RESUMED about that actor (`decryption_of`) in the chain does not count.
        """
        ...

    def append(self, entry: EvidenceEntry) -> None:
        """Add an entry; its place and digests are given at commit, in the order of appending."""
        ...


class Payloads(Protocol):
    """Octets at rest, sealed under a key of their own (D19)."""

    async def open(self, payload_id: PayloadId) -> Octets:
        """Return the octets, large ones as a stream; raise NotFoundError when absent.

        TamperedError when they are not what was put, a stream when it is read; ConfigError when their key is not here.
        """
        ...

    def put(self, payload_id: PayloadId, octets: Octets) -> None:
        """Store the octets sealed, as part of this commit; a stream is read while that is made."""
        ...


class Submissions(Protocol):
    """Client keys of the back office."""

    async def find(self, client: str, key: str) -> SubmissionRecord | None:
        """Return what that key led to."""
        ...

    def record(self, record: SubmissionRecord) -> None:
        """Add it; the pair (client, key) is unique, and so is the reference, of what left and what waits together."""
        ...


class Parked(Protocol):
    """Messages that wait for a person, with the steps taken about each."""

    async def find(self, reference: ReferenceNumber) -> ParkedRecord | None:
        """Return the parked message, ended or not."""
        ...

    async def list_waiting(self, limit: int) -> Sequence[ParkedRecord]:
        """Return what waits, what expires first before what expires later."""
        ...

    async def list_of_conversation(self, conversation: ConversationId) -> Sequence[ParkedRecord]:
        """Return what waits in a conversation, in the order it was parked."""
        ...

    async def list_steps(self, reference: ReferenceNumber) -> Sequence[StepRecord]:
        """Return the steps taken about a message, in their order."""
        ...

    def record(self, record: ParkedRecord) -> None:
        """Add a message; its reference is unique."""
        ...

    def change(self, before: ParkedRecord, after: ParkedRecord) -> None:
        """Change state, receiver, steps wanted and term, if nothing else changed it since `before` was read."""
        ...

    def add_step(self, step: StepRecord) -> None:
        """Add a step; the pair (reference, number) is unique."""
        ...


class Cases(Protocol):
    """The case book; what stands there is never changed, a later entry says what holds now."""

    async def list_of(self, conversation: ConversationId) -> Sequence[CaseEntry]:
        """Return the entries of a case, in the order they were recorded."""
        ...

    def record(self, entry: CaseEntry) -> None:
        """Add an entry."""
        ...


class SentSignatures(Protocol):
    """References of what we sent."""

    async def find(self, message_id: MessageId) -> SentReferences | None:
        """Return what was signed under that MessageId."""
        ...

    def record(self, sent: SentReferences) -> None:
        """Add it."""
        ...


class Events(Protocol):
    """Events for the back office, kept until it confirms them."""

    async def list_after(self, number: int, limit: int) -> Sequence[tuple[int, BackOfficeEvent]]:
        """Return events with a number above the given one, in order."""
        ...

    def put(self, event: BackOfficeEvent) -> None:
        """Add an event."""
        ...


class UnitOfWork(Protocol):
    """One commit. Leaving the block without `commit` forgets the writes."""

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

    async def __aenter__(self) -> Self:
        """Begin."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget what was not committed."""
        ...

    async def commit(self) -> None:
        """Make all writes durable, in one transaction; return only when a power cut cannot undo them."""
        ...
