"""Messages that wait for a person, the steps taken about them, and the case book."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"

# A step that was taken and a fact that was recorded stay as they are.
_TRIGGERS: Final = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'append only'); END"
    for table in ("parked_steps", "cases")
    for verb in ("UPDATE", "DELETE")
)


def upgrade() -> None:
    """Make the three tables, and one place where a reference is taken by what leaves and by what waits."""
    _parked()
    _steps()
    _cases()
    op.create_index("ix_submissions_reference", "submissions", ["reference"], unique=True)
    for trigger in _TRIGGERS:
        op.execute(trigger)


def _parked() -> None:
    op.create_table(
        "parked",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("author_role", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.JSON, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index("ix_parked_expires_at", "parked", ["expires_at"], sqlite_where=waiting)
    op.create_index("ix_parked_conversation", "parked", ["conversation"])


def _steps() -> None:
    op.create_table(
        "parked_steps",
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("effect", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("elements", sa.JSON, nullable=False),
        sa.Column("justification", sa.Text),
        sa.Column("receiver", sa.Text),
        sa.Column("copy", sa.Text),
        sa.PrimaryKeyConstraint("reference", "number"),
        sqlite_with_rowid=False,
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("holds", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_cases_conversation", "cases", ["conversation"])
