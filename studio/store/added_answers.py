"""Answers that a labeler types or pastes into a set that is being compared."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.errors import InputError
from studio.likeness import likeness
from studio.store import schema
from studio.store.engine import Store
from studio.store.label_rows import find_labeler
from studio.store.prompts import check_text, find_set
from studio.store.sources import BY_HAND, by_hand

MOST_ANSWERS = 9  # that can be compared


def add_answer(store: Store, set_id: int, text: str, labeler_id: int) -> int:
    """Put a labeler's answer among those of a set; the id of the response.

    Raises `InputError` when it says nothing or what another one says, when the set is full, and
    when somebody has compared it: a comparison is of the answers that there were.
    """
    text = check_text(text).strip()
    if not text:
        raise InputError("response_empty")
    with store.write() as session:
        labeler = find_labeler(session, labeler_id)
        found = find_set(session, set_id)
        if any(comparison.live for comparison in _comparisons(session, set_id)):
            raise InputError("responses_ranked")
        if len(found.responses) >= MOST_ANSWERS:
            raise InputError("responses_full", most=MOST_ANSWERS)
        if likeness(text) in {likeness(response.text) for response in found.responses}:
            raise InputError("response_twice")
        row = schema.Response(
            set_id=set_id,
            place=max(response.place for response in found.responses) + 1,
            text=text,
            checkpoint_id=None,
            sampling=by_hand(labeler.name),
            seed=0,
            finished=True,
        )
        session.add(row)
        session.flush()
        return row.id


def remove_answer(store: Store, response_id: int) -> None:
    """Take an answer by hand out again, as long as no comparison was ever made with it."""
    with store.write() as session:
        row = session.get(schema.Response, response_id)
        if row is None or row.sampling.get("source") != BY_HAND:
            raise InputError("response_not_by_hand")
        made = _comparisons(session, row.set_id)
        if any(response_id in comparison.shown_order for comparison in made):
            raise InputError("responses_ranked")
        session.delete(row)


def _comparisons(session: Session, set_id: int) -> list[schema.Comparison]:
    query = select(schema.Comparison).where(schema.Comparison.set_id == set_id)
    return list(session.scalars(query))
