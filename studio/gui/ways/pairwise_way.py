"""Two answers at a time, until the order of all is known."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.gui import keys, theme
from studio.gui.ways.base import Content, Keys, Way
from studio.gui.widgets.basic import Caption, Card, Heading, KeyButton
from studio.gui.widgets.order_found import OrderFound
from studio.gui.widgets.reading_text import ReadingText
from studio.pairing import (
    EQUAL,
    FIRST,
    SECOND,
    most_questions,
    next_question,
    order_found,
    swapped,
    verdicts_for,
)

Verdicts = tuple[int, ...]


class VerdictButton(KeyButton):
    """Says its key in front of its words, or behind them where it is on the right."""

    def __init__(self, command: str, *, key_last: bool = False) -> None:
        self._key_last = key_last
        super().__init__(command=command)

    def _shown(self, text: str) -> str:
        parts = [keys.arrow(self._command), text]
        return " ".join(filter(None, parts[::-1] if self._key_last else parts))


class PairwiseWay(Way):
    """The states are the verdicts so far; which pair comes next follows from them."""

    name = "pairwise"
    mode = "pairwise"
    is_wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left: int = 0  # the ids of the answers that are shown
        self.right: int = 0
        self.names = (Heading(), Heading())
        self.texts = (ReadingText(), ReadingText())
        self.choose_left = VerdictButton("rank.left_better")
        self.choose_right = VerdictButton("rank.right_better", key_last=True)
        self.choose_equal = VerdictButton("rank.both_equal")
        self.choose_left.clicked.connect(lambda: self.choose(FIRST))
        self.choose_equal.clicked.connect(lambda: self.choose(EQUAL))
        self.choose_right.clicked.connect(lambda: self.choose(SECOND))
        self.progress = Caption()
        self.progress.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.question = QWidget()
        self.result = OrderFound()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.question)
        self.pages.addWidget(self.result)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(theme.WIDE_GAP)
        for name, text in zip(self.names, self.texts, strict=True):
            card = Card()
            text.document().setDocumentMargin(theme.GAP)
            card.body.addWidget(name)
            card.body.addWidget(text, 1)
            sides.addWidget(card, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.WIDE_GAP)
        for button in (self.choose_left, self.choose_equal, self.choose_right):
            buttons.addWidget(button, 1)
        asked = QVBoxLayout(self.question)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(theme.GAP)
        asked.addLayout(sides, 1)
        asked.addWidget(self.progress)
        asked.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    def retranslate(self) -> None:
        self.choose_left.set_text(self.tr("The left one is better"))
        self.choose_equal.set_text(self.tr("Both are equal"))
        self.choose_right.set_text(self.tr("The right one is better"))
        self.result.retranslate()
        if self._history is not None:
            self.show_state(self.state)

    # What is shown

    @property
    def page_name(self) -> str:
        return "pair"

    def state_of(self, content: Content) -> Verdicts:
        """What was chosen, or would have to be to arrive at a label's groups."""
        if "verdicts" in content:
            return tuple(content["verdicts"])
        groups = content.get("groups")
        return verdicts_for(self.shown_case.shown_order, groups) if groups else ()

    def show_state(self, state: Verdicts) -> None:
        case = self.shown_case
        pair = next_question(case.shown_order, state)
        if pair is None:
            self.result.show_order(order_found(case.shown_order, state), case.letters, case.texts)
            self.pages.setCurrentWidget(self.result)
            return
        self.left, self.right = reversed(pair) if self._swapped(pair) else pair
        for id, name, text in zip((self.left, self.right), self.names, self.texts, strict=True):
            words = self.tr("Answer {letter}").format(letter=case.letters[id])
            name.setText(words)
            text.setAccessibleName(words)
            text.show_text(case.texts[id])
        self.progress.setText(self._progress_words(state))
        self.pages.setCurrentWidget(self.question)

    def _swapped(self, pair: tuple[int, int]) -> bool:
        return swapped(self.shown_case.shown_order, pair)

    def _progress_words(self, state: Verdicts) -> str:
        most = most_questions(len(self.shown_case.shown_order))
        return self.tr("Choice {number} of at most {most}").format(number=len(state) + 1, most=most)

    def content_of(self, state: Verdicts) -> dict[str, Any]:
        found = order_found(self.shown_case.shown_order, state)
        return {"groups": [list(group) for group in found], "verdicts": list(state)}

    def missing(self) -> str:
        open_question = next_question(self.shown_case.shown_order, self.state) is not None
        if open_question and not self.none_acceptable:
            return self.tr("The order is not known yet: choose on.")
        return ""

    # What a person does

    def choose(self, verdict: int) -> None:
        """Say which of the two that are shown is better: left, right or neither."""
        pair = next_question(self.shown_case.shown_order, self.state)
        if pair is None:
            return
        chosen = -verdict if self._swapped(pair) else verdict
        letters = self.shown_case.letters
        left, right = letters[self.left], letters[self.right]
        said = {
            FIRST: self.tr("Answer {left} is better than {right}."),
            EQUAL: self.tr("Answers {left} and {right} are equal."),
            SECOND: self.tr("Answer {right} is better than {left}."),
        }[verdict].format(left=left, right=right)
        after = (*self.state, chosen)
        self._become(after, f"{said} {self._now_words(after)}")
        self.focus_work()

    def _now_words(self, state: Verdicts) -> str:
        if next_question(self.shown_case.shown_order, state) is None:
            return self.result.words()
        left, right = (self.shown_case.letters[id] for id in (self.left, self.right))
        said = self.tr("Now: answer {left} on the left, {right} on the right.")
        return said.format(left=left, right=right)

    def focus_work(self) -> None:
        asks = self.pages.currentWidget() is self.question
        (self.choose_equal if asks else self.result).setFocus(Qt.FocusReason.OtherFocusReason)

    def hints(self) -> Keys:
        return [
            (keys.arrow("rank.left_better"), self.tr("left is better")),
            (keys.arrow("rank.right_better"), self.tr("right is better")),
            (keys.arrow("rank.both_equal"), self.tr("equal")),
        ]

    def keys(self) -> Keys:
        return []
