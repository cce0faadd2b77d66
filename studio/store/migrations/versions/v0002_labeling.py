"""Ratings, ways of comparing, guards for quality, and a project's settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
    )
    op.create_table(
        "rating",
        sa.Column("id", ID, primary_key=True),
        sa.Column("labeler_id", ID, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("program_version", sa.String(40), nullable=False),
        sa.Column("guideline_version", sa.String(16)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("hasty", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("revision_of", ID),
        sa.Column("response_id", ID, nullable=False),
        sa.Column("quality", sa.Integer),
        sa.Column("flags", sa.JSON, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["labeler_id"], ["labeler.id"], name="fk_rating_labeler_id"),
        sa.ForeignKeyConstraint(["revision_of"], ["rating.id"], name="fk_rating_revision_of"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_rating_response_id"),
        sa.UniqueConstraint("revision_of", name="uq_rating_revision_of"),
    )
    op.create_index("ix_rating_live_id", "rating", ["live", "id"])
    op.create_index("ix_rating_labeler_id_live_id", "rating", ["labeler_id", "live", "id"])
    op.create_index("ix_rating_response_id_live", "rating", ["response_id", "live"])
    op.create_table(
        "gold",
        sa.Column("set_id", ID, primary_key=True),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["response_set.id"], name="fk_gold_set_id"),
    )
    with op.batch_alter_table("comparison") as comparison:
        comparison.add_column(
            sa.Column("mode", sa.String(16), nullable=False, server_default="ranking")
        )
        comparison.add_column(
            sa.Column("none_acceptable", sa.Boolean, nullable=False, server_default=sa.false())
        )
        comparison.add_column(
            sa.Column("hasty", sa.Boolean, nullable=False, server_default=sa.false())
        )
        comparison.add_column(sa.Column("repeat_of", ID))
        comparison.create_foreign_key(
            "fk_comparison_repeat_of", "comparison", ["repeat_of"], ["id"]
        )
    with op.batch_alter_table("demonstration") as demonstration:
        demonstration.add_column(
            sa.Column("hasty", sa.Boolean, nullable=False, server_default=sa.false())
        )
