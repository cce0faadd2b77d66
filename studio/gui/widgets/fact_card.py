"""A card of facts: what is told, the figure, and what it means in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption, Card, Heading

NAME_WIDTH, FIGURE_WIDTH = 176, 176  # px at 100 %
Fact = tuple[str, str, str]  # name, figure, sentence


class FactCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Heading()
        self.hint = Caption()
        self._rows: list[tuple[QLabel, QLabel, Caption]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.WIDE_GAP)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(2, 1)
        self.body.addWidget(self.title)
        self.body.addWidget(self.hint)
        self.body.addLayout(self._grid)
        theme.changed.connect(self._take_size)
        self._take_size()

    def show_facts(self, title: str, hint: str, facts: Sequence[Fact]) -> None:
        self.title.setText(title)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        while len(self._rows) < len(facts):
            self._add_row()
        for row, fact in zip(self._rows, facts, strict=False):
            for label, words in zip(row, fact, strict=True):
                label.setText(words)
        for place, row in enumerate(self._rows):
            for label in row:
                label.setVisible(place < len(facts))

    def facts(self) -> list[Fact]:
        """What is shown."""
        return [
            (name.text(), figure.text(), words.text())
            for name, figure, words in self._rows
            if not name.isHidden()
        ]

    def _add_row(self) -> None:
        name, figure, words = QLabel(), QLabel(), Caption()
        figure.setProperty("role", "heading")
        for label in (name, figure):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place = len(self._rows)
        for column, label in enumerate((name, figure, words)):
            self._grid.addWidget(label, place, column, Qt.AlignmentFlag.AlignTop)
        self._rows.append((name, figure, words))

    def _take_size(self) -> None:
        self._grid.setColumnMinimumWidth(0, theme.px(NAME_WIDTH))
        self._grid.setColumnMinimumWidth(1, theme.px(FIGURE_WIDTH))
