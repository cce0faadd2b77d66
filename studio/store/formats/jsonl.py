"""Import and export: JSON lines (see `rows`), and text files with a prompt on each line.

What one project exports, another imports without loss: prompts, response sets, and the newest
revision of every label with its labeler, time and origin. Checkpoints are told by name only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from studio.errors import InputError
from studio.jobs.control import StopRequested
from studio.store.engine import Store
from studio.store.failures import disk_failures
from studio.store.formats.exporting import EXPORTS, Row
from studio.store.formats.importing import Importer
from studio.store.formats.reader import read_lines
from studio.store.formats.rows import json_row, text_row
from studio.store.records import ImportReport

_REPORT_EVERY = 100  # lines


def import_file(
    store: Store,
    path: Path | str,
    *,
    labeler_id: int,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> ImportReport:
    """Add what a .jsonl or .txt file holds, in one transaction; bad rows are reported.

    Labels that name no labeler are `labeler_id`'s. `progress` is told the bytes read and the
    bytes in all. Once `stop` says so, nothing is imported and `StopRequested` is raised.
    Raises `InputError` when the file cannot be read.
    """
    path = Path(path)
    parse = text_row if path.suffix.lower() == ".txt" else json_row
    with store.write() as session:
        importer = Importer(session, labeler_id)
        for line in read_lines(path):
            try:
                if line.text is None:
                    raise InputError("row_too_long")
                importer.add(parse(line.text), len(line.text))
            except InputError as error:
                importer.reject(line.number, error)
            if importer.is_full:
                importer.flush()
            if line.number % _REPORT_EVERY == 0:
                if stop is not None and stop():
                    raise StopRequested
                if progress is not None:
                    progress(line.done, line.total)
        importer.flush()
    return importer.report()


def export_file(store: Store, path: Path | str, what: str = "all") -> int:
    """Write prompts, demonstrations, comparisons or all of them; the number of rows.

    The file appears when it is complete; an older one of that name stays until then.
    """
    if what not in EXPORTS:
        raise InputError("export_unknown", what=what, known=", ".join(EXPORTS))
    path = Path(path)
    draft = path.with_name(path.name + ".new")
    try:
        with disk_failures(path), store.read() as session:
            count = _write(draft, EXPORTS[what](session))
            os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    return count


def _write(path: Path, rows: Iterable[Row]) -> int:
    count = 0
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count
