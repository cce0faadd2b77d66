"""A running job: how far it is, how long still, pause and stop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.gui import keys, theme
from studio.gui.bridge import Bridge, Job
from studio.gui.pace import Pace
from studio.gui.progress import JobProgress
from studio.gui.stage_names import stage_name, stage_of
from studio.gui.widgets.work_clock import clock_text
from studio.jobs.events import Event, Progress, Started

BAR_PARTS = 1000


class JobBox(QWidget):
    """Shows one job, from the queue to its end, and acts on it.

    The window's commands of the same names act on the running job; the buttons tell their keys.
    """

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.job: Job | None = None
        self._progress = JobProgress(bridge, parent=self)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, BAR_PARTS)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.pause = QPushButton()
        self.pause.clicked.connect(self._pause_or_resume)
        self.stop = QPushButton()
        self.stop.clicked.connect(self._stop)
        self._beat = QTimer(self, interval=1000)
        self._beat.timeout.connect(self._show_state)
        bridge.event.connect(self._take)
        bridge.ended.connect(self._show_state)
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

    @property
    def running(self) -> bool:
        return self.job is not None and self.job is self._bridge.current

    def _take(self, job: Job, event: Event) -> None:
        if job is self.job and isinstance(event, Started):
            self._show_state()
        elif job is self.job and isinstance(event, Progress):
            self._show_progress()

    def _pause_or_resume(self) -> None:
        if self.job is None:
            return
        if self.job.control.paused:
            self.job.control.resume()
        else:
            self.job.control.pause()
        self._show_state()

    def _stop(self) -> None:
        if self.job is not None:
            self.job.control.stop()
            self._show_state()

    def _show_state(self) -> None:
        if self.job is None:
            return
        control, started = self.job.control, self._pace() is not None
        pausing = self.tr("Resume") if control.paused else self.tr("Pause")
        stopping = self.tr("Stop and keep") if started else self.tr("Cancel")
        for button, text, name in (
            (self.pause, pausing, "job.pause"),
            (self.stop, stopping, "job.stop"),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            key = f" ({keys.shown(name)})" if self.running else ""
            button.setToolTip(text + key)
        self.pause.setEnabled(started and not control.stopping)
        self.stop.setEnabled(not control.stopping)
        self.bar.setAccessibleName(self.tr("Progress"))
        self._show_progress()

    def _pace(self) -> Pace | None:
        return self._progress.pace if self.running else None

    def _show_progress(self) -> None:
        if self.job is None:
            return
        share = self._progress.share if self.running else None
        self.bar.setValue(round(BAR_PARTS * (share or 0.0)))
        self.words.setText(self._told(self.job))

    def _told(self, job: Job) -> str:
        pace = self._pace()
        if job.control.stopping:
            return self.tr("Stopping; what has been trained is being saved …")
        if pace is None:
            ahead = self._bridge.current
            if ahead is None or ahead is job:
                return self.tr("Preparing …")
            return self.tr("Waits for {stage} to finish").format(
                stage=stage_name(stage_of(ahead.request))
            )
        said = self.tr("Step {step} of {total}  ·  {elapsed}").format(
            step=pace.step, total=pace.total, elapsed=clock_text(pace.elapsed())
        )
        if job.control.paused:
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
