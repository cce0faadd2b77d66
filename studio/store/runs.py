"""Runs of a stage with their metrics and samples, the checkpoints they saved, the pipeline."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store
from studio.store.records import SPLITS, Checkpoint, Pipeline, Run, StageStatus

Value = TypeVar("Value")
STAGES = ("sft", "reward", "ppo")
ENDED_EARLY = ("stopped", "failed", "interrupted")
_PARENTS = {"sft": ("base",), "reward": ("sft",), "ppo": ("sft", "reward")}
_LABELS: dict[str, type[schema.Demonstration] | type[schema.Comparison]] = {
    "sft": schema.Demonstration,
    "reward": schema.Comparison,
}


def start_run(
    store: Store,
    stage: str,
    options: Mapping[str, Any],
    parent_checkpoint_id: int | None,
    seed: int,
    data_hash: str,
    labels: int,
    reward_checkpoint_id: int | None = None,
) -> Run:
    """Record that this process executes a stage; it counts as alive until `end_run`.

    `labels` is how many it trains on, `reward_checkpoint_id` the reward model of a PPO run.
    """
    with store.write() as session:
        row = schema.Run(
            stage=stage,
            status="running",
            options=dict(options),
            parent_checkpoint_id=parent_checkpoint_id,
            reward_checkpoint_id=reward_checkpoint_id,
            seed=seed,
            data_hash=data_hash,
            labels=labels,
            last_label_id=_last_label_id(session, stage),
            summary={},
        )
        session.add(row)
        session.flush()
        store.run_locks.take(row.id)  # before anyone else can see the run
        return _run_record(row)


def go_on_with_run(store: Store, run_id: int, step: int) -> Run:
    """Record that this process goes on with a run that ended early, after its step `step`.

    What was told of later steps is forgotten: they come again. Raises `InputError` for a run that
    is going on or that has finished.
    """
    with store.write() as session:
        row = _find_run(session, run_id)
        if row.status not in ENDED_EARLY:
            raise InputError("run_not_resumable", id=run_id, status=row.status)
        row.status = "running"
        row.ended_at = None
        row.summary = {}
        for told in (schema.Metric, schema.RunSample):
            session.execute(delete(told).where(told.run_id == run_id, told.step > step))
        store.run_locks.take(row.id)
        return _run_record(row)


def end_run(store: Store, run_id: int, status: str, summary: Mapping[str, Any]) -> None:
    """Record how a run ended: finished, stopped or failed."""
    with store.write() as session:
        row = _find_run(session, run_id)
        row.status = status
        row.summary = dict(summary)
        row.ended_at = schema.utc_now()
    store.run_locks.release(run_id)


def mark_interrupted(store: Store) -> None:
    """Mark the runs whose process ended without a word."""
    query = select(schema.Run.id).where(schema.Run.status == "running")
    with store.read() as session:
        dead = [run_id for run_id in session.scalars(query) if not store.run_locks.is_alive(run_id)]
    if not dead:
        return
    with store.write() as session:
        for row in session.scalars(select(schema.Run).where(schema.Run.id.in_(dead))):
            if row.status == "running":
                row.status = "interrupted"
                row.ended_at = schema.utc_now()
    for run_id in dead:
        store.run_locks.forget(run_id)


def get_run(store: Store, run_id: int) -> Run:
    with store.read() as session:
        return _run_record(_find_run(session, run_id))


def list_runs(store: Store, stage: str | None = None) -> list[Run]:
    """Newest first."""
    query = select(schema.Run).order_by(schema.Run.id.desc())
    if stage is not None:
        query = query.where(schema.Run.stage == stage)
    with store.read() as session:
        return [_run_record(row) for row in session.scalars(query)]


def record_metrics(store: Store, run_id: int, rows: Iterable[tuple[int, str, float]]) -> None:
    """Keep (step, name, value) rows; a second value for a step replaces the first."""
    with store.write(durable=False) as session:
        for step, name, value in rows:
            kept = None if math.isnan(value) else float(value)
            session.merge(schema.Metric(run_id=run_id, name=name, step=step, value=kept))


def metrics(store: Store, run_id: int) -> dict[str, list[tuple[int, float]]]:
    """(step, value) by name, in order of step; a value may be not-a-number."""
    row = schema.Metric
    query = select(row.name, row.step, row.value).where(row.run_id == run_id)
    curves: dict[str, list[tuple[int, float]]] = defaultdict(list)
    with store.read() as session:
        for name, step, value in session.execute(query.order_by(row.name, row.step)):
            curves[name].append((step, math.nan if value is None else value))
    return dict(curves)


def add_run_samples(
    store: Store, run_id: int, rows: Iterable[tuple[int, str, str, float | None]]
) -> None:
    """Keep (step, prompt, response, reward) rows of what a run produced."""
    with store.write(durable=False) as session:
        session.add_all(
            schema.RunSample(run_id=run_id, step=step, prompt=prompt, response=text, reward=reward)
            for step, prompt, text, reward in rows
        )


def run_samples(
    store: Store, run_id: int, limit: int = 200
) -> list[tuple[int, str, str, float | None]]:
    """The newest (step, prompt, response, reward) rows of a run, in order."""
    row = schema.RunSample
    query = select(row.step, row.prompt, row.response, row.reward).where(row.run_id == run_id)
    with store.read() as session:
        newest = session.execute(query.order_by(row.id.desc()).limit(limit)).all()
    return [(step, prompt, text, reward) for step, prompt, text, reward in reversed(newest)]


def add_checkpoint(
    store: Store,
    stage: str,
    name: str,
    path: str,
    parent_id: int | None,
    run_id: int | None,
    summary: Mapping[str, Any],
) -> Checkpoint:
    with store.write() as session:
        row = schema.Checkpoint(
            stage=stage,
            name=name,
            path=path,
            parent_id=parent_id,
            run_id=run_id,
            summary=dict(summary),
        )
        session.add(row)
        session.flush()
        return _checkpoint_record(row)


def get_checkpoint(store: Store, checkpoint_id: int) -> Checkpoint:
    with store.read() as session:
        row = session.get(schema.Checkpoint, checkpoint_id)
        if row is None:
            raise InputError("checkpoint_missing", id=checkpoint_id)
        return _checkpoint_record(row)


def list_checkpoints(store: Store, stage: str | None = None) -> list[Checkpoint]:
    """Newest first."""
    query = select(schema.Checkpoint).order_by(schema.Checkpoint.id.desc())
    if stage is not None:
        query = query.where(schema.Checkpoint.stage == stage)
    with store.read() as session:
        return [_checkpoint_record(row) for row in session.scalars(query)]


def latest_checkpoint(store: Store, *stages: str) -> Checkpoint | None:
    """The newest checkpoint of the given stages, or of any."""
    with store.read() as session:
        row = _latest_checkpoint(session, *stages)
        return None if row is None else _checkpoint_record(row)


def pipeline(store: Store) -> Pipeline:
    """The counts and the state of every stage, from one moment."""
    demonstration, comparison = schema.Demonstration, schema.Comparison
    with store.read() as session:
        sets = _count_by(session, schema.ResponseSet.ranked)
        demonstrations = _count_by(session, demonstration.live)
        comparisons = _count_by(session, comparison.synthetic, comparison.live.is_(True))
        return Pipeline(
            prompts=dict.fromkeys(SPLITS, 0) | _count_by(session, schema.Prompt.split),
            demonstrations=demonstrations.get(True, 0),
            response_sets=sum(sets.values()),
            unranked_sets=sets.get(False, 0),
            comparisons=sum(comparisons.values()),
            synthetic_comparisons=comparisons.get(True, 0),
            stages={stage: _stage_status(session, stage) for stage in STAGES},
        )


def _count_by(
    session: Session, column: InstrumentedAttribute[Value], *conditions: ColumnElement[bool]
) -> dict[Value, int]:
    """How many rows there are of each value of a column."""
    query = select(column, func.count()).where(*conditions).group_by(column)
    return dict(session.execute(query).all())


def _stage_status(session: Session, stage: str) -> StageStatus:
    run = session.scalar(
        select(schema.Run).where(schema.Run.stage == stage).order_by(schema.Run.id.desc()).limit(1)
    )
    checkpoint = _latest_checkpoint(session, stage)
    maker = _maker(session, checkpoint)
    return StageStatus(
        stage=stage,
        run=None if run is None else _run_record(run),
        checkpoint=None if checkpoint is None else _checkpoint_record(checkpoint),
        new_labels=_new_labels(session, stage, maker),
        parent_is_newer=checkpoint is not None and _parent_is_newer(session, checkpoint, maker),
    )


def _maker(session: Session, checkpoint: schema.Checkpoint | None) -> schema.Run | None:
    if checkpoint is None or checkpoint.run_id is None:
        return None
    return session.get(schema.Run, checkpoint.run_id)


def _new_labels(session: Session, stage: str, maker: schema.Run | None) -> int:
    """Live labels that came after the run whose checkpoint is the stage's newest."""
    if stage not in _LABELS:
        return 0
    row = _LABELS[stage]
    known = 0 if maker is None else maker.last_label_id
    query = select(func.count()).where(row.live.is_(True), row.id > known)
    return session.execute(query).scalar_one()


def _parent_is_newer(
    session: Session, checkpoint: schema.Checkpoint, maker: schema.Run | None
) -> bool:
    used = {
        "reward": maker.reward_checkpoint_id if maker is not None else None,
        "base": checkpoint.parent_id,
        "sft": checkpoint.parent_id,
    }
    for stage in _PARENTS[checkpoint.stage]:
        newest = _latest_checkpoint(session, stage)
        used_id = used[stage]
        if newest is not None and used_id is not None and newest.id > used_id:
            return True
    return False


def _last_label_id(session: Session, stage: str) -> int:
    if stage not in _LABELS:
        return 0
    return session.scalar(select(func.max(_LABELS[stage].id))) or 0


def _latest_checkpoint(session: Session, *stages: str) -> schema.Checkpoint | None:
    query = select(schema.Checkpoint).order_by(schema.Checkpoint.id.desc()).limit(1)
    if stages:
        query = query.where(schema.Checkpoint.stage.in_(stages))
    return session.scalar(query)


def _find_run(session: Session, run_id: int) -> schema.Run:
    if (row := session.get(schema.Run, run_id)) is None:
        raise InputError("run_missing", id=run_id)
    return row


def _run_record(row: schema.Run) -> Run:
    return Run(
        id=row.id,
        stage=row.stage,
        status=row.status,
        options=row.options,
        parent_checkpoint_id=row.parent_checkpoint_id,
        seed=row.seed,
        data_hash=row.data_hash,
        labels=row.labels,
        started_at=row.started_at,
        ended_at=row.ended_at,
        summary=row.summary,
        reward_checkpoint_id=row.reward_checkpoint_id,
    )


def _checkpoint_record(row: schema.Checkpoint) -> Checkpoint:
    return Checkpoint(
        id=row.id,
        stage=row.stage,
        name=row.name,
        path=row.path,
        parent_id=row.parent_id,
        run_id=row.run_id,
        created_at=row.created_at,
        summary=row.summary,
    )
