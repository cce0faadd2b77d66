"""Ratings: what a labeler says of each response by itself, before or without ranking it.

A labeler has at most one live rating of a response, and one more where the response was dealt a
second time (see `guards`): saving another one revises it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.config import MAX_FLAG_CHARACTERS
from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store
from studio.store.guards import mark_if_hasty
from studio.store.label_rows import Origin, end_label, find_labeler, stamp
from studio.store.prompts import check_text
from studio.store.records import Marks, Rating

WORST, BEST = 1, 7  # quality, after InstructGPT (arXiv 2203.02155, figure 12)


def save_rating(
    store: Store,
    marks: Marks,
    labeler_id: int,
    guideline_version: str | None = None,
) -> Rating | None:
    """Keep a rating, safely on disk when this returns.

    It replaces the labeler's own one of that response; marks that say nothing withdraw that, and
    None is returned. Raises `InputError` for a missing response or unfit marks.
    """
    with store.write() as session:
        response = session.get(schema.Response, marks.response_id)
        if response is None:
            raise InputError("rating_elsewhere", id=marks.response_id)
        row = insert_rating(session, marks, labeler_id, Origin(marks.seconds, guideline_version))
        mark_rating_if_hasty(session, row, response.text)
        session.flush()
        return None if row is None else _record(row, response.set_id)


def withdraw_rating(store: Store, rating_id: int) -> None:
    """Mark a rating, and so its earlier revisions, as withdrawn."""
    with store.write() as session:
        _withdraw(end_label(session, schema.Rating, rating_id))


def my_ratings(store: Store, labeler_id: int, limit: int = 50) -> list[Rating]:
    """A labeler's own, newest first."""
    row, response = schema.Rating, schema.Response
    query = select(row, response.set_id).join(response, response.id == row.response_id)
    query = query.where(row.labeler_id == labeler_id, row.live.is_(True))
    with store.read() as session:
        found = session.execute(query.order_by(row.id.desc()).limit(limit))
        return [_record(rating, set_id) for rating, set_id in found]


def ratings_of_set(
    store: Store, set_id: int, labeler_id: int | None = None, *, repeated: bool = False
) -> list[Rating]:
    """The ratings of a set's responses, by one labeler or all, newest first.

    Those of the first time or, if `repeated`, of the second.
    """
    with store.read() as session:
        found = reversed(live_ratings(session, [set_id], repeated=repeated))
        return [_record(row, set_id) for row in found if labeler_id in (None, row.labeler_id)]


# Within an open session


def insert_ratings(
    session: Session,
    response_set: schema.ResponseSet,
    ratings: Collection[Marks],
    labeler_id: int,
    guideline_version: str | None,
    *,
    repeated: bool = False,
) -> None:
    """Keep what a labeler said of the responses of one set, for the first or the second time."""
    texts = {response.id: response.text for response in response_set.responses}
    for marks in ratings:
        if marks.response_id not in texts:
            raise InputError("rating_elsewhere", id=marks.response_id)
        text = texts.pop(marks.response_id)
        origin = Origin(marks.seconds, guideline_version)
        made = insert_rating(session, marks, labeler_id, origin, repeated=repeated)
        mark_rating_if_hasty(session, made, text)


def mark_rating_if_hasty(session: Session, row: schema.Rating | None, text: str) -> None:
    """Mark a person's new rating that came too fast to have read the response, and it alone.

    The prompt stands beside all responses of a set, and is read once for them.
    """
    is_new = row is not None and row in session.new
    if row is not None and is_new and not find_labeler(session, row.labeler_id).synthetic:
        mark_if_hasty(session, row, (text,))


def insert_rating(
    session: Session, marks: Marks, labeler_id: int, origin: Origin, *, repeated: bool = False
) -> schema.Rating | None:
    """The live rating that says so: the one that is there already, or a new revision of it."""
    check_marks(marks)
    find_labeler(session, labeler_id)
    row = schema.Rating
    query = select(row).where(
        row.response_id == marks.response_id, row.live.is_(True), row.repeated.is_(repeated)
    )
    before = session.scalar(query.where(row.labeler_id == labeler_id).limit(1))
    if marks.empty:
        if before is not None:
            _withdraw(end_label(session, row, before.id))
        return None
    if before is not None:
        if (before.quality, tuple(before.flags), before.notes) == _said(marks):
            return before
        end_label(session, row, before.id)
    quality, flags, notes = _said(marks)
    made = schema.Rating(
        response_id=marks.response_id,
        quality=quality,
        flags=list(flags),
        notes=notes,
        labeler_id=labeler_id,
        repeated=repeated,
        revision_of=None if before is None else before.id,
        **stamp(origin),
    )
    session.add(made)
    return made


def check_marks(marks: Marks) -> None:
    """Raises `InputError` for what no labeler can have said."""
    quality = marks.quality
    is_grade = isinstance(quality, int) and not isinstance(quality, bool)
    if quality is not None and not (is_grade and WORST <= quality <= BEST):
        raise InputError("rating_quality", quality=quality)
    lengths_fit = all(0 < len(check_text(flag)) <= MAX_FLAG_CHARACTERS for flag in marks.flags)
    if not lengths_fit or len(set(marks.flags)) < len(marks.flags):
        raise InputError("rating_flags")
    check_text(marks.notes)


def withdraw_ratings_of_set(
    session: Session, set_id: int, labeler_id: int, *, repeated: bool = False
) -> None:
    row = schema.Rating
    for found in live_ratings(session, [set_id], repeated=repeated):
        if found.labeler_id == labeler_id:
            _withdraw(end_label(session, row, found.id))


def live_ratings(
    session: Session, set_ids: Iterable[int], *, repeated: bool = False
) -> list[schema.Rating]:
    """The live ratings of the responses of some sets, oldest first, of the one or other time."""
    row, response = schema.Rating, schema.Response
    within = select(response.id).where(response.set_id.in_(list(set_ids)))
    query = select(row).where(
        row.response_id.in_(within), row.live.is_(True), row.repeated.is_(repeated)
    )
    return sorted(session.scalars(query), key=lambda found: found.id)


def _said(marks: Marks) -> tuple[int | None, tuple[str, ...], str]:
    return marks.quality, marks.flags, marks.notes.strip()


def _withdraw(row: schema.Rating) -> None:
    row.withdrawn_at = schema.utc_now()


def _record(row: schema.Rating, set_id: int) -> Rating:
    return Rating(
        id=row.id,
        response_id=row.response_id,
        set_id=set_id,
        quality=row.quality,
        flags=tuple(row.flags),
        notes=row.notes,
        labeler_id=row.labeler_id,
        seconds=row.seconds,
        program_version=row.program_version,
        created_at=row.created_at,
        revision_of=row.revision_of,
        guideline_version=row.guideline_version,
        hasty=row.hasty,
        repeated=row.repeated,
    )
