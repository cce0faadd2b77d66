"""Says whose project it is; the owner can hand it over, and anyone can take one that has none."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.widgets.basic import Caption
from studio.gui.widgets.notice import Notice
from studio.store.owner import owner_of, sees_everyone, set_owner
from studio.store.progress import people
from studio.store.project import SAMPLE_LABELER
from studio.store.records import Labeler


class OwnerChoice(QWidget):
    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._owner: Labeler | None = None
        self.words = QLabel()
        self.hint = Caption()
        self.people = QComboBox()
        self.hand_over = QPushButton()
        self.hand_over.clicked.connect(self._hand_over)
        self.people.currentIndexChanged.connect(self._follow)
        self.notice = Notice()
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.people)
        row.addWidget(self.hand_over)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.words)
        column.addWidget(self.hint)
        column.addLayout(row)
        column.addWidget(self.notice)

    def retranslate(self) -> None:
        self.hint.setText(
            self.tr(
                "The owner sees everyone's figures in Progress; others see their own. "
                "It is a courtesy, no lock."
            )
        )
        self.people.setAccessibleName(self.tr("Who is to own the project"))
        self.people.setToolTip(self.tr("Who is to own the project"))
        self.hand_over.setText(self.tr("Hand over"))
        self.hand_over.setAccessibleName(self.tr("Hand the project over"))
        self.hand_over.setToolTip(self.tr("From then on only the new owner can hand it over again"))
        self._show()

    def refresh(self) -> None:
        """Read it from the store again; may raise `StudioError`."""
        project = self._context.project
        if project is None:
            return
        self._owner = owner_of(project.store)
        self.people.clear()
        for labeler in people(project.store):
            if labeler.name != SAMPLE_LABELER:
                self.people.addItem(labeler.name, labeler.id)
        shown = self._owner or self._context.labeler
        self.people.setCurrentIndex(-1 if shown is None else self.people.findData(shown.id))
        self._show()

    def _show(self) -> None:
        nobody = self.tr("Nobody yet; everyone sees everyone's figures")
        self.words.setText(nobody if self._owner is None else self._owner.name)
        labeler = self._context.labeler
        may = labeler is not None and sees_everyone(self._owner, labeler.id)
        self.people.setVisible(may)
        self.hand_over.setVisible(may)
        self._follow()

    def _follow(self) -> None:
        chosen = self.people.currentData()
        own = None if self._owner is None else self._owner.id
        self.hand_over.setEnabled(chosen is not None and chosen != own)

    def _hand_over(self) -> None:
        project, chosen = self._context.project, self.people.currentData()
        if project is None or chosen is None:
            return
        try:
            set_owner(project.store, chosen)
            self.refresh()
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self.notice.hide()
