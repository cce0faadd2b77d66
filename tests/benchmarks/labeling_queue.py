"""How long a labeler waits for the next set of answers, in a store of ten million responses.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.labeling_queue [--scale 1] [--items 300]

It makes a project of 1,000,000 prompts and 2,500,000 sets of 4 (minutes, 5 GB), or takes one made
before with `--project`. Then somebody ranks in the real Rank screen: each time from the submission
until the next answers are painted. Beside it the time of one fsync, which each submission takes at
least, since it is on disk when `submit` returns. To pass, the 99th percentile is under 50 ms.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.large_store import build, rank, skip

if TYPE_CHECKING:
    from studio.gui.screens.rank import RankScreen

MOST_MS = 50
LONGEST_THOUGHT = 5.0  # seconds until the next set must have been read ahead
os.environ.setdefault("RLHF_STUDIO_HOME", tempfile.mkdtemp())


def main(folder: Path, items: int) -> int:
    from PySide6.QtWidgets import QApplication

    from studio.config import Settings
    from studio.gui.app import SWITCH_INTERVAL_S
    from studio.gui.context import Context
    from studio.gui.main_window import MainWindow
    from studio.store.labels import add_labeler
    from studio.store.project import open_project

    app = QApplication(sys.argv[:1])
    sys.setswitchinterval(SWITCH_INTERVAL_S)  # as the program does
    project = open_project(folder)
    context = Context(Settings(queue_depth=0))
    window = MainWindow(context)
    window.show()
    began = time.perf_counter()
    context.open(project, add_labeler(project.store, "Labeler 1"))
    window.go("rank")
    app.processEvents()
    print(f"opened and shown in {time.perf_counter() - began:.2f} s")
    screen: RankScreen = window.screens["rank"]  # type: ignore[assignment]
    times = [waited(app, screen) for _ in range(items)]
    print(f"{platform.platform()}, {os.cpu_count()} processors, {folder}")
    print(f"from submitting to the next answers painted: {percentiles(times)}")
    print(f"one fsync of a 4 kB page beside the store:   {percentiles(fsyncs(folder))}")
    context.bridge.shut_down()
    context.close()
    return int(sorted(times)[int(0.99 * (len(times) - 1))] > MOST_MS)


def waited(app: object, screen: RankScreen) -> float:
    """Rank the set on the screen and submit: milliseconds until the next one is painted."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    until = time.monotonic() + LONGEST_THOUGHT
    while screen._next is None and time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.005)  # a person reads meanwhile
    view = screen.ways["list"].view  # type: ignore[attr-defined]
    view.command(view.ranking.order[0], "move_down")
    shown = screen.item.id
    QApplication.processEvents()
    began = time.perf_counter()
    screen.submit()
    while screen.item.id == shown:  # a save that took longer than the window waits for it
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    screen.repaint()
    QApplication.processEvents()
    return (time.perf_counter() - began) * 1000


def fsyncs(folder: Path) -> list[float]:
    """Milliseconds that each of some writes of a page takes to reach the disk."""
    found = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(100):
            began = time.perf_counter()
            file.write(os.urandom(4096))
            file.flush()
            os.fsync(file.fileno())
            found.append((time.perf_counter() - began) * 1000)
    return found


def percentiles(times: list[float]) -> str:
    ordered = sorted(times)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    figures = [f"{n} {ordered[int(s * (len(ordered) - 1))]:6.1f}" for n, s in shares.items()]
    return f"{'  '.join(figures)}  max {ordered[-1]:6.1f} ms  ({len(times)} times)"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, help="one made before, taken as it is")
    parser.add_argument("--scale", type=float, default=1.0, help="of a million prompts")
    parser.add_argument("--ranked", type=float, default=0.0, help="share of the sets ranked before")
    parser.add_argument("--skips", type=int, default=0, help="sets that the labeler has skipped")
    parser.add_argument("--items", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.project or Path(temporary) / "benchmark"
        if given.project is None:
            build(folder, given.scale)
        if given.ranked:
            rank(folder, given.ranked)
        if given.skips:
            skip(folder, given.skips)
        sys.exit(main(folder, given.items))
