"""Adds a labeler to the open project by name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.icons import icon
from studio.gui.widgets.notice import Notice
from studio.store.labels import add_labeler

LONGEST_NAME = 100


class LabelerEntry(QWidget):
    added = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.returnPressed.connect(self.add)
        self.name.textChanged.connect(self._follow)
        self.add_button = QPushButton()
        self.add_button.setIcon(icon("plus"))
        self.add_button.clicked.connect(self.add)
        self.notice = Notice()
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.name, 1)
        row.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addLayout(row)
        column.addWidget(self.notice)
        self._follow()
        self.retranslate()

    def add(self) -> None:
        """Add who is named; nothing changes when the name is known."""
        project, name = self._context.project, self.name.text().strip()
        if project is None or not name:
            return
        try:
            add_labeler(project.store, name)
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self.name.clear()
        self.notice.hide()
        self.added.emit()

    def retranslate(self) -> None:
        self.name.setPlaceholderText(self.tr("Another labeler's name"))
        self.name.setAccessibleName(self.tr("Another labeler's name"))
        self.name.setToolTip(self.tr("Enter adds the name to this project"))
        self.add_button.setText(self.tr("Add"))
        self.add_button.setAccessibleName(self.tr("Add the labeler"))
        self.add_button.setToolTip(self.tr("Add the labeler to this project"))

    def _follow(self) -> None:
        self.add_button.setEnabled(bool(self.name.text().strip()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
