"""Which run the curves are of: its name, how it ended, what it trained on, its options."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.config import STAGE_OPTIONS
from studio.gui import theme
from studio.gui.figures import headline, when
from studio.gui.widgets.basic import Caption, Heading, QuietButton
from studio.gui.widgets.number_edit import plain_number
from studio.gui.widgets.run_list import run_name, status_text
from studio.gui.widgets.work_clock import clock_text
from studio.option_texts import option_texts
from studio.store.records import Run


class RunHeader(QWidget):
    """The facts of a run; its options unfold, and can be taken over for the next run.

    One that ended early can go on.
    """

    reuse = Signal(object)  # Run
    resumed = Signal(object)  # Run

    def __init__(self, beside: QWidget, parent: QWidget | None = None) -> None:
        """`beside` stands at the end of the row of buttons."""
        super().__init__(parent)
        self._run: Run | None = None
        self._parent_name = ""
        self.title = Heading()
        self.facts = Caption()
        self.options = Caption()
        self.fold = QuietButton()
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self.retranslate)
        self.go_on = QuietButton()
        self.go_on.clicked.connect(self._tell_resumed)
        self.take = QuietButton()
        self.take.clicked.connect(self._tell_reuse)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        tools = QHBoxLayout()
        tools.addWidget(self.fold)
        tools.addWidget(self.go_on)
        tools.addStretch(1)
        tools.addWidget(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addLayout(words)
        column.addLayout(tools)
        column.addWidget(self.options)
        column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        self.retranslate()

    def show_run(self, run: Run | None, parent_name: str = "", *, can_go_on: bool = False) -> None:
        """`parent_name` is the checkpoint it started from."""
        self._run, self._parent_name = run, parent_name
        self.go_on.setVisible(can_go_on)
        self.retranslate()

    def retranslate(self) -> None:
        run = self._run
        shown = self.fold.isChecked()
        self.fold.setVisible(run is not None)
        for widget in (self.options, self.take):
            widget.setVisible(run is not None and shown)
        self.go_on.set_text(
            self.tr("Resume"), self.tr("Go on with this run, as if it had never ended")
        )
        self.fold.set_text(self.tr("Hide options") if shown else self.tr("Options"))
        self.take.set_text(
            self.tr("Use again"), self.tr("Fill in this run's options for the next run")
        )
        if run is None:
            self.title.setText(self.tr("No run yet"))
            self.facts.setText(self.tr("Start one, and its curves appear here."))
            self.options.setText("")
            return
        self.title.setText(run_name(run))
        self.facts.setText(self._facts(run))
        self.options.setText(self._options(run))

    def _facts(self, run: Run) -> str:
        told = [status_text(run.status), when(run.started_at)]
        if run.ended_at is not None:
            told.append(clock_text((run.ended_at - run.started_at).total_seconds()))
        told.append(headline(run.stage, run.summary))
        if run.labels:
            told.append(self.tr("labels: {count}").format(count=run.labels))
        if self._parent_name:
            told.append(self.tr("from {name}").format(name=self._parent_name))
        return "  ·  ".join(part for part in told if part)

    def _options(self, run: Run) -> str:
        kind = STAGE_OPTIONS[run.stage]
        told = []
        for name, value in run.options.items():
            if not hasattr(kind, name):
                continue  # an option of another version of the program
            title = QCoreApplication.translate("options", option_texts(kind, name)[0])
            shown = plain_number(value) if isinstance(value, int | float) else str(value)
            told.append(f"{title} {shown}")
        return "  ·  ".join(told)

    def _tell_reuse(self) -> None:
        if self._run is not None:
            self.reuse.emit(self._run)

    def _tell_resumed(self) -> None:
        if self._run is not None:
            self.resumed.emit(self._run)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
