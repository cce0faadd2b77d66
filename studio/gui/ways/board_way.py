"""Ranking on a board, where answers may wait without a rank."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.board import Board
from studio.gui import keys
from studio.gui.actions import RANKS, command, text_of
from studio.gui.ways.base import Content, Keys, Way
from studio.gui.widgets.ranking_board import RankingBoard
from studio.gui.widgets.ranking_column import ShownResponse


class BoardWay(Way):
    """The states are boards; a subclass may keep more in them."""

    name = "board"
    is_wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = RankingBoard()
        self.board.put.connect(self.place)
        self.board.read_requested.connect(self.read_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.board)
        self.retranslate()

    def retranslate(self) -> None:
        self.board.retranslate()

    def state_of(self, content: Content) -> Any:
        return board_of(content, self.shown_case.shown_order)

    def show_case(self) -> None:
        letters, texts = self.shown_case.letters, self.shown_case.texts
        order = self.shown_case.shown_order
        self.board.show_responses([ShownResponse(id, letters[id], texts[id]) for id in order])

    def show_state(self, state: Any) -> None:
        self.board.arrange(state, {})

    def content_of(self, state: Any) -> dict[str, Any]:
        return board_content(state)

    def missing(self) -> str:
        return self.unranked_words(self.state)

    def unranked_words(self, board: Board) -> str:
        """What is wrong with what has no rank; empty when nothing is."""
        if self.none_acceptable and not board.groups:
            return ""
        if not board.groups:
            return self.tr("No answer has a rank yet.")
        if board.unranked and not self.shown_case.options.allow_unranked:
            left = len(board.unranked)
            return self.tr("%Ln still to be ranked.", "answers", left)
        return ""

    def place(self, response_id: int, column: int) -> None:
        """Put an answer into a column, and go on with the next that has no rank."""
        before: Board = self.state
        board = before.put(response_id, column)
        self._become(board, self.placed_words(board, response_id))
        self.board.focus_card(next_focus(before, board, response_id))

    def placed_words(self, board: Board, response_id: int) -> str:
        letters = self.shown_case.letters
        letter, column = letters[response_id], board.column_of(response_id)
        if column == 0:
            return self.tr("Answer {letter} is to be ranked again").format(letter=letter)
        others = [letters[id] for id in board.columns[column] if id != response_id]
        if others:
            said = self.tr("Answer {letter} tied with {others} at rank {rank}")
        else:
            said = self.tr("Answer {letter} put at rank {rank}")
        return said.format(letter=letter, rank=column, others=", ".join(others))

    def focus_work(self) -> None:
        self.board.focus_card(self.board.current)

    def focus_answer(self, response_id: int) -> None:
        self.board.focus_card(response_id)

    def reading_order(self) -> tuple[int, ...]:
        order: tuple[int, ...] = self.state.order
        return order

    def name_of(self, response_id: int) -> str:
        return self.board.cards[response_id].accessibleName()

    def hints(self) -> Keys:
        return [
            (keys.span("rank.place_", RANKS).replace(" … ", "–"), self.tr("put at that rank")),
            (keys.shown("rank.unrank"), self.tr("back to be ranked")),
            (keys.pair("rank.move_left", "rank.move_right"), self.tr("move")),
            (self._focus_hint(), self.tr("focus")),
            (keys.shown("rank.read"), self.tr("read")),
        ]

    def _focus_hint(self) -> str:
        sideways = keys.pair("rank.focus_left", "rank.focus_right")
        upright = keys.pair("rank.focus_previous", "rank.focus_next")
        usual = (sideways, upright) == ("←→", "↑↓")
        return "←↑↓→" if usual else f"{sideways} {upright}"

    def keys(self) -> Keys:
        return [
            (
                keys.span("rank.place_", RANKS),
                self.tr("Put the answer at that rank; several at one are tied"),
            ),
            ("Backspace", text_of(command("rank.unrank"))),
            *self.reading_keys(),
            ("Esc", self.tr("Cancel a drag")),
        ]


def board_of(content: Content, shown_order: tuple[int, ...]) -> Board:
    """The board of a draft as it was, or of a label's groups."""
    if "columns" in content:
        return Board(tuple(tuple(column) for column in content["columns"]))
    return Board.of(shown_order, content.get("groups", ()))


def board_content(board: Board) -> dict[str, Any]:
    return {
        "groups": [list(group) for group in board.groups],
        "columns": [list(column) for column in board.columns],
    }


def next_focus(before: Board, after: Board, response_id: int) -> int:
    """From a card that got its first rank to the next one that has none; else it keeps it."""
    was, waiting = before.column_of(response_id), after.unranked
    if was or not waiting or after.column_of(response_id) == 0:
        return response_id
    return waiting[min(before.unranked.index(response_id), len(waiting) - 1)]
