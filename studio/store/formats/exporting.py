"""What a store holds, as the rows of a file (see `rows` for their keys)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.store import schema

_PAGE = 500
_Kept = TypeVar("_Kept", schema.Prompt, schema.Demonstration, schema.Comparison, schema.ResponseSet)
Row = dict[str, Any]


def prompt_rows(session: Session) -> Iterator[Row]:
    return (_prompt(prompt) for prompt in _each(session, schema.Prompt))


def demonstration_rows(session: Session) -> Iterator[Row]:
    labels = _each(session, schema.Demonstration, live=True)
    return (_demonstration(session, label) for label in labels)


def comparison_rows(session: Session) -> Iterator[Row]:
    labels = _each(session, schema.Comparison, live=True)
    return (_comparison(session, label) for label in labels)


def all_rows(session: Session) -> Iterator[Row]:
    """Each prompt with all that belongs to it; alone where nothing does."""
    for prompts in _pages(session, schema.Prompt):
        ids = [prompt.id for prompt in prompts]
        demonstrations = _grouped(session, schema.Demonstration, "prompt_id", ids, live=True)
        sets = _grouped(session, schema.ResponseSet, "prompt_id", ids)
        set_ids = [response_set.id for found in sets.values() for response_set in found]
        comparisons = _grouped(session, schema.Comparison, "set_id", set_ids, live=True)
        for prompt in prompts:
            rows = [_demonstration(session, label) for label in demonstrations[prompt.id]]
            for response_set in sets[prompt.id]:
                ranked = [_comparison(session, label) for label in comparisons[response_set.id]]
                rows += ranked or [_response_set(session, response_set)]
            yield from rows or [_prompt(prompt)]


EXPORTS = {
    "prompts": prompt_rows,
    "demonstrations": demonstration_rows,
    "comparisons": comparison_rows,
    "all": all_rows,
}


def _each(session: Session, kind: type[_Kept], **where: Any) -> Iterator[_Kept]:
    return (row for page in _pages(session, kind, **where) for row in page)


def _pages(session: Session, kind: type[_Kept], **where: Any) -> Iterator[Sequence[_Kept]]:
    """All rows in order of id, a page in memory at a time."""
    last = 0
    query = select(kind).filter_by(**where).order_by(kind.id).limit(_PAGE)
    while page := session.scalars(query.where(kind.id > last)).all():
        last = page[-1].id
        yield page
        session.expunge_all()


def _grouped(
    session: Session, kind: type[_Kept], column: str, ids: list[int], **where: Any
) -> dict[int, list[_Kept]]:
    """The rows whose `column` is one of some ids, by that id."""
    found: dict[int, list[_Kept]] = defaultdict(list)
    query = select(kind).filter_by(**where).order_by(kind.id)
    for row in session.scalars(query.where(getattr(kind, column).in_(ids))):
        found[getattr(row, column)].append(row)
    return found


def _prompt(prompt: schema.Prompt) -> Row:
    return {
        "prompt": prompt.text,
        "language": prompt.language,
        "tags": prompt.tags,
        "split": prompt.split,
    }


def _demonstration(session: Session, label: schema.Demonstration) -> Row:
    return {**_prompt(label.prompt), "demonstration": label.text, **_origin(session, label)}


def _comparison(session: Session, label: schema.Comparison) -> Row:
    places = {response.id: place for place, response in enumerate(label.response_set.responses)}
    return {
        **_response_set(session, label.response_set),
        "groups": [[places[id] for id in group] for group in label.groups],
        "shown_order": [places[id] for id in label.shown_order],
        **_origin(session, label),
    }


def _response_set(session: Session, response_set: schema.ResponseSet) -> Row:
    responses = response_set.responses
    return {
        **_prompt(response_set.prompt),
        "responses": [response.text for response in responses],
        "sampling": [response.sampling for response in responses],
        "seeds": [response.seed for response in responses],
        "finished": [response.finished for response in responses],
        "checkpoints": [_checkpoint(session, response.checkpoint_id) for response in responses],
        "sampled_at": response_set.created_at.isoformat(),
    }


def _checkpoint(session: Session, checkpoint_id: int | None) -> str | None:
    found = session.get(schema.Checkpoint, checkpoint_id) if checkpoint_id is not None else None
    return None if found is None else found.name


def _origin(session: Session, label: schema.Demonstration | schema.Comparison) -> Row:
    labeler = session.get_one(schema.Labeler, label.labeler_id)
    row: Row = {
        "labeler": labeler.name,
        "seconds": label.seconds,
        "created_at": label.created_at.isoformat(),
        "program_version": label.program_version,
    }
    if labeler.synthetic:
        row["synthetic"] = True
    if label.guideline_version is not None:
        row["guideline_version"] = label.guideline_version
    return row
