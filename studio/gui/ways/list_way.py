"""Ranking in one column: the best on top."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.gui.ways.base import Content, Keys, Way
from studio.gui.widgets.basic import key_text
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
            ("Alt+↑↓", self.tr("move")),
            ("1–9", self.tr("put at that rank")),
            ("T", self.tr("tie with the one above")),
            ("U", self.tr("untie")),
            (key_text("Space"), self.tr("read")),
            ("↑↓", self.tr("focus")),
        ]

    def keys(self) -> Keys:
        return [
            ("Up", self.tr("Focus the answer above (also K)")),
            ("Down", self.tr("Focus the answer below (also J)")),
            ("Alt+Up", self.tr("Move the answer up")),
            ("Alt+Down", self.tr("Move the answer down")),
            ("1 … 9", self.tr("Put the answer at that rank")),
            ("T", self.tr("Tie with the answer above")),
            ("U", self.tr("Untie")),
            ("Space", self.tr("Read the answer in full; Left and Right go on from there")),
            ("Esc", self.tr("Cancel a drag")),
        ]
