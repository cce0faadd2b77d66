"""What labelers have done and what waits for them: read for the progress view, off the window.

Every query of one labeler goes by an index on their labels; only `overlaps` and `people` read the
labels of all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from studio.labeler_habits import Ranked
from studio.store import schema
from studio.store.engine import Store
from studio.store.label_rows import labeler_record
from studio.store.labels import skipped
from studio.store.records import Labeler
from studio.throughput import LabelTime

Groups = list[list[int]]
NEWEST = 500  # labels that habits and sittings are told from
KINDS: dict[str, type[schema.Demonstration] | type[schema.Comparison]] = {
    "write": schema.Demonstration,
    "rank": schema.Comparison,
}


@dataclass(frozen=True)
class LabelSpeed:
    """The seconds that a label took, and whether that is too few to have read its texts."""

    seconds: float
    hasty: bool


def label_times(store: Store, labeler_id: int, stage: str, limit: int = NEWEST) -> list[LabelTime]:
    """When a labeler submitted their live labels of a stage (write, rank), newest first."""
    row = KINDS[stage]
    query = select(row.created_at, row.seconds).where(
        row.labeler_id == labeler_id, row.live.is_(True)
    )
    with store.read() as session:
        found = session.execute(query.order_by(row.id.desc()).limit(limit))
        return [LabelTime(moment, seconds) for moment, seconds in found]


def label_speeds(store: Store, labeler_id: int, stage: str) -> list[LabelSpeed]:
    """Of all live labels of a labeler in a stage."""
    row = KINDS[stage]
    query = select(row.seconds, row.hasty).where(row.labeler_id == labeler_id, row.live.is_(True))
    with store.read() as session:
        return [LabelSpeed(seconds, hasty) for seconds, hasty in session.execute(query)]


def rating_speeds(store: Store, labeler_id: int) -> list[LabelSpeed]:
    """Of all live ratings of a labeler."""
    row = schema.Rating
    query = select(row.seconds, row.hasty).where(row.labeler_id == labeler_id, row.live.is_(True))
    with store.read() as session:
        return [LabelSpeed(seconds, hasty) for seconds, hasty in session.execute(query)]


def count_waiting_prompts(store: Store, labeler_id: int, language: str | None = None) -> int:
    """How many prompts wait for a demonstration by this labeler."""
    row = schema.Prompt
    query = select(func.count()).where(
        row.split == "sft",
        row.demonstrated.is_(False),
        ~skipped(row.id, "demonstration", labeler_id),
    )
    if language is not None:
        query = query.where(row.language == language)
    with store.read() as session:
        return session.execute(query).scalar_one()


def rankings(store: Store, labeler_id: int, limit: int = NEWEST) -> list[Ranked]:
    """A labeler's newest live rankings, as they were shown and made, in whatever way."""
    row = schema.Comparison
    query = (
        select(row.set_id, row.shown_order, row.groups, row.seconds, row.hasty, row.mode)
        .where(row.labeler_id == labeler_id, row.live.is_(True))
        .order_by(row.id.desc())
        .limit(limit)
    )
    with store.read() as session:
        found = session.execute(query).all()
        lengths = _lengths(session, sorted({one.set_id for one in found}))
    return [
        Ranked(
            tuple(one.shown_order),
            tuple(tuple(group) for group in one.groups),
            lengths[one.set_id],
            one.seconds,
            one.hasty,
            one.mode,
        )
        for one in found
    ]


def repeat_pairs(store: Store, labeler_id: int) -> list[tuple[Groups, Groups]]:
    """What a labeler said the first and the second time; without what they withdrew."""
    again, first = schema.Comparison, aliased(schema.Comparison)
    query = (
        select(first.groups, again.groups)
        .join(first, first.id == again.repeat_of)
        .where(again.labeler_id == labeler_id, again.live.is_(True), first.withdrawn_at.is_(None))
    )
    with store.read() as session:
        return [(one, other) for one, other in session.execute(query)]


def grade_pairs(store: Store, labeler_id: int) -> list[list[tuple[int, int]]]:
    """By set, the grades that a labeler gave its responses the first and the second time."""
    again, first, response = schema.Rating, aliased(schema.Rating), schema.Response
    query = (
        select(response.set_id, first.quality, again.quality)
        .join(first, first.response_id == again.response_id)
        .join(response, response.id == again.response_id)
        .where(
            again.labeler_id == labeler_id,
            again.live.is_(True),
            again.repeated.is_(True),
            first.labeler_id == labeler_id,
            first.live.is_(True),
            first.repeated.is_(False),
        )
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    with store.read() as session:
        for set_id, one, other in session.execute(query):
            if one is not None and other is not None:  # a grade may be left out
                found[set_id].append((one, other))
    return list(found.values())


def gold_pairs(store: Store, labeler_id: int) -> list[tuple[Groups, Groups, bool]]:
    """The known order and the labeler's, of each gold set they ranked (the first time).

    With whether the labeler could tell good from bad only, as by thumbs.
    """
    row, gold = schema.Comparison, schema.Gold
    query = (
        select(gold.groups, row.groups, row.mode)
        .join(gold, gold.set_id == row.set_id)
        .where(row.labeler_id == labeler_id, row.live.is_(True), row.repeat_of.is_(None))
    )
    with store.read() as session:
        return [(one, other, mode == "thumbs") for one, other, mode in session.execute(query)]


def people(store: Store) -> list[Labeler]:
    """The labelers who are no program, by name."""
    row = schema.Labeler
    with store.read() as session:
        found = session.scalars(select(row).where(row.synthetic.is_(False)))
        return sorted(map(labeler_record, found), key=lambda labeler: labeler.name.casefold())


def overlaps(store: Store) -> dict[tuple[int, int], list[tuple[Groups, Groups]]]:
    """By two people's ids, the smaller first: how each ranked the sets that both did."""
    row = schema.Comparison
    query = select(row.set_id, row.labeler_id, row.groups).where(
        row.live.is_(True), row.synthetic.is_(False), row.repeat_of.is_(None)
    )
    by_set: dict[int, dict[int, Groups]] = defaultdict(dict)
    with store.read() as session:
        for set_id, labeler_id, groups in session.execute(query):
            by_set[set_id][labeler_id] = groups
    found: dict[tuple[int, int], list[tuple[Groups, Groups]]] = defaultdict(list)
    for by_labeler in by_set.values():
        for one, other in combinations(sorted(by_labeler), 2):
            found[one, other].append((by_labeler[one], by_labeler[other]))
    return dict(found)


def _lengths(session: Session, set_ids: list[int]) -> dict[int, dict[int, int]]:
    """The characters of each response of some sets."""
    row = schema.Response
    found: dict[int, dict[int, int]] = defaultdict(dict)
    query = select(row.set_id, row.id, func.length(row.text)).where(row.set_id.in_(set_ids))
    for set_id, response_id, length in session.execute(query):
        found[set_id][response_id] = length
    return found
