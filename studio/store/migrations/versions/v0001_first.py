"""The first schema."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_people_and_prompts()
    _create_runs()
    _create_responses()
    _create_labels()


def _create_people_and_prompts() -> None:
    op.create_table(
        "labeler",
        _key(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("name", name="uq_labeler_name"),
    )
    op.create_table(
        "prompt",
        _key(),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("split", sa.String(16), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("demonstrated", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("text_hash", name="uq_prompt_text_hash"),
    )
    _index("prompt", "split", "id")
    _index("prompt", "split", "demonstrated", "position")
    _index("prompt", "split", "demonstrated", "language", "position")
    _create_item_table(
        "draft",
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    )
    _create_item_table(
        "skip",
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def _create_item_table(table: str, *own: sa.Column[Any]) -> None:
    """What a labeler does with an item short of labeling it."""
    op.create_table(
        table,
        sa.Column("labeler_id", ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("target_id", ID, nullable=False),
        *own,
        _reference(table, "labeler_id", "labeler"),
        sa.PrimaryKeyConstraint("labeler_id", "kind", "target_id", name=f"pk_{table}"),
    )


def _create_runs() -> None:
    op.create_table(
        "checkpoint",
        _key(),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("parent_id", ID),
        sa.Column("run_id", ID),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _reference("checkpoint", "parent_id", "checkpoint"),
    )
    _index("checkpoint", "stage", "id")
    op.create_table(
        "run",
        _key(),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("parent_checkpoint_id", ID),
        sa.Column("reward_checkpoint_id", ID),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("data_hash", sa.String(64), nullable=False),
        sa.Column("labels", sa.Integer, nullable=False),
        sa.Column("last_label_id", ID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("summary", sa.JSON, nullable=False),
        _reference("run", "parent_checkpoint_id", "checkpoint"),
        _reference("run", "reward_checkpoint_id", "checkpoint"),
    )
    _index("run", "stage", "id")
    _index("run", "status")
    with op.batch_alter_table("checkpoint") as checkpoint:  # now that there are runs
        checkpoint.create_foreign_key("fk_checkpoint_run_id", "run", ["run_id"], ["id"])
    op.create_table(
        "metric",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("step", ID, nullable=False, autoincrement=False),
        sa.Column("value", sa.Double),
        _reference("metric", "run_id", "run"),
        sa.PrimaryKeyConstraint("run_id", "name", "step", name="pk_metric"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "run_sample",
        _key(),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("step", ID, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("response", sa.Text, nullable=False),
        sa.Column("reward", sa.Double),
        _reference("run_sample", "run_id", "run"),
    )
    _index("run_sample", "run_id", "id")


def _create_responses() -> None:
    op.create_table(
        "response_set",
        _key(),
        sa.Column("prompt_id", ID, nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("ranked", sa.Boolean, nullable=False),
        sa.Column("ranked_by_human", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _reference("response_set", "prompt_id", "prompt"),
    )
    _index("response_set", "prompt_id")
    _index("response_set", "ranked", "id")
    _index("response_set", "ranked_by_human", "position")
    _index("response_set", "ranked_by_human", "language", "position")
    op.create_table(
        "response",
        _key(),
        sa.Column("set_id", ID, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("checkpoint_id", ID),
        sa.Column("sampling", sa.JSON, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("finished", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _reference("response", "set_id", "response_set"),
        _reference("response", "checkpoint_id", "checkpoint"),
        sa.UniqueConstraint("set_id", "place", name="uq_response_set_id_place"),
    )


def _create_labels() -> None:
    _create_label_table(
        "demonstration",
        sa.Column("prompt_id", ID, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        _reference("demonstration", "prompt_id", "prompt"),
    )
    _index("demonstration", "prompt_id", "live")
    _create_label_table(
        "comparison",
        sa.Column("set_id", ID, nullable=False),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("shown_order", sa.JSON, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        _reference("comparison", "set_id", "response_set"),
    )
    _index("comparison", "live", "synthetic", "id")
    _index("comparison", "set_id", "live")


def _create_label_table(table: str, *own: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        _key(),
        sa.Column("labeler_id", ID, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("program_version", sa.String(40), nullable=False),
        sa.Column("guideline_version", sa.String(16)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("revision_of", ID),
        *own,
        _reference(table, "labeler_id", "labeler"),
        _reference(table, "revision_of", table),
        sa.UniqueConstraint("revision_of", name=f"uq_{table}_revision_of"),
    )
    _index(table, "live", "id")
    _index(table, "labeler_id", "live", "id")


def _key() -> sa.Column[int]:
    return sa.Column("id", ID, primary_key=True)


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
