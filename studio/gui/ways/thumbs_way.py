"""Positive or negative feedback: each answer is good or bad."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from studio.gui import keys, theme
from studio.gui.actions import command, text_of
from studio.gui.ways.base import Content, Keys, Way
from studio.gui.widgets.held_widget import replace_widget
from studio.gui.widgets.thumb_row import DOWN, UP, ThumbRow

_MARKS = {"rank.good": UP, "rank.bad": DOWN, "rank.unmark": ""}
_STEPS = {"rank.focus_previous": -1, "rank.focus_next": 1}
Thumbs = tuple[str, ...]


class _Area(QScrollArea):
    """Scrolls to the card that has the focus; the arrow keys are for that."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class ThumbsWay(Way):
    """The states are what each answer has, in the shown order: UP, DOWN or nothing."""

    name = "thumbs"
    mode = "thumbs"
    offers_none_acceptable = False  # all down says so

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[int, ThumbRow] = {}
        self.current = 0
        self.area = _Area()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)
        self.retranslate()

    def retranslate(self) -> None:
        self.area.setAccessibleName(self.tr("Answers"))
        if self._history is not None:
            self.show_state(self.state)

    # What is shown

    def state_of(self, content: Content) -> Thumbs:
        """What was marked, or what a label's groups say: those that are up, those that are not."""
        order = self.shown_case.shown_order
        if "thumbs" in content:
            return tuple(content["thumbs"])
        groups = content.get("groups", ())
        ups = () if content.get("none_acceptable") else groups[:1]
        marked = {id: DOWN for group in groups for id in group}
        marked |= {id: UP for group in ups for id in group}
        return tuple(marked.get(id, "") for id in order)

    def show_case(self) -> None:
        held = QWidget()
        column = self._column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, theme.GAP, 0)
        column.setSpacing(theme.GAP)
        letters, texts = self.shown_case.letters, self.shown_case.texts
        for row in self.rows.values():
            row.blockSignals(True)  # the focus passes through them as they go
        self.rows = {}
        for id in self.shown_case.shown_order:
            row = self.rows[id] = ThumbRow(id, letters[id], texts[id], held)
            row.focused.connect(self._remember_focus)
            row.judged.connect(self.judge)
            row.asked.connect(lambda id, _: self.read_requested.emit(id))
            column.addWidget(row)
        column.addStretch(1)
        self.current = self.shown_case.shown_order[0]
        replace_widget(self.area, held)

    def show_state(self, state: Thumbs) -> None:
        for row, thumb in zip(self.rows.values(), state, strict=True):
            row.tell(thumb)

    def content_of(self, state: Thumbs) -> dict[str, Any]:
        pairs = list(zip(self.shown_case.shown_order, state, strict=True))
        groups = [[id for id, thumb in pairs if thumb == kind] for kind in (UP, DOWN)]
        return {"groups": [group for group in groups if group], "thumbs": list(state)}

    def says_none_acceptable(self) -> bool:
        return DOWN in self.state and UP not in self.state

    def missing(self) -> str:
        left = self.state.count("")
        if left and (left == len(self.state) or not self.shown_case.options.allow_unranked):
            return self.tr("%Ln still to be marked.", "answers", left)
        return ""

    # What a person does

    def judge(self, response_id: int, thumb: str) -> None:
        """Mark an answer, or take the same mark back, and go on to the next without one."""
        order = self.shown_case.shown_order
        at = order.index(response_id)
        before: Thumbs = self.state
        thumb = "" if before[at] == thumb else thumb
        after = (*before[:at], thumb, *before[at + 1 :])
        self._become(after)
        self.show_state(self.state)  # a clicked button has changed by itself
        self._announce(self.rows[response_id].accessibleName())
        waiting = [id for id, mark in zip(order, after, strict=True) if not mark]
        later = [id for id in waiting if order.index(id) > at]
        self.focus_answer((later or waiting or [response_id])[0] if thumb else response_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = keys.pressed(event)
        meant = keys.meant(pressed, (*_MARKS, *_STEPS, "rank.read"))
        if pressed == "Backspace":
            meant = "rank.unmark"
        if meant in _MARKS:
            if self._mark_of(self.current) != _MARKS[meant]:
                self.judge(self.current, _MARKS[meant])
        elif meant in _STEPS:
            self._focus_neighbour(_STEPS[meant])
        elif meant:
            self.read_requested.emit(self.current)
        else:
            event.ignore()

    def _mark_of(self, response_id: int) -> str:
        mark: str = self.state[self.shown_case.shown_order.index(response_id)]
        return mark

    def _focus_neighbour(self, step: int) -> None:
        order = self.shown_case.shown_order
        at = order.index(self.current) + step
        if 0 <= at < len(order):
            self.focus_answer(order[at])

    def _remember_focus(self, response_id: int) -> None:
        self.current = response_id

    def focus_work(self) -> None:
        self.focus_answer(self.current)

    def focus_answer(self, response_id: int) -> None:
        self.current = response_id
        row = self.rows[response_id]
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        self._column.activate()
        self.area.ensureWidgetVisible(row, 0, 8)

    def hints(self) -> Keys:
        return [
            (keys.shown("rank.good"), self.tr("good")),
            (keys.shown("rank.bad").replace("-", "−"), self.tr("bad")),
            (keys.pair("rank.focus_previous", "rank.focus_next"), self.tr("focus")),
            (keys.shown("rank.read"), self.tr("read")),
        ]

    def keys(self) -> Keys:
        return [("Backspace", text_of(command("rank.unmark"))), *self.reading_keys()]
