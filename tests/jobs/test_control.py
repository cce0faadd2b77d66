"""Stop and pause."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

import pytest

from studio.jobs.control import RunControl, StopRequested


def test_a_job_goes_on_until_it_is_stopped() -> None:
    control = RunControl()
    control.checkpoint()
    assert not control.stopping
    control.stop()
    assert control.stopping
    for _ in range(2):
        with pytest.raises(StopRequested):
            control.checkpoint()


def worker(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_a_paused_job_waits_until_it_is_resumed() -> None:
    control, passed = RunControl(), threading.Event()
    control.pause()
    assert control.paused

    def work() -> None:
        control.checkpoint()
        passed.set()

    thread = worker(work)
    assert not passed.wait(0.1)
    control.resume()
    assert passed.wait(10)
    thread.join(10)
    assert not control.paused


def test_a_stop_wakes_a_paused_job() -> None:
    control, stopped = RunControl(), threading.Event()
    control.pause()

    def work() -> None:
        try:
            control.checkpoint()
        except StopRequested:
            stopped.set()

    thread = worker(work)
    assert not stopped.wait(0.1)
    control.stop()
    assert stopped.wait(10)
    thread.join(10)


def test_a_stopping_job_is_not_paused_again() -> None:
    control = RunControl()
    control.stop()
    control.pause()
    assert not control.paused
    with pytest.raises(StopRequested):
        control.checkpoint()


@pytest.mark.skipif(not hasattr(signal, "raise_signal"), reason="needs signals")
def test_a_signal_may_stop_the_job_that_it_interrupts() -> None:
    control = RunControl()
    before = signal.signal(signal.SIGINT, lambda number, frame: control.stop())
    try:
        control.checkpoint()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(StopRequested):
            control.checkpoint()
    finally:
        signal.signal(signal.SIGINT, before)
