"""The tables: identifiers, codes, moments, digests and texts of rules; everything else is sealed in payloads (D19)."""

from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.database.columns import Chosen, Moment, Named
from gateway.domain.carried import CarriedKind
from gateway.domain.case import CaseFact
from gateway.domain.delivery import ReceptionState
from gateway.domain.effect import Effect
from gateway.domain.employees import EmployeeId, StaffRole
from gateway.domain.events import EventType
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, Oin, PayloadId, ReferenceNumber
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Direction
from gateway.domain.parking import ParkingState
from gateway.ports import WorkKind

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

MESSAGES: Final = Table(
    "messages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("direction", Chosen(Direction), nullable=False),
    Column("reference", Named(ReferenceNumber), nullable=False),
    Column("sender", Named(Oin), nullable=False),
    Column("receiver", Named(Oin), nullable=False),
    Column("type", Chosen[MessageType | CarriedKind](MessageType, CarriedKind), nullable=False),
    Column("service", Text, nullable=False, server_default=""),
    Column("action", Text, nullable=False),
    Column("conversation", Named(ConversationId), nullable=False),
    Column("cross_reference", Named(ReferenceNumber)),
    Column("agreement_id", Named(AgreementId), nullable=False),
    Column("agreement_digest", Text, nullable=False),
    Column("message_id", Named(MessageId), nullable=False),
    Column("state", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("content", Named(PayloadId), nullable=False),
    Column("soap", Named(PayloadId)),
    Column("wire", Named(PayloadId)),
    Column("reason", Text, nullable=False),
    UniqueConstraint("direction", "reference", "sender"),
)
# Conditions of partial indexes, and of what is asked of them: a planner must see them written out to use the index.
OUTBOUND: Final = text(f"direction = '{Direction.OUT}'")
UNCONFIRMED: Final = text(f"direction = '{Direction.IN}' AND state != '{ReceptionState.CONFIRMED}'")
Index(
    "ix_messages_outbound",
    MESSAGES.c.message_id,
    unique=True,
    sqlite_where=OUTBOUND,
    postgresql_where=OUTBOUND,
)
Index("ix_messages_conversation", MESSAGES.c.conversation)
# On the direction, so that the planner prefers it to the unique one; within it rows stand in their order.
Index("ix_messages_waiting", MESSAGES.c.direction, sqlite_where=UNCONFIRMED, postgresql_where=UNCONFIRMED)

LAYERS: Final = Table(
    "layers",
    METADATA,
    Column("direction", Chosen(Direction), primary_key=True),
    Column("reference", Named(ReferenceNumber), primary_key=True),
    Column("layer", Chosen(Layer), primary_key=True),
    Column("completed_at", Moment),
    Column("by", Text, nullable=False),
    Column("refused", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

INBOX: Final = Table(
    "inbox",
    METADATA,
    Column("sender", Named(Oin), primary_key=True),
    Column("message_id", Named(MessageId), primary_key=True),
    Column("digest", Text, nullable=False),
    Column("agreement_id", Named(AgreementId), nullable=False),
    Column("answer", Named(PayloadId)),
    Column("subject", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("work_id", Integer, primary_key=True),
    Column("kind", Chosen(WorkKind), nullable=False),
    Column("partner", Named(Oin), nullable=False),
    Column("subject", Text, nullable=False),
    Column("agreement_id", Named(AgreementId), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    UniqueConstraint("kind", "subject"),
    # One lane for each partner, the oldest first.
    Index(None, "partner", "due_at", "work_id"),
    # A number is never given twice, so who holds an old one holds nothing.
    sqlite_autoincrement=True,
)

EVIDENCE: Final = Table(
    "evidence",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("type", Chosen(EvidenceType), nullable=False),
    Column("at", Moment, nullable=False),
    Column("subject", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index(None, "subject", "sequence"),
)

# Few entries are of this type, and each message that comes encrypted asks for them.
DECRYPTION_FAILED: Final = text(f"type = '{EvidenceType.DECRYPTION_FAILED}'")
Index(
    "ix_evidence_failures",
    EVIDENCE.c.at,
    EVIDENCE.c.actor,
    sqlite_where=DECRYPTION_FAILED,
    postgresql_where=DECRYPTION_FAILED,
)

# Roots of complete runs of leaves: they make heads and proofs cheap, and can be computed again from the entries.
TILES: Final = Table(
    "evidence_tiles",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
)

CHECKPOINTS: Final = Table(
    "checkpoints",
    METADATA,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

# Without its row here a payload is gone for ever, also from every copy of its other chunks.
PAYLOAD_KEYS: Final = Table(
    "payload_keys",
    METADATA,
    Column("payload_id", Named(PayloadId), primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    # The first chunk, which is mostly all; of what was put before revision 0005 it stands among the other chunks.
    Column("octets", LargeBinary),
    sqlite_with_rowid=False,
)

PAYLOAD_CHUNKS: Final = Table(
    "payload_chunks",
    METADATA,
    Column(
        "payload_id",
        Named(PayloadId),
        ForeignKey("payload_keys.payload_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("octets", LargeBinary, nullable=False),
)

SUBMISSIONS: Final = Table(
    "submissions",
    METADATA,
    Column("client", Text, primary_key=True),
    # The key is a caller's own text; its digest serves as well and says nothing.
    Column("key_digest", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("reference", Named(ReferenceNumber), nullable=False),
    # What is handed in takes its reference here once, whether it then leaves or waits.
    Index(None, "reference", unique=True),
    sqlite_with_rowid=False,
)

SENT: Final = Table(
    "sent",
    METADATA,
    Column("message_id", Named(MessageId), primary_key=True),
    Column("reference", Named(ReferenceNumber), nullable=False),
    Column("references", JSON, nullable=False),
    sqlite_with_rowid=False,
)

EVENTS: Final = Table(
    "events",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("type", Chosen(EventType), nullable=False),
    Column("reference", Named(ReferenceNumber), nullable=False),
    Column("at", Moment, nullable=False),
    Column("explanation", Named(PayloadId)),
    # The back office remembers the last number it saw: none is given twice.
    sqlite_autoincrement=True,
)

# What a rule wants is written out with its own texts, which are constants of the rule book, and paths of elements.
PARKED: Final = Table(
    "parked",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("reference", Named(ReferenceNumber), nullable=False),
    Column("type", Chosen(MessageType), nullable=False),
    Column("receiver", Named(Oin), nullable=False),
    Column("conversation", Named(ConversationId), nullable=False),
    Column("client", Text, nullable=False),
    Column("author", Named(EmployeeId)),
    Column("author_role", Chosen(StaffRole)),
    Column("state", Chosen(ParkingState), nullable=False),
    Column("parked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("wanted", JSON, nullable=False),
    Column("content", Named(PayloadId), nullable=False),
    Column("changes", Integer, nullable=False),
    UniqueConstraint("reference"),
)
STILL_PARKED: Final = text(f"state = '{ParkingState.WAITING}'")
Index("ix_parked_expires_at", PARKED.c.expires_at, sqlite_where=STILL_PARKED, postgresql_where=STILL_PARKED)
Index("ix_parked_conversation", PARKED.c.conversation)

PARKED_STEPS: Final = Table(
    "parked_steps",
    METADATA,
    Column("reference", Named(ReferenceNumber), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),
    Column("effect", Chosen(Effect), nullable=False),
    Column("by", Named(EmployeeId), nullable=False),
    Column("role", Chosen(StaffRole), nullable=False),
    Column("at", Moment, nullable=False),
    Column("elements", JSON, nullable=False),
    Column("justification", Named(PayloadId)),
    Column("receiver", Named(Oin)),
    Column("copy", Named(ReferenceNumber)),
    sqlite_with_rowid=False,
)

CASES: Final = Table(
    "cases",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("conversation", Named(ConversationId), nullable=False),
    Column("fact", Chosen(CaseFact), nullable=False),
    Column("holds", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Named(EmployeeId), nullable=False),
    Column("about", Text, nullable=False),
    Index(None, "conversation"),
)
