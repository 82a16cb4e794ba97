"""Runs revisions on the connection that `migrate` opened; the transaction around them is its own."""

from alembic import context

from adapters.database.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite changes a table by making it again.
    render_as_batch=True,
)
context.run_migrations()
