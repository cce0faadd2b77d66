"""Response cards in one column: where each stands, and where a dragged one would land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEasingCurve,
    QPoint,
    QPointF,
    QPropertyAnimation,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QLabel, QStyle, QWidget

from studio.gui import theme
from studio.gui.theme import px, tokens
from studio.gui.widgets.drop_target import Drop, drop_at
from studio.gui.widgets.response_card import PADDING, ResponseCard, button_side
from studio.ranking import Ranking

GUTTER = 40  # holds the rank numbers
FRAME = 8  # around tied cards, and the room for a ring around any card
GAP = 10  # between groups
TIED_GAP = 6
GHOST_HEIGHT = 64  # the part of a dragged card that follows the pointer
GHOST_BELOW = 14  # so that the mark at the pointer stays visible
SETTLE_MS = 120


@dataclass(frozen=True)
class ShownResponse:
    """What a card shows: the letter follows the order in which the cards first appeared."""

    id: int
    letter: str
    text: str


class RankingColumn(QWidget):
    """Lays out the cards of a ranking and turns drags into drops; it changes no ranking itself."""

    dropped = Signal(int, object)  # response id, Drop
    asked = Signal(int, str)  # response id, command
    focused = Signal(int)
    pointer_moved = Signal(QPoint)  # on the screen, while a card is dragged

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[int, ResponseCard] = {}
        self._ranking: Ranking | None = None
        self._spans: list[tuple[int, int]] = []
        self._dragged: int | None = None
        self._grip = QPoint()
        self._drop: Drop | None = None
        self._ghost = QLabel(self)
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ghost.hide()
        theme.changed.connect(self._place_now)

    # What is shown

    def show_responses(self, responses: Sequence[ShownResponse], ranking: Ranking) -> None:
        """Replace all cards."""
        self.cancel_drag()
        for card in self.cards.values():
            card.blockSignals(True)  # the focus passes through them as they go
            card.hide()
            card.deleteLater()
        self.cards = {r.id: self._card(r) for r in responses}
        self.arrange(ranking, settle=False)

    def _card(self, response: ShownResponse) -> ResponseCard:
        card = ResponseCard(response.id, response.letter, response.text, self)
        card.asked.connect(self.asked)
        card.focused.connect(self.focused)
        card.height_changed.connect(self._place_now)
        card.drag_began.connect(self._begin_drag)
        card.drag_moved.connect(self._follow_pointer)
        card.drag_ended.connect(self._end_drag)
        card.show()
        return card

    def arrange(self, ranking: Ranking, settle: bool = True) -> None:
        """Put every card where the ranking has it; with `settle` they glide there."""
        self._ranking = ranking
        before: QWidget | None = None
        last_group = len(ranking.groups) - 1
        for rank, group in enumerate(ranking.groups):
            for response_id in group:
                card = self.cards[response_id]
                tied = len(group) > 1
                first, last = rank == 0 and not tied, rank == last_group and not tied
                card.set_place(rank + 1, len(ranking.groups), tied, first, last)
                for widget in (card, card.up, card.down, card.tie, card.more):
                    if before is not None:
                        QWidget.setTabOrder(before, widget)
                    before = widget
        self._place(settle)

    def place_of(self, response_id: int) -> QRect:
        """Where a card stands, or will once it has settled."""
        return self._places[response_id]

    def retranslate(self) -> None:
        for card in self.cards.values():
            card.retranslate()

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._place(settle=False)

    def _place_now(self) -> None:
        self._place(settle=False)

    def _place(self, settle: bool) -> None:
        if self._ranking is None:
            return
        width = self.width() - GUTTER - 2 * FRAME
        self._places: dict[int, QRect] = {}
        self._spans = []
        y = 0
        for group in self._ranking.groups:
            top = y
            y += FRAME
            for response_id in group:
                height = self.cards[response_id].heightForWidth(width)
                self._places[response_id] = QRect(GUTTER + FRAME, y, width, height)
                y += height + TIED_GAP
            y += FRAME - TIED_GAP
            self._spans.append((top, y))
            y += GAP - FRAME
        self.setMinimumHeight(y + FRAME)
        duration = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        for response_id, place in self._places.items():
            self._move(self.cards[response_id], place, settle and duration > 0)
        self.update()

    def _move(self, card: ResponseCard, place: QRect, settle: bool) -> None:
        running = card.findChild(QPropertyAnimation)
        if running is not None:
            running.stop()
            running.deleteLater()
            running.setParent(None)
        if not (settle and self.isVisible()) or card.geometry() == place:
            card.setGeometry(place)
            return
        card.resize(place.size())
        glide = QPropertyAnimation(card, b"pos", card)
        glide.setDuration(SETTLE_MS)
        glide.setEndValue(place.topLeft())
        glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        glide.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    # Dragging

    @property
    def dragging(self) -> bool:
        return self._dragged is not None

    @property
    def drop(self) -> Drop | None:
        """Where the dragged card would land if it were let go now."""
        return self._drop

    def _begin_drag(self, response_id: int, pointer: QPoint) -> None:
        card = self.cards[response_id]
        self._dragged = response_id
        self._grip = card.mapFromGlobal(pointer)  # only its x is kept to
        shown = QRect(0, 0, card.width(), min(card.height(), GHOST_HEIGHT))
        self._ghost.setPixmap(see_through(card.grab(shown)))
        self._ghost.resize(shown.size())
        card.setGraphicsEffect(QGraphicsOpacityEffect(card, opacity=0.35))
        self._ghost.raise_()
        self._ghost.show()

    def _follow_pointer(self, pointer: QPoint) -> None:
        self.point_at(pointer)
        self.pointer_moved.emit(pointer)

    def point_at(self, pointer: QPoint) -> None:
        """Move the dragged card's ghost, and the mark, to a pointer on the screen."""
        if self._dragged is None or self._ranking is None:
            return
        here = self.mapFromGlobal(pointer)
        self._ghost.move(here.x() - self._grip.x(), here.y() + GHOST_BELOW)
        own = self._ranking.rank_of(self._dragged) - 1
        alone = len(self._ranking.groups[own]) == 1
        self._drop = drop_at(here.y(), self._spans, own, alone)
        self.update()

    def _end_drag(self) -> None:
        dragged, drop = self._dragged, self._drop
        self._clear_drag()
        if dragged is not None and drop is not None:
            self.dropped.emit(dragged, drop)

    def cancel_drag(self) -> None:
        """Let the dragged card, if any, stay where it was."""
        if self._dragged is not None:
            self.cards[self._dragged].forget_drag()
            self._clear_drag()

    def _clear_drag(self) -> None:
        if self._dragged is not None:
            self.cards[self._dragged].setGraphicsEffect(None)  # type: ignore[arg-type]
        self._dragged = None
        self._drop = None
        self._ghost.hide()
        self.update()

    # Painting: rank numbers, frames of ties, and the mark of a drop

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ranking is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rank, (group, span) in enumerate(
            zip(self._ranking.groups, self._spans, strict=True), start=1
        ):
            self._paint_rank(painter, rank, self._places[group[0]].top(), span, len(group) > 1)
        if self._drop is not None:
            self._paint_drop(painter, self._drop)

    def _frame_of(self, span: tuple[int, int]) -> QRectF:
        top, bottom = span
        return QRectF(GUTTER, top, self.width() - GUTTER, bottom - top).adjusted(2, 2, -2, -2)

    def _paint_rank(
        self, painter: QPainter, rank: int, first_top: int, span: tuple[int, int], tied: bool
    ) -> None:
        colors = tokens()
        if tied:
            painter.setPen(QPen(QColor(colors.control_line), 1))
            painter.setBrush(QColor(colors.rail))
            painter.drawRoundedRect(self._frame_of(span), 10, 10)
        painter.setFont(theme.font(theme.TITLE_PX, bold=True))
        painter.setPen(QColor(colors.text))
        number = QRect(0, first_top + px(PADDING), GUTTER - 8, button_side())
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(rank))
        if tied:
            painter.setFont(theme.caption_font())
            painter.setPen(QColor(colors.muted))
            below = number.translated(0, px(22))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.tr("tie"))

    def _paint_drop(self, painter: QPainter, drop: Drop) -> None:
        accent = QColor(tokens().accent)
        if drop.tie:
            painter.setPen(QPen(accent, 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._frame_of(self._spans[drop.group]), 11, 11)
            return
        y = self._line_height(drop.group)
        painter.setPen(QPen(accent, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(GUTTER + 8, y, self.width() - 4, y)
        painter.setBrush(accent)
        painter.drawEllipse(QPoint(GUTTER + 4, y), 3, 3)

    def _line_height(self, group: int) -> int:
        if group == len(self._spans):
            return self._spans[-1][1] + 1
        if group == 0:
            return self._spans[0][0] + 4
        return (self._spans[group - 1][1] + self._spans[group][0]) // 2


def see_through(picture: QPixmap) -> QPixmap:
    """The picture slightly faint, in a frame of its own where it was cut."""
    faint = QPixmap(picture.size())
    faint.setDevicePixelRatio(picture.devicePixelRatio())
    faint.fill(Qt.GlobalColor.transparent)
    frame = QRectF(QPointF(), picture.deviceIndependentSize()).adjusted(1, 1, -1, -1)
    rounded = QPainterPath()
    rounded.addRoundedRect(frame, 8, 8)
    painter = QPainter(faint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(0.95)
    painter.setClipPath(rounded)
    painter.drawPixmap(0, 0, picture)
    painter.setClipping(False)
    painter.setPen(QPen(QColor(tokens().accent), 2))
    painter.drawPath(rounded)
    painter.end()
    return faint
