"""Collects reference cycles in the GUI thread only.

Python's collector runs in whichever thread crosses its threshold. In the worker it would destroy
Qt objects outside their thread, and crash.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

CHECK_EVERY_MS = 1000


class GarbageCollector(QObject):
    """Replaces the automatic collector until `stop`.

    What exists when `settled` first says so (torch is loaded) is set aside: looking through it
    again and again would hold up the window.
    """

    def __init__(self, settled: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settled = settled
        self._set_aside = False
        self._timer = QTimer(self, interval=CHECK_EVERY_MS)
        self._timer.timeout.connect(self.check)
        gc.disable()
        self._timer.start()

    def check(self) -> None:
        """Collect the oldest generation that is due."""
        if not self._set_aside and self._settled():
            self._set_aside = True
            gc.freeze()
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
