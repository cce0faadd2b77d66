"""Reads of the store that nobody waits for: done in a thread of their own, told in the window's."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from studio.errors import StudioError

LOOK_EVERY_MS = 10

log = logging.getLogger(__name__)
Answers = queue.SimpleQueue[Any]


class Reader(QObject):
    """Answers one question at a time; of those asked meanwhile, only the last one counts.

    It begins when the window has painted what it has to. A read that fails is not told: whoever
    needs what it would have found reads again, and has to say so then.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[Callable[[], Any], Callable[[Any], None]] | None = None
        self._take: Callable[[Any], None] | None = None  # who gets what is being read
        self._answers: Answers = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def ask(self, read: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """Call `read` in a thread, then `take` with its result unless something else is asked."""
        self._wanted = (read, take)
        self._take = None
        self._timer.start()

    def forget(self) -> None:
        """Nobody wants to know any more."""
        self._wanted = self._take = None

    def _look(self) -> None:
        if self._thread is not None:
            if self._answers.empty():
                return
            self._thread.join()
            self._thread = None
            answer, take = self._answers.get(), self._take
            if take is not None and not isinstance(answer, Exception):
                take(answer)
        if self._wanted is None:
            self._timer.stop()
            return
        (read, self._take), self._wanted = self._wanted, None
        self._thread = threading.Thread(target=_answer, args=(read, self._answers), name="reader")
        self._thread.start()


def _answer(read: Callable[[], Any], answers: Answers) -> None:
    try:
        answers.put(read())
    except StudioError as error:
        log.info("A read ahead failed", exc_info=error)
        answers.put(error)
    except Exception as error:
        log.exception("A read ahead failed")
        answers.put(error)
