"""A plain text of any script that folds after some lines and never lays out more than it shows."""

from __future__ import annotations

import unicodedata
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.gui import theme
from studio.gui.widgets.plain_text import displayable

FOLDED_CHARACTERS = 4_000  # shaped at most, whatever the length of the text
OPEN_CHARACTERS = 20_000
OPEN_LINES = 400


class FoldedText(QWidget):
    """Shows a text's first `lines` lines, or when opened its first 400.

    `cut` says, for the width last laid out, that there is more of the text than is shown.
    """

    def __init__(self, text: str, lines: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = displayable(text[: OPEN_CHARACTERS + 1])
        self._lines = lines
        self._folded = True
        self._laid_out: list[tuple[QTextLayout, float]] = []
        self._laid_width = -1
        self._height = 0.0
        self.cut = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._take_font)
        self._take_font()

    @property
    def folded(self) -> bool:
        return self._folded

    def fold(self, folded: bool) -> None:
        self._folded = folded
        self._forget()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._lay_out(width)
        return ceil(self._height)

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 0 else 600
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, ceil(self._pitch()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay_out(self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().text().color())
        for layout, top in self._laid_out:
            if top <= event.rect().bottom():
                layout.draw(painter, QPointF(0, top), [], QRectF())

    def _take_font(self) -> None:
        self.setFont(theme.reading_font())
        self._forget()

    def _forget(self) -> None:
        self._laid_width = -1
        self.updateGeometry()
        self.update()

    def line_height(self) -> int:
        """The height of one line in px."""
        return round(self._pitch())

    def _pitch(self) -> float:
        return self.font().pixelSize() * theme.LINE_HEIGHT

    def _lay_out(self, width: int) -> None:
        if width == self._laid_width or width <= 0:
            return
        self._laid_width = width
        most_lines = self._lines if self._folded else OPEN_LINES
        most_characters = FOLDED_CHARACTERS if self._folded else OPEN_CHARACTERS
        text = self._text[:most_characters]
        self._laid_out, self._height = [], 0.0
        pitch, lines, complete = self._pitch(), 0, True
        for paragraph in text.split("\n"):
            if lines == most_lines:
                complete = False
                break
            layout, whole = self._paragraph(paragraph, width, pitch, most_lines - lines)
            self._laid_out.append((layout, self._height))
            lines += layout.lineCount()
            self._height += layout.lineCount() * pitch
            if not whole:
                complete = False
                break
        self.cut = not complete or len(text) < len(self._text)

    def _paragraph(
        self, text: str, width: int, pitch: float, most_lines: int
    ) -> tuple[QTextLayout, bool]:
        """One paragraph laid out from its own top; false when lines of it are left."""
        layout = QTextLayout(text, self.font())
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        if _right_to_left(text):
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        whole = True
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            number = layout.lineCount() - 1
            line.setPosition(QPointF(0, number * pitch + (pitch - line.height()) / 2))
            if layout.lineCount() == most_lines:
                whole = line.textStart() + line.textLength() >= len(text.encode("utf-16-le")) // 2
                break
        layout.endLayout()
        return layout, whole


def _right_to_left(text: str) -> bool:
    """Whether the first strong character runs from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
