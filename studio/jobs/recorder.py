"""Keeps what a run emits: metrics and samples, in one transaction a second."""

from __future__ import annotations

import time

from studio.jobs.events import Emit, Event, Progress, SampleSeen
from studio.store import runs
from studio.store.engine import Store

EVERY_SECONDS = 1.0


class Recorder:
    """Passes events on and records them for the run; `flush` at the end keeps the rest.

    `step` is the last one that was told.
    """

    def __init__(self, store: Store, run_id: int, emit: Emit) -> None:
        self._store, self._run_id, self._emit = store, run_id, emit
        self._metrics: list[tuple[int, str, float]] = []
        self._samples: list[tuple[int, str, str, float | None]] = []
        self._flushed = time.monotonic()
        self.step = 0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.step = event.step
            self._metrics += [(event.step, name, value) for name, value in event.metrics.items()]
        elif isinstance(event, SampleSeen):
            self._samples.append((event.step, event.prompt, event.response, event.reward))
        if time.monotonic() - self._flushed > EVERY_SECONDS:
            self.flush()
        self._emit(event)

    def flush(self) -> None:
        """Write what has been collected."""
        if self._metrics:
            runs.record_metrics(self._store, self._run_id, self._metrics)
        if self._samples:
            runs.add_run_samples(self._store, self._run_id, self._samples)
        self._metrics, self._samples = [], []
        self._flushed = time.monotonic()
