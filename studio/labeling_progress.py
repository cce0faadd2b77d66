"""A labeler's progress, habits and agreement, and everybody's, read from the store at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from studio.agreement import (
    mean_agreement,
    mean_same_grade,
    mean_tau_b,
    pairwise_agreement,
)
from studio.intervals import Interval, median_interval, share_interval
from studio.labeler_habits import (
    LengthHabit,
    PositionHabit,
    SpeedHabit,
    length_habit,
    position_habit,
    side_habit,
    speed_habit,
)
from studio.store import progress
from studio.store.engine import Store
from studio.store.labels import count_waiting_sets
from studio.store.records import Labeler
from studio.throughput import Sitting, StageQueue, sitting, stage_queue


@dataclass(frozen=True)
class Agreement:
    """Pairwise agreement (0 to 1) and Kendall's tau-b (-1 to 1); None where there is none yet."""

    pairwise: Interval | None
    tau_b: Interval | None


@dataclass(frozen=True)
class GradeAgreement:
    """Of grades of the same responses by the same labeler: the share that is the same, and the
    share that differs by one at most.
    """

    same: Interval | None
    near: Interval | None


@dataclass(frozen=True)
class OwnProgress:
    """For one labeler alone."""

    sitting: Sitting
    queues: tuple[StageQueue, ...]
    position: PositionHabit
    length: LengthHabit
    side: PositionHabit | None  # of those made pair by pair; None without any
    speed: SpeedHabit
    grading: SpeedHabit | None  # None without grades
    with_self: Agreement
    with_gold: Agreement
    grades: GradeAgreement


@dataclass(frozen=True)
class LabelerRow:
    """One labeler, for the owner: counts, seconds a ranking, and agreement. No habits."""

    labeler: Labeler
    written: int
    ranked: int
    seconds: Interval | None  # the median of rankings
    hasty: Interval | None
    with_gold: Agreement
    with_self: Agreement


@dataclass(frozen=True)
class Everyone:
    """The labelers, and each two with the sets that both ranked."""

    labelers: tuple[LabelerRow, ...]
    between: tuple[tuple[Labeler, Labeler, Agreement], ...]


def own_progress(store: Store, labeler_id: int, language: str | None, now: datetime) -> OwnProgress:
    times = {stage: progress.label_times(store, labeler_id, stage) for stage in progress.KINDS}
    every = sorted(chain(*times.values()), key=lambda label: label.moment, reverse=True)
    here = sitting(every, now)
    waiting = {
        "write": progress.count_waiting_prompts(store, labeler_id, language),
        "rank": count_waiting_sets(store, labeler_id, language),
    }
    rankings = progress.rankings(store, labeler_id)
    graded = progress.rating_speeds(store, labeler_id)
    twice = progress.grade_pairs(store, labeler_id)
    return OwnProgress(
        sitting=here,
        queues=tuple(stage_queue(stage, waiting[stage], times[stage], here) for stage in times),
        position=position_habit(rankings),
        length=length_habit(rankings),
        side=side_habit(rankings),
        speed=speed_habit([one.seconds for one in rankings], [one.hasty for one in rankings]),
        grading=_speed(graded) if graded else None,
        with_self=_agreement(progress.repeat_pairs(store, labeler_id)),
        with_gold=_with_gold(store, labeler_id),
        grades=GradeAgreement(mean_same_grade(twice), mean_same_grade(twice, within=1)),
    )


def everyone(store: Store) -> Everyone:
    people = progress.people(store)
    by_id = {labeler.id: labeler for labeler in people}
    between = tuple(
        (by_id[one], by_id[other], _agreement(pairs))
        for (one, other), pairs in sorted(progress.overlaps(store).items())
    )
    return Everyone(tuple(_row(store, labeler) for labeler in people), between)


def _row(store: Store, labeler: Labeler) -> LabelerRow:
    written = progress.label_speeds(store, labeler.id, "write")
    ranked = progress.label_speeds(store, labeler.id, "rank")
    every = (*written, *ranked, *progress.rating_speeds(store, labeler.id))
    return LabelerRow(
        labeler=labeler,
        written=len(written),
        ranked=len(ranked),
        seconds=median_interval([one.seconds for one in ranked]),
        hasty=share_interval([float(one.hasty) for one in every]),
        with_gold=_with_gold(store, labeler.id),
        with_self=_agreement(progress.repeat_pairs(store, labeler.id)),
    )


def _agreement(pairs: list[tuple[progress.Groups, progress.Groups]]) -> Agreement:
    return Agreement(mean_agreement(pairs), mean_tau_b(pairs))


def _with_gold(store: Store, labeler_id: int) -> Agreement:
    pairs = progress.gold_pairs(store, labeler_id)
    found = [pairwise_agreement(gold, own, told=thumbs) for gold, own, thumbs in pairs]
    return Agreement(
        share_interval([value for value in found if value is not None]),
        mean_tau_b((gold, own) for gold, own, _ in pairs),
    )


def _speed(labels: list[progress.LabelSpeed]) -> SpeedHabit:
    return speed_habit([one.seconds for one in labels], [one.hasty for one in labels])
