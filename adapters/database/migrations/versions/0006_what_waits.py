"""What waits for the back office is found by its own index: the planner took another, and read all that ever came."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0006"
down_revision: Final = "0005"


def upgrade() -> None:
    """Make the index anew, on a column that the statement names."""
    waiting = sa.text("direction = 'in' AND state != 'confirmed'")
    op.drop_index("ix_messages_waiting", "messages")
    op.create_index("ix_messages_waiting", "messages", ["direction"], sqlite_where=waiting)
