from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtWidgets import QLabel

from studio.gui.progress import JobProgress
from studio.jobs.events import Failed, Finished, Progress, Started, Stopped
from studio.jobs.requests import Sample, TrainSFT


def test_pyside_keeps_the_reference_count_of_none(qapp):
    """PySide6 6.12.0 on Python 3.11 loses a reference of None with every call, and aborts."""
    label = QLabel()
    label.setText("warm")
    before = sys.getrefcount(None)
    for number in range(500):
        label.setText(str(number))
    assert sys.getrefcount(None) > before - 100


def test_events_arrive_in_order_in_the_gui_thread(qtbot, context, worker):
    seen = []
    context.bridge.event.connect(
        lambda job, event: seen.append((event, threading.current_thread()))
    )
    told = [Started("sft", 2), Progress(1, 2), Progress(2, 2), Finished(2, {"loss": 1.0})]
    with qtbot.waitSignal(context.bridge.ended) as ended:
        job = context.bridge.submit(TrainSFT())
        worker.tell(*told)
    assert ended.args == [job, told[-1]]
    assert seen == [(event, threading.main_thread()) for event in told]
    assert job.ended
    assert context.bridge.jobs == []


def test_jobs_wait_for_their_turn(qtbot, context, worker):
    first, second = context.bridge.submit(TrainSFT()), context.bridge.submit(Sample())
    assert context.bridge.jobs == [first, second]
    with qtbot.waitSignal(context.bridge.ended):
        worker.tell(Finished(0))
    assert context.bridge.current is second
    with qtbot.waitSignal(context.bridge.ended):
        worker.tell(Finished(0))
    assert worker.requests == [first.request, second.request]


def test_a_job_that_waits_is_already_gone_when_its_end_is_told(qtbot, context, worker):
    left = []
    context.bridge.ended.connect(lambda *_: left.append(list(context.bridge.jobs)))
    with qtbot.waitSignal(context.bridge.ended):
        context.bridge.submit(TrainSFT())
        worker.tell(Finished(0))
    assert left == [[]]


def test_a_flood_of_events_is_handed_over_in_portions(qtbot, context, worker, monkeypatch):
    ticks = iter(range(10_000))
    monkeypatch.setattr("studio.gui.bridge.time.perf_counter", lambda: next(ticks) * 0.001)
    counts = []
    context.bridge.event.connect(lambda *_: counts.append(1))
    context.bridge.submit(TrainSFT())
    worker.tell(*[Progress(step, 100) for step in range(100)], Finished(100))
    qtbot.waitUntil(lambda: len(context.bridge._events) == 101 - len(counts))
    before = len(counts)
    context.bridge.drain()
    assert 0 < len(counts) - before < 10
    monkeypatch.undo()
    qtbot.waitUntil(lambda: len(counts) == 101)


def test_shutting_down_stops_what_runs_and_what_waits(context, worker):
    jobs = [context.bridge.submit(TrainSFT()), context.bridge.submit(TrainSFT())]
    worker.tell(Progress(1, 9), Progress(2, 9))
    assert context.bridge.shut_down()
    assert all(job.control.stopping for job in jobs)
    assert context.bridge.shut_down(), "a second time there is nothing to wait for"


def test_a_worker_that_does_not_answer_is_not_waited_for_long(context, worker):
    context.bridge.submit(TrainSFT())
    assert not context.bridge.shut_down(0.05)
    worker.tell(Stopped(0))  # lets the thread end
    for thread in threading.enumerate():
        if thread.name == "worker":
            thread.join()


def test_a_broken_import_of_the_runner_ends_the_job_in_words(qtbot, context, monkeypatch):
    monkeypatch.setitem(sys.modules, "studio.jobs.runner", None)
    monkeypatch.setattr("studio.lm.warm_up", lambda: None)
    with qtbot.waitSignal(context.bridge.ended) as ended:
        context.bridge.submit(TrainSFT())
    last = ended.args[1]
    assert isinstance(last, Failed)
    assert last.code == "unexpected"
    assert "studio.jobs.runner" in last.details["reason"]


def test_a_failing_warm_up_does_not_keep_jobs_from_running(qtbot, context, worker, monkeypatch):
    def fail() -> None:
        raise OSError("libtorch.so: no such file")

    monkeypatch.setattr("studio.lm.warm_up", fail)
    with qtbot.waitSignal(context.bridge.ended) as ended:
        context.bridge.submit(TrainSFT())
        worker.tell(Finished(0))
    assert isinstance(ended.args[1], Finished)
    assert context.bridge.warm.is_set()


def test_progress_and_time_left_without_pauses(qtbot, context, worker):
    now = [0.0]
    progress = JobProgress(context.bridge, clock=lambda: now[0])
    assert progress.job is None
    job = context.bridge.submit(TrainSFT())
    context.bridge.submit(Sample())
    assert (progress.stage, progress.share, progress.waiting) == ("sft", None, 1)
    worker.tell(Started("sft", 10))
    qtbot.waitUntil(lambda: progress.share == 0)
    assert progress.seconds_left() is None
    now[0] = 4.0
    worker.tell(Progress(2, 10))
    qtbot.waitUntil(lambda: progress.share == 0.2)
    assert progress.seconds_left() == pytest.approx(16)
    job.control.pause()
    assert progress.paused
    assert progress.seconds_left() == pytest.approx(16)
    now[0] = 100.0
    assert progress.seconds_left() == pytest.approx(16)
    job.control.resume()
    progress.seconds_left()
    now[0] = 103.0
    assert progress.seconds_left() == pytest.approx(13)
    with qtbot.waitSignal(context.bridge.ended):
        worker.tell(Finished(10))
    assert (progress.stage, progress.share) == ("sample", None)
    worker.tell(Finished(0))
