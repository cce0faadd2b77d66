"""Alembic's entry: run the migrations on the connection that `migrate` has opened."""

from __future__ import annotations

from alembic import context

from studio.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by rebuilding it
)
with context.begin_transaction():
    context.run_migrations()
