"""A worker whose jobs say what the test has them say; no torch is loaded."""

from __future__ import annotations

import queue
import sys
import types

import pytest

from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import LAST_EVENTS, Event, Stopped

WAIT_S = 20


class ScriptedWorker:
    """Jobs emit what `tell` is given, one job after another; each ends with its last event."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.requests: list[object] = []
        self.controls: list[RunControl] = []
        runner = types.ModuleType("studio.jobs.runner")
        runner.run = self._run
        monkeypatch.setitem(sys.modules, "studio.jobs.runner", runner)
        monkeypatch.setattr("studio.lm.warm_up", lambda: None)

    def tell(self, *events: Event) -> None:
        for event in events:
            self._events.put(event)

    def _run(self, project, request, *, emit, control) -> None:
        self.requests.append(request)
        self.controls.append(control)
        while True:
            event = self._events.get(timeout=WAIT_S)
            try:
                control.checkpoint()
            except StopRequested:
                event = Stopped(0)
            emit(event)
            if isinstance(event, LAST_EVENTS):
                return
