"""Writes to the store that a person waits for, but the window does not."""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from studio.errors import StudioError

PATIENCE_S = 0.02  # how long the window waits for a write before it goes on without
LOOK_EVERY_MS = 10

log = logging.getLogger(__name__)
Write = Callable[[], Any]
Then = Callable[[Any], None]
Failed = Callable[[StudioError], None]


class Saver(QObject):
    """Writes one after another, each in a thread of its own.

    Nearly every write is done within the patience of the window, and then `then` or `failed` is
    called before `save` returns. A store that another program has locked, or a slow disk, holds
    up the thread instead of the window: they are called later, in the window's thread.
    With `may_hang` the program can end while a write goes on.
    """

    def __init__(self, parent: QObject | None = None, *, may_hang: bool = False) -> None:
        super().__init__(parent)
        self._may_hang = may_hang
        self._waiting: deque[tuple[Write, Then, Failed]] = deque()
        self._current: tuple[Then, Failed] | None = None
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether a write is under way that the window did not wait for."""
        return self._timer.isActive()

    def save(self, write: Write, then: Then, failed: Failed) -> bool:
        """Call `write` in a thread, then `then` with its result, or `failed` with its error.

        Gives whether that has been done already. Any other exception than a `StudioError` is
        raised in the window's thread.
        """
        if self._current is not None:
            self._waiting.append((write, then, failed))
            return False
        self._start(write, then, failed)
        try:
            answer = self._answers.get(timeout=PATIENCE_S)
        except queue.Empty:
            self._timer.start()
            return False
        self._tell(answer)
        return True

    def _start(self, write: Write, then: Then, failed: Failed) -> None:
        self._current = (then, failed)
        self._thread = threading.Thread(
            target=_write, args=(write, self._answers), name="saver", daemon=self._may_hang
        )
        self._thread.start()

    def _look(self) -> None:
        if self._answers.empty():
            return
        if not self._waiting:
            self._timer.stop()
        try:
            self._tell(self._answers.get())
        finally:
            if self._waiting and self._current is None:
                self._start(*self._waiting.popleft())

    def _tell(self, answer: Any) -> None:
        assert self._current is not None
        assert self._thread is not None
        self._thread.join()
        (then, failed), self._current, self._thread = self._current, None, None
        if isinstance(answer, StudioError):
            failed(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            then(answer)


def _write(write: Write, answers: queue.SimpleQueue[Any]) -> None:
    try:
        answers.put(write())
    except StudioError as error:
        log.info("A write failed", exc_info=error)
        answers.put(error)
    except BaseException as error:
        answers.put(error)
