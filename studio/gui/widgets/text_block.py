"""Reading text laid out for a painter: wrapped, well spaced, cut after some lines."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption

from studio.gui.theme import LINE_HEIGHT
from studio.gui.widgets.plain_text import breakable

MOST_CHARACTERS = 4000


class TextBlock:
    """`text` at a width in px; `height` is what it needs, `cut` says that lines are left out."""

    def __init__(self, text: str, font: QFont, width: float, most_lines: int = 200) -> None:
        self.cut = len(text) > MOST_CHARACTERS
        self.height = 0.0
        self._lines: list[tuple[QTextLayout, QPointF]] = []
        pitch = font.pixelSize() * LINE_HEIGHT
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        count = 0
        for paragraph in breakable(text[:MOST_CHARACTERS]).split("\n"):
            if count == most_lines:
                self.cut = True
                return
            layout = QTextLayout(paragraph, font)
            layout.setTextOption(option)
            layout.beginLayout()
            here = 0
            while count < most_lines and (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                line.setPosition(QPointF(0, here * pitch + (pitch - line.height()) / 2))
                here, count = here + 1, count + 1
            layout.endLayout()
            last = layout.lineAt(here - 1)
            self.cut |= last.textStart() + last.textLength() < _utf16_length(paragraph)
            self._lines.append((layout, QPointF(0, self.height)))
            self.height += here * pitch

    def draw(self, painter: QPainter, at: QPointF) -> None:
        for layout, place in self._lines:
            layout.draw(painter, at + place)


def _utf16_length(text: str) -> int:
    """The length as Qt counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
