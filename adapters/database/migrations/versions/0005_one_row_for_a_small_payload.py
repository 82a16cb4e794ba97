"""A payload of one chunk is one row, beside its key; what is there stays where it is."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"


def upgrade() -> None:
    """Add the column; no row is written anew, however many there are."""
    op.add_column("payload_keys", sa.Column("octets", sa.LargeBinary))
