"""A plain function run in a thread of its own, with progress and a way to stop it."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from studio.jobs.control import StopRequested

LOOK_EVERY_MS = 40

log = logging.getLogger(__name__)
Work = Callable[["Errand"], Any]
Results = queue.SimpleQueue[tuple[Any, Exception | None]]


class Errand(QObject):
    """For work on files that takes a while but is no job. The thread touches no Qt object.

    The function gets the errand and may call `report` and `stopping`. Exactly one of `done`,
    `stopped`, `failed` comes last, in the GUI thread.
    """

    progressed = Signal(int, int)  # done, total
    done = Signal(object)  # what the function returned
    stopped = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._progress: tuple[int, int] | None = None  # the latest that was reported
        self._result: Results = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        return self._thread is not None

    def start(self, work: Work) -> None:
        """Run `work` unless something runs already."""
        if self.running:
            return
        self._stop.clear()
        self._progress = None
        self._thread = threading.Thread(target=self._run, args=(work, self._result), name="errand")
        self._thread.start()
        self._timer.start()

    def stop(self) -> None:
        """Ask the function to end."""
        self._stop.set()

    def finish(self) -> None:
        """Stop, and wait until the thread has ended; nothing is told any more."""
        self.stop()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def abandon(self) -> None:
        """Let the function end by itself, which may take long; nothing is told any more.

        For what only reads, so that nobody has to wait for it before something else is begun.
        """
        self._timer.stop()
        if self._thread is not None:
            self._thread.name = "abandoned errand"
            self._thread = None
            self._result = queue.SimpleQueue()

    def report(self, done: int, total: int) -> None:
        """Tell how far the function is (called in its thread)."""
        self._progress = (done, total)

    def stopping(self) -> bool:
        """Whether the function was asked to end (called in its thread)."""
        return self._stop.is_set()

    def _run(self, work: Work, result: Results) -> None:
        try:
            result.put((work(self), None))
        except Exception as error:
            result.put((None, error))

    def _look(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            self.progressed.emit(*progress)
        if self._result.empty():
            return
        result, error = self._result.get()
        self._timer.stop()
        assert self._thread is not None
        self._thread.join()
        self._thread = None
        if error is None:
            self.done.emit(result)
        elif isinstance(error, StopRequested):
            self.stopped.emit()
        else:
            log.info("An errand failed", exc_info=error)
            self.failed.emit(error)
