"""A response on the ranking board: narrow, a few lines of text, its grade if it has one."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.gui import keys
from studio.gui.theme import caption_font, px, tokens
from studio.gui.widgets.answer_card import AnswerCard
from studio.gui.widgets.answer_text import AnswerText

PADDING = 10  # px at 100 %
HEAD = 22  # px at 100 %, the line with the letter
LINES = 7


class BoardCard(AnswerCard):
    def __init__(self, response_id: int, letter: str, text: str, parent: QWidget) -> None:
        super().__init__(response_id, letter, text, parent)
        self._grade = ""
        self._standing = ""
        self.text = AnswerText(text, LINES, self)
        self.text.reformatted.connect(self.updateGeometry)
        # Not fixed: that would hold it to the height of its old width.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def tell(self, grade: str, standing: str) -> None:
        """Show a grade, and have a screen reader say where the card stands."""
        self._grade = grade
        name = self.tr("Answer {letter}, {standing}")
        if grade:
            name = self.tr("Answer {letter}, rated {grade}, {standing}")
        said = name.format(letter=self.letter, grade=grade, standing=standing)
        self.setAccessibleName(said)
        self.setToolTip(self.tr("{key} opens it in full").format(key=keys.shown("rank.read")))
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        text = self.text.heightForWidth(max(1, width - 2 * px(PADDING)))
        return px(HEAD) + text + 2 * px(PADDING)

    def sizeHint(self) -> QSize:
        width = max(self.width(), px(120))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(60), px(HEAD + 2 * PADDING))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # another width, another height
        edge = px(PADDING)
        width = self.width() - 2 * edge
        self.text.setGeometry(edge, edge + px(HEAD), width, self.text.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(tokens().muted))
        painter.setFont(caption_font())
        edge = px(PADDING)
        head = QRect(edge, edge - 2, self.width() - 2 * edge, px(HEAD))
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | top, self.letter)
        more = "…" if self.text.cut else ""
        shown = "   ".join(part for part in (self._grade, more) if part)
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | top, shown)
