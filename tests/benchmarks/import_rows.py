"""How long a million rows take to be imported, in what memory, and how the window fares meanwhile.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.import_rows [--rows 1000000] [--type csv]

Half of the rows are demonstrations, half are pairs of TRL's kind with an id of their own, so that
each makes a prompt and every second a set, two responses and a comparison besides: 3.5 million
rows of the store. The real window imports the file on its Data screen. Beside it stands what no
import can beat: sqlite3's `executemany` of the very rows that came of it, in one transaction, into
tables with the same keys and indexes, with nothing read, checked or recognized.

Told is also for how long others could not write: the import locks the store only to move its rows
in. (CPU time is of the import's thread; the rest of the wall's is what the computer did besides.)

To pass: minutes, memory that does not grow with the file, and a window's thread that is never
late by more than 100 ms (a 16 ms timer notes it, as in `window_lateness`).
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.window_lateness import TICK_MS, percentiles

IDLE_MS, MOST_LATE_MS = 10_000, 100
TYPES = ("jsonl", "csv", "parquet")
STORED = ("prompt", "demonstration", "response_set", "response", "comparison")
_COLUMNS = {
    "prompt": "text",
    "demonstration": "text",
    "responses": "texts",
    "groups": "groups",
    "labeler": "text",
}
_WORDS = ("frog", "moon", "sang", "slept", "by", "one", "old", "tree", "pond", "bright", "because")


def rows(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        words = [_WORDS[(number * 7 + k * k) % len(_WORDS)] for k in range(60)]
        prompt = f"Tell me about number {number}: {' '.join(words[:12])}?"
        if number % 2:
            yield {"prompt": prompt, "demonstration": " ".join(words)}
        else:
            answers = [" ".join(words[:40]), " ".join(words[20:])]
            labeler = f"Labeler {number % 8}"
            yield {"prompt": prompt, "responses": answers, "groups": [[0], [1]], "labeler": labeler}


def memory_mb() -> float:
    """The resident memory of this process now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


@contextmanager
def locks_timed(store: type[Any]) -> Iterator[list[tuple[float, float]]]:
    """Seconds and CPU seconds of every turn to write that a thread has had."""
    turns: list[tuple[float, float]] = []
    take = store.turn_to_write

    @contextmanager
    def timed(self: Any) -> Iterator[None]:
        with take(self):
            started, began = time.perf_counter(), time.thread_time()
            try:
                yield
            finally:
                turns.append((time.perf_counter() - started, time.thread_time() - began))

    store.turn_to_write = timed
    try:
        yield turns
    finally:
        store.turn_to_write = take


def floor(store: Path, folder: Path) -> tuple[int, float, float]:
    """How many rows a store holds; seconds and CPU seconds in which sqlite3 alone writes them."""
    written = 0
    seconds = cpu = 0.0
    with (
        closing(sqlite3.connect(store)) as full,
        closing(sqlite3.connect(folder / "floor.sqlite", isolation_level=None)) as bare,
    ):
        bare.execute("PRAGMA journal_mode=WAL")
        made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN "
        for (sql,) in full.execute(f"{made}{STORED} ORDER BY type DESC"):
            bare.execute(sql)
        bare.execute("BEGIN IMMEDIATE")
        for table in STORED:
            source = full.execute(f"SELECT * FROM {table}")
            insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(source.description))})"
            while page := source.fetchmany(100_000):
                started, began = time.perf_counter(), time.process_time()
                bare.executemany(insert, page)
                seconds += time.perf_counter() - started
                cpu += time.process_time() - began
                written += len(page)
        started, began = time.perf_counter(), time.process_time()
        bare.execute("COMMIT")
        seconds += time.perf_counter() - started
        cpu += time.process_time() - began
    return written, seconds, cpu


def main(count: int, file_type: str) -> int:
    os.environ.setdefault("RLHF_STUDIO_HOME", tempfile.mkdtemp())
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from studio.config import Settings
    from studio.gui.context import Context
    from studio.gui.garbage import GarbageCollector
    from studio.gui.main_window import MainWindow
    from studio.store.engine import Store
    from studio.store.formats.reading import Reading
    from studio.store.formats.writers import write_rows
    from studio.store.labels import add_labeler
    from studio.store.project import create_project

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"rows.{file_type}"
        write_rows(path, file_type, rows(count), _COLUMNS)
        size = path.stat().st_size / 2**20
        app = QApplication(sys.argv[:1])
        collector = GarbageCollector(lambda: True, app)  # as the program's, whose window this is
        project = create_project(Path(name) / "project", sample=False)
        context = Context(Settings())
        window = MainWindow(context)
        context.open(project, add_labeler(project.store, "Benchmark"))
        window.show()
        context.go_to.emit("data", None)
        app.processEvents()

        late: list[float] = []
        memory = [memory_mb()]
        last = [time.perf_counter()]

        def tick() -> None:
            now = time.perf_counter()
            late.append((now - last[0]) * 1000 - TICK_MS)
            last[0] = now
            if len(late) % 50 == 0:
                memory.append(memory_mb())

        timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(tick)
        panel = window.screens["data"].exchange.files
        loop = QEventLoop()
        reports: list[Any] = []
        panel.errand.done.connect(lambda report: (reports.append(report), loop.quit()))
        panel.errand.failed.connect(lambda error: (reports.append(error), loop.quit()))

        def watch() -> list[float]:
            late.clear()
            last[0] = time.perf_counter()
            timer.start()
            loop.exec()
            timer.stop()
            return list(late)

        QTimer.singleShot(IDLE_MS, loop.quit)
        idle = watch()
        started, began = time.perf_counter(), time.process_time()
        with locks_timed(Store) as turns:
            panel.import_file(path, Reading())
            busy = watch()
        seconds, cpu = time.perf_counter() - started, time.process_time() - began
        [report] = reports
        collector.stop()
        window.close()
        stored = project.store.path
        assert stored is not None
        context.close()
        written, least, least_cpu = floor(stored, Path(name))
    print(str(report)[:300])
    rate = count / seconds
    print(f"{count:,} rows, {file_type}, {size:.0f} MB: {seconds:.1f} s, {rate:,.0f} a second")
    print(f"  CPU {cpu:.1f} s; memory {memory[0]:.0f} MB before, at most {max(memory):.0f} MB")
    locked, locked_cpu = max(turns)
    print(f"  others could not write for at most {locked:.1f} s (CPU {locked_cpu:.1f} s)")
    print(f"  window, nothing runs  {percentiles(idle)}")
    print(f"  window, import        {percentiles(busy)}")
    print(
        f"  sqlite3 alone, the same {written:,} rows: {least:.1f} s, CPU {least_cpu:.1f} s", end=""
    )
    print(f"; ratio of CPU {cpu / least_cpu:.1f}")
    return 0 if max(busy) <= MOST_LATE_MS and report.bad_row_count == 0 else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--type", choices=TYPES, default="jsonl")
    options = parser.parse_args()
    sys.exit(main(options.rows, options.type))
