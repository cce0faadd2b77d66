"""Add the rows of a file to a store, some hundred at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from studio.errors import InputError
from studio.store import schema
from studio.store.formats.bulk import (
    Answers,
    Known,
    NewSet,
    Placed,
    known_of,
    mark_demonstrated,
    mark_ranked,
    place_prompts,
    write,
    write_sets,
)
from studio.store.formats.items import bad_row
from studio.store.formats.rows import FileRow
from studio.store.label_rows import find_labeler, find_or_add_labeler, stamp
from studio.store.ratings import insert_rating
from studio.store.records import BadRow, ImportReport

MAX_BAD_ROWS = 1000
SetKey = tuple[int, tuple[str, ...]]  # of its prompt, and its texts


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row of a file, or why it cannot be used."""

    line: int  # as in `BadRow`
    row: FileRow | InputError


class Brought(NamedTuple):
    """Where a row belongs, and how much of it was new."""

    prompt_id: int
    labeler_id: int
    prompts: int
    demonstrations: int
    comparisons: int
    duplicates: int


class Importer:
    """Writes rows into an open session, some hundred at a time, and counts what they brought.

    Labels that name no labeler are `labeler_id`'s.
    """

    def __init__(self, session: Session, labeler_id: int) -> None:
        self._labeler_synthetic = find_labeler(session, labeler_id).synthetic
        self._session = session
        self._labeler_id = labeler_id
        self._labelers: dict[tuple[str, bool], int] = {}
        self._waiting: list[tuple[FileRow, int]] = []  # with the labeler's id
        self._prompts = self._duplicates = self._demonstrations = self._comparisons = 0
        self._bad_rows: list[BadRow] = []
        self._bad_row_count = 0

    def add(self, arrivals: Sequence[Arrival]) -> list[tuple[Arrival, Brought]]:
        """Write rows; those that can be used, each with what it brought."""
        taken = []
        self._waiting = []
        for arrival in arrivals:
            try:
                if isinstance(arrival.row, InputError):
                    raise arrival.row
                self._waiting.append((arrival.row, self._labeler(arrival.row)))
                taken.append(arrival)
            except InputError as error:
                self._reject(arrival.line, error)
        return list(zip(taken, self._write(), strict=True))

    def go_on(self, session: Session) -> None:
        """Write to another session from now on, of which nothing is known yet."""
        self._session = session
        self._labelers = {}

    def without(self, brought: Brought) -> None:
        """Do not count what some rows brought."""
        self._prompts -= brought.prompts
        self._demonstrations -= brought.demonstrations
        self._comparisons -= brought.comparisons
        self._duplicates -= brought.duplicates

    def _reject(self, line: int, error: InputError) -> None:
        self._bad_row_count += 1
        if len(self._bad_rows) < MAX_BAD_ROWS:
            self._bad_rows.append(bad_row(line, error))

    def _write(self) -> list[Brought]:
        """Write the rows that wait."""
        rows = [row for row, _ in self._waiting]
        prompts = place_prompts(self._session, rows)
        old = {prompt.id for prompt in prompts} - {p.id for p in prompts if p.is_new}
        known = known_of(
            self._session,
            {
                prompt.id
                for prompt, row in zip(prompts, rows, strict=True)
                if prompt.id in old and (row.demonstration is not None or row.responses)
            },
        )
        demonstrated = self._demonstrate(prompts, known)
        responded = self._respond(prompts, known)
        compared = self._compare(prompts, known)
        self._session.flush()
        self._session.expunge_all()
        brought = [
            Brought(
                prompt.id,
                labeler_id,
                prompts=prompt.is_new,
                demonstrations=demonstration,
                comparisons=judged and _is_ranked(row),
                duplicates=not (prompt.is_new or demonstration or answered or judged),
            )
            for prompt, (row, labeler_id), demonstration, answered, judged in zip(
                prompts, self._waiting, demonstrated, responded, compared, strict=True
            )
        ]
        self._prompts += sum(each.prompts for each in brought)
        self._demonstrations += sum(each.demonstrations for each in brought)
        self._comparisons += sum(each.comparisons for each in brought)
        self._duplicates += sum(each.duplicates for each in brought)
        return brought

    def report(self) -> ImportReport:
        return ImportReport(
            prompts=self._prompts,
            duplicates=self._duplicates,
            demonstrations=self._demonstrations,
            comparisons=self._comparisons,
            bad_rows=tuple(self._bad_rows),
            bad_row_count=self._bad_row_count,
        )

    def _labeler(self, row: FileRow) -> int:
        if row.labeler is None:
            return self._labeler_id
        key = (row.labeler, row.synthetic)
        if key not in self._labelers:
            self._labelers[key] = find_or_add_labeler(self._session, *key).id
        return self._labelers[key]

    def _demonstrate(self, prompts: Sequence[Placed], known: Known) -> list[bool]:
        """Add each row's demonstration unless the same one is there; whether it was added."""
        new: dict[tuple[int, int, str], Mapping[str, Any]] = {}
        added = []
        for (row, labeler_id), prompt in zip(self._waiting, prompts, strict=True):
            text = row.demonstration
            key = (prompt.id, labeler_id, text or "")
            added.append(text is not None and key not in known.demonstrations and key not in new)
            if added[-1]:
                names = ("prompt_id", "labeler_id", "text")
                new[key] = {
                    **dict(zip(names, key, strict=True)),
                    **stamp(row.origin),
                    "hasty": row.hasty,
                }
        write(self._session, schema.Demonstration, list(new.values()))
        fresh = {prompt.id for prompt in prompts if prompt.is_new}  # marked as they were written
        mark_demonstrated(self._session, {key[0] for key in new} - fresh)
        return added

    def _respond(self, prompts: Sequence[Placed], known: Known) -> list[bool]:
        """Add each row's responses unless the same are there; whether they were added."""
        new: dict[SetKey, NewSet] = {}
        added = []
        for (row, _), prompt in zip(self._waiting, prompts, strict=True):
            key = _set_key(prompt, row)
            added.append(bool(row.responses) and key not in known.sets and key not in new)
            if added[-1]:
                new[key] = NewSet(prompt, row)
            if key in new and _is_ranked(row):
                new[key].ranked = True
                new[key].ranked_by_human |= not self._is_synthetic(row)
        known.sets |= write_sets(self._session, new)
        return added

    def _compare(self, prompts: Sequence[Placed], known: Known) -> list[bool]:
        """Add each row's ranking, with its ratings, unless the same is there; whether it was."""
        new: list[Mapping[str, Any]] = []
        marked: dict[bool, set[int]] = {True: set(), False: set()}  # by a person
        added = []
        rated: list[tuple[FileRow, Answers, int]] = []
        for (row, labeler_id), prompt in zip(self._waiting, prompts, strict=True):
            added.append(False)
            if not row.responses or not (_is_ranked(row) or row.ratings):
                continue
            answers = known.sets[_set_key(prompt, row)]
            if not _is_ranked(row):
                added[-1] = self._rate(row, answers, labeler_id)
                continue
            groups = [[answers.responses[place] for place in group] for group in row.groups]
            key = (answers.id, labeler_id, str(groups))
            if key in known.comparisons:
                continue
            known.comparisons.add(key)
            added[-1] = True
            synthetic = self._is_synthetic(row)
            if not answers.is_new:
                marked[not synthetic].add(answers.id)
            if row.ratings:
                rated.append((row, answers, labeler_id))
            new.append(
                {
                    "set_id": answers.id,
                    "mode": row.mode,
                    "groups": groups,
                    "none_acceptable": row.none_acceptable,
                    "shown_order": [answers.responses[place] for place in row.shown_order],
                    "labeler_id": labeler_id,
                    "synthetic": synthetic,
                    "hasty": row.hasty,
                    **stamp(row.origin),
                }
            )
        write(self._session, schema.Comparison, new)
        for by_human, set_ids in marked.items():
            mark_ranked(self._session, set_ids, by_human=by_human)
        for row, answers, labeler_id in rated:
            self._rate(row, answers, labeler_id)
        return added

    def _rate(self, row: FileRow, answers: Answers, labeler_id: int) -> bool:
        """Add the row's ratings; whether one was not there."""
        is_new = False
        for rating in row.ratings:
            response_id = answers.responses[rating.marks.response_id]
            marks = replace(rating.marks, response_id=response_id)
            origin = replace(row.origin, seconds=marks.seconds, created_at=rating.created_at)
            made = insert_rating(self._session, marks, labeler_id, origin)
            is_new |= made is not None and made in self._session.new
        return is_new

    def _is_synthetic(self, row: FileRow) -> bool:
        return self._labeler_synthetic if row.labeler is None else row.synthetic


def _set_key(prompt: Placed, row: FileRow) -> SetKey:
    return prompt.id, tuple(response.text for response in row.responses)


def _is_ranked(row: FileRow) -> bool:
    return bool(row.groups) or row.none_acceptable
