"""A running job: how far it is, how long still, pause and stop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.bridge import Bridge, Job
from studio.gui.pace import Pace
from studio.gui.stage_names import stage_name, stage_of
from studio.gui.widgets.basic import KeyButton
from studio.gui.widgets.work_clock import clock_text
from studio.jobs.events import Event, Progress, Started

PAUSE_KEY, STOP_KEY = "Ctrl+P", "Ctrl+."
BAR_PARTS = 1000


class JobBox(QWidget):
    """Shows one job, from the queue to its end, and acts on it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.job: Job | None = None
        self._paces: dict[int, Pace] = {}  # by number of the job
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, BAR_PARTS)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.pause = KeyButton(key=PAUSE_KEY)
        self.pause.clicked.connect(self._pause_or_resume)
        self.stop = KeyButton(key=STOP_KEY)
        self.stop.clicked.connect(self._stop)
        self._beat = QTimer(self, interval=1000)
        self._beat.timeout.connect(self._show_state)
        bridge.event.connect(self._take)
        bridge.ended.connect(self._take_end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.addWidget(self.pause, 1)
        row.addWidget(self.stop, 2)
        column.addLayout(row)
        self._show_state()

    def follow(self, job: Job | None) -> None:
        """Show this job, or none."""
        self.job = job
        self._show_state()

    def retranslate(self) -> None:
        self._show_state()

    def _take(self, job: Job, event: Event) -> None:
        if isinstance(event, Started):
            self._paces[job.id] = Pace()
        elif isinstance(event, Progress) and job.id in self._paces:
            self._paces[job.id].reach(event.step, event.total)
        else:
            return
        if job is self.job:
            self._show_progress()

    def _take_end(self, job: Job) -> None:
        self._paces.pop(job.id, None)
        self._show_state()

    def _pause_or_resume(self) -> None:
        if self.job is None:
            return
        pace, control = self._paces.get(self.job.id), self.job.control
        if control.paused:
            control.resume()
            if pace is not None:
                pace.resume()
        else:
            control.pause()
            if pace is not None:
                pace.pause()
        self._show_state()

    def _stop(self) -> None:
        if self.job is not None:
            self.job.control.stop()
            self._show_state()

    def _show_state(self) -> None:
        if self.job is None:
            return
        control, started = self.job.control, self.job.id in self._paces
        if control.paused:
            self.pause.set_text(self.tr("Resume"))
        else:
            self.pause.set_text(self.tr("Pause"))
        if started:
            self.stop.set_text(
                self.tr("Stop and keep"), self.tr("Stop, and keep what has been trained so far")
            )
        else:
            self.stop.set_text(self.tr("Cancel"), self.tr("Take this back before it begins"))
        self.pause.setEnabled(started and not control.stopping)
        self.stop.setEnabled(not control.stopping)
        self.bar.setAccessibleName(self.tr("Progress"))
        self._show_progress()

    def _show_progress(self) -> None:
        pace = None if self.job is None else self._paces.get(self.job.id)
        share = pace.step / pace.total if pace is not None and pace.total else 0.0
        self.bar.setValue(round(BAR_PARTS * share))
        self.words.setText(self._told(pace))

    def _told(self, pace: Pace | None) -> str:
        assert self.job is not None
        if self.job.control.stopping:
            return self.tr("Stopping; what has been trained is being saved …")
        if pace is None:
            ahead = self._bridge.current
            if ahead is None or ahead is self.job:
                return self.tr("Preparing …")
            return self.tr("Waits for {stage} to finish").format(
                stage=stage_name(stage_of(ahead.request))
            )
        said = self.tr("Step {step} of {total}  ·  {elapsed}").format(
            step=pace.step, total=pace.total, elapsed=clock_text(pace.elapsed())
        )
        if self.job.control.paused:
            return said + "  ·  " + self.tr("paused")
        if (left := pace.left()) is not None:
            said += "  ·  " + self.tr("about {left} left").format(left=clock_text(left))
        return said

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._beat.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._beat.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
