"""Labels as rows of an open session: how one is added, revised, withdrawn and told.

Labels are append-only: an edit is a new row that names the one it revises, a withdrawal is a
mark. `live` is kept true for exactly those rows that are neither.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from studio import __version__
from studio.errors import InputError
from studio.store import schema
from studio.store.prompts import check_text, find_prompt, prompt_record
from studio.store.records import COMPARISON_MODES, Comparison, Demonstration, Labeler

MAX_NAME_CHARACTERS = 200
AnyLabel = TypeVar("AnyLabel", schema.Demonstration, schema.Comparison, schema.Rating)


@dataclass(frozen=True)
class Origin:
    """How a label came to be, besides its labeler; an import gives what its file says."""

    seconds: float
    guideline_version: str | None = None
    program_version: str = __version__
    created_at: datetime | None = None  # now


def find_labeler(session: Session, labeler_id: int) -> schema.Labeler:
    if (row := session.get(schema.Labeler, labeler_id)) is None:
        raise InputError("labeler_missing", id=labeler_id)
    return row


def find_or_add_labeler(session: Session, name: str, synthetic: bool) -> schema.Labeler:
    """Raises `InputError` when a person has the name of a synthetic labeler or the reverse."""
    name = check_text(name).strip()
    if not 0 < len(name) <= MAX_NAME_CHARACTERS:
        raise InputError("labeler_name", limit=MAX_NAME_CHARACTERS)
    row = session.scalar(select(schema.Labeler).where(schema.Labeler.name == name))
    if row is None:
        row = schema.Labeler(name=name, synthetic=synthetic)
        session.add(row)
        session.flush()
    if row.synthetic != synthetic:
        raise InputError("labeler_kind", name=name)
    return row


def insert_demonstration(
    session: Session,
    prompt_id: int,
    text: str,
    labeler_id: int,
    origin: Origin,
    revision_of: int | None = None,
) -> schema.Demonstration:
    if not check_text(text).strip():
        raise InputError("demonstration_empty")
    find_labeler(session, labeler_id)
    row = schema.Demonstration(
        prompt=find_prompt(session, prompt_id),
        text=text,
        labeler_id=labeler_id,
        revision_of=revision_of,
        **stamp(origin),
    )
    if revision_of is not None:
        replaced = end_label(session, schema.Demonstration, revision_of)
        if replaced.prompt_id != prompt_id:
            raise InputError("revision_elsewhere", id=revision_of)
    row.prompt.demonstrated = True
    session.add(row)
    return row


def insert_comparison(
    session: Session,
    response_set: schema.ResponseSet,
    groups: Sequence[Sequence[int]],
    shown_order: Sequence[int],
    labeler_id: int,
    origin: Origin,
    revision_of: int | None = None,
    *,
    mode: str = "ranking",
    none_acceptable: bool = False,
    partial: bool = False,
    repeat_of: int | None = None,
) -> schema.Comparison:
    """`partial` permits that some responses are in no group.

    Where none is acceptable, none has to be in one. A revision of a repeat stays one; `repeat_of`
    is for the first of a repeat.
    """
    ids = sorted(response.id for response in response_set.responses)
    if not groups_fit(groups, ids, partial, none_acceptable):
        raise InputError("comparison_groups", id=response_set.id)
    if sorted(shown_order) != ids:
        raise InputError("comparison_order", id=response_set.id)
    if mode not in COMPARISON_MODES:
        raise InputError("comparison_mode", mode=mode, known=", ".join(COMPARISON_MODES))
    row = schema.Comparison(
        response_set=response_set,
        mode=mode,
        groups=[list(group) for group in groups],
        none_acceptable=none_acceptable,
        shown_order=list(shown_order),
        labeler_id=labeler_id,
        synthetic=find_labeler(session, labeler_id).synthetic,
        revision_of=revision_of,
        repeat_of=repeat_of,
        **stamp(origin),
    )
    if revision_of is not None:
        replaced = end_label(session, schema.Comparison, revision_of)
        if replaced.set_id != response_set.id:
            raise InputError("revision_elsewhere", id=revision_of)
        row.repeat_of = replaced.repeat_of
        response_set.ranked_by_human = False in _kinds_of_ranking(session, response_set)
    elif repeat_of is not None:
        first = session.get(schema.Comparison, repeat_of)
        if first is None or (first.set_id, first.labeler_id) != (response_set.id, labeler_id):
            raise InputError("repeat_elsewhere", id=repeat_of)
    session.add(row)
    response_set.ranked = True
    response_set.ranked_by_human |= not row.synthetic
    return row


def groups_fit(
    groups: Sequence[Sequence[int]],
    ids: list[int],
    partial: bool = False,
    none_acceptable: bool = False,
) -> bool:
    """Whether groups of ids, none of them empty, hold each of the sorted `ids` once.

    If `partial`, each at most once; none at all where none is acceptable.
    """
    ranked = sorted(id for group in groups for id in group)
    if not ranked:
        return none_acceptable
    if not all(groups) or len(set(ranked)) < len(ranked):
        return False
    return set(ranked) <= set(ids) if partial else ranked == ids


def withdraw_demonstration_row(session: Session, demonstration_id: int) -> None:
    row = end_label(session, schema.Demonstration, demonstration_id)
    row.withdrawn_at = schema.utc_now()
    other = schema.Demonstration
    remaining = exists().where(other.prompt_id == row.prompt_id, other.live.is_(True))
    row.prompt.demonstrated = bool(session.scalar(select(remaining)))


def withdraw_comparison_row(session: Session, comparison_id: int) -> schema.Comparison:
    row = end_label(session, schema.Comparison, comparison_id)
    row.withdrawn_at = schema.utc_now()
    kinds = _kinds_of_ranking(session, row.response_set)
    row.response_set.ranked = bool(kinds)
    row.response_set.ranked_by_human = False in kinds
    return row


def end_label(session: Session, kind: type[AnyLabel], label_id: int) -> AnyLabel:
    """Make a label no longer live; raises `InputError` unless it is the newest revision."""
    row = session.get(kind, label_id)
    if row is None:
        raise InputError("label_missing", id=label_id)
    if not row.live:
        raise InputError("label_replaced", id=label_id)
    row.live = False
    return row


def _kinds_of_ranking(session: Session, response_set: schema.ResponseSet) -> set[bool]:
    """Whether the live comparisons of a set are synthetic: yes, no, both or neither."""
    row = schema.Comparison
    query = select(row.synthetic).where(row.set_id == response_set.id, row.live.is_(True))
    return set(session.scalars(query))


def stamp(origin: Origin) -> dict[str, object]:
    if not (math.isfinite(origin.seconds) and origin.seconds >= 0):
        raise InputError("label_seconds", seconds=origin.seconds)
    return {
        "seconds": float(origin.seconds),
        "program_version": origin.program_version,
        "guideline_version": origin.guideline_version,
        "created_at": origin.created_at or schema.utc_now(),
        "live": True,
    }


def labeler_record(row: schema.Labeler) -> Labeler:
    return Labeler(row.id, row.name, row.synthetic)


def demonstration_record(row: schema.Demonstration) -> Demonstration:
    return Demonstration(
        id=row.id,
        prompt=prompt_record(row.prompt),
        text=row.text,
        labeler_id=row.labeler_id,
        seconds=row.seconds,
        program_version=row.program_version,
        created_at=row.created_at,
        revision_of=row.revision_of,
        guideline_version=row.guideline_version,
        hasty=row.hasty,
    )


def comparison_record(row: schema.Comparison) -> Comparison:
    return Comparison(
        id=row.id,
        prompt=prompt_record(row.response_set.prompt),
        set_id=row.set_id,
        groups=tuple(tuple(group) for group in row.groups),
        shown_order=tuple(row.shown_order),
        labeler_id=row.labeler_id,
        synthetic=row.synthetic,
        seconds=row.seconds,
        program_version=row.program_version,
        created_at=row.created_at,
        revision_of=row.revision_of,
        guideline_version=row.guideline_version,
        mode=row.mode,
        none_acceptable=row.none_acceptable,
        hasty=row.hasty,
        repeat_of=row.repeat_of,
    )
