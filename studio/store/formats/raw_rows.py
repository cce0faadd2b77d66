"""What a store holds, as the rows of a file (see `rows` for their keys)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from studio.store import schema
from studio.store.formats.rows import CHECKPOINT_NAME
from studio.store.formats.selection import Selection
from studio.store.ratings import live_ratings

_PAGE = 500
_Kept = TypeVar("_Kept", schema.Prompt, schema.Demonstration, schema.Comparison, schema.ResponseSet)
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
    **ORIGIN_COLUMNS,
}
ALL_COLUMNS = {**DEMONSTRATION_COLUMNS, **COMPARISON_COLUMNS}


def prompt_rows(session: Session, selection: Selection) -> Iterator[Row]:
    """Prompts, labeled or not: only their split is asked for."""
    return (_prompt(prompt) for prompt in _each(session, schema.Prompt, selection.of_prompts()))


def demonstration_rows(session: Session, selection: Selection) -> Iterator[Row]:
    filters = selection.of_labels(session, schema.Demonstration)
    labels = _each(session, schema.Demonstration, filters)
    return (_demonstration(session, label) for label in labels)


def comparison_rows(session: Session, selection: Selection) -> Iterator[Row]:
    filters = selection.of_labels(session, schema.Comparison)
    for page in _pages(session, schema.Comparison, filters):
        ratings = _ratings(session, {label.set_id for label in page})
        yield from [_comparison(session, label, ratings) for label in page]


def all_rows(session: Session, selection: Selection) -> Iterator[Row]:
    """Each prompt with all that belongs to it; alone where nothing does.

    What has no label is left out when something is asked of labels.
    """
    shows_unlabeled = not selection.asks_for_labels
    of_demonstrations = selection.of_labels(session, schema.Demonstration)
    of_comparisons = selection.of_labels(session, schema.Comparison)
    for prompts in _pages(session, schema.Prompt, selection.of_prompts()):
        ids = [prompt.id for prompt in prompts]
        demonstrations = _grouped(
            session, schema.Demonstration, "prompt_id", ids, of_demonstrations
        )
        sets = _grouped(session, schema.ResponseSet, "prompt_id", ids)
        set_ids = [response_set.id for found in sets.values() for response_set in found]
        comparisons = _grouped(session, schema.Comparison, "set_id", set_ids, of_comparisons)
        ratings = _ratings(session, set_ids)
        for prompt in prompts:
            rows = [_demonstration(session, label) for label in demonstrations[prompt.id]]
            for response_set in sets[prompt.id]:
                ranked = [
                    _comparison(session, label, ratings) for label in comparisons[response_set.id]
                ]
                if shows_unlabeled:
                    ranked += _rated_only(session, response_set, ratings)
                    ranked = ranked or [_response_set(session, response_set)]
                rows += ranked
            if shows_unlabeled and not rows:
                rows = [_prompt(prompt)]
            yield from rows


def _each(
    session: Session, kind: type[_Kept], filters: Sequence[ColumnElement[bool]]
) -> Iterator[_Kept]:
    return (row for page in _pages(session, kind, filters) for row in page)


def _pages(
    session: Session, kind: type[_Kept], filters: Sequence[ColumnElement[bool]]
) -> Iterator[Sequence[_Kept]]:
    """All rows in order of id, a page in memory at a time."""
    last = 0
    query = select(kind).where(*filters).order_by(kind.id).limit(_PAGE)
    while page := session.scalars(query.where(kind.id > last)).all():
        last = page[-1].id
        yield page
        session.expunge_all()


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


def _prompt(prompt: schema.Prompt) -> Row:
    return {
        "prompt": prompt.text,
        "language": prompt.language,
        "tags": prompt.tags,
        "split": prompt.split,
    }


def _demonstration(session: Session, label: schema.Demonstration) -> Row:
    return {**_prompt(label.prompt), "demonstration": label.text, **_origin(session, label)}


def _comparison(session: Session, label: schema.Comparison, ratings: Ratings) -> Row:
    """A ranking with the ratings by the same labeler; what is as usual is not told."""
    ids = [response.id for response in label.response_set.responses]
    places = {id: place for place, id in enumerate(ids)}
    row = {
        **_response_set(session, label.response_set),
        "groups": [[places[id] for id in group] for group in label.groups],
        "shown_order": [places[id] for id in label.shown_order],
        **_origin(session, label),
    }
    ranked = {id for group in label.groups for id in group}
    if left := [places[id] for id in ids if id not in ranked]:
        row["unranked"] = left
    if label.mode != "ranking":
        row["mode"] = label.mode
    if label.none_acceptable:
        row["none_acceptable"] = True
    rated = [(id, ratings.get((label.labeler_id, id))) for id in ids]
    if told := [_rating(places[id], rating) for id, rating in rated if rating is not None]:
        row["ratings"] = told
    return row


def _rated_only(
    session: Session, response_set: schema.ResponseSet, ratings: Ratings
) -> Iterator[Row]:
    """What those say of the responses who have not ranked them, or no longer."""
    ids = [response.id for response in response_set.responses]
    ranked = select(schema.Comparison.labeler_id).where(
        schema.Comparison.set_id == response_set.id,
        schema.Comparison.live.is_(True),
        schema.Comparison.repeat_of.is_(None),
    )
    people = {labeler_id for labeler_id, id in ratings if id in ids}
    for labeler_id in sorted(people - set(session.scalars(ranked)) if people else ()):
        found = [(place, ratings.get((labeler_id, id))) for place, id in enumerate(ids)]
        made = [(place, rating) for place, rating in found if rating is not None]
        yield {
            **_response_set(session, response_set),
            **_origin(session, made[0][1]),
            "ratings": [_rating(place, rating) for place, rating in made],
        }


def _ratings(session: Session, set_ids: Iterable[int]) -> Ratings:
    return {(row.labeler_id, row.response_id): row for row in live_ratings(session, set_ids)}


def _rating(place: int, rating: schema.Rating) -> Row:
    return {
        "response": place,
        "quality": rating.quality,
        "flags": rating.flags,
        "notes": rating.notes,
        "seconds": rating.seconds,
        "created_at": rating.created_at.isoformat(),
    }


def _response_set(session: Session, response_set: schema.ResponseSet) -> Row:
    responses = response_set.responses
    return {
        **_prompt(response_set.prompt),
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


def _checkpoint(session: Session, response: schema.Response) -> str | None:
    """The name of the checkpoint that gave a response, in this project or where it came from."""
    if response.checkpoint_id is None:
        name = response.sampling.get(CHECKPOINT_NAME)
        return None if name is None else str(name)
    found = session.get(schema.Checkpoint, response.checkpoint_id)
    return None if found is None else found.name


def _origin(session: Session, label: AnyLabel) -> Row:
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
