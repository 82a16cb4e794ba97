"""Each message that comes encrypted asks how often its sender made us decrypt in vain: an index answers (D14)."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0004"
down_revision: Final = "0003"


def upgrade() -> None:
    """Add the index; it holds the few entries of that type, so no other entry costs more to write."""
    failed = sa.text("type = 'decryption-failed'")
    op.create_index("ix_evidence_failures", "evidence", ["at", "actor"], sqlite_where=failed)
