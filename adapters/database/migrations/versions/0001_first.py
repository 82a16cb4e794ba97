"""The first tables."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None

# What is written once is never changed or taken away, and an entry can only be the next one (D23, F52, F56).
_TRIGGERS: Final = (
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append only'); END"
        for table in ("evidence", "evidence_tiles", "checkpoints")
        for verb in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER evidence_in_order BEFORE INSERT ON evidence
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM evidence)
      OR NEW.previous IS NOT coalesce((SELECT digest FROM evidence ORDER BY sequence DESC LIMIT 1), printf('%064d', 0))
    BEGIN SELECT RAISE(ABORT, 'not the next entry'); END""",
)


def upgrade() -> None:
    """Make all tables."""
    _messages()
    _traffic()
    _evidence()
    _payloads()
    _office()
    for trigger in _TRIGGERS:
        op.execute(trigger)


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("cross_reference", sa.Text),
        sa.Column("agreement_id", sa.Text, nullable=False),
        sa.Column("agreement_digest", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("soap", sa.Text),
        sa.Column("wire", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("direction", "reference", "sender"),
    )
    outbound = sa.text("direction = 'out'")
    waiting = sa.text("direction = 'in' AND state != 'confirmed'")
    op.create_index("ix_messages_outbound", "messages", ["message_id"], unique=True, sqlite_where=outbound)
    op.create_index("ix_messages_waiting", "messages", ["id"], sqlite_where=waiting)


def _traffic() -> None:
    op.create_table(
        "inbox",
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("agreement_id", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender", "message_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("work_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("partner", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("agreement_id", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("work_id"),
        sa.UniqueConstraint("kind", "subject"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_partner_due_at_work_id", "outbox", ["partner", "due_at", "work_id"])
    op.create_table(
        "sent",
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("references", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("message_id"),
        sqlite_with_rowid=False,
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("sequence", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_evidence_subject_sequence", "evidence", ["subject", "sequence"])
    op.create_table(
        "evidence_tiles",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("size"),
    )


def _payloads() -> None:
    op.create_table(
        "payload_keys",
        sa.Column("payload_id", sa.Text, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("payload_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "payload_chunks",
        sa.Column("payload_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["payload_id"], ["payload_keys.payload_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("payload_id", "number"),
    )


def _office() -> None:
    op.create_table(
        "layers",
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("refused", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("direction", "reference", "layer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "submissions",
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("key_digest", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("client", "key_digest"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("explanation", sa.Text),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
