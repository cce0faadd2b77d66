"""One response as a card that can be dragged, moved by its buttons, and unfolded."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from studio.gui import keys
from studio.gui.icons import icon
from studio.gui.theme import caption_font, px, tokens
from studio.gui.widgets.answer_card import AnswerCard
from studio.gui.widgets.answer_text import AnswerText
from studio.gui.widgets.basic import IconButton, QuietButton

# Lengths in px at 100 %
PADDING = 14
LETTER = 26  # width of the column that holds the answer's letter
BUTTON = 28
SMALLEST_TARGET = 24  # px at any scale (WCAG 2.2, 2.5.8)
GRIP = 18
FOLDED_LINES = 10


def button_side() -> int:
    """How large a button is; never too small to hit, however small the text."""
    return max(SMALLEST_TARGET, px(BUTTON))


class CardButton(IconButton):
    """A small square button. Keys other than Space and Enter go on to the card it stands in."""

    def __init__(self, icon_name: str, parent: QWidget) -> None:
        super().__init__(icon_name, parent=parent)
        self.setProperty("role", "compact")
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def set_named(self, name: str, command: str) -> None:
        self.command = command
        self.set_text(name)


class ResponseCard(AnswerCard):
    """Shows a response's text under a letter that stays with it wherever it is moved."""

    height_changed = Signal()

    def __init__(self, response_id: int, letter: str, text: str, parent: QWidget) -> None:
        super().__init__(response_id, letter, text, parent)
        self._place = (1, 1, False, True, True)
        self.text = AnswerText(text, FOLDED_LINES, self)
        self.text.reformatted.connect(self._lay_out_anew)
        self.up = CardButton("arrow-up", self)
        self.down = CardButton("arrow-down", self)
        self.tie = CardButton("tie", self)
        self.more = QuietButton(parent=self)
        self.up.clicked.connect(lambda: self.asked.emit(self.response_id, "move_up"))
        self.down.clicked.connect(lambda: self.asked.emit(self.response_id, "move_down"))
        self.tie.clicked.connect(self._tie_or_untie)
        self.more.clicked.connect(self._fold_or_unfold)
        self.retranslate()

    def retranslate(self) -> None:
        rank, count, tied, first, last = self._place
        name = self.tr("Answer {letter}, rank {rank} of {count}")
        if tied:
            name = self.tr("Answer {letter}, rank {rank} of {count}, tied")
        self.setAccessibleName(name.format(letter=self.letter, rank=rank, count=count))
        self.up.setEnabled(not first)
        self.down.setEnabled(not last)
        self.tie.setEnabled(tied or not first)
        self.tie.setIcon(icon("untie" if tied else "tie"))
        letter = self.letter
        self.up.set_named(self.tr("Move answer {letter} up").format(letter=letter), "rank.move_up")
        self.down.set_named(
            self.tr("Move answer {letter} down").format(letter=letter), "rank.move_down"
        )
        if tied:
            self.tie.set_named(self.tr("Untie answer {letter}").format(letter=letter), "rank.untie")
        else:
            tie = self.tr("Tie answer {letter} with the one above")
            self.tie.set_named(tie.format(letter=letter), "rank.tie")
        self.more.set_text(
            self.tr("more") if self.text.folded else self.tr("less"),
            self.tr("{key} opens it in full").format(key=keys.shown("rank.read")),
        )

    def set_place(self, rank: int, count: int, tied: bool, first: bool, last: bool) -> None:
        """Tell the card where it stands; `first` and `last` say that it cannot go further."""
        self._place = (rank, count, tied, first, last)
        self.retranslate()

    # Its own layout: the column asks for a height and then sets the geometry.

    def heightForWidth(self, width: int) -> int:
        text = self.text.heightForWidth(self._text_width(width))
        more = self.more.sizeHint().height() if self._foldable else 0
        return max(self._text_top() + text + more, px(PADDING) + button_side()) + px(PADDING)

    def _text_top(self) -> int:
        """Where the text begins, so that its first line is level with the buttons."""
        return px(PADDING) + max(0, (button_side() - self.text.line_height()) // 2)

    @property
    def _foldable(self) -> bool:
        return self.text.cut or not self.text.folded

    def _text_width(self, width: int) -> int:
        return width - px(PADDING + LETTER + GRIP + 2 * PADDING) - 3 * button_side()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self._text_width(self.width())
        height = self.text.heightForWidth(width)
        left, top = px(PADDING + LETTER), self._text_top()
        self.text.setGeometry(left, top, width, height)
        side = button_side()
        right = self.width() - px(GRIP + PADDING // 2)
        for place, button in enumerate((self.tie, self.down, self.up), start=1):
            button.setGeometry(right - place * side, px(PADDING) - 1, side, side)
        self.more.setVisible(self._foldable)
        hint = self.more.sizeHint()
        self.more.setGeometry(left - px(10), top + height, hint.width(), hint.height())

    def _fold_or_unfold(self) -> None:
        self.text.fold(not self.text.folded)
        self.retranslate()
        self.height_changed.emit()

    def _lay_out_anew(self) -> None:
        self.height_changed.emit()  # the column may give another height
        self._lay_out()

    def _tie_or_untie(self) -> None:
        self.asked.emit(self.response_id, "untie" if self._place[2] else "tie")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(tokens().muted))
        painter.setFont(caption_font())
        letter = QRect(px(PADDING), px(PADDING), px(LETTER), button_side())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(letter, side, self.letter)
        grip = QRect(self.width() - px(GRIP + 4), px(PADDING), px(GRIP), button_side())
        icon("grip", "muted").paint(painter, grip)
