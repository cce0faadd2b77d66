"""Ratings of a repeat stand beside the first ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("rating") as rating:
        rating.add_column(
            sa.Column("repeated", sa.Boolean, nullable=False, server_default=sa.false())
        )
