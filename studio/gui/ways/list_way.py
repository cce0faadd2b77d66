"""Ranking in one column: the best on top."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.gui import keys
from studio.gui.actions import RANKS
from studio.gui.ways.base import Content, Keys, Way
from studio.gui.widgets.ranking_column import ShownResponse
from studio.gui.widgets.ranking_view import RankingView
from studio.ranking import Ranking


class ListWay(Way):
    """The states are rankings; the view, which animates and drags, keeps their history."""

    name = "list"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = RankingView()
        self.view.changed.connect(self.changed)
        self.view.read_requested.connect(self.read_requested)
        self.view.announced.connect(self.announced)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.retranslate()

    def retranslate(self) -> None:
        self.view.retranslate()

    def state_of(self, content: Content) -> Ranking:
        groups = content.get("groups")
        if not groups:
            return Ranking.from_order(self.shown_case.shown_order)
        return Ranking(tuple(tuple(group) for group in groups))

    def show_state(self, state: Ranking) -> None:
        letters, texts = self.shown_case.letters, self.shown_case.texts
        shown = [ShownResponse(id, letters[id], texts[id]) for id in self.shown_case.shown_order]
        self.view.show_responses(shown, state)

    @property
    def state(self) -> Ranking:
        return self.view.ranking

    def content_of(self, state: Ranking) -> dict[str, Any]:
        return {"groups": [list(group) for group in state.groups]}

    def doubt(self) -> tuple[str, str] | None:
        if self.view.all_typed:
            return None  # as it was shown, and said so by typing
        asked = self.tr("The order is as it was shown. Leave it so?")
        return asked, self.tr("Leave it as shown")

    def focus_work(self) -> None:
        self.view.focus_card(self.view.current)

    def focus_answer(self, response_id: int) -> None:
        self.view.focus_card(response_id)

    def reading_order(self) -> tuple[int, ...]:
        return self.view.ranking.order

    def name_of(self, response_id: int) -> str:
        return self.view.column.cards[response_id].accessibleName()

    @property
    def can_undo(self) -> bool:
        return self.view.can_undo

    @property
    def can_redo(self) -> bool:
        return self.view.can_redo

    def undo(self) -> None:
        self.view.undo()

    def redo(self) -> None:
        self.view.redo()

    def hints(self) -> Keys:
        return [
            (keys.span("rank.place_", RANKS).replace(" … ", "–"), self.tr("rank and next")),
            (keys.pair("rank.move_up", "rank.move_down"), self.tr("move")),
            (keys.shown("rank.tie"), self.tr("tie with the one above")),
            (keys.shown("rank.untie"), self.tr("untie")),
            (keys.shown("rank.read"), self.tr("read")),
            (keys.pair("rank.focus_previous", "rank.focus_next"), self.tr("focus")),
        ]

    def keys(self) -> Keys:
        return [
            (
                keys.span("rank.place_", RANKS),
                self.tr("Give the answer that rank, then on to the next"),
            ),
            *self.reading_keys(),
            ("Esc", self.tr("Cancel a drag")),
        ]

    def about_keys(self) -> str:
        return self.tr(
            "Ranking by digits: type the rank of each answer from the first one shown to the last, "
            "such as 2 1 1 3. The focus goes on by itself, and the same rank twice is a tie. "
            "As soon as you move or tie an answer in another way, a digit moves only the answer "
            "in focus, and the focus stays on it."
        )
