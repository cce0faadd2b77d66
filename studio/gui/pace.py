"""How long a job has taken and will take, counted without its pauses."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

REMEMBERED_STEPS = 30  # the speed is that of the last so many reports


class Pace:
    """Told of every step, it knows the seconds spent and the seconds left.

    A job that goes on with an earlier one begins at that one's last step.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, first_step: int = 0) -> None:
        self._clock = clock
        self._began = clock()
        self._paused_at: float | None = None
        self._paused_for = 0.0
        self._steps: deque[tuple[int, float]] = deque([(first_step, 0.0)], maxlen=REMEMBERED_STEPS)
        self.step = 0
        self.total = 0

    def reach(self, step: int, total: int) -> None:
        self.step, self.total = step, total
        if step > self._steps[-1][0]:
            self._steps.append((step, self.elapsed()))

    def pause(self) -> None:
        if self._paused_at is None:
            self._paused_at = self._clock()

    def resume(self) -> None:
        if self._paused_at is not None:
            self._paused_for += self._clock() - self._paused_at
            self._paused_at = None

    def elapsed(self) -> float:
        """Seconds of work so far."""
        until = self._clock() if self._paused_at is None else self._paused_at
        return until - self._began - self._paused_for

    def left(self) -> float | None:
        """Seconds that the remaining steps will take; None before there is a speed to go by."""
        (first, began), (last, reached) = self._steps[0], self._steps[-1]
        if last == first or not self.total:
            return None
        a_step = (reached - began) / (last - first)
        since_last = self.elapsed() - reached
        return max(0.0, a_step * (self.total - last) - since_last)
