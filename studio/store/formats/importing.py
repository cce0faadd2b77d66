"""Add the rows of a file to a store, some hundred at a time."""

from __future__ import annotations

from sqlalchemy import exists, select
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
from studio.store.records import BadRow, ImportReport

MAX_BAD_ROWS = 1000
_CHUNK_ROWS = 500
_CHUNK_BYTES = 4 * 2**20


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
        for (row, labeler_id), (prompt_id, is_new) in zip(self._waiting, added, strict=True):
            brought = [
                is_new,
                row.demonstration is not None and self._demonstrate(row, prompt_id, labeler_id),
                bool(row.responses) and self._compare(row, prompt_id, labeler_id),
            ]
            self._prompts += is_new
            self._duplicates += not any(brought)
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

    def _demonstrate(self, row: FileRow, prompt_id: int, labeler_id: int) -> bool:
        """Add the row's demonstration unless the same one is there; whether it was added."""
        assert row.demonstration is not None
        label = schema.Demonstration
        same = exists().where(
            label.prompt_id == prompt_id,
            label.live.is_(True),
            label.labeler_id == labeler_id,
            label.text == row.demonstration,
        )
        if self._session.scalar(select(same)):
            return False
        insert_demonstration(self._session, prompt_id, row.demonstration, labeler_id, row.origin)
        self._demonstrations += 1
        return True

    def _compare(self, row: FileRow, prompt_id: int, labeler_id: int) -> bool:
        """Add the row's responses and ranking unless they are there; whether any was added."""
        response_set = self._find_set(row, prompt_id)
        is_new = response_set is None
        if response_set is None:
            response_set = insert_response_set(
                self._session, prompt_id, row.responses, row.sampled_at
            )
        ids = [response.id for response in response_set.responses]
        groups = [[ids[place] for place in group] for group in row.groups]
        if not groups or self._is_ranked_so(response_set, groups, labeler_id):
            return is_new
        shown_order = [ids[place] for place in row.shown_order]
        insert_comparison(self._session, response_set, groups, shown_order, labeler_id, row.origin)
        self._comparisons += 1
        return True

    def _find_set(self, row: FileRow, prompt_id: int) -> schema.ResponseSet | None:
        """The set of the same responses to the same prompt."""
        texts = [response.text for response in row.responses]
        query = select(schema.ResponseSet).where(schema.ResponseSet.prompt_id == prompt_id)
        for found in self._session.scalars(query):
            if [response.text for response in found.responses] == texts:
                return found
        return None

    def _is_ranked_so(
        self, response_set: schema.ResponseSet, groups: list[list[int]], labeler_id: int
    ) -> bool:
        label = schema.Comparison
        query = select(label.groups).where(
            label.set_id == response_set.id, label.live.is_(True), label.labeler_id == labeler_id
        )
        return groups in self._session.scalars(query).all()
