"""What a run emits is passed on at once and kept once a second."""

from __future__ import annotations

import pytest

from studio.jobs import recorder
from studio.jobs.events import Event, Notice, Progress, SampleSeen
from studio.jobs.recorder import Recorder
from studio.store import runs
from studio.store.project import Project


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(recorder, "time", clock)
    return clock


def test_events_are_kept_once_a_second_and_at_the_end(project: Project, clock: Clock) -> None:
    store, told = project.store, list[Event]()
    run = runs.start_run(store, "sft", {}, None, 0, "hash", 3)
    record = Recorder(store, run.id, told.append)
    events: list[Event] = [
        Progress(1, 9, {"loss": 2.0, "kl": 0.5}),
        SampleSeen(1, "Frogs?", "Yes.", 0.25),
        Notice("info", "anything"),
    ]
    for event in events:
        record(event)
    assert told == events
    assert runs.metrics(store, run.id) == {}
    clock.now += 1.5
    record(Progress(2, 9, {"loss": 1.0}))
    assert runs.metrics(store, run.id) == {"loss": [(1, 2.0), (2, 1.0)], "kl": [(1, 0.5)]}
    assert runs.run_samples(store, run.id) == [(1, "Frogs?", "Yes.", 0.25)]
    record(Progress(3, 9, {"loss": 0.5}))
    assert runs.metrics(store, run.id)["loss"][-1] == (2, 1.0)
    record.flush()
    record.flush()
    assert runs.metrics(store, run.id)["loss"] == [(1, 2.0), (2, 1.0), (3, 0.5)]
    assert len(runs.run_samples(store, run.id)) == 1
    assert record.step == 3
    runs.end_run(store, run.id, "finished", {})


def test_later_figures_of_a_step_join_its_first(project: Project, clock: Clock) -> None:
    run = runs.start_run(project.store, "sft", {}, None, 0, "hash", 3)
    record = Recorder(project.store, run.id, [].append)
    record(Progress(4, 9, {"loss": 2.0}))
    record(Progress(4, 9, {"heldout_loss": 3.0}))
    record.flush()
    assert runs.metrics(project.store, run.id) == {"loss": [(4, 2.0)], "heldout_loss": [(4, 3.0)]}
    runs.end_run(project.store, run.id, "finished", {})
