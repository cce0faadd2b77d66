"""Import: what a file of any known type and format holds becomes prompts and labels.

What one project exports, another imports without loss: prompts, response sets, every label with
its labeler, time, origin and earlier versions, repeats and gold (see `rows` for what stays out).
The checkpoint that gave a response belongs to the other project; its name is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from studio.errors import InputError
from studio.jobs.control import StopRequested
from studio.store.engine import Store
from studio.store.formats.importer import Importer
from studio.store.formats.items import Item
from studio.store.formats.reading import Reading, open_file, read_rows
from studio.store.records import ImportReport

_REPORT_EVERY = 100  # items


def import_file(
    store: Store,
    path: Path | str,
    *,
    labeler_id: int,
    reading: Reading | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> ImportReport:
    """Add what a file holds, in one transaction; bad rows are reported.

    Labels that name no labeler are `labeler_id`'s. `progress` is told how much of the file is
    read and how much there is. Once `stop` says so, nothing is imported and `StopRequested` is
    raised. Raises `InputError` when the file cannot be read.
    """
    with store.write() as session:
        importer = Importer(session, labeler_id)
        file = open_file(Path(path), reading or Reading())
        for item, rows in read_rows(file.format, _watched(file.items, progress, stop)):
            for row in rows:
                try:
                    if isinstance(row, InputError):
                        raise row
                    importer.add(row, item.size // len(rows), item.number)
                except InputError as error:
                    importer.reject(item.number, error)
                if importer.is_full:
                    importer.flush()
        importer.flush()
    return importer.report()


def _watched(
    items: Iterator[Item],
    progress: Callable[[int, int], None] | None,
    stop: Callable[[], bool] | None,
) -> Iterator[Item]:
    for count, item in enumerate(items, 1):
        yield item
        if count % _REPORT_EVERY == 0:
            if stop is not None and stop():
                raise StopRequested
            if progress is not None:
                progress(item.done, item.total)
