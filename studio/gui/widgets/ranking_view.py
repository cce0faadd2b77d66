"""The ranking a labeler makes: cards moved by mouse, keys or buttons, undone and redone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from studio.gui import keys
from studio.gui.actions import RANKS
from studio.gui.widgets.drop_target import Drop
from studio.gui.widgets.history import History
from studio.gui.widgets.notice import announce
from studio.gui.widgets.ranking_column import RankingColumn, ShownResponse
from studio.ranking import Ranking
from studio.typed_ranks import TypedRanks

SCROLL_EDGE = 48  # px from the upper or lower edge where a drag scrolls
SCROLL_EVERY_MS = 16
SCROLL_FASTEST = 18  # px a tick, at the edge itself

# What is done by key to the card in focus: the commands `rank.…`
COMMANDS = (
    *("move_up", "move_down", "focus_previous", "focus_next", "tie", "untie", "read"),
    *(f"place_{rank}" for rank in range(1, RANKS + 1)),
)


@dataclass(frozen=True)
class Step:
    """A ranking one can come back to, and which cards it is about."""

    ranking: Ranking
    typed: TypedRanks | None  # None once it was changed in another way
    changed: int  # the card that came to its place by this step: undo returns to it
    onward: int  # the card to go on with


class RankingView(QScrollArea):
    """Cards over a pure `Ranking`; every way to change it goes through the same few commands."""

    changed = Signal()  # the ranking is another one
    read_requested = Signal(int)  # response id
    announced = Signal(str)  # what was told to a screen reader

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = RankingColumn()
        self.column.asked.connect(self.command)
        self.column.focused.connect(self._remember_focus)
        self.column.dropped.connect(self._take_drop)
        self.column.pointer_moved.connect(self._scroll_near_edges)
        self.setWidget(self.column)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._history: History[Step] | None = None
        self._current = 0
        self._pointer = QPoint()
        self._speed = 0
        self._scroller = QTimer(self, interval=SCROLL_EVERY_MS)
        self._scroller.timeout.connect(self._scroll)

    def show_responses(self, responses: Sequence[ShownResponse], ranking: Ranking) -> None:
        """Start on another set, with nothing to undo."""
        self._history = History(Step(ranking, TypedRanks(ranking), *ranking.order[:1] * 2))
        self.column.show_responses(responses, ranking)
        self._current = ranking.order[0]
        self.verticalScrollBar().setValue(0)

    @property
    def ranking(self) -> Ranking:
        assert self._history is not None
        return self._history.now.ranking

    @property
    def all_typed(self) -> bool:
        """Whether the ranking was made by typing, and is complete."""
        typed = None if self._history is None else self._history.now.typed
        return typed is not None and typed.complete

    @property
    def can_undo(self) -> bool:
        return self._history is not None and self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history is not None and self._history.can_redo

    @property
    def current(self) -> int:
        """The id of the response whose card has, or last had, the focus."""
        return self._current

    def sizeHint(self) -> QSize:
        return QSize(760, self.column.minimumHeight())

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Answers, best first"))
        self.column.retranslate()

    # Commands

    def command(self, response_id: int, command: str) -> None:
        """Do to one card what a key or button asks."""
        if self._history is None:
            return
        ranking = self.ranking
        if command == "read":
            self.read_requested.emit(response_id)
        elif command in ("focus_next", "focus_previous"):
            self._focus_neighbour(response_id, 1 if command == "focus_next" else -1)
        elif command == "move_up":
            self._become(moved_by_one(ranking, response_id, -1), response_id)
        elif command == "move_down":
            self._become(moved_by_one(ranking, response_id, 1), response_id)
        elif command == "tie":
            self._become(tied_with_above(ranking, response_id), response_id)
        elif command == "untie":
            self._become(ranking.untie(response_id), response_id)
        elif command.startswith("place_"):
            self.place(response_id, int(command.removeprefix("place_")))

    def place(self, response_id: int, rank: int) -> None:
        """Give a response a rank, counted from 1, and go on to the next (see `typed_ranks`).

        Once the ranking was changed in another way: let it stand alone there, and stay.
        """
        assert self._history is not None
        typed = self._history.now.typed
        if typed is None:
            self._become(placed_at(self.ranking, response_id, rank), response_id)
            return
        typed = typed.give(response_id, rank)
        onward = typed.next_after(response_id)
        onward = response_id if onward is None else onward
        self._take(Step(typed.ranking, typed, response_id, onward))
        self._announce(self._standing(response_id))

    def undo(self) -> None:
        if self._history is not None and self._history.can_undo:
            undone = self._history.now
            self._show(self._history.undo(), undone.changed)
            self._announce(self.tr("Undone."))

    def redo(self) -> None:
        if self._history is not None and self._history.can_redo:
            self._show(self._history.redo(), self._history.now.onward)
            self._announce(self.tr("Done again."))

    def _take_drop(self, response_id: int, drop: Drop) -> None:
        if drop.tie:
            other = self.ranking.groups[drop.group][0]
            self._become(self.ranking.tie(response_id, other), response_id)
        else:
            self._become(self.ranking.move(response_id, drop.group), response_id)

    def _become(self, ranking: Ranking, response_id: int) -> None:
        """Take a changed ranking, keep the focus on the card, and say where it now stands."""
        if ranking != self.ranking:
            self._take(Step(ranking, None, response_id, response_id))
        else:
            self.focus_card(response_id)
        self._announce(self._standing(response_id))

    def _take(self, step: Step) -> None:
        assert self._history is not None
        self._history.add(step)
        self._show(step, step.onward)

    def _show(self, step: Step, focus: int) -> None:
        self.column.arrange(step.ranking)
        self.changed.emit()
        self.focus_card(focus)

    def _standing(self, response_id: int) -> str:
        ranking = self.ranking
        rank = ranking.rank_of(response_id)
        letter = self.column.cards[response_id].letter
        others = [self.column.cards[i].letter for i in ranking.groups[rank - 1] if i != response_id]
        if others:
            said = self.tr("Answer {letter} tied with {others} at rank {rank} of {count}")
        else:
            said = self.tr("Answer {letter} moved to rank {rank} of {count}")
        return said.format(
            letter=letter, rank=rank, count=len(ranking.groups), others=", ".join(others)
        )

    def _announce(self, words: str) -> None:
        announce(self, words)
        self.announced.emit(words)

    # Focus and keys

    def focus_card(self, response_id: int) -> None:
        self._current = response_id
        self.column.cards[response_id].setFocus(Qt.FocusReason.OtherFocusReason)
        self._reveal(response_id)

    def _remember_focus(self, response_id: int) -> None:
        self._current = response_id

    def _focus_neighbour(self, response_id: int, step: int) -> None:
        order = self.ranking.order
        at = order.index(response_id) + step
        if 0 <= at < len(order):
            self.focus_card(order[at])

    def _reveal(self, response_id: int) -> None:
        """Scroll until the card, or the top of one that is too tall, can be seen."""
        place = self.column.place_of(response_id)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setMaximum(max(bar.maximum(), self.column.minimumHeight() - height))
        if place.bottom() + 8 > bar.value() + height:
            bar.setValue(place.bottom() + 8 - height)
        if place.top() - 8 < bar.value():
            bar.setValue(place.top() - 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.column.dragging:
            if event.key() == Qt.Key.Key_Escape:
                self.column.cancel_drag()
                self._scroller.stop()
            return
        if self._history is None:
            return
        command = keys.meant(keys.pressed(event), (f"rank.{name}" for name in COMMANDS))
        if command:
            self.command(self._current, command.removeprefix("rank."))
        else:
            event.ignore()

    # Scrolling while a card is dragged

    def _scroll_near_edges(self, pointer: QPoint) -> None:
        self._pointer = pointer
        y, height = self.viewport().mapFromGlobal(pointer).y(), self.viewport().height()
        self._speed = scroll_speed(y, height)
        if self._speed and not self._scroller.isActive():
            self._scroller.start()

    def _scroll(self) -> None:
        if not self.column.dragging or not self._speed:
            self._scroller.stop()
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self._speed)
        self.column.point_at(self._pointer)

    def hideEvent(self, event: QHideEvent) -> None:
        self.column.cancel_drag()
        self._scroller.stop()
        super().hideEvent(event)


def scroll_speed(y: int, height: int) -> int:
    """Pixels a tick for a pointer at `y`: faster the nearer to, or beyond, an edge."""
    into = max(SCROLL_EDGE - y, y - (height - SCROLL_EDGE), 0)
    speed = -(-SCROLL_FASTEST * min(into, SCROLL_EDGE) // SCROLL_EDGE)
    return -speed if y < height / 2 else speed


def moved_by_one(ranking: Ranking, response_id: int, step: int) -> Ranking:
    """Out of its tie, or past the whole group above (`step` -1) or below (1)."""
    own = ranking.rank_of(response_id) - 1
    alone = len(ranking.groups[own]) == 1
    if step < 0:
        return ranking.move(response_id, max(0, own - alone))
    return ranking.move(response_id, min(len(ranking.groups), own + 1 + alone))


def placed_at(ranking: Ranking, response_id: int, rank: int) -> Ranking:
    """Alone at `rank` from 1, or last where there are fewer ranks."""
    own = ranking.rank_of(response_id) - 1
    passes_itself = len(ranking.groups[own]) == 1 and own < rank - 1
    return ranking.move(response_id, min(len(ranking.groups), rank - 1 + passes_itself))


def tied_with_above(ranking: Ranking, response_id: int) -> Ranking:
    """Tied with the card above it; as it is where that is so already, or where there is none."""
    at = ranking.order.index(response_id)
    return ranking if at == 0 else ranking.tie(response_id, ranking.order[at - 1])
