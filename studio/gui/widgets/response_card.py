"""One response as a card that can be dragged, moved by its buttons, and unfolded."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from studio.gui import keys
from studio.gui.icons import icon
from studio.gui.theme import caption_font, px, tokens
from studio.gui.widgets.basic import IconButton, QuietButton
from studio.gui.widgets.folded_text import FoldedText

# Lengths in px at 100 %
PADDING = 14
LETTER = 26  # width of the column that holds the answer's letter
BUTTON = 28
SMALLEST_TARGET = 24  # px at any scale (WCAG 2.2, 2.5.8)
GRIP = 18
FOLDED_LINES = 10
SPOKEN_CHARACTERS = 2_000  # of the text, for a screen reader; the reading pane has it all


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


class ResponseCard(QWidget):
    """Shows a response's text under a letter that stays with it wherever it is moved."""

    asked = Signal(int, str)  # response id, command: move_up, move_down, tie, untie, read
    drag_began = Signal(int, QPoint)  # response id, pointer on the screen
    drag_moved = Signal(QPoint)
    drag_ended = Signal()
    focused = Signal(int)
    height_changed = Signal()

    def __init__(self, response_id: int, letter: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.response_id = response_id
        self.letter = letter
        self._place = (1, 1, False, True, True)
        self._pressed_at: QPoint | None = None
        self._dragging = False
        self.text = FoldedText(text, FOLDED_LINES, self)
        self.up = CardButton("arrow-up", self)
        self.down = CardButton("arrow-down", self)
        self.tie = CardButton("tie", self)
        self.more = QuietButton(parent=self)
        self.up.clicked.connect(lambda: self.asked.emit(self.response_id, "move_up"))
        self.down.clicked.connect(lambda: self.asked.emit(self.response_id, "move_down"))
        self.tie.clicked.connect(self._tie_or_untie)
        self.more.clicked.connect(self._fold_or_unfold)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleDescription(text[:SPOKEN_CHARACTERS])
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

    def _tie_or_untie(self) -> None:
        self.asked.emit(self.response_id, "untie" if self._place[2] else "tie")

    # Dragging: the card reports the pointer; the column knows what it means.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.globalPosition().toPoint()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        at = event.globalPosition().toPoint()
        if self._dragging:
            self.drag_moved.emit(at)
        elif (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.drag_began.emit(self.response_id, self._pressed_at)
            self.drag_moved.emit(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            dragging = self._dragging
            self.forget_drag()
            if dragging:
                self.drag_ended.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.asked.emit(self.response_id, "read")

    def forget_drag(self) -> None:
        """Take further movements of the pressed mouse for nothing."""
        self._pressed_at = None
        self._dragging = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focused.emit(self.response_id)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(colors.accent if focused else colors.line), 1 + focused))
        painter.setBrush(QColor(colors.surface))
        inset = 1.0 if focused else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        painter.setPen(QColor(colors.muted))
        painter.setFont(caption_font())
        letter = QRect(px(PADDING), px(PADDING), px(LETTER), button_side())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(letter, side, self.letter)
        grip = QRect(self.width() - px(GRIP + 4), px(PADDING), px(GRIP), button_side())
        icon("grip", "muted").paint(painter, grip)
