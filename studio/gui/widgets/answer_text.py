"""An answer on a card: folded, and formatted when it is Markdown that is quick to format."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from studio.gui import formatting, theme
from studio.gui.widgets.folded_text import FoldedText
from studio.gui.widgets.markdown import SafeDocument, effort_of, fill_with_markdown, has_markdown

FOLDED_CHARACTERS = 1_000  # formatted while folded
FOLDED_LINES = 3  # of the source for each line that is shown, since blank ones are not
FOLDED_EFFORT = 300  # at most, of one of several cards; one with more is shown as it was typed


class AnswerText(FoldedText):
    """Falls back on plain text, laid out line by line, where there is nothing to format."""

    reformatted = Signal()  # it may need another height

    def __init__(self, text: str, lines: int = 10, parent: QWidget | None = None) -> None:
        self._source = text
        self._beginning = _beginning(text, lines)
        self._markdown = has_markdown(text) and effort_of(self._beginning) <= FOLDED_EFFORT
        self._document: SafeDocument | None = None
        super().__init__(text, lines, parent)
        formatting.changed.connect(self._reformat)

    @property
    def formatted(self) -> bool:
        return self._markdown and formatting.shown()

    def _reformat(self) -> None:
        if self._markdown:
            self._forget()
            self.reformatted.emit()

    def _forget(self) -> None:
        self._document = None
        super()._forget()

    def _lay_out(self, width: int) -> None:
        if not self.formatted:
            super()._lay_out(width)
            return
        if width == self._laid_width or width <= 0:
            return
        self._laid_width = width
        self._laid_out = []
        source = self._beginning if self._folded else self._source
        if self._document is None:
            self._document = SafeDocument(size=theme.READING_PX)
            fill_with_markdown(self._document, source)
        self._document.setTextWidth(width)
        whole = self._document.size().height()
        self._height = whole
        if self._folded:
            self._height = self._last_line_above(self._lines * self._pitch() + 4)
        self.cut = self._height < whole - self._pitch() / 2 or len(source) < len(self._source)

    def _last_line_above(self, most: float) -> float:
        """Where the last line ends that is whole above `most` px; `most` if that is unclear."""
        assert self._document is not None
        layout, bottom = self._document.documentLayout(), 0.0
        block = self._document.begin()
        while block.isValid():
            top = layout.blockBoundingRect(block).top()
            lines = block.layout()
            for number in range(lines.lineCount()):
                line = lines.lineAt(number)
                end = top + line.y() + max(line.height(), self._pitch())
                if end > most:
                    return bottom or most
                bottom = max(bottom, end)
            block = block.next()
        return min(self._document.size().height(), most)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.formatted:
            super().paintEvent(event)
            return
        self._lay_out(self.width())
        if self._document is None:
            return
        painter = QPainter(self)
        shown = QRectF(0, 0, self.width(), self._height)
        painter.setClipRect(shown)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, self.palette().text().color())
        context.clip = shown
        self._document.documentLayout().draw(painter, context)


def _beginning(text: str, lines: int) -> str:
    """What can be seen of a text while it is folded, or a little more."""
    return "\n".join(text[:FOLDED_CHARACTERS].split("\n")[: FOLDED_LINES * lines])
