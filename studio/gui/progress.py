"""How far the running job is, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from studio.gui.bridge import Bridge, Job
from studio.gui.stage_names import stage_of
from studio.jobs.events import Event, Progress, Started

KNOWN_AFTER_S = 2.0  # a guess from less is not worth showing


class JobProgress(QObject):
    """Follows the bridge's running job. Time spent in a pause does not count."""

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
        self.step = self.total = 0
        self._active = 0.0  # s, until `_since`
        self._since = 0.0
        self._at_step = 0.0  # active seconds when the last step was done
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
        return min(1.0, self.step / self.total) if self.total > 0 else None

    def active_seconds(self) -> float:
        """How long the job has run, without its pauses."""
        now = self._clock()
        if not self.paused:
            self._active += now - self._since
        self._since = now
        return self._active

    def seconds_left(self) -> float | None:
        """From the pace so far, or None while that is too short to tell."""
        active = self.active_seconds()
        if self.step < 1 or self.total < 1 or self._at_step < KNOWN_AFTER_S:
            return None
        pace = self._at_step / self.step
        since_step = active - self._at_step
        return max(0.0, pace * (self.total - self.step) - since_step)

    def _follow(self, *_: object) -> None:
        if self._bridge.current is not self._job:
            self._job = self._bridge.current
            self._restart(0)

    def _take(self, job: Job, event: Event) -> None:
        if job is not self._job:
            return
        if isinstance(event, Started):
            self._restart(event.total_steps)
        elif isinstance(event, Progress):
            self.step, self.total = event.step, event.total
            self._at_step = self.active_seconds()

    def _restart(self, total: int) -> None:
        self.step, self.total = 0, total
        self._active = self._at_step = 0.0
        self._since = self._clock()
