"""The dialog that asks for a model of the Hugging Face Hub, and shows how large it is."""

from __future__ import annotations

import threading

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
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
from studio.gui.widgets.basic import Caption, PrimaryButton
from studio.gui.widgets.fitted_dialog import FittedDialog
from studio.gui.widgets.hub_offer import Found, HubOffer
from studio.gui.widgets.notice import Notice
from studio.store.project import Project

WIDTH = 520  # px at 100 %
EXAMPLE = "HuggingFaceTB/SmolLM2-135M-Instruct"


class HubDialog(FittedDialog):
    """Nothing is asked of the Hub before "Look up", and nothing fetched before "Fetch"."""

    wanted = Signal(object, object)  # HubModel; an adapter's base: Path, HubModel or None

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("A model from the Hugging Face Hub"))
        self._project = project
        self._stop = threading.Event()  # of what is being looked up
        self.errand = Errand(self)
        self.errand.done.connect(self._show)
        self.errand.failed.connect(self._tell_failure)
        self.id = QLineEdit()
        self.id.setPlaceholderText(EXAMPLE)
        self.id.setAccessibleName(self.tr("Model"))
        self.id.setToolTip(self.tr("owner/name, or owner/name/file.gguf for one file"))
        self.revision = QLineEdit("main")
        self.revision.setAccessibleName(self.tr("Revision"))
        self.revision.setToolTip(self.tr("A branch, a tag or a commit"))
        self.look_up = QPushButton(self.tr("Look up"))
        self.look_up.setToolTip(self.tr("Ask the Hub how large it is"))
        self.look_up.clicked.connect(self._look_up)
        self.state = Caption()
        self.notice = Notice()
        self.offer = HubOffer(project)
        self.offer.changed.connect(self._take_choice)
        self.fetch = PrimaryButton(self.tr("Fetch"))
        self.fetch.clicked.connect(self._want)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.finished.connect(self._end)
        for field in (self.id, self.revision):
            field.textChanged.connect(self._forget)
        self._lay_out()
        self._forget()

    def _look_up(self) -> None:
        text, revision = self.id.text().strip(), self.revision.text().strip()
        project, stop = self._project, threading.Event()

        def work(errand: Errand) -> Found:
            from studio.jobs.hub_models import bases_of, offers  # imports torch, so in the thread

            ways = offers(text, revision, stop.is_set)
            is_adapter = ways[0].kind == "adapter"
            return Found(ways, bases_of(project, ways[0], stop.is_set) if is_adapter else None)

        self._stop = stop
        self.notice.dismiss()
        self.state.setText(self.tr("Asking the Hub …"))
        self.state.show()
        self.look_up.setEnabled(False)
        self.errand.start(work)

    def _show(self, found: Found) -> None:
        self.state.hide()
        self.look_up.setEnabled(True)
        self.look_up.setDefault(False)
        self.offer.show_found(found)
        self.offer.show()
        if found.bases is not None and found.bases.problem is not None:
            self.notice.tell_error(found.bases.problem)
        (self.offer.first_choice() or self.fetch).setFocus()

    def _take_choice(self) -> None:
        complete = self.offer.complete()
        is_here = complete and not self.offer.missing()
        self.fetch.setText(self.tr("Add") if is_here else self.tr("Fetch"))
        self.fetch.setEnabled(complete)
        self.fetch.setDefault(True)

    def _tell_failure(self, error: Exception) -> None:
        self._forget()
        self.state.hide()
        self.notice.tell_error(error)
        self.id.setFocus()

    def _forget(self) -> None:
        """What is written is not what was found: it has to be looked up again."""
        self._end()
        words = self.tr(
            "A whole model, a GGUF file or a PEFT adapter. Looking it up only asks for names and "
            "sizes, and of an adapter for what it belongs to."
        )
        self.state.setText(words)
        self.state.setVisible(self.notice.isHidden())
        self.offer.hide()
        self.fetch.setEnabled(False)
        self.look_up.setEnabled(bool(self.id.text().strip()))
        self.look_up.setDefault(True)

    def _end(self) -> None:
        """Nobody waits for what is being looked up; it only reads, and ends by itself."""
        self._stop.set()
        self.errand.abandon()

    def _want(self) -> None:
        model = self.offer.model()
        if model is not None and self.offer.complete():
            self.wanted.emit(model, self.offer.chosen_base())
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
        column.addWidget(self.offer)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.px(WIDTH))
