"""How late the window's thread is while PPO trains, beside the same window with nothing running.

A 16 ms timer in the GUI thread notes how much later than 16 ms each tick comes. Run it with

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/window_lateness.py [--seconds 60]

The real window on the Train screen, the sample project, the embedded model, a reward model trained
on synthetic comparisons. To pass, the 99th percentile while PPO trains stays under 16 ms.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

TICK_MS = 16
os.environ.setdefault("RLHF_STUDIO_HOME", tempfile.mkdtemp())


def percentiles(late: list[float]) -> str:
    ordered = sorted(late)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    figures = [f"{n} {ordered[int(s * (len(ordered) - 1))]:6.1f}" for n, s in shares.items()]
    return f"{'  '.join(figures)}  max {ordered[-1]:6.1f} ms  ({len(late)} ticks)"


def main(seconds: float) -> int:
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from studio.config import PPOOptions, RewardOptions, Settings, SFTOptions
    from studio.gui.bridge import Job
    from studio.gui.context import Context
    from studio.gui.main_window import MainWindow
    from studio.jobs.events import Event, Failed, Progress
    from studio.jobs.requests import LabelSynthetically, Sample, TrainPPO, TrainReward, TrainSFT
    from studio.store.labels import add_labeler
    from studio.store.project import create_project

    app = QApplication(sys.argv[:1])
    project = create_project(Path(tempfile.mkdtemp()) / "benchmark", sample=True)
    context = Context(Settings())
    window = MainWindow(context)
    context.open(project, add_labeler(project.store, "Benchmark"))
    window.show()
    context.go_to.emit("train", None)

    late: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        late.append((now - last[0]) * 1000 - TICK_MS)
        last[0] = now

    timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)

    def watch(for_seconds: float) -> list[float]:
        late.clear()
        last[0] = time.perf_counter()
        timer.start()
        loop = QEventLoop()
        QTimer.singleShot(int(for_seconds * 1000), loop.quit)
        loop.exec()
        timer.stop()
        return list(late)

    def wait_for(job: Job, enough: type[Event] | None = None) -> None:
        loop = QEventLoop()

        def seen(other: Job, event: Event) -> None:
            if isinstance(event, Failed):
                sys.exit(f"{type(job.request).__name__}: {event.code} {event.details}")
            if other is job and enough is not None and isinstance(event, enough):
                loop.quit()

        context.bridge.event.connect(seen)
        context.bridge.ended.connect(lambda other, _: other is job and loop.quit())
        loop.exec()
        context.bridge.event.disconnect(seen)

    for request in (
        TrainSFT(SFTOptions(epochs=1)),
        Sample(prompts=40),
        LabelSynthetically(),
        TrainReward(RewardOptions()),
    ):
        wait_for(context.bridge.submit(request))
    idle = watch(seconds / 3)
    job = context.bridge.submit(TrainPPO(PPOOptions(episodes=1_000_000)))
    wait_for(job, Progress)  # the first rollout is in: it trains
    training = watch(seconds)
    job.control.stop()
    wait_for(job)
    print(f"{os.cpu_count()} cores, {platform.processor() or platform.machine()}, Python", end=" ")
    print(f"{platform.python_version()}; lateness beyond a {TICK_MS} ms tick:")
    print(f"  nothing runs  {percentiles(idle)}")
    print(f"  PPO trains    {percentiles(training)}")
    window.close()
    app.processEvents()
    return int(sorted(training)[int(0.99 * (len(training) - 1))] >= TICK_MS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    sys.exit(main(parser.parse_args().seconds))
