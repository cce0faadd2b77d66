"""All that people and policies have brought to a store, as the rows of a file: `--what all`.

A label's row has its last version; `revisions` has those before it, oldest first. What was
withdrawn says when (`withdrawn_at`), what was judged a second time says so (`repeated`, and when
the first judgement was made: `repeat_of`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from studio.store import schema
from studio.store.formats.raw_rows import (
    AnyLabel,
    Row,
    comparison_row,
    demonstration_row,
    origin_of,
    pages,
    prompt_row,
    ranking_of,
    rating_row,
    set_row,
)
from studio.store.formats.selection import Selection, ended_or_live

_Kept = TypeVar("_Kept", schema.Demonstration, schema.Comparison, schema.ResponseSet)
_Label = TypeVar("_Label", schema.Demonstration, schema.Comparison, schema.Rating)
Earlier = dict[int, list[_Label]]  # versions, oldest first, by the id of the last one
Judge = tuple[int, bool]  # a labeler's id, and whether it was the second time


def all_rows(session: Session, selection: Selection) -> Iterator[Row]:
    """Each prompt with all that belongs to it; alone where nothing does.

    What has no label is left out when something is asked of labels.
    """
    shows_unlabeled = not selection.asks_for_labels
    of_demonstrations = selection.of_lines(session, schema.Demonstration)
    of_comparisons = selection.of_lines(session, schema.Comparison)
    for prompts in pages(session, schema.Prompt, selection.of_prompts()):
        ids = [prompt.id for prompt in prompts]
        written = _grouped(session, schema.Demonstration, "prompt_id", ids, of_demonstrations)
        before = _earlier(session, schema.Demonstration, written)
        sets = _grouped(session, schema.ResponseSet, "prompt_id", ids)
        teller = _Teller(session, sets, of_comparisons, shows_unlabeled)
        skips = _skips(session, "demonstration", ids) if shows_unlabeled else {}
        for prompt in prompts:
            rows = [_written(session, label, before[label.id]) for label in written[prompt.id]]
            for response_set in sets[prompt.id]:
                rows += teller.rows(response_set)
            if shows_unlabeled and not rows:
                rows = [prompt_row(prompt)]
            if skipped := skips.get(prompt.id):
                rows[0] = {**rows[0], "skips": skipped + rows[0].get("skips", [])}
            yield from rows


class _Teller:
    """Tells response sets; what it takes is read for all of them at once."""

    def __init__(
        self,
        session: Session,
        sets: dict[int, list[schema.ResponseSet]],
        of_comparisons: Sequence[ColumnElement[bool]],
        shows_unlabeled: bool,
    ) -> None:
        ids = [response_set.id for found in sets.values() for response_set in found]
        self._session = session
        self._shows_unlabeled = shows_unlabeled
        self._labels = _grouped(session, schema.Comparison, "set_id", ids, of_comparisons)
        self._before = _earlier(session, schema.Comparison, self._labels)
        self._ratings = _ratings(session, ids)
        self._ratings_before = _earlier(session, schema.Rating, self._ratings)
        self._skips = _skips(session, "comparison", ids) if shows_unlabeled else {}
        known = select(schema.Gold).where(schema.Gold.set_id.in_(ids))
        self._gold = {gold.set_id: gold for gold in session.scalars(known)}

    def rows(self, response_set: schema.ResponseSet) -> list[Row]:
        """First judgements before second ones, which name them."""
        labels = self._labels[response_set.id]
        first = [label for label in labels if label.repeat_of is None]
        moments = {
            version.id: version.created_at.isoformat()
            for label in first
            for version in (*self._before[label.id], label)
        }
        rated = self._rated(response_set)
        rows = [self._row(label, rated) for label in first]
        for label in labels:
            if label.repeat_of in moments:
                row = self._row(label, rated)
                rows.append({**row, "repeated": True, "repeat_of": moments[label.repeat_of]})
        if self._shows_unlabeled:
            judges = {(label.labeler_id, label.repeat_of is not None) for label in labels}
            rows += [
                self._rated_only(response_set, rated[judge], is_second=judge[1])
                for judge in sorted(rated.keys() - judges, key=self._by_name)
            ]
            rows = rows or [set_row(self._session, response_set)]
        if skipped := self._skips.get(response_set.id):
            rows[0] = {**rows[0], "skips": skipped}
        gold = self._gold_of(response_set)
        return [{**row, **gold} for row in rows]

    def _by_name(self, judge: Judge) -> tuple[str, bool]:
        """An order that is the same in every store, as ids are not."""
        return self._session.get_one(schema.Labeler, judge[0]).name, judge[1]

    def _gold_of(self, response_set: schema.ResponseSet) -> Row:
        if (gold := self._gold.get(response_set.id)) is None:
            return {}
        places = {response.id: place for place, response in enumerate(response_set.responses)}
        groups = [[places[id] for id in group] for group in gold.groups]
        return {"gold": groups, "gold_at": gold.created_at.isoformat()}

    def _rated(self, response_set: schema.ResponseSet) -> dict[Judge, _Rated]:
        """What each said of the responses by themselves."""
        rated: dict[Judge, _Rated] = defaultdict(lambda: _Rated([], []))
        for place, response in enumerate(response_set.responses):
            for rating in self._ratings[response.id]:
                found = rated[rating.labeler_id, rating.repeated]
                (found.live if rating.live else found.withdrawn).append((place, rating))
        return rated

    def _row(self, label: schema.Comparison, rated: dict[Judge, _Rated]) -> Row:
        row = comparison_row(self._session, label, {})
        earlier = [ranking_of(self._session, version) for version in self._before[label.id]]
        judge = (label.labeler_id, label.repeat_of is not None)
        told = self._told(rated[judge], label) if judge in rated else {}
        return {**row, **told, **_ending(label, earlier)}

    def _rated_only(
        self, response_set: schema.ResponseSet, rated: _Rated, *, is_second: bool
    ) -> Row:
        """What somebody says of the responses who never ranked them."""
        ((_, first), *_) = rated.live or rated.withdrawn
        row = {
            **set_row(self._session, response_set),
            **origin_of(self._session, first),
            **self._told(rated, first),
        }
        return {**row, "repeated": True} if is_second else row

    def _told(self, rated: _Rated, label: AnyLabel) -> Row:
        row = {
            "ratings": [self._rating(place, rating, label) for place, rating in rated.live],
            "withdrawn_ratings": [
                self._rating(place, rating, label) for place, rating in rated.withdrawn
            ],
        }
        rated.withdrawn.clear()  # told once, though a labeler may have ranked several times
        return {name: told for name, told in row.items() if told}

    def _rating(self, place: int, rating: schema.Rating, label: AnyLabel) -> Row:
        earlier = self._ratings_before[rating.id]
        versions = [rating_row(place, version, label) for version in earlier]
        return {**rating_row(place, rating, label), **_ending(rating, versions)}


@dataclass(frozen=True, slots=True)
class _Rated:
    """Ratings with the places of their responses."""

    live: list[tuple[int, schema.Rating]]
    withdrawn: list[tuple[int, schema.Rating]]


def _written(
    session: Session, label: schema.Demonstration, earlier: list[schema.Demonstration]
) -> Row:
    versions = [
        {"demonstration": version.text, **origin_of(session, version)} for version in earlier
    ]
    return {**demonstration_row(session, label), **_ending(label, versions)}


def _ending(label: AnyLabel, earlier: list[Row]) -> Row:
    row: Row = {"revisions": earlier} if earlier else {}
    if label.withdrawn_at is not None:
        row["withdrawn_at"] = label.withdrawn_at.isoformat()
    return row


def _ratings(session: Session, set_ids: list[int]) -> dict[int, list[schema.Rating]]:
    """The last versions of all ratings of the responses of some sets, by response."""
    row, response = schema.Rating, schema.Response
    within = select(response.id).where(response.set_id.in_(set_ids))
    query = select(row).where(row.response_id.in_(within), ended_or_live(row)).order_by(row.id)
    found: dict[int, list[schema.Rating]] = defaultdict(list)
    for rating in session.scalars(query):
        found[rating.response_id].append(rating)
    return found


def _grouped(
    session: Session,
    kind: type[_Kept],
    column: str,
    ids: list[int],
    filters: Sequence[ColumnElement[bool]] = (),
) -> dict[int, list[_Kept]]:
    """The rows whose `column` is one of some ids, by that id."""
    found: dict[int, list[_Kept]] = defaultdict(list)
    query = select(kind).where(*filters).order_by(kind.id)
    for row in session.scalars(query.where(getattr(kind, column).in_(ids))):
        found[getattr(row, column)].append(row)
    return found


def _earlier(
    session: Session, kind: type[_Label], ends: dict[int, list[_Label]]
) -> Earlier[_Label]:
    """The versions before each last one, a step back for all of them at once."""
    found: Earlier[_Label] = defaultdict(list)
    last = {
        label.revision_of: label.id
        for labels in ends.values()
        for label in labels
        if label.revision_of is not None
    }
    while last:
        rows = session.scalars(select(kind).where(kind.id.in_(last))).all()
        for row in rows:
            found[last[row.id]].insert(0, row)
        last = {row.revision_of: last[row.id] for row in rows if row.revision_of is not None}
    return found


def _skips(session: Session, kind: str, ids: list[int]) -> dict[int, list[Row]]:
    """Who passed over which items, and why."""
    row = schema.Skip
    query = select(row, schema.Labeler).join(schema.Labeler, schema.Labeler.id == row.labeler_id)
    query = query.where(row.kind == kind, row.target_id.in_(ids))
    found: dict[int, list[Row]] = defaultdict(list)
    for skip, labeler in session.execute(query.order_by(row.created_at, schema.Labeler.name)):
        told: dict[str, Any] = {"kind": kind, "labeler": labeler.name, "reason": skip.reason}
        if labeler.synthetic:
            told["synthetic"] = True
        found[skip.target_id].append({**told, "created_at": skip.created_at.isoformat()})
    return found
