"""The editor in which a labeler writes: plain text, well set, with undo."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import set_line_height

MOST_CHARACTERS = 100_000  # far more than a model learns from, few enough to stay quick


class AnswerEditor(QTextEdit):
    """Plain text only. Tab leaves it."""

    edited = Signal()  # by a person, not by `show_text`
    cut_short = Signal(int)  # a pasted text was too long; the limit in characters

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(theme.GAP)
        self._showing = False
        self.textChanged.connect(self._tell)
        theme.changed.connect(self._take_font)
        self._take_font()

    def show_text(self, text: str) -> None:
        """Replace everything, the cursor at its end; there is nothing to undo afterwards."""
        self._showing = True
        self.setPlainText(text)
        set_line_height(self.document())
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._showing = False

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        selected = len(self.textCursor().selectedText())
        room = max(0, MOST_CHARACTERS - self.document().characterCount() + selected)
        self.textCursor().insertText(text[:room])
        self.ensureCursorVisible()
        if len(text) > room:
            self.cut_short.emit(MOST_CHARACTERS)

    def event(self, event: QEvent) -> bool:
        """Leave the keys for undo and redo to the screen, which has a command for each."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoing = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in undoing):
                event.ignore()
                return False
        return super().event(event)

    def _tell(self) -> None:
        if not self._showing:
            self.edited.emit()

    def _take_font(self) -> None:
        self.setFont(theme.reading_font())
