"""What a store holds, as the rows of a file (see `rows` for their keys).

Here labels are told as they are now, first judgements only: `all_rows` tells all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from studio.store import schema
from studio.store.formats.rows import CHECKPOINT_NAME
from studio.store.formats.selection import Selection
from studio.store.ratings import live_ratings

_PAGE = 500
_Kept = TypeVar("_Kept", schema.Prompt, schema.Demonstration, schema.Comparison)
Row = dict[str, Any]
AnyLabel = schema.Demonstration | schema.Comparison | schema.Rating
Ratings = dict[tuple[int, int], schema.Rating]  # by labeler and response

# The keys of the rows and the types of their columns in a table (see `parquet_file`)
PROMPT_COLUMNS = {"prompt": "text", "language": "text", "tags": "texts", "split": "text"}
ORIGIN_COLUMNS = {
    "labeler": "text",
    "synthetic": "flag",
    "seconds": "number",
    "created_at": "text",
    "program_version": "text",
    "guideline_version": "text",
    "hasty": "flag",
}
DEMONSTRATION_COLUMNS = {**PROMPT_COLUMNS, "demonstration": "text", **ORIGIN_COLUMNS}
COMPARISON_COLUMNS = {
    **PROMPT_COLUMNS,
    "responses": "texts",
    "groups": "groups",
    "unranked": "integers",
    "mode": "text",
    "none_acceptable": "flag",
    "ratings": "json",
    "shown_order": "integers",
    "sampling": "json",
    "seeds": "integers",
    "finished": "flags",
    "checkpoints": "texts",
    "sampled_at": "text",
    "responded_at": "texts",
    **ORIGIN_COLUMNS,
}
ALL_COLUMNS = {
    **DEMONSTRATION_COLUMNS,
    **COMPARISON_COLUMNS,
    "gold": "groups",
    "gold_at": "text",
    "repeated": "flag",
    "repeat_of": "text",
    "withdrawn_at": "text",
    "revisions": "json",
    "withdrawn_ratings": "json",
    "skips": "json",
}


def prompt_rows(session: Session, selection: Selection) -> Iterator[Row]:
    """Prompts, labeled or not: only their split is asked for."""
    return (prompt_row(prompt) for prompt in _each(session, schema.Prompt, selection.of_prompts()))


def demonstration_rows(session: Session, selection: Selection) -> Iterator[Row]:
    filters = selection.of_labels(session, schema.Demonstration)
    labels = _each(session, schema.Demonstration, filters)
    return (demonstration_row(session, label) for label in labels)


def comparison_rows(session: Session, selection: Selection) -> Iterator[Row]:
    filters = selection.of_labels(session, schema.Comparison)
    for page in pages(session, schema.Comparison, filters):
        ratings = _ratings(session, {label.set_id for label in page})
        yield from [comparison_row(session, label, ratings) for label in page]


def _each(
    session: Session, kind: type[_Kept], filters: Sequence[ColumnElement[bool]]
) -> Iterator[_Kept]:
    return (row for page in pages(session, kind, filters) for row in page)


def pages(
    session: Session, kind: type[_Kept], filters: Sequence[ColumnElement[bool]]
) -> Iterator[Sequence[_Kept]]:
    """All rows in order of id, a page in memory at a time."""
    last = 0
    query = select(kind).where(*filters).order_by(kind.id).limit(_PAGE)
    while page := session.scalars(query.where(kind.id > last)).all():
        last = page[-1].id
        yield page
        session.expunge_all()


def prompt_row(prompt: schema.Prompt) -> Row:
    return {
        "prompt": prompt.text,
        "language": prompt.language,
        "tags": prompt.tags,
        "split": prompt.split,
    }


def demonstration_row(session: Session, label: schema.Demonstration) -> Row:
    return {**prompt_row(label.prompt), "demonstration": label.text, **origin_of(session, label)}


def comparison_row(session: Session, label: schema.Comparison, ratings: Ratings) -> Row:
    """A ranking with the ratings by the same labeler; what is as usual is not told."""
    ids = [response.id for response in label.response_set.responses]
    rated = [(place, ratings.get((label.labeler_id, id))) for place, id in enumerate(ids)]
    row = {**set_row(session, label.response_set), **ranking_of(session, label)}
    if told := [rating_row(place, found, label) for place, found in rated if found is not None]:
        row["ratings"] = told
    return row


def ranking_of(session: Session, label: schema.Comparison) -> Row:
    """What a comparison says of its response set."""
    ids = [response.id for response in label.response_set.responses]
    places = {id: place for place, id in enumerate(ids)}
    row = {
        "groups": [[places[id] for id in group] for group in label.groups],
        "shown_order": [places[id] for id in label.shown_order],
        **origin_of(session, label),
    }
    ranked = {id for group in label.groups for id in group}
    if left := [places[id] for id in ids if id not in ranked]:
        row["unranked"] = left
    if label.mode != "ranking":
        row["mode"] = label.mode
    if label.none_acceptable:
        row["none_acceptable"] = True
    return row


def _ratings(session: Session, set_ids: Iterable[int]) -> Ratings:
    return {(row.labeler_id, row.response_id): row for row in live_ratings(session, set_ids)}


def rating_row(place: int, rating: schema.Rating, label: AnyLabel) -> Row:
    """A rating of the response at a place; what is as of the label it is told with is not told."""
    row = {
        "response": place,
        "quality": rating.quality,
        "flags": rating.flags,
        "notes": rating.notes,
        "seconds": rating.seconds,
        "created_at": rating.created_at.isoformat(),
    }
    for name in ("program_version", "guideline_version"):
        if (value := getattr(rating, name)) != getattr(label, name):
            row[name] = value
    if rating.hasty:
        row["hasty"] = True
    return row


def set_row(session: Session, response_set: schema.ResponseSet) -> Row:
    responses = response_set.responses
    row = {
        **prompt_row(response_set.prompt),
        "responses": [response.text for response in responses],
        "sampling": [
            {key: value for key, value in response.sampling.items() if key != CHECKPOINT_NAME}
            for response in responses
        ],
        "seeds": [response.seed for response in responses],
        "finished": [response.finished for response in responses],
        "checkpoints": [_checkpoint(session, response) for response in responses],
        "sampled_at": response_set.created_at.isoformat(),
    }
    if any(response.created_at != response_set.created_at for response in responses):
        row["responded_at"] = [response.created_at.isoformat() for response in responses]
    return row


def _checkpoint(session: Session, response: schema.Response) -> str | None:
    """The name of the checkpoint that gave a response, in this project or where it came from."""
    if response.checkpoint_id is None:
        name = response.sampling.get(CHECKPOINT_NAME)
        return None if name is None else str(name)
    found = session.get(schema.Checkpoint, response.checkpoint_id)
    return None if found is None else found.name


def origin_of(session: Session, label: AnyLabel) -> Row:
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
    if not isinstance(label, schema.Rating) and label.hasty:
        row["hasty"] = True
    return row
