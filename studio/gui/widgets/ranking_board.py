"""Columns 'To be ranked | Rank 1 … Rank K': cards are put into them; those in one are tied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.board import Board
from studio.gui import keys, theme
from studio.gui.actions import RANKS
from studio.gui.theme import px, tokens
from studio.gui.widgets.basic import Caption
from studio.gui.widgets.board_card import BoardCard
from studio.gui.widgets.held_widget import replace_widget
from studio.gui.widgets.ranking_column import GHOST_BELOW, GHOST_HEIGHT, ShownResponse, see_through

EMPTY_WIDTH = 68  # px at 100 %, of a column without cards
FILLED_WIDTH = 176  # px at 100 %, at least, of one with cards
SCROLL_EDGE = 40  # px from the left or right edge where a drag scrolls
SCROLL_STEP = 14  # px for each movement of the pointer there
COMMANDS = (
    *("rank.focus_previous", "rank.focus_next", "rank.focus_left", "rank.focus_right"),
    *("rank.move_left", "rank.move_right", "rank.unrank", "rank.read"),
    *(f"rank.place_{rank}" for rank in range(1, RANKS + 1)),
)


class BoardColumn(QWidget):
    """One rank: a heading, and cards below each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marked = False  # a dragged card would land here
        self.heading = Caption()
        self.heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(6, 8, 6, 8)
        self.body.setSpacing(theme.GAP)
        self.body.addWidget(self.heading)
        self.body.addStretch(1)

    def hold(self, cards: Sequence[BoardCard]) -> None:
        for card in cards:
            self.body.removeWidget(card)
        for place, card in enumerate(cards, start=1):
            self.body.insertWidget(place, card)
            card.show()  # at once: else it takes the focus back when it is
        self.setMinimumWidth(px(FILLED_WIDTH if cards else EMPTY_WIDTH))

    def mark(self, marked: bool) -> None:
        if marked != self.marked:
            self.marked = marked
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QColor(colors.accent if self.marked else colors.line)
        painter.setPen(QPen(line, 3 if self.marked else 1))
        painter.setBrush(QColor(colors.rail))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)


class RankingBoard(QScrollArea):
    """Shows a `Board` and tells what a person asks of it; it changes no board itself."""

    put = Signal(int, int)  # response id, column
    read_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cards: dict[int, BoardCard] = {}
        self.columns: list[BoardColumn] = []
        self.current = 0  # the response whose card has, or last had, the focus
        self._board: Board | None = None
        self._grades: Mapping[int, str] = {}
        self._dragged: int | None = None
        self._grip = QPoint()
        self._ghost = QLabel(self.viewport())
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ghost.hide()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Ranking board"))
        if self._board is not None:
            self.arrange(self._board, self._grades)

    def show_responses(self, responses: Sequence[ShownResponse]) -> None:
        """Replace all cards and columns."""
        self.cancel_drag()
        held = self._held = QWidget()
        row = self._row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, theme.GAP)
        row.setSpacing(theme.GAP)
        self.columns = [BoardColumn(held) for _ in range(len(responses) + 1)]
        for column in self.columns:
            row.addWidget(column)
        for card in self.cards.values():
            card.blockSignals(True)  # the focus passes through them as they go
        self.cards = {}
        for response in responses:
            card = BoardCard(response.id, response.letter, response.text, held)
            card.asked.connect(self._take_asked)
            card.focused.connect(self._remember_focus)
            card.drag_began.connect(self._begin_drag)
            card.drag_moved.connect(self._follow_pointer)
            card.drag_ended.connect(self._end_drag)
            self.cards[response.id] = card
        self.current = responses[0].id
        self._board = None
        replace_widget(self, held)

    def arrange(self, board: Board, grades: Mapping[int, str]) -> None:
        """Put every card into its column; `grades` are shown on the cards that have one."""
        focused = next((id for id, card in self.cards.items() if card.hasFocus()), None)
        self._board, self._grades = board, grades
        before: QWidget | None = None
        for place, (column, ids) in enumerate(zip(self.columns, board.columns, strict=True)):
            column.hold([self.cards[id] for id in ids])
            self._row.setStretch(place, 3 if ids else 0)
            column.heading.setText(self.column_name(place))
            for id in ids:
                card = self.cards[id]
                card.tell(grades.get(id, ""), self._standing(place, len(ids) > 1))
                if before is not None:
                    QWidget.setTabOrder(before, card)
                before = card
        if focused is not None:
            self.focus_card(focused)

    def column_name(self, column: int) -> str:
        if column == 0:
            return self.tr("To be ranked")
        if column == 1:
            return self.tr("Rank 1, best")
        return self.tr("Rank {rank}").format(rank=column)

    def _standing(self, column: int, tied: bool) -> str:
        if column and tied:
            return self.tr("rank {rank}, tied").format(rank=column)
        return self.tr("rank {rank}").format(rank=column) if column else self.tr("to be ranked")

    # Focus and keys

    def focus_card(self, response_id: int) -> None:
        self.current = response_id
        card = self.cards[response_id]
        card.setFocus(Qt.FocusReason.OtherFocusReason)
        self._row.activate()
        self.ensureWidgetVisible(card, 8, 8)

    def _remember_focus(self, response_id: int) -> None:
        self.current = response_id

    def keyPressEvent(self, event: QKeyEvent) -> None:
        board, key = self._board, event.key()
        if self._dragged is not None:
            if key == Qt.Key.Key_Escape:
                self.cancel_drag()
            return
        if board is None:
            return
        command = keys.meant(keys.pressed(event), COMMANDS)
        if command:
            self._do(board, command.removeprefix("rank."))
        elif key == Qt.Key.Key_Backspace:
            self._put(0)
        else:
            event.ignore()

    def _do(self, board: Board, command: str) -> None:
        own = board.column_of(self.current)
        if command in ("move_left", "move_right"):
            self._put(own + (1 if command == "move_right" else -1))
        elif command.startswith("place_"):
            self._put(int(command.removeprefix("place_")))
        elif command == "unrank":
            self._put(0)
        elif command == "read":
            self.read_requested.emit(self.current)
        elif command in ("focus_left", "focus_right"):
            self._focus_column(own, 1 if command == "focus_right" else -1)
        else:
            column = board.columns[own]
            at = column.index(self.current) + (1 if command == "focus_next" else -1)
            if 0 <= at < len(column):
                self.focus_card(column[at])

    def _put(self, column: int) -> None:
        if 0 <= column < len(self.columns):
            self.put.emit(self.current, column)

    def _focus_column(self, own: int, step: int) -> None:
        """To the next column that has cards, at about the same height."""
        assert self._board is not None
        at = self._board.columns[own].index(self.current)
        beside = range(own + step, len(self.columns) if step > 0 else -1, step)
        for column in beside:
            if cards := self._board.columns[column]:
                self.focus_card(cards[min(at, len(cards) - 1)])
                return

    def _take_asked(self, response_id: int, command: str) -> None:
        if command == "read":
            self.read_requested.emit(response_id)

    # Dragging

    @property
    def dragging(self) -> bool:
        return self._dragged is not None

    def _begin_drag(self, response_id: int, pointer: QPoint) -> None:
        card = self.cards[response_id]
        self._dragged = response_id
        self._grip = card.mapFromGlobal(pointer)
        shown = QRect(0, 0, card.width(), min(card.height(), GHOST_HEIGHT))
        self._ghost.setPixmap(see_through(card.grab(shown)))
        self._ghost.resize(shown.size())
        card.setGraphicsEffect(QGraphicsOpacityEffect(card, opacity=0.35))
        self._ghost.raise_()
        self._ghost.show()

    def _follow_pointer(self, pointer: QPoint) -> None:
        if self._dragged is None:
            return
        here = self.viewport().mapFromGlobal(pointer)
        bar = self.horizontalScrollBar()
        if here.x() < SCROLL_EDGE:
            bar.setValue(bar.value() - SCROLL_STEP)
        elif here.x() > self.viewport().width() - SCROLL_EDGE:
            bar.setValue(bar.value() + SCROLL_STEP)
        self._ghost.move(here.x() - self._grip.x(), here.y() + GHOST_BELOW)
        at = self._column_at(pointer)
        for place, column in enumerate(self.columns):
            column.mark(place == at)

    def _column_at(self, pointer: QPoint) -> int:
        """The column below a pointer, or the nearest one."""
        x = self._held.mapFromGlobal(pointer).x()
        centers = [(abs(c.geometry().center().x() - x) - c.width() / 2) for c in self.columns]
        return centers.index(min(centers))

    def _end_drag(self) -> None:
        dragged = self._dragged
        marked = next((i for i, column in enumerate(self.columns) if column.marked), None)
        self._clear_drag()
        if dragged is not None and marked is not None:
            self.put.emit(dragged, marked)

    def cancel_drag(self) -> None:
        """Let the dragged card, if any, stay where it was."""
        if self._dragged is not None:
            self.cards[self._dragged].forget_drag()
            self._clear_drag()

    def _clear_drag(self) -> None:
        if self._dragged is not None:
            self.cards[self._dragged].setGraphicsEffect(None)  # type: ignore[arg-type]
        self._dragged = None
        self._ghost.hide()
        for column in self.columns:
            column.mark(False)
