"""The editor in which a labeler writes: plain text, well set, with undo."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QMimeData, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import set_line_height
from studio.gui.widgets.plain_text import LONGEST_UNBROKEN, PAGE_CHARACTERS, displayable

MOST_CHARACTERS = 100_000  # far more than a model learns from, few enough to stay quick

_ENDLESS = re.compile(rf"\S{{{LONGEST_UNBROKEN}}}")


class AnswerEditor(QTextEdit):
    """Plain text only. Tab leaves it."""

    edited = Signal()  # by a person, not by `show_text`
    cut_short = Signal(int)  # a pasted text was too long; the limit in characters
    too_long = Signal(int)  # a text that was to be shown is; the limit in characters

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(theme.GAP)
        self._showing = False
        self._source: str | None = ""  # as it was given, until a person changes it
        self.textChanged.connect(self._tell)
        theme.changed.connect(self._take_font)
        self._take_font()

    def show_text(self, text: str) -> None:
        """Replace everything, the cursor at its end; there is nothing to undo afterwards."""
        self._showing = True
        too_long = len(text) > MOST_CHARACTERS
        self.setReadOnly(too_long)  # kept whole; only its beginning is shown
        # One endless word takes Qt seconds to wrap where words end.
        wrap = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere if _ENDLESS.search(text) else wrap)
        self.setPlainText(displayable(text[:PAGE_CHARACTERS] if too_long else text))
        self._source = text
        set_line_height(self.document())
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._showing = False
        if too_long:
            self.too_long.emit(MOST_CHARACTERS)

    def text(self) -> str:
        """What is written; to the letter what was given as long as nobody has changed it."""
        if self._source is not None:
            return self._source
        raw = self.document().toRawText()  # other than `toPlainText`, it keeps all spaces
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        selected = len(self.textCursor().selectedText())
        room = max(0, MOST_CHARACTERS - self.document().characterCount() + selected)
        if _ENDLESS.search(text):
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.textCursor().insertText(displayable(text[:room]))
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
            self._source = None
            self.edited.emit()

    def _take_font(self) -> None:
        self.setFont(theme.reading_font())
