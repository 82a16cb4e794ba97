"""A message remembers the service it travelled under: two versions of a standard have the same action."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"

# Until now there was one version of StUF-Jeugdzorg, and these were its messages; all others travelled in our own XML.
_STUF: Final = ("vtMeldingDi01", "vtTerugkoppelingDi01", "vtoDi01", "Bv01Bericht", "Fo01Bericht")
_TABLE: Final = sa.table("messages", sa.column("service", sa.Text), sa.column("action", sa.Text))


def upgrade() -> None:
    """Add the service, known of what is there from its action, and a way to find a conversation."""
    # SQLite adds a column without copying the table only when old rows get a value by default.
    op.add_column("messages", sa.Column("service", sa.Text, nullable=False, server_default=""))
    stuf = _TABLE.c.action.in_(_STUF)
    op.execute(_TABLE.update().where(stuf).values(service="VNG:Jeugdzorg:1:0:9"))
    op.execute(_TABLE.update().where(~stuf).values(service="Schakel:Keten:1"))
    op.create_index("ix_messages_conversation", "messages", ["conversation"])
