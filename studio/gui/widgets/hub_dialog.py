"""The dialog that asks for a model of the Hugging Face Hub, and shows how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.gui import theme
from studio.gui.errand import Errand
from studio.gui.widgets.basic import Caption, Card, Heading, PrimaryButton
from studio.gui.widgets.checkpoint_tree import size_text
from studio.gui.widgets.notice import Notice

if TYPE_CHECKING:
    from studio.lm.hub_model import HubModel

WIDTH = 520  # px at 100 %
SHOWN_FILES = 6  # the largest
EXAMPLE = "HuggingFaceTB/SmolLM2-135M-Instruct"


class HubDialog(QDialog):
    """Nothing is asked of the Hub before "Look up", and nothing fetched before "Fetch"."""

    wanted = Signal(object)  # HubModel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("A model from the Hugging Face Hub"))
        self.found: HubModel | None = None
        self.errand = Errand(self)
        self.errand.done.connect(self._show)
        self.errand.failed.connect(self._tell_failure)
        self.id = QLineEdit()
        self.id.setPlaceholderText(EXAMPLE)
        self.id.setAccessibleName(self.tr("Model"))
        self.revision = QLineEdit("main")
        self.revision.setAccessibleName(self.tr("Revision"))
        self.revision.setToolTip(self.tr("A branch, a tag or a commit"))
        self.look_up = QPushButton(self.tr("Look up"))
        self.look_up.setToolTip(self.tr("Ask the Hub how large it is"))
        self.look_up.clicked.connect(self._look_up)
        self.state = Caption()
        self.notice = Notice()
        self.card = Card()
        self.size_line, self.files, self.place = Heading(), Caption(), Caption()
        for label in (self.size_line, self.files, self.place):
            label.setWordWrap(True)
            self.card.body.addWidget(label)
        self.fetch = PrimaryButton(self.tr("Fetch"))
        self.fetch.clicked.connect(self._want)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.finished.connect(self.errand.finish)
        for field in (self.id, self.revision):
            field.textChanged.connect(self._forget)
        self._lay_out()
        self._forget()

    def _look_up(self) -> None:
        id, revision = self.id.text().strip(), self.revision.text().strip()

        def work(errand: Errand) -> HubModel:
            from studio.jobs.models import look_up  # imports torch, so in the thread

            return look_up(id, revision, errand.stopping)

        self.notice.dismiss()
        self.state.setText(self.tr("Asking the Hub …"))
        self.state.show()
        self.look_up.setEnabled(False)
        self.errand.start(work)

    def _show(self, found: HubModel) -> None:
        self.found = found
        self.state.hide()
        count, size = len(found.files), size_text(found.size)
        words = self.tr("{size} in %n file(s)", "", count).format(size=size)
        if not found.missing:
            words += self.tr(", all of it here already")
        elif found.missing < found.size:
            rest = self.tr(", {size} of it still to fetch")
            words += rest.format(size=size_text(found.missing))
        self.size_line.setText(words)
        largest = sorted(found.files, key=lambda file: -file.size)
        lines = [f"{file.name}   {size_text(file.size)}" for file in largest[:SHOWN_FILES]]
        if count > SHOWN_FILES:
            lines.append(self.tr("and %n more", "", count - SHOWN_FILES))
        self.files.setText("\n".join(lines))
        words = self.tr("Commit {commit}. It will be kept in {path}")
        self.place.setText(words.format(commit=found.revision[:12], path=found.folder.parent))
        self.card.show()
        self.fetch.setText(self.tr("Fetch") if found.missing else self.tr("Add"))
        self.fetch.setEnabled(True)
        self.fetch.setDefault(True)
        self.fetch.setFocus()
        self.adjustSize()

    def _tell_failure(self, error: Exception) -> None:
        self._forget()
        self.state.hide()
        self.notice.tell_error(error)
        self.id.setFocus()
        self.adjustSize()

    def _forget(self) -> None:
        """What is written is not what was found: it has to be looked up again."""
        self.errand.finish()
        self.found = None
        words = self.tr("Looking it up asks the Hub for names and sizes. Nothing is fetched yet.")
        self.state.setText(words)
        self.state.setVisible(self.notice.isHidden())
        self.card.hide()
        self.fetch.setEnabled(False)
        self.look_up.setEnabled(bool(self.id.text().strip()))
        self.look_up.setDefault(True)

    def _want(self) -> None:
        if self.found is not None:
            self.wanted.emit(self.found)
            self.accept()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.addRow(self.tr("&Model"), self.id)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.revision, 1)
        row.addWidget(self.look_up)
        revision = QLabel(self.tr("&Revision"))
        revision.setBuddy(self.revision)
        form.addRow(revision, row)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.fetch)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.WIDE_GAP)
        column.addLayout(form)
        column.addWidget(self.state)
        column.addWidget(self.notice)
        column.addWidget(self.card)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.px(WIDTH))
