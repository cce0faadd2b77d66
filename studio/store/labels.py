"""What labelers do: write demonstrations, rank responses, revise, withdraw, skip, keep drafts.

Every list shows the newest revision of what has not been withdrawn. Drafts live in `drafts` and
are offered here too, since whoever labels needs both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from studio.store import schema
from studio.store.drafts import delete_draft, discard_draft, latest_draft, load_draft, save_draft
from studio.store.engine import Store
from studio.store.guards import mark_if_hasty
from studio.store.label_rows import (
    Origin,
    comparison_record,
    demonstration_record,
    find_labeler,
    find_or_add_labeler,
    insert_comparison,
    insert_demonstration,
    labeler_record,
    withdraw_comparison_row,
    withdraw_demonstration_row,
)
from studio.store.prompts import check_text, contains, find_set, prompt_record, set_record
from studio.store.ratings import insert_ratings, withdraw_ratings_of_set
from studio.store.records import Comparison, Demonstration, Labeler, Marks, Prompt, ResponseSet
from studio.store.settings import labeling_of

__all__ = [
    "add_labeler",
    "comparisons",
    "count_comparisons",
    "count_demonstrations",
    "count_waiting_sets",
    "demonstrations",
    "discard_draft",
    "latest_draft",
    "list_labelers",
    "load_draft",
    "my_comparisons",
    "my_demonstrations",
    "next_demonstration_prompt",
    "next_response_set",
    "save_comparison",
    "save_demonstration",
    "save_draft",
    "skip",
    "unskip",
    "withdraw_comparison",
    "withdraw_demonstration",
]


def add_labeler(store: Store, name: str, synthetic: bool = False) -> Labeler:
    """The labeler of that name, new or known.

    Raises `InputError` when a person has the name of a synthetic labeler or the reverse.
    """
    with store.write() as session:
        return labeler_record(find_or_add_labeler(session, name, synthetic))


def list_labelers(store: Store) -> list[Labeler]:
    with store.read() as session:
        rows = session.scalars(select(schema.Labeler).order_by(schema.Labeler.name))
        return [labeler_record(row) for row in rows]


def next_demonstration_prompt(
    store: Store, labeler_id: int, language: str | None = None, exclude: Collection[int] = ()
) -> Prompt | None:
    """An SFT prompt without a demonstration that this labeler has not skipped, or None."""
    prompt = schema.Prompt
    query = select(prompt).where(
        prompt.split == "sft",
        prompt.demonstrated.is_(False),
        prompt.id.not_in(exclude),
        ~skipped(prompt.id, "demonstration", labeler_id),
    )
    if language is not None:
        query = query.where(prompt.language == language)
    with store.read() as session:
        row = session.scalar(query.order_by(prompt.position).limit(1))
        return None if row is None else prompt_record(row)


def next_response_set(
    store: Store, labeler_id: int, language: str | None = None, exclude: Collection[int] = ()
) -> ResponseSet | None:
    """A response set that no person has ranked nor this labeler skipped, or None."""
    response_set = schema.ResponseSet
    waiting = _waiting_filters(labeler_id, language)
    query = select(response_set.id).where(response_set.id.not_in(exclude), *waiting)
    with store.read() as session:
        set_id = session.scalar(query.order_by(response_set.position).limit(1))
        return None if set_id is None else set_record(find_set(session, set_id))


def count_waiting_sets(
    store: Store, labeler_id: int, language: str | None = None, *, most: int | None = None
) -> int:
    """How many response sets `next_response_set` has to give, counted up to `most`."""
    row = schema.ResponseSet
    # In the order of dealing, so that the index that finds the next set is the one that is read.
    waiting = select(row.id).where(*_waiting_filters(labeler_id, language)).order_by(row.position)
    counted = select(func.count()).select_from(waiting.limit(most).subquery())
    with store.read() as session:
        return session.execute(counted).scalar_one()


def skip(store: Store, kind: str, target_id: int, labeler_id: int, reason: str) -> None:
    """Do not show this labeler the item again. Discards the draft."""
    with store.write() as session:
        find_labeler(session, labeler_id)
        session.merge(
            schema.Skip(
                labeler_id=labeler_id, kind=kind, target_id=target_id, reason=check_text(reason)
            )
        )
        delete_draft(session, labeler_id, kind, target_id)


def unskip(store: Store, kind: str, target_id: int, labeler_id: int) -> None:
    """Show this labeler a skipped item again."""
    row = schema.Skip
    with store.write() as session:
        session.execute(
            delete(row).where(
                row.labeler_id == labeler_id, row.kind == kind, row.target_id == target_id
            )
        )


def save_demonstration(
    store: Store,
    prompt_id: int,
    text: str,
    labeler_id: int,
    seconds: float,
    revision_of: int | None = None,
    guideline_version: str | None = None,
) -> Demonstration:
    """Keep a demonstration, safely on disk when this returns. Discards the draft."""
    origin = Origin(seconds, guideline_version)
    with store.write() as session:
        row = insert_demonstration(session, prompt_id, text, labeler_id, origin, revision_of)
        mark_if_hasty(session, row, (row.prompt.text, text))
        session.flush()
        delete_draft(session, labeler_id, "demonstration", prompt_id)
        return demonstration_record(row)


def save_comparison(
    store: Store,
    set_id: int,
    groups: Sequence[Sequence[int]],
    shown_order: Sequence[int],
    labeler_id: int,
    seconds: float,
    revision_of: int | None = None,
    guideline_version: str | None = None,
    *,
    mode: str = "ranking",
    none_acceptable: bool = False,
    ratings: Sequence[Marks] = (),
    repeat_of: int | None = None,
) -> Comparison:
    """Keep a ranking and the ratings made with it, safely on disk when this returns.

    Discards the draft. `groups` are response ids, best first, each response of the set in exactly
    one, or in at most one where the project's `LabelingOptions` allow it. `repeat_of` is the
    labeler's own earlier comparison of the set, when it was dealt a second time.
    """
    origin = Origin(seconds, guideline_version)
    with store.write() as session:
        response_set = find_set(session, set_id)
        row = insert_comparison(
            session,
            response_set,
            groups,
            shown_order,
            labeler_id,
            origin,
            revision_of,
            mode=mode,
            none_acceptable=none_acceptable,
            repeat_of=repeat_of,
            partial=labeling_of(session).allow_unranked,
        )
        repeated = row.repeat_of is not None
        insert_ratings(
            session, response_set, ratings, labeler_id, guideline_version, repeated=repeated
        )
        if not row.synthetic:
            texts = (response_set.prompt.text, *(one.text for one in response_set.responses))
            mark_if_hasty(session, row, texts)
        session.flush()
        delete_draft(session, labeler_id, "comparison", set_id)
        return comparison_record(row)


def withdraw_demonstration(store: Store, demonstration_id: int) -> None:
    """Mark a demonstration, and so its earlier revisions, as withdrawn."""
    with store.write() as session:
        withdraw_demonstration_row(session, demonstration_id)


def withdraw_comparison(store: Store, comparison_id: int) -> None:
    """Mark a comparison, and so its earlier revisions, as withdrawn; its ratings with it."""
    with store.write() as session:
        row = withdraw_comparison_row(session, comparison_id)
        repeated = row.repeat_of is not None
        withdraw_ratings_of_set(session, row.set_id, row.labeler_id, repeated=repeated)


def my_demonstrations(store: Store, labeler_id: int, limit: int = 50) -> list[Demonstration]:
    """A labeler's own, newest first."""
    row = schema.Demonstration
    query = select(row).where(row.labeler_id == labeler_id, row.live.is_(True))
    with store.read() as session:
        rows = session.scalars(query.order_by(row.id.desc()).limit(limit))
        return [demonstration_record(found) for found in rows]


def my_comparisons(store: Store, labeler_id: int, limit: int = 50) -> list[Comparison]:
    """A labeler's own, newest first."""
    row = schema.Comparison
    query = select(row).where(row.labeler_id == labeler_id, row.live.is_(True))
    with store.read() as session:
        rows = session.scalars(query.order_by(row.id.desc()).limit(limit))
        return [comparison_record(found) for found in rows]


def demonstrations(
    store: Store, *, after_id: int = 0, limit: int | None = None, search: str = ""
) -> list[Demonstration]:
    """In order of id, after the last one of the page before."""
    row = schema.Demonstration
    query = select(row).where(row.id > after_id, *_demonstration_filters(search))
    with store.read() as session:
        rows = session.scalars(query.order_by(row.id).limit(limit))
        return [demonstration_record(found) for found in rows]


def comparisons(
    store: Store,
    *,
    after_id: int = 0,
    limit: int | None = None,
    synthetic: bool | None = None,
    search: str = "",
) -> list[Comparison]:
    """In order of id, after the last one of the page before; by people, synthetic or both."""
    row = schema.Comparison
    query = select(row).where(row.id > after_id, *_comparison_filters(search))
    if synthetic is not None:
        query = query.where(row.synthetic.is_(synthetic))
    with store.read() as session:
        rows = session.scalars(query.order_by(row.id).limit(limit))
        return [comparison_record(found) for found in rows]


def count_demonstrations(store: Store, search: str = "") -> int:
    query = select(func.count()).select_from(schema.Demonstration)
    with store.read() as session:
        return session.execute(query.where(*_demonstration_filters(search))).scalar_one()


def count_comparisons(store: Store, search: str = "") -> int:
    query = select(func.count()).select_from(schema.Comparison)
    with store.read() as session:
        return session.execute(query.where(*_comparison_filters(search))).scalar_one()


def _waiting_filters(labeler_id: int, language: str | None) -> list[ColumnElement[bool]]:
    """Response sets that no person has ranked nor this labeler skipped."""
    row = schema.ResponseSet
    filters = [row.ranked_by_human.is_(False), ~skipped(row.id, "comparison", labeler_id)]
    if language is not None:
        filters.append(row.language == language)
    return filters


def skipped(target: InstrumentedAttribute[int], kind: str, labeler_id: int) -> ColumnElement[bool]:
    """Whether a labeler has skipped an item."""
    row = schema.Skip
    # naming the column lets the index alone answer, which counts after thousands of skips
    found = select(row.target_id).where(row.labeler_id == labeler_id, row.kind == kind)
    return found.where(row.target_id == target).exists()


def _demonstration_filters(search: str) -> list[ColumnElement[bool]]:
    """Live, and what is searched for in the prompt or the text."""
    row, prompt = schema.Demonstration, schema.Prompt
    if not search:
        return [row.live.is_(True)]
    in_prompt = exists().where(prompt.id == row.prompt_id, contains(prompt.text, search))
    return [row.live.is_(True), or_(contains(row.text, search), in_prompt)]


def _comparison_filters(search: str) -> list[ColumnElement[bool]]:
    """Live, and what is searched for in the prompt or a response."""
    row, response_set = schema.Comparison, schema.ResponseSet
    prompt, response = schema.Prompt, schema.Response
    if not search:
        return [row.live.is_(True)]
    in_prompt = exists().where(
        response_set.id == row.set_id,
        prompt.id == response_set.prompt_id,
        contains(prompt.text, search),
    )
    in_response = exists().where(response.set_id == row.set_id, contains(response.text, search))
    return [row.live.is_(True), or_(in_prompt, in_response)]
