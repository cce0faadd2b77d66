"""Facts one below the other: a quiet name, and what it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from studio.gui import theme
from studio.gui.widgets.plain_text import breakable


class FactList(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.WIDE_GAP)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show names with what they stand for; those without it are left out."""
        told = [(name, words) for name, words in facts if words]
        while len(self._rows) < len(told):
            self._add_row()
        for place, row in enumerate(self._rows):
            for label in row:
                label.setVisible(place < len(told))
            if place < len(told):
                name, words = told[place]
                row[0].setText(name)
                row[1].setText(breakable(words))
                row[1].setAccessibleName(f"{name}: {words}")

    def facts(self) -> dict[str, str]:
        """What is shown."""
        return {name.text(): words.text() for name, words in self._rows if not name.isHidden()}

    def _add_row(self) -> None:
        name, words = QLabel(), QLabel()
        name.setProperty("role", "caption")
        for label in (name, words):
            label.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setMinimumWidth(1)  # an endless word must not push what is beside it out of sight
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._rows)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, row, 0, top)
        self._grid.addWidget(words, row, 1, top)
        self._rows.append((name, words))
