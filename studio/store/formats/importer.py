"""Add the rows of a file to a store, some hundred at a time."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.errors import InputError
from studio.store import schema
from studio.store.formats.rows import FileRow
from studio.store.label_rows import (
    find_labeler,
    find_or_add_labeler,
    insert_comparison,
    insert_demonstration,
)
from studio.store.prompts import insert_prompts, insert_response_set
from studio.store.ratings import insert_rating
from studio.store.records import BadRow, ImportReport

MAX_BAD_ROWS = 1000
_CHUNK_ROWS = 500
_CHUNK_BYTES = 4 * 2**20


class Known:
    """What a store holds for some prompts, read at once so that no row has to ask again."""

    def __init__(self, session: Session, prompt_ids: list[int]) -> None:
        prompt, labeler = schema.Prompt, schema.Labeler
        demonstration, comparison = schema.Demonstration, schema.Comparison
        response_set = schema.ResponseSet
        # A session forgets rows that nobody holds, and would read them one by one again.
        self._held = [
            session.scalars(select(prompt).where(prompt.id.in_(prompt_ids))).all(),
            session.scalars(select(labeler)).all(),
        ]
        demonstrations = session.execute(
            select(demonstration.prompt_id, demonstration.labeler_id, demonstration.text).where(
                demonstration.prompt_id.in_(prompt_ids), demonstration.live.is_(True)
            )
        )
        self.demonstrations = {(row[0], row[1], row[2]) for row in demonstrations}
        sets = session.scalars(select(response_set).where(response_set.prompt_id.in_(prompt_ids)))
        self.sets = {
            (row.prompt_id, tuple(response.text for response in row.responses)): row for row in sets
        }
        comparisons = session.execute(
            select(comparison.set_id, comparison.labeler_id, comparison.groups).where(
                comparison.set_id.in_([row.id for row in self.sets.values()]),
                comparison.live.is_(True),
            )
        )
        self.comparisons = {(row[0], row[1], str(row[2])) for row in comparisons}


class Importer:
    """Collects rows, writes them in chunks and counts what they brought.

    Labels that name no labeler are `labeler_id`'s.
    """

    def __init__(self, session: Session, labeler_id: int) -> None:
        find_labeler(session, labeler_id)
        self._session = session
        self._labeler_id = labeler_id
        self._labelers: dict[tuple[str, bool], int] = {}
        self._waiting: list[tuple[FileRow, int]] = []  # with the labeler's id
        self._waiting_bytes = 0
        self._prompts = self._duplicates = self._demonstrations = self._comparisons = 0
        self._bad_rows: list[BadRow] = []
        self._bad_row_count = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to `flush`."""
        return len(self._waiting) >= _CHUNK_ROWS or self._waiting_bytes >= _CHUNK_BYTES

    def add(self, row: FileRow, size: int) -> None:
        """Take a row that was `size` bytes long; raises `InputError` for an unfit labeler."""
        self._waiting.append((row, self._labeler(row)))
        self._waiting_bytes += size

    def reject(self, line: int, error: InputError) -> None:
        self._bad_row_count += 1
        if len(self._bad_rows) < MAX_BAD_ROWS:
            self._bad_rows.append(BadRow(line, error.code, error.details))

    def flush(self) -> None:
        """Write the rows that wait. Call it after the last row."""
        added = insert_prompts(self._session, [row.prompt for row, _ in self._waiting])
        labeled = [
            prompt_id
            for (row, _), (prompt_id, _) in zip(self._waiting, added, strict=True)
            if row.demonstration is not None or row.responses
        ]
        known = Known(self._session, labeled)
        brought = [is_new for _, is_new in added]
        self._prompts += sum(brought)
        sets = []
        for place, (row, labeler_id) in enumerate(self._waiting):
            prompt_id, _ = added[place]
            brought[place] |= self._demonstrate(row, prompt_id, labeler_id, known)
            response_set, is_new = self._respond(row, prompt_id, known)
            brought[place] |= is_new
            sets.append(response_set)
        self._session.flush()  # gives responses the ids that comparisons name
        for place, (row, labeler_id) in enumerate(self._waiting):
            brought[place] |= self._compare(row, sets[place], labeler_id, known)
        self._duplicates += brought.count(False)
        self._session.flush()
        self._session.expunge_all()
        self._waiting = []
        self._waiting_bytes = 0

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

    def _demonstrate(self, row: FileRow, prompt_id: int, labeler_id: int, known: Known) -> bool:
        """Add the row's demonstration unless the same one is there; whether it was added."""
        text = row.demonstration
        if text is None or (prompt_id, labeler_id, text) in known.demonstrations:
            return False
        insert_demonstration(self._session, prompt_id, text, labeler_id, row.origin)
        known.demonstrations.add((prompt_id, labeler_id, text))
        self._demonstrations += 1
        return True

    def _respond(
        self, row: FileRow, prompt_id: int, known: Known
    ) -> tuple[schema.ResponseSet | None, bool]:
        """The set of the row's responses, and whether it was added."""
        if not row.responses:
            return None, False
        key = (prompt_id, tuple(response.text for response in row.responses))
        is_new = key not in known.sets
        if is_new:
            known.sets[key] = insert_response_set(
                self._session, prompt_id, row.responses, row.sampled_at
            )
        return known.sets[key], is_new

    def _compare(
        self, row: FileRow, response_set: schema.ResponseSet | None, labeler_id: int, known: Known
    ) -> bool:
        """Add the row's ranking, with its ratings, unless the same is there; whether it was."""
        if response_set is None or not (row.groups or row.none_acceptable):
            return False
        ids = [response.id for response in response_set.responses]
        groups = [[ids[place] for place in group] for group in row.groups]
        key = (response_set.id, labeler_id, str(groups))
        if key in known.comparisons:
            return False
        shown_order = [ids[place] for place in row.shown_order]
        insert_comparison(
            self._session,
            response_set,
            groups,
            shown_order,
            labeler_id,
            row.origin,
            mode=row.mode,
            none_acceptable=row.none_acceptable,
            partial=True,
        )
        for rating in row.ratings:
            marks = replace(rating.marks, response_id=ids[rating.marks.response_id])
            origin = replace(row.origin, seconds=marks.seconds, created_at=rating.created_at)
            insert_rating(self._session, marks, labeler_id, origin)
        known.comparisons.add(key)
        self._comparisons += 1
        return True
