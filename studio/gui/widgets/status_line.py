"""The line at the bottom of the window: the running job and the last message."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from studio.gui import theme
from studio.gui.bridge import Bridge
from studio.gui.icons import icon
from studio.gui.progress import JobProgress
from studio.gui.stage_names import stage_name
from studio.gui.widgets.basic import Mark, QuietButton
from studio.gui.widgets.notice import announce

SHOWN_AFTER_MS = 300  # a job that ends sooner is not worth a flicker
REFRESH_EVERY_MS = 250
MESSAGE_FOR_MS = 12_000
_KEEPS = ("sft", "reward", "ppo", "sample", "fill", "label")  # stopped early, what was done is kept


class StatusLine(QFrame):
    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._bridge = bridge
        self.progress = JobProgress(bridge, parent=self)
        self._closing = False
        self._buttons_say: tuple[object, ...] = ()
        self.stage = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.figures = QLabel()
        self.pause_button = QuietButton(command="job.pause")
        self.pause_button.clicked.connect(self.toggle_pause)
        self.stop_button = QuietButton(command="job.stop")
        self.stop_button.setIcon(icon("stop"))
        self.stop_button.clicked.connect(self.stop)
        self.job_row = QWidget()
        row = QHBoxLayout(self.job_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for widget in (self.stage, self.bar, self.figures, self.pause_button, self.stop_button):
            row.addWidget(widget)
        self._done = Mark("check", "good_mark", 16)
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

        line = QHBoxLayout(self)
        line.setContentsMargins(theme.WIDE_GAP, 4, theme.WIDE_GAP, 4)
        line.setSpacing(theme.GAP)
        line.addWidget(self.job_row)
        line.addStretch(1)
        line.addWidget(self._done)
        line.addWidget(self.message)

        self._appear = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._appear.timeout.connect(self.refresh)
        self._ticks = QTimer(self, interval=REFRESH_EVERY_MS)
        self._ticks.timeout.connect(self.refresh)
        self._forget = QTimer(self, singleShot=True, interval=MESSAGE_FOR_MS)
        self._forget.timeout.connect(self._clear_message)
        bridge.queued.connect(self._job_queued)
        bridge.ended.connect(self._job_ended)
        theme.changed.connect(self._take_size)
        self._take_size()
        self._clear_message()
        self.retranslate()

    def retranslate(self) -> None:
        self.bar.setAccessibleName(self.tr("Progress of the running job"))
        self._buttons_say = ()
        self.refresh()

    def say(self, text: str) -> None:
        """Show a quiet line for what worked; it fades from view after a while."""
        self.message.setText(text)
        self._done.setVisible(bool(text))
        self._forget.start()
        announce(self, text)

    def show_closing(self) -> None:
        """From now on say that work is being saved before the window closes."""
        self._closing = True
        self.refresh()

    @Slot()
    def toggle_pause(self) -> None:
        job = self._bridge.current
        if job is not None and job.control.paused:
            job.control.resume()
        elif job is not None:
            job.control.pause()
        self.refresh()

    @Slot()
    def stop(self) -> None:
        """Stop the running job; those that wait go on."""
        if self._bridge.current is not None:
            self._bridge.current.control.stop()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        busy = self.progress.job is not None
        if not busy:
            self._ticks.stop()
        elif not self._ticks.isActive() and not self._appear.isActive():
            self._ticks.start()
        self.job_row.setVisible(busy and not self._appear.isActive())
        if not busy:
            return
        self.stage.setText(stage_name(self.progress.stage))
        share = self.progress.share
        self.bar.setRange(0, 0 if share is None and not self.progress.paused else 1000)
        self.bar.setValue(round(1000 * (share or 0)))
        self.figures.setText(self._figures(share))
        self._set_buttons()

    def _figures(self, share: float | None) -> str:
        if self._closing:
            return self.tr("Saving before closing …")
        if self.progress.stopping:
            return self.tr("Stopping …")
        parts = [] if share is None else [self.tr("{percent} %").format(percent=int(100 * share))]
        if self.progress.paused:
            parts.append(self.tr("paused"))
        elif share is None:
            parts.append(self.tr("starting …"))
        elif (left := self.progress.seconds_left()) is not None:
            parts.append(self._time_left(left))
        if self.progress.waiting:
            parts.append(self.tr("%Ln more waiting", "", self.progress.waiting))
        return "   ".join(parts)

    def _time_left(self, seconds: float) -> str:
        if seconds < 10:
            return self.tr("a few seconds left")
        if seconds < 55:
            return self.tr("{n} s left").format(n=10 * round(seconds / 10))
        minutes = round(seconds / 60)
        if minutes < 60:
            return self.tr("{n} min left").format(n=max(1, minutes))
        hours, minutes = divmod(minutes, 60)
        return self.tr("{hours} h {minutes} min left").format(hours=hours, minutes=minutes)

    def _set_buttons(self) -> None:
        free = not (self.progress.stopping or self._closing)
        wanted = (free, self.progress.paused, self.progress.stage)
        if wanted == self._buttons_say:
            return
        self._buttons_say = wanted
        self.pause_button.setVisible(free)
        self.stop_button.setVisible(free)
        if self.progress.paused:
            self.pause_button.setIcon(icon("play"))
            self.pause_button.set_text(self.tr("Resume"), self.tr("Let the job go on"))
        else:
            self.pause_button.setIcon(icon("pause"))
            self.pause_button.set_text(self.tr("Pause"), self.tr("Hold the job for a while"))
        if self.progress.stage in _KEEPS:
            tip = self.tr("End the job early; what it has done is kept")
            self.stop_button.set_text(self.tr("Stop and keep"), tip)
        else:
            self.stop_button.set_text(self.tr("Stop"), self.tr("End the job early"))

    def _job_queued(self) -> None:
        if len(self._bridge.jobs) == 1:
            self._appear.start()
        self.refresh()

    def _job_ended(self) -> None:
        self.refresh()

    def _clear_message(self) -> None:
        self.message.clear()
        self._done.hide()

    def _take_size(self) -> None:
        self.bar.setFixedWidth(theme.px(200))
        self.figures.setMinimumWidth(theme.px(150))  # so that the buttons keep their place
        self.setMinimumHeight(theme.px(40))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
