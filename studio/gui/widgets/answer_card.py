"""An answer as a card that takes the focus and can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from studio.gui.theme import tokens
from studio.gui.widgets.plain_text import displayable

SPOKEN_CHARACTERS = 2_000  # of the text, for a screen reader; the reading pane has it all


class AnswerCard(QWidget):
    """Reports the focus and the pointer; whoever holds the cards knows what they mean."""

    asked = Signal(int, str)  # response id, command
    drag_began = Signal(int, QPoint)  # response id, pointer on the screen
    drag_moved = Signal(QPoint)
    drag_ended = Signal()
    focused = Signal(int)

    def __init__(self, response_id: int, letter: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.response_id = response_id
        self.letter = letter
        self._pressed_at: QPoint | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleDescription(displayable(text[:SPOKEN_CHARACTERS]))

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
