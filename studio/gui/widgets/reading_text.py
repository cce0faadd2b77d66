"""Longer text for reading: plain text well set, and Markdown that loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocumentFragment,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from studio.gui import formatting, theme
from studio.gui.widgets import markdown
from studio.gui.widgets.basic import set_line_height
from studio.gui.widgets.markdown import SafeDocument
from studio.gui.widgets.plain_text import PAGE_CHARACTERS, breakable, pages_of
from studio.word_differences import Piece

GUIDELINES_PX = 14


class ReadingText(QTextEdit):
    """Text of any length, selectable, scrolled by the keyboard; what is too long has pages.

    Markdown is formatted as long as `formatting` says so; nothing is ever loaded for it.
    """

    height_changed = Signal()  # of the whole text, as `height_of_text` gives it
    pages_changed = Signal()  # another page, or more or fewer of them

    def __init__(
        self, size: int = theme.READING_PX, parent: QWidget | None = None, margin: int = 0
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._margin = margin
        self._turns: Sequence[tuple[str, str]] | None = None
        self._pages: list[list[Piece]] = []  # of what is shown as it is
        self.page = 0
        self.setProperty("role", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self._document = self._new_document()
        self._take_document(self._document)
        theme.changed.connect(self._take_font)
        formatting.changed.connect(self._render)
        self._take_font()

    def show_text(self, text: str) -> None:
        """Show `text` from its beginning."""
        self.show_turns([("", text)])

    def show_turns(self, turns: Sequence[tuple[str, str]]) -> None:
        """Show what several have said, one below the other: (who, what)."""
        self._turns = turns
        self._pages = []
        if sum(len(text) for _, text in turns) > PAGE_CHARACTERS:
            told = "\n\n".join(f"{who}:\n{text}" if who else text for who, text in turns)
            self._pages = [[Piece("same", page)] for page in pages_of(told)]
        self._begin()

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show text with words marked as added or removed, always as it was typed."""
        self._turns = []
        self._pages = _paged(pieces)
        self._begin()

    @property
    def page_count(self) -> int:
        return max(1, len(self._pages))

    def turn_to(self, page: int) -> None:
        """Show another page, counted from 0."""
        self.page = min(max(page, 0), self.page_count - 1)
        self._render()
        self.verticalScrollBar().setValue(0)
        self.pages_changed.emit()

    def height_of_text(self) -> int:
        """The height in px that would show everything at the present width."""
        frame = self.height() - self.viewport().height()
        return ceil(self.document().size().height()) + max(0, frame)

    def _begin(self) -> None:
        self.page = 0
        self._render()
        self.verticalScrollBar().setValue(0)
        self.pages_changed.emit()

    def _render(self) -> None:
        if self._turns is None:
            return
        document = self._new_document()
        if self._pages:
            _add_pieces(QTextCursor(document), self._pages[self.page])
        elif len(self._turns) == 1 and not self._turns[0][0]:
            _fill(document, self._turns[0][1])
        else:
            for who, text in self._turns:
                self._add_turn(document, who, text)
        self._take_document(document)

    def _add_turn(self, document: SafeDocument, who: str, text: str) -> None:
        cursor = QTextCursor(document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        head, looks = QTextBlockFormat(), QTextCharFormat()
        head.setTopMargin(0 if document.isEmpty() else theme.px(theme.WIDE_GAP))
        head.setBottomMargin(theme.px(2))
        looks.setFont(theme.font(theme.LABEL_PX, bold=True))
        looks.setForeground(QColor(theme.tokens().muted))
        if document.isEmpty():
            cursor.setBlockFormat(head)
        else:
            cursor.insertBlock(head, looks)
        cursor.insertText(who, looks)
        cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        spoken = SafeDocument(size=self._size)
        _fill(spoken, text)
        cursor.insertFragment(QTextDocumentFragment(spoken))
        spoken.deleteLater()

    def _new_document(self) -> SafeDocument:
        document = SafeDocument(self, self._size)
        document.setDocumentMargin(self._margin)
        return document

    def _take_document(self, document: SafeDocument) -> None:
        before, self._document = self._document, document
        self.setDocument(document)
        document.documentLayout().documentSizeChanged.connect(self.height_changed)
        if before is not document:
            before.deleteLater()
        self.height_changed.emit()

    def _take_font(self) -> None:
        self.setFont(theme.reading_font(self._size))
        self._render()


class MarkdownText(ReadingText):
    """Guidelines: where one has scrolled to is kept when they are the same as before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(GUIDELINES_PX, parent)
        self._source: str | None = None

    def show_markdown(self, text: str) -> None:
        if text != self._source:
            self._source = text
            self.show_text(text)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None


def _fill(document: SafeDocument, text: str) -> None:
    if formatting.shown() and markdown.has_markdown(text):
        markdown.fill_with_markdown(document, text)
    else:
        markdown.add_plain(QTextCursor(document), text)


def _add_pieces(cursor: QTextCursor, pieces: Sequence[Piece]) -> None:
    """Added words underlined, removed ones struck through, both also by colour."""
    colors = theme.tokens()
    for piece in pieces:
        looks = QTextCharFormat()
        if piece.kind == "added":
            looks.setFontUnderline(True)
            looks.setForeground(QColor(colors.good_mark))
        elif piece.kind == "removed":
            looks.setFontStrikeOut(True)
            looks.setForeground(QColor(colors.error_mark))
        cursor.insertText(breakable(piece.text), looks)
    set_line_height(cursor.document())


def _paged(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Marked text in pages of about `PAGE_CHARACTERS`."""
    pages: list[list[Piece]] = [[]]
    room = PAGE_CHARACTERS
    for piece in pieces:
        for part in pages_of(piece.text):
            if len(part) > room and pages[-1]:
                pages.append([])
                room = PAGE_CHARACTERS
            pages[-1].append(Piece(piece.kind, part))
            room -= len(part)
    return pages
