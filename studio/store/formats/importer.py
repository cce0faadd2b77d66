"""Add the rows of a file to a store, some hundred at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
from studio.store.formats.file_row import FileLabel, FileRow
from studio.store.formats.items import bad_row
from studio.store.formats.lines import (
    Kind,
    find_first,
    may_add,
    rating_values,
    write_line,
)
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
    ratings: int


class Importer:
    """Writes rows into an open session, some hundred at a time, and counts what they brought.

    Labels that name no labeler are `labeler_id`'s.
    """

    def __init__(self, session: Session, labeler_id: int) -> None:
        self._labeler_synthetic = find_labeler(session, labeler_id).synthetic
        self._session = session
        self._labeler_id = labeler_id
        self._labelers: dict[tuple[str, bool], int] = {}
        self._waiting: list[tuple[int, FileRow, int]] = []  # lines, rows, their labelers' ids
        self._prompts = self._duplicates = self._demonstrations = self._comparisons = 0
        self._ratings = 0
        self._revisions = self._repeats = self._gold = self._skips = 0
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
                self._waiting.append((arrival.line, arrival.row, self._labelers_of(arrival.row)))
                taken.append(arrival)
            except InputError as error:
                self._reject(arrival.line, error)
        return list(zip(taken, self._write_waiting(), strict=True))

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
        self._ratings -= brought.ratings

    def _reject(self, line: int, error: InputError) -> None:
        self._bad_row_count += 1
        if len(self._bad_rows) < MAX_BAD_ROWS:
            self._bad_rows.append(bad_row(line, error))

    def _write_waiting(self) -> list[Brought]:
        """Write the rows that wait."""
        rows = [row for _, row, _ in self._waiting]
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
        compared, rated = self._compare(prompts, known)
        gilded = self._gild(prompts, known)
        skipped = self._skip(prompts, known)
        news = zip(demonstrated, responded, compared, gilded, skipped, strict=True)
        self._session.flush()
        self._session.expunge_all()
        brought = [
            Brought(
                prompt.id,
                labeler_id,
                prompts=prompt.is_new,
                demonstrations=new[0] and row.brings_demonstration,
                comparisons=new[2] and row.brings_ranking,
                duplicates=not (prompt.is_new or any(new)),
                ratings=ratings,
            )
            for prompt, (_, row, labeler_id), new, ratings in zip(
                prompts, self._waiting, news, rated, strict=True
            )
        ]
        self._prompts += sum(each.prompts for each in brought)
        self._duplicates += sum(each.duplicates for each in brought)
        self._ratings += sum(each.ratings for each in brought)
        return brought

    def report(self) -> ImportReport:
        return ImportReport(
            prompts=self._prompts,
            duplicates=self._duplicates,
            demonstrations=self._demonstrations,
            comparisons=self._comparisons,
            bad_rows=tuple(self._bad_rows),
            bad_row_count=self._bad_row_count,
            revisions=self._revisions,
            repeats=self._repeats,
            gold=self._gold,
            skips=self._skips,
            ratings=self._ratings,
        )

    def _labelers_of(self, row: FileRow) -> int:
        """The id of a row's labeler. Raises `InputError` for an unfit one that it names."""
        for version in row.revisions:
            self._labeler(version.labeler, version.synthetic)
        for skip in row.skips:
            self._labeler(skip.labeler, skip.synthetic)
        return self._labeler(row.labeler, row.synthetic)

    def _labeler(self, name: str | None, synthetic: bool) -> int:
        if name is None:
            return self._labeler_id
        key = (name, synthetic)
        if key not in self._labelers:
            self._labelers[key] = find_or_add_labeler(self._session, *key).id
        return self._labelers[key]

    def _demonstrate(self, prompts: Sequence[Placed], known: Known) -> list[bool]:
        """Add each row's demonstration unless the same one is there; whether it was added."""
        kind = schema.Demonstration
        plain: list[Mapping[str, Any]] = []
        marked: set[int] = set()
        added = []
        for (_, row, labeler_id), prompt in zip(self._waiting, prompts, strict=True):
            key = (prompt.id, labeler_id, row.demonstration or "")
            is_held = row.brings_demonstration and key in known.demonstrations
            added.append(row.demonstration is not None and not is_held)
            if not added[-1]:
                continue
            if row.has_history:
                self._write(kind, plain)
                versions = [self._written(label, prompt) for label in (*row.revisions, row)]
                added[-1] = self._write_line(kind, versions, row.withdrawn_at) > 0
            else:
                plain.append(self._written(row, prompt))
            if added[-1] and row.brings_demonstration:
                known.demonstrations.add(key)
                self._demonstrations += 1
                if not prompt.is_new:  # else marked as it was written
                    marked.add(prompt.id)
        self._write(kind, plain)
        mark_demonstrated(self._session, marked)
        return added

    def _written(self, label: FileLabel, prompt: Placed) -> Mapping[str, Any]:
        return {"prompt_id": prompt.id, "text": label.demonstration, **self._said(label)}

    def _respond(self, prompts: Sequence[Placed], known: Known) -> list[bool]:
        """Add each row's responses unless the same are there; whether they were added."""
        new: dict[SetKey, NewSet] = {}
        added = []
        for (_, row, _), prompt in zip(self._waiting, prompts, strict=True):
            key = _set_key(prompt, row)
            added.append(bool(row.responses) and key not in known.sets and key not in new)
            if added[-1]:
                new[key] = NewSet(prompt, row)
            if key in new and row.brings_ranking:
                new[key].ranked = True
                new[key].ranked_by_human |= not self._is_synthetic(row)
        known.sets |= write_sets(self._session, new)
        return added

    def _compare(self, prompts: Sequence[Placed], known: Known) -> tuple[list[bool], list[int]]:
        """Add each row's ranking, with its ratings, unless the same is there.

        Returns for each whether it was added, and how many ratings were.
        """
        kind = schema.Comparison
        plain: list[Mapping[str, Any]] = []
        marked: dict[bool, set[int]] = {True: set(), False: set()}  # by a person
        added = []
        ratings = [0] * len(prompts)
        to_rate: list[tuple[int, FileRow, Answers, int]] = []
        for place, ((number, row, labeler_id), prompt) in enumerate(
            zip(self._waiting, prompts, strict=True)
        ):
            added.append(False)
            if not row.responses or not (row.is_ranked or row.ratings or row.withdrawn_ratings):
                continue
            answers = known.sets[_set_key(prompt, row)]
            if not row.is_ranked:
                added[-1], ratings[place] = self._rate(row, answers, labeler_id)
                continue
            values = self._ranked(row, answers)
            key = (answers.id, labeler_id, str(values["groups"]), row.repeated)
            if row.brings_ranking and key in known.comparisons:
                continue
            if row.has_history:
                self._write(kind, plain)
                try:
                    added[-1] = self._revise(row, answers) > 0
                except InputError as error:
                    self._reject(number, error)
                    added[-1] = True  # told as a bad row, so no duplicate
                    continue
                if not added[-1]:
                    continue
            else:
                added[-1] = True
                plain.append(values)
            if row.brings_ranking:
                known.comparisons.add(key)
                self._comparisons += 1
                self._repeats += row.repeated
                if not answers.is_new:
                    marked[not values["synthetic"]].add(answers.id)
            if row.ratings or row.withdrawn_ratings:
                to_rate.append((place, row, answers, labeler_id))
        self._write(kind, plain)
        for by_human, set_ids in marked.items():
            mark_ranked(self._session, set_ids, by_human=by_human)
        for place, row, answers, labeler_id in to_rate:
            _, ratings[place] = self._rate(row, answers, labeler_id)
        return added, ratings

    def _ranked(self, label: FileLabel, answers: Answers) -> dict[str, Any]:
        return {
            "set_id": answers.id,
            "mode": label.mode,
            "groups": _ids(label.groups, answers),
            "none_acceptable": label.none_acceptable,
            "shown_order": [answers.responses[place] for place in label.shown_order],
            "synthetic": self._is_synthetic(label),
            **self._said(label),
        }

    def _revise(self, row: FileRow, answers: Answers) -> int:
        """Add a ranking with its earlier versions, or that is a repeat; how many rows are new.

        Raises `InputError` for a repeat of what is not there.
        """
        versions = [self._ranked(label, answers) for label in (*row.revisions, row)]
        if row.repeat_of is not None:
            labeler_id = versions[0]["labeler_id"]
            first = find_first(self._session, answers.id, labeler_id, row.repeat_of)
            versions = [{**version, "repeat_of": first} for version in versions]
        return self._write_line(schema.Comparison, versions, row.withdrawn_at)

    def _rate(self, row: FileRow, answers: Answers, labeler_id: int) -> tuple[bool, int]:
        """Add the row's ratings; whether anything was not there, and how many ratings were not."""
        is_new, ratings = False, 0
        for rating in (*row.withdrawn_ratings, *row.ratings):
            response_id = answers.responses[rating.marks.response_id]
            lines = [
                rating_values(version, response_id, labeler_id, row.repeated)
                for version in (*rating.revisions, rating)
            ]
            if rating.has_history and may_add(self._session, lines, rating.withdrawn_at):
                new = self._write_line(schema.Rating, lines, rating.withdrawn_at)
                ratings += new > 0 and rating.withdrawn_at is None
                is_new |= new > 0
                continue
            marks = replace(rating.marks, response_id=response_id)
            made = insert_rating(
                self._session, marks, labeler_id, rating.origin, repeated=row.repeated
            )
            if made is not None and made in self._session.new:
                made.hasty = rating.hasty
                ratings += 1
                is_new = True
        return is_new, ratings

    def _gild(self, prompts: Sequence[Placed], known: Known) -> list[bool]:
        """Add what order is known of each row's responses, unless one is; whether it was."""
        added = []
        for (_, row, _), prompt in zip(self._waiting, prompts, strict=True):
            answers = known.sets[_set_key(prompt, row)] if row.gold else None
            added.append(answers is not None and self._session.get(schema.Gold, answers.id) is None)
            if answers is not None and added[-1]:
                moment = row.gold_at or schema.utc_now()
                groups = _ids(row.gold, answers)
                self._session.add(schema.Gold(set_id=answers.id, groups=groups, created_at=moment))
        self._gold += sum(added)
        return added

    def _skip(self, prompts: Sequence[Placed], known: Known) -> list[bool]:
        """Note who passed over what, unless it is; whether anybody did."""
        added = []
        for (_, row, _), prompt in zip(self._waiting, prompts, strict=True):
            added.append(False)
            for skip in row.skips:
                is_set = skip.kind == "comparison"
                target = known.sets[_set_key(prompt, row)].id if is_set else prompt.id
                key = (self._labeler(skip.labeler, skip.synthetic), skip.kind, target)
                if self._session.get(schema.Skip, key) is None:
                    values = dict(zip(("labeler_id", "kind", "target_id"), key, strict=True))
                    moment = skip.created_at or schema.utc_now()
                    self._session.add(schema.Skip(**values, reason=skip.reason, created_at=moment))
                    self._skips += 1
                    added[-1] = True
        return added

    def _said(self, label: FileLabel) -> dict[str, Any]:
        """Whose a label is and how it came to be."""
        labeler_id = self._labeler(label.labeler, label.synthetic)
        return {"labeler_id": labeler_id, "hasty": label.hasty, **stamp(label.origin)}

    def _write(self, kind: type[schema.Base], rows: list[Mapping[str, Any]]) -> None:
        """Write the rows that were collected, in their turn."""
        write(self._session, kind, rows)
        rows.clear()

    def _write_line(
        self, kind: Kind, versions: Sequence[Mapping[str, Any]], withdrawn_at: datetime | None
    ) -> int:
        new = write_line(self._session, kind, versions, withdrawn_at)
        self._revisions += max(new - (withdrawn_at is None), 0)
        return new

    def _is_synthetic(self, label: FileLabel) -> bool:
        return self._labeler_synthetic if label.labeler is None else label.synthetic


def _set_key(prompt: Placed, row: FileRow) -> SetKey:
    return prompt.id, tuple(response.text for response in row.responses)


def _ids(groups: Sequence[Sequence[int]], answers: Answers) -> list[list[int]]:
    """Groups of places as groups of responses."""
    return [[answers.responses[place] for place in group] for group in groups]
