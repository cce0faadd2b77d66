"""How long the window's thread is with the store, screen by screen, where that is very large.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.window_queries --project FOLDER

The project is one that `tests.benchmarks.labeling_queue` made (1,000,000 prompts and 10,000,000
responses, some of the sets ranked). In the real window each screen is opened and used as people
do; every read and write of the store in the window's thread is timed, and how much of that it
computed, which is what counts where other programs have the processor too. To pass, none computes
for 50 ms.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.gui.main_window import MainWindow

MOST_MS = 50
SETTLED_MS = 300  # without anything being read aside
os.environ.setdefault("RLHF_STUDIO_HOME", tempfile.mkdtemp())


class Watch:
    """Notes what the window's thread reads and writes, and how long each took."""

    def __init__(self) -> None:
        self.found: list[tuple[float, float, str, str]] = []  # ms computing, ms, step, from where
        self.step = ""

    def over(self, whole: Callable[..., Any]) -> Callable[..., Any]:
        """`Store.read` or `Store.write`, timed."""

        @contextmanager
        def timed(*given: Any, **named: Any) -> Iterator[Any]:
            began, computed = time.perf_counter(), time.thread_time()
            try:
                with whole(*given, **named) as session:
                    yield session
            finally:
                took = (time.perf_counter() - began) * 1000
                computed = (time.thread_time() - computed) * 1000
                if threading.current_thread() is threading.main_thread():
                    self.found.append((computed, took, self.step, _from_where()))

        return timed


def _from_where() -> str:
    """The innermost functions of the store and of the window, outside of this file."""
    frames = [f for f in traceback.extract_stack() if "/studio/" in f.filename]
    return " < ".join(f"{Path(f.filename).stem}.{f.name}" for f in reversed(frames[-5:]))


def main(folder: Path) -> int:
    from PySide6.QtWidgets import QApplication

    from studio.config import Settings
    from studio.gui.context import Context
    from studio.gui.main_window import CLASSES, MainWindow
    from studio.store.engine import Store
    from studio.store.labels import add_labeler
    from studio.store.project import open_project

    app = QApplication(sys.argv[:1])
    watch = Watch()
    Store.read = watch.over(Store.read)  # type: ignore[method-assign]
    Store.write = watch.over(Store.write)  # type: ignore[method-assign]
    project = open_project(folder)
    context = Context(Settings(queue_depth=0))
    window = MainWindow(context)
    window.resize(1280, 800)
    window.show()
    labeler = add_labeler(project.store, "Labeler 1")

    def do(steps: list[tuple[str, Callable[[], object]]]) -> None:
        for watch.step, act in steps:
            began, computed = time.perf_counter(), time.thread_time()
            act()
            app.processEvents()
            took = (time.perf_counter() - began) * 1000
            computed = (time.thread_time() - computed) * 1000
            print(f"{took:8.1f} ms, {computed:8.1f} computing  {watch.step}", flush=True)
            _settle()

    do([("open the project", lambda: context.open(project, labeler))])
    do([(f"open {name}", lambda name=name: window.go(name)) for name in CLASSES])
    do(_used(window))
    context.bridge.shut_down()
    context.close()
    slow = sorted(watch.found, reverse=True)[:12]
    print(f"{len(watch.found)} reads and writes in the window's thread; the slowest:")
    for computed, took, step, where in slow:
        print(f"{took:8.1f} ms, {computed:8.1f} computing  {step}: {where}")
    return int(slow[0][0] > MOST_MS)


def _used(window: MainWindow) -> list[tuple[str, Callable[[], object]]]:
    screens: dict[str, Any] = window.screens
    write, rank, data = screens["write"], screens["rank"], screens["data"]

    def submit() -> None:
        write.editor.insertPlainText("An answer.")
        write.submit()

    def submit_ranking() -> None:
        view = rank.ways["list"].view
        view.command(view.ranking.order[0], "move_down")
        rank.submit()

    def search(words: str) -> None:
        data.search.setText(words)
        data.show_found()

    steps = [
        ("submit a demonstration", submit),
        ("go back", write.go_back),
        ("forward again", write.go_forward),
        ("skip a prompt", lambda: write.skip("unclear")),
        ("submit a ranking", submit_ranking),
        ("go back to a ranking", rank.go_back),
        ("withdraw it", rank.withdraw),
        ("skip a set", lambda: rank.skip("unclear")),
        *((f"data table {at + 1}", lambda at=at: data.tabs.setCurrentIndex(at)) for at in range(3)),
        ("search rankings", lambda: search("frog")),
        ("search for what is nowhere", lambda: search("no such words")),
        ("search prompts for what is nowhere", lambda: data.tabs.setCurrentIndex(0)),
        ("search for a word of every prompt", lambda: search("frog")),
        ("scroll", lambda: data.table.scrollToBottom()),
        ("a split", lambda: (data.splits.setCurrentIndex(2), data.show_found())),
        ("all prompts again", lambda: (data.splits.setCurrentIndex(0), search(""))),
        ("scroll again", lambda: data.table.scrollToBottom()),
        ("ask to export", data.ask_to_export),
        ("the labeler menu", window.top_bar.labeler.menu().aboutToShow.emit),
    ]
    where = {"submit a d": "write", "submit a r": "rank", "data table ": "data"}
    found: list[tuple[str, Callable[[], object]]] = []
    for name, act in steps:
        for begins, screen in where.items():
            if name.startswith(begins) and not name.endswith(("2", "3")):
                found.append((f"go to {screen}", lambda screen=screen: window.go(screen)))
        found.append((name, act))
    again = ("home", "train", "progress", "data", "home")
    return [*found, *((f"back to {name}", lambda name=name: window.go(name)) for name in again)]


def _settle() -> None:
    """Let what is read aside come in."""
    from PySide6.QtWidgets import QApplication

    until = time.monotonic() + SETTLED_MS / 1000
    while time.monotonic() < until:
        QApplication.processEvents()
        if any(thread.name in ("reader", "errand") for thread in threading.enumerate()):
            until = time.monotonic() + SETTLED_MS / 1000
        time.sleep(0.005)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, required=True)
    sys.exit(main(parser.parse_args().project))
