"""Asks policies for more answers to rank, on request and ahead, and shows how far it is."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from studio.errors import StudioError
from studio.gui import theme
from studio.gui.bridge import Job
from studio.gui.context import Context
from studio.gui.queue_filler import QueueFiller
from studio.gui.widgets.basic import QuietButton
from studio.gui.widgets.notice import notice_words
from studio.gui.widgets.sampling_menu import SamplingMenu
from studio.jobs.events import Event, Failed, Notice, Progress, Started
from studio.jobs.requests import FillQueue, Sample
from studio.store.endpoints import list_endpoints
from studio.store.runs import latest_checkpoint, list_checkpoints

PROMPTS = 32
POLICIES = ("ppo", "sft")  # those that answer prompts; a base model only goes on with a text


class SampleControl(QWidget):
    """A button; while sampling runs, a line with progress and a way to stop.

    Beside it, what is to be sampled ahead; that goes on quietly, in the status line alone.
    """

    arrived = Signal()  # there may be new response sets
    failed = Signal(object)  # Failed

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._done = self._total = 0
        self._agreed: set[str] = set()  # endpoints that a press of the button has asked
        context.project_changed.connect(self._agreed.clear)
        self.filler = QueueFiller(context, self._sampling_ahead, self)
        self.filler.arrived.connect(self.arrived)
        self.filler.failed.connect(self.failed)
        self.menu = SamplingMenu(context)
        self.menu.changed.connect(self.filler.wake)
        self.button = QuietButton()
        self.button.clicked.connect(self.start)
        self.words = QLabel()
        self.words.setProperty("role", "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(120))
        self.stop_button = QuietButton()
        self.stop_button.clicked.connect(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        shown = (self.words, self.bar, self.stop_button, self.button, self.menu)
        for widget in shown:
            row.addWidget(widget)
        context.bridge.queued.connect(self._follow)
        context.bridge.event.connect(self._take_event)
        context.bridge.ended.connect(self._take_end)
        self._show()
        for job in context.bridge.jobs:
            self._follow(job)

    @property
    def running(self) -> bool:
        return self._job is not None

    def possible(self) -> bool:
        """Whether there is a policy, or a chosen endpoint, that could answer."""
        project = self._context.project
        if project is not None and self.menu.endpoint_names:
            return True
        try:
            return project is not None and latest_checkpoint(project.store, *POLICIES) is not None
        except StudioError:
            return False

    def start(self) -> None:
        """Sample answers to some more prompts, unless that is happening already."""
        if self._context.project is not None and not self.running:
            self.refresh()
            self._agreed.update(self.menu.endpoint_names)
            self.filler.wake()
            self._context.bridge.submit(self._sampling())

    def refresh(self) -> None:
        """Offer the policies that there are."""
        project = self._context.project
        with suppress(StudioError):  # told by what the screen reads besides
            known = [] if project is None else list_checkpoints(project.store)
            self.menu.show_policies([one for one in known if one.stage in POLICIES])
            self.menu.show_endpoints([] if project is None else list_endpoints(project.store))

    def _sampling(self) -> Sample:
        language = self._context.settings.label_language or None
        chosen, asked = self.menu.checkpoint_ids, self.menu.endpoint_names
        k = self.menu.answers
        return Sample(
            checkpoint_ids=chosen, endpoints=asked, prompts=PROMPTS, k=k, language=language
        )

    def _sampling_ahead(self) -> Sample | None:
        """None also before the person has asked the chosen endpoints by the button once."""
        if not self._agreed.issuperset(self.menu.endpoint_names):
            return None
        return self._sampling() if self.isVisible() and self.possible() else None

    def stop(self) -> None:
        if self._job is not None:
            self._job.control.stop()
            self.words.setText(self.tr("Stopping …"))

    def _follow(self, job: Job) -> None:
        """Whoever asked for samples, their progress is of interest here."""
        if isinstance(job.request, Sample) and self._job is None:
            self._job = job
            self._done = self._total = 0
            self._show()

    def _take_event(self, job: Job, event: Event) -> None:
        if isinstance(event, Notice) and isinstance(job.request, Sample | FillQueue):
            self._context.message.emit(notice_words(event))
        if job is not self._job:
            return
        if isinstance(event, Started):
            self._total = event.total_steps
        elif isinstance(event, Progress):
            self._done, self._total = event.step, event.total
            self.arrived.emit()
        else:
            return
        self._show()

    def _take_end(self, job: Job, event: Event) -> None:
        if job is not self._job:
            return
        self._job = next(
            (other for other in self._context.bridge.jobs if isinstance(other.request, Sample)),
            None,
        )
        self._show()
        self.arrived.emit()
        if isinstance(event, Failed):
            self.failed.emit(event)

    def retranslate(self) -> None:
        self.menu.retranslate()
        self._show()

    def _show(self) -> None:
        self.button.set_text(
            self.tr("Sample more"), self.tr("Have the model answer more prompts to be ranked")
        )
        self.stop_button.set_text(self.tr("Stop"), self.tr("Stop sampling; what is there stays"))
        if self.running and self._total:
            said = self.tr("Sampling answers: {done} of {total} prompts")
            self.words.setText(said.format(done=self._done, total=self._total))
        elif self._job is self._context.bridge.current:
            self.words.setText(self.tr("Sampling begins …"))
        else:
            self.words.setText(self.tr("Sampling waits for its turn …"))
        self.bar.setRange(0, max(1, self._total))
        self.bar.setValue(self._done)
        self.bar.setAccessibleName(self.tr("Sampling progress"))
        for widget in (self.words, self.bar, self.stop_button):
            widget.setVisible(self.running)
        self.button.setVisible(not self.running)
