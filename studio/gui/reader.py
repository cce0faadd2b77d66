"""Reads of the store that nobody waits for: done in a thread of their own, told in the window's."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer

from studio.errors import StudioError

LOOK_EVERY_MS = 10
PATIENCE_S = 0.02  # that a screen is held up for, so that it comes up whole where that is enough

log = logging.getLogger(__name__)
Answers = queue.SimpleQueue[Any]


@dataclass(frozen=True)
class Question:
    read: Callable[[], Any]  # called in the thread
    take: Callable[[Any], None]  # gets what it gave
    tells_failure: bool = False


class Reader(QObject):
    """Answers one question at a time; of those asked meanwhile, only the last one counts.

    With `ask` it begins when the window has painted what it has to, and a read that fails is not
    told: whoever needs what it would have found reads again, and has to say so then.
    With `may_hang` the program can end while a read goes on.
    """

    def __init__(self, parent: QObject | None = None, *, may_hang: bool = False) -> None:
        super().__init__(parent)
        self._may_hang = may_hang
        self._wanted: Question | None = None
        self._asked: Question | None = None  # whose answer is awaited
        self._answers: Answers = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def ask(self, read: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """Call `read` in a thread, then `take` with its result unless something else is asked."""
        self._wanted, self._asked = Question(read, take), None
        self._timer.start()

    def soon(self, read: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """As `ask`, but begin at once and wait a moment: what is quick is taken before it returns.

        What `read` raises is raised here, or later in the event loop, where the window tells it.
        """
        self._wanted, self._asked = Question(read, take, tells_failure=True), None
        if self._thread is None:
            self._begin()
            with suppress(queue.Empty):
                self._end(self._answers.get(timeout=PATIENCE_S))
        if self._thread is not None or self._wanted is not None:
            self._timer.start()

    def forget(self) -> None:
        """Nobody wants to know any more."""
        self._wanted = self._asked = None

    def _look(self) -> None:
        if self._thread is not None:
            if self._answers.empty():
                return
            self._end(self._answers.get())
        if self._wanted is None:
            self._timer.stop()
        elif self._thread is None:  # an answer may have led to another question
            self._begin()

    def _begin(self) -> None:
        self._asked, self._wanted = self._wanted, None
        assert self._asked is not None
        given = (self._asked.read, self._answers)
        self._thread = threading.Thread(
            target=_answer, args=given, name="reader", daemon=self._may_hang
        )
        self._thread.start()

    def _end(self, answer: Any) -> None:
        assert self._thread is not None
        self._thread.join()
        self._thread = None
        asked, self._asked = self._asked, None
        if asked is None:
            return
        if not isinstance(answer, Exception):
            asked.take(answer)
        elif asked.tells_failure:
            raise answer


def _answer(read: Callable[[], Any], answers: Answers) -> None:
    try:
        answers.put(read())
    except StudioError as error:
        log.info("A read ahead failed", exc_info=error)
        answers.put(error)
    except Exception as error:
        log.exception("A read ahead failed")
        answers.put(error)
