"""A quiet line for what was just done, with a way to take it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from studio.gui.widgets.basic import QuietButton
from studio.gui.widgets.notice import announce


class DoneLine(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo: Callable[[], None] | None = None
        self.words = QLabel()
        self.words.setProperty("role", "caption")
        self.button = QuietButton()
        self.button.clicked.connect(self._take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.words)
        row.addWidget(self.button)
        self.clear()

    def say(self, words: str, button: str = "", undo: Callable[[], None] | None = None) -> None:
        """Show `words` until something else is said; `button` calls `undo`, once."""
        self._undo = undo
        self.words.setText(words)
        self.button.set_text(button)
        self.button.setVisible(undo is not None)
        announce(self, words)

    def say_undoable(self, words: str, undo: Callable[[], None]) -> None:
        self.say(words, self.tr("Take it back"), undo)

    def clear(self) -> None:
        self._undo = None
        self.words.clear()
        self.button.hide()

    def _take_back(self) -> None:
        undo = self._undo
        self.clear()
        if undo is not None:
            undo()
