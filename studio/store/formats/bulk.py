"""Rows of a store, written and looked up many at a time: what a session does one by one, faster.

Ids are asked for by what tells a row from others, since not every database gives those of many
rows back in the order in which they were written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from studio.store import schema
from studio.store.formats.file_row import FileRow
from studio.store.prompts import prompt_values, response_values, set_position, text_hash


@dataclass(frozen=True, slots=True)
class Placed:
    """A prompt of the store."""

    id: int
    text: str
    language: str
    is_new: bool  # by this very row


@dataclass(frozen=True, slots=True)
class Answers:
    """A response set: its id, and those of its responses in their order."""

    id: int
    responses: list[int]
    is_new: bool  # not there before the rows at hand


@dataclass(slots=True)
class NewSet:
    """A response set to write; what it is ranked by is known beforehand."""

    prompt: Placed
    row: FileRow
    ranked: bool = False
    ranked_by_human: bool = False


@dataclass(slots=True)
class Known:
    """What a store holds for some prompts, read at once so that no row has to ask again."""

    demonstrations: set[tuple[int, int, str]] = field(default_factory=set)
    sets: dict[tuple[int, tuple[str, ...]], Answers] = field(default_factory=dict)
    # set, labeler, groups, and whether it is a repeat
    comparisons: set[tuple[int, int, str, bool]] = field(default_factory=set)


def write(session: Session, kind: type[schema.Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows into the table of a class, each with the same keys."""
    if rows:
        table = kind.__table__
        assert isinstance(table, Table)
        session.connection().execute(insert(table), rows)


def place_prompts(session: Session, rows: Sequence[FileRow]) -> list[Placed]:
    """The prompt of each row, which is written unless it is there."""
    keys = [text_hash(row.prompt.text) for row in rows]
    found = _prompts_by_hash(session, keys)
    demonstrated = {key for key, row in zip(keys, rows, strict=True) if row.brings_demonstration}
    new: dict[bytes, Mapping[str, Any]] = {}
    is_new = []
    for key, row in zip(keys, rows, strict=True):
        is_new.append(key not in found and key not in new)
        if is_new[-1]:
            new[key] = {**prompt_values(row.prompt, key), "demonstrated": key in demonstrated}
    write(session, schema.Prompt, list(new.values()))
    found |= _prompts_by_hash(session, new)
    return [Placed(*found[key], fresh) for key, fresh in zip(keys, is_new, strict=True)]


def _prompts_by_hash(
    session: Session, keys: Collection[bytes]
) -> dict[bytes, tuple[int, str, str]]:
    if not keys:
        return {}
    row = schema.Prompt
    query = select(row.text_hash, row.id, row.text, row.language)
    return {
        key: (id, text, language)
        for key, id, text, language in session.execute(query.where(row.text_hash.in_(keys)))
    }


def known_of(session: Session, prompt_ids: Collection[int]) -> Known:
    known = Known()
    if not prompt_ids:
        return known
    demonstration, comparison = schema.Demonstration, schema.Comparison
    response_set, response = schema.ResponseSet, schema.Response
    for prompt_id, labeler_id, text in session.execute(
        select(demonstration.prompt_id, demonstration.labeler_id, demonstration.text).where(
            demonstration.prompt_id.in_(prompt_ids), demonstration.live.is_(True)
        )
    ):
        known.demonstrations.add((prompt_id, labeler_id, text))
    answers: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for set_id, prompt_id, id, text in session.execute(
        select(response_set.id, response_set.prompt_id, response.id, response.text)
        .join(response, response.set_id == response_set.id)
        .where(response_set.prompt_id.in_(prompt_ids))
        .order_by(response_set.id, response.place)
    ):
        answers[set_id, prompt_id].append((id, text))
    for (set_id, prompt_id), found in answers.items():
        texts = tuple(text for _, text in found)
        known.sets[prompt_id, texts] = Answers(set_id, [id for id, _ in found], False)
    columns = (comparison.set_id, comparison.labeler_id, comparison.groups, comparison.repeat_of)
    for set_id, labeler_id, groups, repeat_of in session.execute(
        select(*columns).where(
            comparison.set_id.in_([found.id for found in known.sets.values()]),
            comparison.live.is_(True),
        )
    ):
        known.comparisons.add((set_id, labeler_id, str(groups), repeat_of is not None))
    return known


def write_sets(
    session: Session, new: Mapping[tuple[int, tuple[str, ...]], NewSet]
) -> dict[tuple[int, tuple[str, ...]], Answers]:
    """Write response sets, given by their prompt's id and their texts, and their responses."""
    if not new:
        return {}
    row, response = schema.ResponseSet, schema.Response
    places = {key: set_position(made.prompt.text, key[1]) for key, made in new.items()}
    moments = {key: made.row.sampled_at or schema.utc_now() for key, made in new.items()}
    write(
        session,
        row,
        [
            {
                "prompt_id": made.prompt.id,
                "language": made.prompt.language,
                "position": places[key],
                "ranked": made.ranked,
                "ranked_by_human": made.ranked_by_human,
                "created_at": moments[key],
            }
            for key, made in new.items()
        ],
    )
    query = select(row.prompt_id, row.position, row.id).order_by(row.id)
    found = session.execute(query.where(row.prompt_id.in_({key[0] for key in new})))
    # The newest of those that are alike, which is the one just written
    ids = {(prompt_id, position): id for prompt_id, position, id in found}
    set_ids = {key: ids[key[0], places[key]] for key in new}
    write(
        session,
        response,
        [
            {
                **response_values(answer, place),
                "set_id": set_ids[key],
                "created_at": made.row.responded_at[place] or moments[key],
            }
            for key, made in new.items()
            for place, answer in enumerate(made.row.responses)
        ],
    )
    responses: dict[int, list[int]] = defaultdict(list)
    asked = select(response.set_id, response.id).where(response.set_id.in_(set_ids.values()))
    for set_id, id in session.execute(asked.order_by(response.set_id, response.place)):
        responses[set_id].append(id)
    return {key: Answers(id, responses[id], True) for key, id in set_ids.items()}


def mark_demonstrated(session: Session, prompt_ids: Collection[int]) -> None:
    """Note that prompts have a live demonstration."""
    if prompt_ids:
        row = schema.Prompt
        session.connection().execute(
            update(row.__table__).where(row.id.in_(prompt_ids)).values(demonstrated=True)  # type: ignore[arg-type]
        )


def mark_ranked(session: Session, set_ids: Collection[int], *, by_human: bool) -> None:
    """Note that response sets have a live comparison."""
    if set_ids:
        row = schema.ResponseSet
        marks = {"ranked": True, **({"ranked_by_human": True} if by_human else {})}
        session.connection().execute(
            update(row.__table__).where(row.id.in_(set_ids)).values(**marks)  # type: ignore[arg-type]
        )
