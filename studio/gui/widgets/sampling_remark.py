"""A quiet line about answers that were sampled and could not be used."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Slot
from PySide6.QtWidgets import QWidget

from studio.gui.bridge import Job
from studio.gui.context import Context
from studio.gui.widgets.basic import Caption
from studio.jobs.events import Event, Notice
from studio.jobs.requests import FillQueue, Sample
from studio.wording import NOTICES


class SamplingRemark(Caption):
    """Stays until answers are sampled again, or another project is open."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._told: Notice | None = None
        self.hide()
        context.bridge.queued.connect(self._forget_for)
        context.bridge.event.connect(self._take_event)
        context.project_changed.connect(self._forget)

    @Slot(object, object)
    def _take_event(self, job: Job, event: Event) -> None:
        if isinstance(job.request, Sample | FillQueue) and isinstance(event, Notice):
            self._told = event
            self._show()

    @Slot(object)
    def _forget_for(self, job: Job) -> None:
        if isinstance(job.request, Sample | FillQueue):
            self._forget()

    @Slot()
    def _forget(self) -> None:
        self._told = None
        self._show()

    def _show(self) -> None:
        told = self._told
        self.setVisible(told is not None)
        if told is not None:
            text = QCoreApplication.translate("errors", NOTICES.get(told.code, told.code))
            self.setText(text.format_map(dict(told.details)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
