"""The only thread code of the window's jobs: one worker thread, one queue of events, one timer.

The worker holds no QObject. It appends events to a queue; a timer in the GUI thread takes a few
milliseconds' worth and emits signals there, so a fast stage cannot flood the window.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from studio.jobs.control import RunControl
from studio.jobs.events import LAST_EVENTS, Event, Failed
from studio.jobs.requests import Request
from studio.store.project import Project

DRAIN_EVERY_MS = 50
DRAIN_FOR_S = 0.005

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Job:
    """A request on its way through the worker."""

    id: int
    request: Request
    project: Project
    control: RunControl = field(default_factory=RunControl)
    ended: bool = False


class Bridge(QObject):
    queued = Signal(object)  # Job
    event = Signal(object, object)  # type: ignore[assignment]  # Job, Event; hides a method of Qt
    ended = Signal(object, object)  # Job, its last Event

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.jobs: list[Job] = []  # the running one first, then those that wait
        self.warm = threading.Event()  # torch is loaded, and its first costs are paid
        self._numbers = itertools.count(1)
        self._requests: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._events: deque[tuple[Job, Event]] = deque()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=DRAIN_EVERY_MS)
        self._timer.timeout.connect(self.drain)

    @property
    def current(self) -> Job | None:
        return self.jobs[0] if self.jobs else None

    def start(self) -> None:
        """Start the worker, which loads torch before it waits for jobs."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
            self._thread.start()

    def submit(self, request: Request) -> Job:
        """Queue a request for the open project; its events arrive by `event` and `ended`."""
        assert self.project is not None
        job = Job(next(self._numbers), request, self.project)
        self.jobs.append(job)
        self.start()
        self._requests.put(job)
        self._timer.start()
        self.queued.emit(job)
        return job

    def drain(self) -> None:
        """Hand waiting events to the window, for a few milliseconds at most."""
        until = time.perf_counter() + DRAIN_FOR_S
        while self._events and time.perf_counter() < until:
            job, event = self._events.popleft()
            if isinstance(event, LAST_EVENTS):
                job.ended = True
                self.jobs.remove(job)
            self.event.emit(job, event)
            if job.ended:
                self.ended.emit(job, event)
        if not self.jobs and not self._events:
            self._timer.stop()

    def stop_all(self) -> None:
        for job in self.jobs:
            job.control.stop()

    def shut_down(self, seconds: float = 10.0) -> bool:
        """Stop everything and wait for the worker; true when it ended in time."""
        self.stop_all()
        self._timer.stop()
        if self._thread is None:
            return True
        self._requests.put(None)
        self._thread.join(seconds)
        ended = not self._thread.is_alive()
        self._thread = None
        return ended

    def _work(self) -> None:
        self._warm_up()
        while (job := self._requests.get()) is not None:
            emit = partial(self._tell, job)
            try:
                from studio.jobs.runner import run  # imports torch, so in the worker

                run(job.project, job.request, emit=emit, control=job.control)
            except Exception as error:  # `run` never raises; its import may, with a broken torch
                reason = f"{type(error).__name__}: {error}"
                emit(Failed("unexpected", {"reason": reason}, traceback.format_exc()))

    def _warm_up(self) -> None:
        try:
            from studio.lm import warm_up

            warm_up()
        except Exception:
            log.exception("torch could not be warmed up")  # the first job says it to the person
        self.warm.set()

    def _tell(self, job: Job, event: Event) -> None:
        self._events.append((job, event))
