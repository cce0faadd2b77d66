"""The tables of a project's store, as SQLAlchemy classes. What leaves the store is in `records`.

Labels (demonstrations, comparisons and ratings) are append-only: an edit is a new row that names
the one it replaces, a withdrawal is a mark. Columns called *derived* repeat what other rows say, so
that the next item for a labeler is found by one step into an index however large the store is.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship

SCHEMA_REVISION = "0003"  # the newest migration; a test compares it with migrations/versions

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows only in INTEGER columns


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone; kept as UTC, since SQLite forgets zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way of setting it
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        list[list[int]]: JSON,
    }


class Labeler(Base):
    __tablename__ = "labeler"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    synthetic: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Prompt(Base):
    __tablename__ = "prompt"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    language: Mapped[str] = mapped_column(String(35))
    tags: Mapped[list[str]]
    split: Mapped[str] = mapped_column(String(16))
    position: Mapped[int] = mapped_column(BigInteger)  # a place in the shuffled order
    demonstrated: Mapped[bool] = mapped_column(default=False)  # derived: has a live demonstration
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    __table_args__ = (
        Index(None, "split", "id"),
        Index(None, "split", "demonstrated", "position"),
        Index(None, "split", "demonstrated", "language", "position"),
    )


class ResponseSet(Base):
    __tablename__ = "response_set"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    language: Mapped[str] = mapped_column(String(35))  # derived: the prompt's
    position: Mapped[int] = mapped_column(BigInteger)  # a place in the shuffled order
    ranked: Mapped[bool] = mapped_column(default=False)  # derived: has a live comparison
    ranked_by_human: Mapped[bool] = mapped_column(default=False)  # derived: one by a person
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    prompt: Mapped[Prompt] = relationship(lazy="joined", innerjoin=True)
    responses: Mapped[list[Response]] = relationship(order_by="Response.place", lazy="selectin")

    __table_args__ = (
        Index(None, "ranked", "id"),
        Index(None, "ranked_by_human", "position"),
        Index(None, "ranked_by_human", "language", "position"),
    )


class Response(Base):
    __tablename__ = "response"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("response_set.id"))
    place: Mapped[int]  # within its set, from 0
    text: Mapped[str] = mapped_column(Text)
    checkpoint_id: Mapped[int | None] = mapped_column(ForeignKey("checkpoint.id"))
    sampling: Mapped[dict[str, Any]]
    seed: Mapped[int] = mapped_column(BigInteger)
    finished: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    __table_args__ = (UniqueConstraint("set_id", "place"),)


class Label:
    """What every label says of itself."""

    labeler_id: Mapped[int] = mapped_column(ForeignKey("labeler.id"))
    seconds: Mapped[float]  # of attention, from shown to submitted
    program_version: Mapped[str] = mapped_column(String(40))
    guideline_version: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    live: Mapped[bool] = mapped_column(default=True)  # derived: not withdrawn, nor revised
    hasty: Mapped[bool] = mapped_column(default=False, server_default=false())  # implausibly fast

    @declared_attr
    def revision_of(cls) -> Mapped[int | None]:  # noqa: N805 - a class attribute
        own_table: str = cls.__tablename__  # type: ignore[attr-defined]
        return mapped_column(ForeignKey(f"{own_table}.id"), unique=True)


class Demonstration(Label, Base):
    __tablename__ = "demonstration"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    text: Mapped[str] = mapped_column(Text)

    prompt: Mapped[Prompt] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        Index(None, "live", "id"),
        Index(None, "prompt_id", "live"),
        Index(None, "labeler_id", "live", "id"),
    )


class Comparison(Label, Base):
    __tablename__ = "comparison"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("response_set.id"))
    mode: Mapped[str] = mapped_column(String(16), server_default="ranking")
    groups: Mapped[list[list[int]]]  # response ids, best first; one group is a tie
    none_acceptable: Mapped[bool] = mapped_column(default=False, server_default=false())
    shown_order: Mapped[list[int]]
    synthetic: Mapped[bool]  # derived: the labeler's
    repeat_of: Mapped[int | None] = mapped_column(ForeignKey("comparison.id"))  # by the same person

    response_set: Mapped[ResponseSet] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        Index(None, "live", "id"),
        Index(None, "live", "synthetic", "id"),
        Index(None, "set_id", "live"),
        Index(None, "labeler_id", "live", "id"),
    )


class Rating(Label, Base):
    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    quality: Mapped[int | None]  # 1 worst to 7 best
    flags: Mapped[list[str]]  # what was answered with yes
    notes: Mapped[str] = mapped_column(Text)
    # Said with a comparison that is a repeat: stands beside what was said the first time
    repeated: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        Index(None, "live", "id"),
        Index(None, "labeler_id", "live", "id"),
        Index(None, "response_id", "live"),
    )


class Gold(Base):
    """A response set whose order is known, to compare a labeler's with."""

    __tablename__ = "gold"

    set_id: Mapped[int] = mapped_column(ForeignKey("response_set.id"), primary_key=True)
    groups: Mapped[list[list[int]]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Setting(Base):
    """What a project has decided, by its name."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]


class Draft(Base):
    __tablename__ = "draft"

    labeler_id: Mapped[int] = mapped_column(ForeignKey("labeler.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    target_id: Mapped[int] = mapped_column(Id, primary_key=True)
    content: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]


class Skip(Base):
    __tablename__ = "skip"

    labeler_id: Mapped[int] = mapped_column(ForeignKey("labeler.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    target_id: Mapped[int] = mapped_column(Id, primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Run(Base):
    __tablename__ = "run"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    stage: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), index=True)
    options: Mapped[dict[str, Any]]
    parent_checkpoint_id: Mapped[int | None] = mapped_column(ForeignKey("checkpoint.id"))
    reward_checkpoint_id: Mapped[int | None] = mapped_column(ForeignKey("checkpoint.id"))
    seed: Mapped[int] = mapped_column(BigInteger)
    data_hash: Mapped[str] = mapped_column(String(64))
    labels: Mapped[int]
    last_label_id: Mapped[int] = mapped_column(Id)  # labels with a larger id are new to it
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    summary: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "stage", "id"),)


class Checkpoint(Base):
    __tablename__ = "checkpoint"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    stage: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("checkpoint.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", use_alter=True))
    summary: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    __table_args__ = (Index(None, "stage", "id"),)


class Metric(Base):
    __tablename__ = "metric"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    step: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    value: Mapped[float | None]  # null is not-a-number, which SQLite cannot keep

    __table_args__ = ({"sqlite_with_rowid": False},)


class RunSample(Base):
    __tablename__ = "run_sample"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    step: Mapped[int] = mapped_column(Id)
    prompt: Mapped[str] = mapped_column(Text)
    response: Mapped[str] = mapped_column(Text)
    reward: Mapped[float | None]

    __table_args__ = (Index(None, "run_id", "id"),)
