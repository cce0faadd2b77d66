"""Rate, then rank: first each answer by itself, then all of them on the board."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studio.board import Board
from studio.gui import keys, theme
from studio.gui.desk import as_content, marks_of
from studio.gui.icons import icon
from studio.gui.ways.base import Case, Content, Keys
from studio.gui.ways.board_way import BoardWay, board_content, board_of, next_focus
from studio.gui.widgets.basic import QuietButton, key_text
from studio.gui.widgets.rating_page import RatingPage, flag_words
from studio.store.ratings import BEST
from studio.store.records import Marks


@dataclass(frozen=True)
class RatedBoard:
    """What has been said of each answer, in the shown order, and where it stands.

    Which page one is on belongs to what is undone, but is no work that is worth keeping.
    """

    marks: tuple[Marks, ...]  # their seconds are 0; the way counts them
    board: Board
    ranks: bool = False  # on the second page

    @property
    def quality(self) -> dict[int, int | None]:
        return {marks.response_id: marks.quality for marks in self.marks}


class RatingWay(BoardWay):
    """The states are `RatedBoard`s."""

    name = "rating"

    def __init__(self, parent: QWidget | None = None) -> None:
        self._at = 0  # the answer on the page
        self._shown: RatedBoard | None = None
        self._spent: dict[int, float] = {}  # seconds of attention to each answer
        self._since = 0.0
        self.page = RatingPage()
        self.back = QuietButton(command="rank.grade_again")
        self.back.setIcon(icon("chevron-left"))
        super().__init__(parent)
        self.page.marked.connect(self._take_marks)
        self.page.turned.connect(self.turn_to)
        self.page.passed_end.connect(self.submit_requested)
        self.back.clicked.connect(self.rate_again)
        self.second = QWidget()
        column = QVBoxLayout(self.second)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.board, 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.page)
        self.pages.addWidget(self.second)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.pages)

    @property
    def page_name(self) -> str:
        return "grades" if self.shows_prompt else "graded"

    @property
    def shows_prompt(self) -> bool:
        return self._shown is not None and not self._shown.ranks

    def retranslate(self) -> None:
        super().retranslate()
        self.page.retranslate()
        self.back.set_text(self.tr("Back to the grades"), self.tr("Grade the answers again"))

    # What is shown

    def show_set(self, case: Case, content: Content, own: Content) -> None:
        self._at, self._shown = 0, None
        self._since = float(content.get("seconds", 0.0))
        self._spent = {r["response"]: r["seconds"] for r in content.get("ratings", ())}
        super().show_set(case, content, own)

    def state_of(self, content: Content) -> RatedBoard:
        order = self.shown_case.shown_order
        told = [replace(marks_of(r), seconds=0.0) for r in content.get("ratings", ())]
        said = {marks.response_id: marks for marks in told}
        marks = tuple(said.get(id, Marks(id)) for id in order)
        return RatedBoard(marks, board_of(content, order), bool(content.get("ranks")))

    def show_case(self) -> None:
        super().show_case()
        case = self.shown_case
        answers = [(id, case.letters[id], case.texts[id]) for id in case.shown_order]
        self.page.show_answers(case.item.prompt.text, answers, case.options.flags)

    def show_state(self, state: RatedBoard) -> None:
        before, self._shown = self._shown, state
        if before is not None:  # an undone mark is seen where it was
            pairs = zip(before.marks, state.marks, strict=True)
            self._at = next((i for i, (old, new) in enumerate(pairs) if old != new), self._at)
        self._show_answer()
        grades = {id: f"{grade}/{BEST}" for id, grade in state.quality.items() if grade}
        self.board.arrange(state.board, grades)
        self.pages.setCurrentWidget(self.second if state.ranks else self.page)
        if before is not None and before.ranks != state.ranks:
            self.focus_work()

    def _show_answer(self) -> None:
        assert self._shown is not None
        self.page.show_marks(self._at, self._shown.marks[self._at])

    def content_of(self, state: RatedBoard) -> dict[str, Any]:
        self._count_time()
        said = [
            replace(marks, seconds=round(self._spent.get(marks.response_id, 0.0), 1))
            for marks in state.marks
            if not marks.empty
        ]
        ratings = [as_content(marks) for marks in said]
        return {**board_content(state.board), "ratings": ratings, "ranks": state.ranks}

    def worth_keeping(self) -> bool:
        before: RatedBoard = self._began_with
        now: RatedBoard = self.state
        return (now.marks, now.board.groups) != (before.marks, before.board.groups)

    def _count_time(self) -> None:
        """Add the seconds since the last time to those of the answer on the page."""
        now = self.shown_case.seconds()
        if self.shows_prompt:
            shown = self.shown_case.shown_order[self._at]
            self._spent[shown] = self._spent.get(shown, 0.0) + max(0.0, now - self._since)
        self._since = now

    # Rating

    def turn_to(self, at: int) -> None:
        """Show another answer to be rated."""
        self._count_time()
        self._at = at
        self._show_answer()
        self.page.focus_grades()
        self._announce(f"{self.page.answer_name.text()}, {self.page.progress_words()}")

    def _take_marks(self, marks: Marks, typing: bool) -> None:
        state: RatedBoard = self.state
        before = next(old for old in state.marks if old.response_id == marks.response_id)
        every = tuple(marks if old is before else old for old in state.marks)
        goes_on = typing and self.can_undo and self._typed == marks.response_id
        self._become(
            replace(state, marks=every), self._marked_words(before, marks), instead=goes_on
        )
        self._typed = marks.response_id if typing else None

    _typed: int | None = None  # the answer whose notes the last step wrote

    def _marked_words(self, before: Marks, after: Marks) -> str:
        if before.quality != after.quality:
            return self.tr("Overall quality {grade} of {best}").format(
                grade=after.quality, best=BEST
            )
        for flag in after.flags:
            if flag not in before.flags:
                return self.tr("{flag}: yes").format(flag=flag_words(flag))
        for flag in before.flags:
            if flag not in after.flags:
                return self.tr("{flag}: no").format(flag=flag_words(flag))
        return ""

    def undo(self) -> None:
        self._typed = None
        super().undo()

    def redo(self) -> None:
        self._typed = None
        super().redo()

    # From one page to the other

    def step(self) -> bool:
        """From the grades to the board; where grades are missing, to the first of those."""
        state: RatedBoard = self.state
        if state.ranks:
            return False
        if ungraded := self._ungraded():
            self.turn_to(self.shown_case.shown_order.index(ungraded[0]))
            return False
        self._count_time()
        board = state.board.sorted_by(state.quality)
        self.board.current = board.order[0]
        self._become(RatedBoard(state.marks, board, True), self.tr("Now put them into order."))
        return True

    def rate_again(self) -> None:
        self._count_time()
        self._become(replace(self.state, ranks=False), self.tr("Back to the grades."))

    def _ungraded(self) -> list[int]:
        return [id for id, quality in self.state.quality.items() if quality is None]

    def missing(self) -> str:
        if ungraded := self._ungraded():
            letters = ", ".join(self.shown_case.letters[id] for id in ungraded)
            return self.tr("Without a grade: {letters}").format(letters=letters)
        return self.unranked_words(self.state.board)

    def submit_words(self) -> str:
        return "" if self.state.ranks else self.tr("Go on to the order")

    # As on the board alone

    def place(self, response_id: int, column: int) -> None:
        state: RatedBoard = self.state
        board = state.board.put(response_id, column)
        self._become(replace(state, board=board), self.placed_words(board, response_id))
        self.board.focus_card(next_focus(state.board, board, response_id))

    def focus_work(self) -> None:
        if self.state.ranks:
            super().focus_work()
        else:
            self.page.focus_grades()

    def reading_order(self) -> tuple[int, ...]:
        order: tuple[int, ...] = self.state.board.order
        return order

    def hints(self) -> Keys:
        if not self.shows_prompt:
            again = keys.shown("rank.grade_again")
            return [*super().hints(), (again, self.tr("grades again"))]
        return [
            (keys.span("rank.grade_", BEST).replace(" … ", "–"), self.tr("grade")),
            (self._flag_keys(), self.tr("flag")),
            (key_text("Return"), self.tr("next answer")),
            (keys.pair("rank.previous_answer", "rank.next_answer"), self.tr("turn")),
        ]

    def _flag_keys(self) -> str:
        return keys.span("rank.flag_", len(self.page.flags)) if self.page.flags else ""

    def keys(self) -> Keys:
        if not self.shows_prompt:
            return super().keys()
        told = [
            (
                keys.span("rank.grade_", BEST),
                self.tr("Grade the answer, from worst to best"),
            ),
            (self._flag_keys(), self.tr("Say yes to a flag, or take it back")),
            ("Return", self.tr("Next answer; after the last one, on to the order")),
        ]
        return [row for row in told if row[0]]
