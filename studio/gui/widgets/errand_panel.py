"""Something on its way: how far it is, a way to cancel it, and what came of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QWidget

from studio.gui import theme
from studio.gui.context import Context
from studio.gui.errand import Errand, Work
from studio.gui.widgets.basic import Caption, Card, Heading, IconButton, Mark, QuietButton
from studio.gui.widgets.notice import announce, error_words

PARTS = 1000  # of the progress bar
COLORS = {"info": "accent", "check": "good_mark", "warning": "warning_mark", "error": "error_mark"}


class ErrandPanel(Card):
    """Hidden until something is begun. What came of it is told by `take_result`."""

    busy = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.subject = ""  # what is on its way
        self.errand = Errand(self)
        self.errand.progressed.connect(self._show_progress)
        self.errand.done.connect(self._take_result)
        self.errand.stopped.connect(self._take_stop)
        self.errand.failed.connect(self._take_failure)
        context.project_changed.connect(self._project_changed)
        self.mark = Mark("info", "accent")
        self.title, self.sentence = Heading(), Caption()
        for label in (self.title, self.sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = QuietButton(key="Esc")
        self.cancel.clicked.connect(self._cancel)
        self.close_button = IconButton("close")
        self.close_button.clicked.connect(self.hide)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(12)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.close_button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(theme.GAP)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.mark, 0, 0)
        grid.addWidget(self.title, 0, 1)
        grid.addLayout(self.buttons, 0, 2)
        grid.addWidget(self.bar, 1, 1, 1, 2)
        grid.addWidget(self.sentence, 2, 1, 1, 2)
        self.body.addLayout(grid)
        self.hide()

    def retranslate(self) -> None:
        self.cancel.set_text(self.tr("Cancel"), self.tr("Leave everything as it was"))
        self.close_button.set_text(self.tr("Close"))
        self.bar.setAccessibleName(self.tr("Progress"))

    def begin(self, subject: str, title: str, work: Work) -> None:
        """Run `work` in a thread and show that."""
        self.subject = subject
        self.tell("info", title)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.close_button.hide()
        self.cancel.show()
        self.show()
        self.busy.emit(True)
        self.errand.start(work)

    def tell(self, mark: str, title: str, sentence: str = "") -> None:
        """Show a state; everything that belongs to a running errand goes."""
        self.mark.show_icon(mark, COLORS[mark])
        self.title.setText(title)
        self.tell_more(sentence)
        self.bar.hide()
        self.cancel.hide()
        self.close_button.show()
        announce(self, f"{title} {sentence}")

    def tell_more(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def take_result(self, result: Any) -> None:
        """Tell what came of it."""
        raise NotImplementedError

    def words_of_stop(self) -> str:
        """What cancelling has left."""
        return self.tr("Everything is as it was before.")

    def _show_progress(self, done: int, total: int) -> None:
        if total:
            self.bar.setRange(0, PARTS)
            self.bar.setValue(round(PARTS * done / total))

    def _cancel(self) -> None:
        self.errand.stop()
        self.title.setText(self.tr("Cancelling …"))
        self.cancel.hide()

    def _take_result(self, result: Any) -> None:
        self.busy.emit(False)
        self.take_result(result)

    def _take_stop(self) -> None:
        self.busy.emit(False)
        title = self.tr("Cancelled: {name}").format(name=self.subject)
        self.tell("info", title, self.words_of_stop())

    def _take_failure(self, error: Exception) -> None:
        self.busy.emit(False)
        self.tell("error", *error_words(error))

    def _project_changed(self) -> None:
        """What is on its way belongs to the project that was open: end it, forget what was."""
        was_running = self.errand.running
        self.errand.finish()
        if was_running:
            self.busy.emit(False)
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
