"""How far the running job is, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from studio.gui.bridge import Bridge, Job
from studio.gui.pace import Pace
from studio.gui.stage_names import stage_of
from studio.jobs.events import Event, Progress, Started


class JobProgress(QObject):
    """Follows the bridge's running job. Whoever pauses it, its pauses do not count."""

    def __init__(
        self,
        bridge: Bridge,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._clock = clock
        self._job: Job | None = None
        self._pace: Pace | None = None  # none before the job has started
        bridge.queued.connect(self._follow)
        bridge.event.connect(self._take)
        bridge.ended.connect(self._follow)

    @property
    def job(self) -> Job | None:
        return self._bridge.current

    @property
    def waiting(self) -> int:
        """How many jobs wait for the running one."""
        return max(0, len(self._bridge.jobs) - 1)

    @property
    def stage(self) -> str:
        return "" if self.job is None else stage_of(self.job.request)

    @property
    def paused(self) -> bool:
        return self.job is not None and self.job.control.paused

    @property
    def stopping(self) -> bool:
        return self.job is not None and self.job.control.stopping

    @property
    def share(self) -> float | None:
        """From 0 to 1, or None while it cannot be told."""
        pace = self._pace
        return min(1.0, pace.step / pace.total) if pace is not None and pace.total else None

    @property
    def pace(self) -> Pace | None:
        """The running job's, its pauses left out; None before it has started."""
        if self._pace is not None:
            if self.paused:
                self._pace.pause()
            else:
                self._pace.resume()
        return self._pace

    def seconds_left(self) -> float | None:
        """From the pace so far, or None while there is none to go by."""
        return None if self.pace is None else self.pace.left()

    def _follow(self, *_: object) -> None:
        if self._bridge.current is not self._job:
            self._job = self._bridge.current
            self._pace = None

    def _take(self, job: Job, event: Event) -> None:
        if job is not self._job:
            return
        if isinstance(event, Started):
            self._pace = Pace(self._clock, event.steps_done)
            self._pace.reach(event.steps_done, event.total_steps)
        elif isinstance(event, Progress) and self._pace is not None:
            self._pace.reach(event.step, event.total)
