"""Turns one below the other; the newest stays in sight while it grows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Line
from studio.gui.widgets.chat_turn import ChatTurn


class Conversation(QScrollArea):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.turns: list[ChatTurn] = []
        self._lines: list[Line] = []  # between turns
        self._at_end = True
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, theme.GAP, 0)
        self._column.setSpacing(theme.SECTION_GAP)
        self._column.addStretch(1)
        self.setWidget(self._page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._stay_at_end)
        bar.valueChanged.connect(self._remember_place)

    def add(self, turn: ChatTurn) -> None:
        if self.turns:
            self._lines.append(Line())
            self._column.insertWidget(self._column.count() - 1, self._lines[-1])
        self.turns.append(turn)
        self._column.insertWidget(self._column.count() - 1, turn)
        self._at_end = True

    def clear(self) -> None:
        for widget in (*self.turns, *self._lines):
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.turns.clear()
        self._lines.clear()

    def _stay_at_end(self, _least: int, most: int) -> None:
        if self._at_end:
            self.verticalScrollBar().setValue(most)

    def _remember_place(self, value: int) -> None:
        self._at_end = value >= self.verticalScrollBar().maximum() - 4

    def resizeEvent(self, event: QResizeEvent) -> None:
        at_end = self._at_end
        super().resizeEvent(event)
        self._at_end = at_end
