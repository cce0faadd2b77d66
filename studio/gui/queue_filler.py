"""Keeps some sets of answers ready to be ranked, so that a labeler never waits for a model."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from studio.gui.bridge import Job
from studio.gui.context import Context
from studio.jobs.events import Event, Failed, Finished, Progress, Stopped
from studio.jobs.requests import FillQueue, Sample

AHEAD = 1.5  # of the depth: some more than it are sampled, so that not every ranking begins a job


class QueueFiller(QObject):
    """Starts a job when fewer sets wait than the chosen depth, and no other job runs.

    It gives way to every other job. After the person's stop, a failure, or when nothing new came
    of it, it rests until `wake`, another labeler or another language.
    """

    arrived = Signal()  # there are new response sets
    failed = Signal(object)  # Failed
    changed = Signal()  # whether it is filling

    def __init__(
        self, context: Context, sampling: Callable[[], Sample | None], parent: QObject | None = None
    ) -> None:
        """`sampling` says by whom and how answers are to be sampled; None is by nobody."""
        super().__init__(parent)
        self._context = context
        self._sampling = sampling
        self._job: Job | None = None
        self._waiting: int | None = None  # sets, by the latest count
        self._resting = False
        self._yielding = False
        self._for: tuple[object, ...] = ()
        context.bridge.queued.connect(self._take_queued)
        context.bridge.event.connect(self._take_event)
        context.bridge.ended.connect(self._take_end)
        context.labeler_changed.connect(self._forget)
        self._take_over()

    @property
    def filling(self) -> bool:
        return self._job is not None

    def tell_waiting(self, count: int) -> None:
        """So many sets wait for the labeler: fill the queue if these are too few."""
        self._waiting = count
        self._consider()

    def wake(self) -> None:
        """The person wants answers after all, or has chosen another depth."""
        self._resting = False
        self._consider()

    def stop(self) -> None:
        """End filling, and rest."""
        self._resting = True
        if self._job is not None:
            self._job.control.stop()

    def _consider(self) -> None:
        context, depth = self._context, self._context.settings.queue_depth
        labeler, language = context.labeler, context.settings.label_language
        if labeler is None or context.project is None or self._waiting is None:
            return
        if self._for != (context.project, labeler.id, language):
            self._for = (context.project, labeler.id, language)
            self._resting = False
        if self._resting or context.bridge.jobs or self._waiting >= depth:
            return
        sampling = self._sampling()
        if sampling is not None:
            context.bridge.submit(FillQueue(labeler.id, round(AHEAD * depth), sampling))

    def _take_over(self) -> None:
        for job in self._context.bridge.jobs:
            self._take_queued(job)

    def _take_queued(self, job: Job) -> None:
        if isinstance(job.request, FillQueue):
            self._job = job
            self._yielding = False
            self.changed.emit()
        elif self._job is not None and not self._job.control.stopping:
            self._yielding = True
            self._job.control.stop()

    def _take_event(self, job: Job, event: Event) -> None:
        if job is self._job and isinstance(event, Progress):
            self.arrived.emit()

    def _take_end(self, job: Job, event: Event) -> None:
        if job is not self._job:
            self._consider()
            return
        self._job = None
        self._waiting = None  # until it is counted again
        stopped = isinstance(event, Stopped) and not self._yielding
        in_vain = isinstance(event, Finished) and not event.summary.get("sets")
        self._resting |= stopped or in_vain or isinstance(event, Failed)
        self.changed.emit()
        self.arrived.emit()
        if isinstance(event, Failed) and event.code != "no_prompts":
            self.failed.emit(event)

    def _forget(self) -> None:
        """What waited, waited for another labeler."""
        self._waiting = None
