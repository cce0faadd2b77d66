"""Import: what a file of any known type and format holds becomes prompts and labels.

What one project exports, another imports without loss: prompts, response sets, every label with
its labeler, time, origin and earlier versions, repeats and gold (see `rows` for what stays out).
The checkpoint that gave a response belongs to the other project; its name is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

from studio.jobs.control import StopRequested
from studio.store.engine import Store
from studio.store.formats.importer import Arrival, Importer
from studio.store.formats.items import Item
from studio.store.formats.moving import Mover
from studio.store.formats.reading import Reading, open_file, read_rows
from studio.store.formats.spool import HistoryMet, opened_spool
from studio.store.records import ImportReport

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
Batches = Iterator[list[Arrival]]
_REPORT_EVERY = 100  # items
_BATCH_ROWS = 500
_BATCH_BYTES = 4 * 2**20
_SHORT = 2  # batches: what is written in less time than it takes to prepare for more
_MOVING = 1 / 8  # of the time, roughly; the rest is reading


def import_file(
    store: Store,
    path: Path | str,
    *,
    labeler_id: int,
    reading: Reading | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> ImportReport:
    """Add what a file holds, in one transaction; bad rows are reported.

    A file of more than some hundred rows is read and checked before the store is locked.

    Labels that name no labeler are `labeler_id`'s. `progress` is told how much of the work is done
    and how much there is. Once `stop` says so, nothing is imported and `StopRequested` is raised.
    Raises `InputError` when the file cannot be read.
    """
    watch = _Watch(progress, stop)
    batches = _batches(path, reading, watch)
    start = list(islice(batches, _SHORT + 1))
    batches = chain(start, batches)
    if len(start) > _SHORT and store.path is not None:
        try:
            return _by_spool(store, store.path, batches, labeler_id, watch)
        except HistoryMet:  # a whole project moves in: that is read once more, right into the store
            batches = _batches(path, reading, watch)
    with store.write() as session:  # short, or to a server that lets others write meanwhile
        importer = Importer(session, labeler_id)
        for batch in batches:
            importer.add(batch)
    return importer.report()


def _by_spool(
    store: Store, path: Path, batches: Batches, labeler_id: int, watch: _Watch
) -> ImportReport:
    with opened_spool(path) as spool:
        with spool.session() as session:
            importer = Importer(session, labeler_id)
            for batch in batches:
                spool.fill(session, importer, batch)
        Mover(spool, store, watch.moved, watch.stop).move(importer)
    return importer.report()


def _batches(path: Path | str, reading: Reading | None, watch: _Watch) -> Batches:
    """Rows, some hundred at a time and in bounded memory."""
    file = open_file(Path(path), reading or Reading())
    batch: list[Arrival] = []
    size = 0
    for item, rows in read_rows(file.format, watch.items(file.items)):
        for row in rows:
            batch.append(Arrival(item.number, row))
            size += item.size // len(rows)
            if len(batch) >= _BATCH_ROWS or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


class _Watch:
    """Tells how far an import is, and asks whether to go on."""

    def __init__(self, progress: Progress | None, stop: Stop | None) -> None:
        self._progress = progress
        self.stop = stop or (lambda: False)
        self._read = 0  # what there was to read, in the measure of the file's items

    def items(self, items: Iterator[Item]) -> Iterator[Item]:
        for count, item in enumerate(items, 1):
            yield item
            if count % _REPORT_EVERY == 0:
                if self.stop():
                    raise StopRequested
                self._read = item.total
                self._tell(item.done, 0)

    def moved(self, done: int, total: int) -> None:
        self._tell(self._read, done / total)

    def _tell(self, read: int, moved: float) -> None:
        if self._progress is not None and self._read:
            moving = max(1, round(self._read * _MOVING))
            self._progress(read + int(moving * moved), self._read + moving)
