"""How long a person worked on an item: only while it is shown in the active window."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

TICK_MS = 1000


class WorkClock(QObject):
    """Counts seconds while `watched` is visible, its window active and an item begun."""

    ticked = Signal()

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self._watched = watched
        self._before = 0.0
        self._begun = False
        self._elapsed = QElapsedTimer()
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.ticked)
        watched.installEventFilter(self)

    @property
    def running(self) -> bool:
        return self._elapsed.isValid()

    @property
    def seconds(self) -> float:
        return self._before + (self._elapsed.elapsed() / 1000 if self.running else 0.0)

    def begin(self, before: float = 0.0) -> None:
        """Start on an item that already took `before` seconds."""
        self._pause()
        self._before = before
        self._begun = True
        self._follow()
        self.ticked.emit()

    def end(self) -> None:
        """No item is shown any more."""
        self._pause()
        self._begun = False
        self._before = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.Show,
            QEvent.Type.Hide,
            QEvent.Type.WindowActivate,
            QEvent.Type.WindowDeactivate,
        ):
            # Asked afterwards, because during these events the widget's state is still the old one.
            QTimer.singleShot(0, self, self._follow)
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        attended = self._watched.isVisible() and self._watched.isActiveWindow()
        if not (self._begun and attended):
            self._pause()
        elif not self.running:
            self._elapsed.start()
            self._tick.start()

    def _pause(self) -> None:
        self._before = self.seconds
        self._elapsed.invalidate()
        self._tick.stop()


def clock_text(seconds: float) -> str:
    """Minutes and seconds, as on a clock: 0:42, 12:05, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
