"""One answer at a time, in full and large."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.gui import keys, theme
from studio.gui.widgets.basic import Card, Heading, IconButton, QuietButton
from studio.gui.widgets.reading_text import ReadingText

READING_SIZE = 18


class ReadingPane(Card):
    """Goes through texts with Left and Right; the key that opened it, or Esc, closes it."""

    closed = Signal(int)  # the index of the text that was read last

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: list[tuple[str, str]] = []
        self._at = 0
        self._name = Heading()
        self._previous = IconButton("chevron-left", key="Left")
        self._next = IconButton("chevron-right", key="Right")
        self._close = QuietButton()
        self.text = ReadingText(READING_SIZE)
        self.text.document().setDocumentMargin(theme.GAP)
        self._previous.clicked.connect(self.show_previous)
        self._next.clicked.connect(self.show_next)
        self._close.clicked.connect(self.close_pane)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self._name)
        row.addStretch(1)
        for button in (self._previous, self._next, self._close):
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addWidget(self.text, 1)
        for widget in (self, self.text, self._previous, self._next, self._close):
            widget.installEventFilter(self)
        self.setFocusProxy(self.text)
        self.retranslate()

    def retranslate(self) -> None:
        self._previous.set_text(self.tr("Previous answer"))
        self._next.set_text(self.tr("Next answer"))
        tip = self.tr("Back to the ranking ({key} or Esc)").format(key=keys.shown("rank.read"))
        self._close.set_text(self.tr("Close"), tip)
        self.text.setAccessibleName(self.tr("The answer in full"))

    def read(self, texts: Sequence[tuple[str, str]], at: int) -> None:
        """Show the text at index `at` of (name, text) pairs."""
        self._texts = list(texts)
        self._show(at)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_previous(self) -> None:
        self._show(max(0, self._at - 1))

    def show_next(self) -> None:
        self._show(min(len(self._texts) - 1, self._at + 1))

    def close_pane(self) -> None:
        self.closed.emit(self._at)

    def _show(self, at: int) -> None:
        self._at = at
        name, text = self._texts[at]
        self._name.setText(name)
        self.text.show_text(text)
        self.text.setAccessibleDescription(name)
        self._previous.setEnabled(at > 0)
        self._next.setEnabled(at + 1 < len(self._texts))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            on_button = watched in (self._previous, self._next, self._close)
            if event.key() == Qt.Key.Key_Left:
                self.show_previous()
            elif event.key() == Qt.Key.Key_Right:
                self.show_next()
            elif event.key() == Qt.Key.Key_Escape or (
                keys.pressed(event) in keys.of("rank.read") and not on_button
            ):
                self.close_pane()
            else:
                return super().eventFilter(watched, event)
            return True
        return super().eventFilter(watched, event)
