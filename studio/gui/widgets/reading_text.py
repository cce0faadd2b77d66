"""Longer text for reading: plain text well set, and Markdown that loads nothing."""

from __future__ import annotations

from math import ceil
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat, QTextOption
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import set_line_height
from studio.gui.widgets.plain_text import breakable

TEXT_PX = 14  # of Markdown
HEADING_PX = 16
INDENT = 20  # px, of list items


class ReadingText(QTextEdit):
    """Plain text of any length, selectable, scrolled by the keyboard; no markup is taken."""

    height_changed = Signal()  # of the whole text, as `height_of_text` gives it

    def __init__(self, size: int = theme.READING_PX, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setProperty("role", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self.height_changed)
        theme.changed.connect(self._take_font)
        self._take_font()

    def show_text(self, text: str) -> None:
        """Show `text` from its beginning."""
        self.setPlainText(breakable(text))
        set_line_height(self.document())
        self.verticalScrollBar().setValue(0)

    def height_of_text(self) -> int:
        """The height in px that would show everything at the present width."""
        frame = self.height() - self.viewport().height()
        return ceil(self.document().size().height()) + max(0, frame)

    def _take_font(self) -> None:
        self.setFont(theme.reading_font(self._size))


class MarkdownText(QTextBrowser):
    """Rendered Markdown. Nothing is ever loaded for it: no image, no file, no address."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(INDENT)
        self._source = ""
        theme.changed.connect(self._take_font)
        self._take_font()

    def show_markdown(self, text: str) -> None:
        """Render `text`; where one has scrolled to is kept when it is the same as before."""
        if text != self._source:
            self._source = text
            self._render()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None

    def _take_font(self) -> None:
        self.setFont(theme.font(TEXT_PX))
        self._render()

    def _render(self) -> None:
        self.setMarkdown(self._source)
        set_line_height(self.document())
        self._set_blocks()

    def _set_blocks(self) -> None:
        """Paragraphs apart, and headings hardly larger than the text: it stands beside the work."""
        cursor = QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            level = block.blockFormat().headingLevel()
            spaced = QTextBlockFormat()
            spaced.setTopMargin(theme.px(theme.WIDE_GAP if level > 1 else 0))
            spaced.setBottomMargin(theme.px(4 if level or block.textList() else theme.GAP))
            cursor.mergeBlockFormat(spaced)
            if level:
                looks = QTextCharFormat()
                looks.setFont(theme.font(HEADING_PX if level == 1 else TEXT_PX, bold=True))
                looks.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
                cursor.movePosition(
                    QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
                )
                cursor.mergeCharFormat(looks)
            block = block.next()
