"""The curves and samples of one run, whether it goes on now or was read from the store."""

from __future__ import annotations

from collections import deque

from studio.gui.curve import Curve, RunCurves
from studio.gui.widgets.sample_feed import MOST_SAMPLES, Sample
from studio.jobs.events import Event, Failed, Notice, Progress, SampleSeen
from studio.store import runs
from studio.store.engine import Store
from studio.store.records import Run


class RunView:
    """What the Train screen shows of a run."""

    def __init__(self, run_id: int | None, stage: str) -> None:
        self.run_id = run_id
        self.stage = stage
        self.curves: dict[str, Curve] = {}
        self.samples: deque[Sample] = deque(maxlen=MOST_SAMPLES)  # oldest first
        self.told: list[Notice | Failed] = []  # while it ran in this window

    @classmethod
    def read(cls, store: Store, run: Run) -> RunView:
        """A run as it was recorded."""
        view = cls(run.id, run.stage)
        recorded = runs.metrics(store, run.id)
        view.curves = {name: Curve(points) for name, points in recorded.items()}
        view.samples.extend(Sample(*row) for row in runs.run_samples(store, run.id, MOST_SAMPLES))
        return view

    def take(self, event: Event) -> None:
        """Add what a running job tells."""
        if isinstance(event, Progress):
            for name, value in event.metrics.items():
                self.curves.setdefault(name, Curve()).append(event.step, value)
        elif isinstance(event, SampleSeen):
            self.samples.append(sample_of(event))
        elif isinstance(event, Notice | Failed):
            self.told.append(event)

    def named(self, name: str) -> RunCurves:
        """The curves for the plots; they go on growing while the run does."""
        return RunCurves(name, self.curves)


def sample_of(event: SampleSeen) -> Sample:
    return Sample(event.step, event.prompt, event.response, event.reward)
