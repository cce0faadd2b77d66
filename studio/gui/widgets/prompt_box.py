"""Where one types a prompt: Enter sends it, Shift+Enter begins a new line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.gui import theme

MOST_LINES = 5  # before it scrolls
MOST_CHARACTERS = 20_000


class PromptBox(QPlainTextEdit):
    """As high as its text, up to a few lines."""

    sent = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._fit)
        theme.changed.connect(self._take_font)
        self._take_font()

    def prompt(self) -> str:
        return self.toPlainText().strip()[:MOST_CHARACTERS]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # A plain text document counts its height in lines.
        lines = min(max(1, round(self.document().size().height())), MOST_LINES)
        line = QFontMetrics(self.font()).lineSpacing()
        self.setFixedHeight(lines * line + 2 * theme.px(theme.GAP) + 12)

    def _take_font(self) -> None:
        self.setFont(theme.reading_font())
        self._fit()
