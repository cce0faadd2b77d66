"""What the screen for ranking asks of a way to compare answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from studio.config import LabelingOptions
from studio.gui import keys
from studio.gui.widgets.history import History
from studio.gui.widgets.notice import announce
from studio.store.records import ResponseSet

Content = Mapping[str, Any]
Keys = list[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """A set of answers as one labeler is shown it."""

    item: ResponseSet
    shown_order: tuple[int, ...]
    options: LabelingOptions
    empty: str  # what stands for an answer without text
    seconds: Callable[[], float]  # of attention so far

    @property
    def letters(self) -> dict[int, str]:
        """What each answer is called; it stays with it wherever it is moved."""
        return {id: chr(ord("A") + place) for place, id in enumerate(self.shown_order)}

    @property
    def texts(self) -> dict[int, str]:
        return {r.id: r.text or self.empty for r in self.item.responses}


class Way(QWidget):
    """One way to compare the answers of a set.

    A way keeps what has been done as states, each a new value, so that all can undo and redo.
    Subclasses say how a state is made of content, shown, and told as content again.
    """

    name = ""
    mode = "ranking"  # of the comparison that comes of it
    is_wide = False  # takes the whole width of the screen
    offers_none_acceptable = True  # to be said of all answers beside what is said of each

    changed = Signal()  # the state is another one
    read_requested = Signal(int)  # response id
    submit_requested = Signal()
    announced = Signal(str)  # what was told to a screen reader

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.case: Case | None = None
        self._history: History[Any] | None = None
        self._began_with: Any = None
        self.none_acceptable = False  # the labeler says so, of all answers

    # What a subclass says

    @property
    def page_name(self) -> str:
        """Which page of the screen it is, for its commands (see `ranking_commands`)."""
        return self.name

    @property
    def shows_prompt(self) -> bool:
        """Whether the prompt is seen, so that the screen need not show it."""
        return False

    def state_of(self, content: Content) -> Any:
        """The state that content tells; of empty content, the one to begin with."""
        raise NotImplementedError

    def show_case(self) -> None:
        """Show the answers of another case, before its first state."""

    def show_state(self, state: Any) -> None:
        raise NotImplementedError

    def content_of(self, state: Any) -> dict[str, Any]:
        """With `groups`, and what else the draft or the label of it keeps."""
        raise NotImplementedError

    def missing(self) -> str:
        """What has to be done before it can be submitted, in words; empty when nothing."""
        return ""

    def says_none_acceptable(self) -> bool:
        return self.none_acceptable

    def doubt(self) -> tuple[str, str] | None:
        """What to ask once before an untouched state is submitted, and the button's words."""
        return None

    def focus_work(self) -> None:
        """Give the keyboard to what one works on."""
        raise NotImplementedError

    def hints(self) -> Keys:
        """The keys shown beneath."""
        raise NotImplementedError

    def keys(self) -> Keys:
        """For the cheat sheet, what is not told by the commands of its page."""
        raise NotImplementedError

    def reading_keys(self) -> Keys:
        """What one can do after an answer was opened in full."""
        translate = QCoreApplication.translate
        return [
            (
                f"{keys.first('rank.read_previous')} / {keys.first('rank.read_next')}",
                translate("Way", "While reading: the answer before or after"),
            ),
            (
                keys.first("rank.differences"),
                translate("Way", "While reading: differences from the answer above, or of a digit"),
            ),
        ]

    def about_keys(self) -> str:
        """A rule about the keys that takes a sentence to explain."""
        return ""

    def retranslate(self) -> None:
        """Set every text that a person sees."""

    def reading_order(self) -> tuple[int, ...]:
        """The answers as the reading pane goes through them."""
        return self.shown_case.shown_order

    def name_of(self, response_id: int) -> str:
        """What the reading pane calls an answer."""
        letter = self.shown_case.letters[response_id]
        return QCoreApplication.translate("Way", "Answer {letter}").format(letter=letter)

    def focus_answer(self, response_id: int) -> None:
        """The reading pane was closed on this answer."""
        self.focus_work()

    def step(self) -> bool:
        """Do what has to come before submitting; false when there is nothing of the kind."""
        return False

    def submit_words(self) -> str:
        """What the button says; empty for the usual."""
        return ""

    # What all have in common

    @property
    def shown_case(self) -> Case:
        assert self.case is not None
        return self.case

    def show_set(self, case: Case, content: Content, own: Content) -> None:
        """Show a set with the content of its draft or label, and nothing to undo.

        `own` is the content of the label that is open for revision: what it differs from is
        worth keeping.
        """
        self.case = case
        self._began_with = self.state_of(own)
        first = self.state_of(content)
        self._history = History(first)
        self.show_case()
        self.show_state(first)

    @property
    def state(self) -> Any:
        assert self._history is not None
        return self._history.now

    def content(self) -> dict[str, Any]:
        return self.content_of(self.state)

    def worth_keeping(self) -> bool:
        return bool(self.state != self._began_with)

    @property
    def can_undo(self) -> bool:
        return self._history is not None and self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history is not None and self._history.can_redo

    def undo(self) -> None:
        if self._history is not None and self.can_undo:
            self._show_again(self._history.undo(), QCoreApplication.translate("Way", "Undone."))

    def redo(self) -> None:
        if self._history is not None and self.can_redo:
            again = QCoreApplication.translate("Way", "Done again.")
            self._show_again(self._history.redo(), again)

    def _become(self, state: Any, words: str = "", *, instead: bool = False) -> None:
        """Take a state, show it and say so; `instead` of the last one, when one still types."""
        assert self._history is not None
        if state != self.state:
            self._history.replace(state) if instead else self._history.add(state)
            self.show_state(state)
            self.changed.emit()
        self._announce(words)

    def _show_again(self, state: Any, words: str) -> None:
        self.show_state(state)
        self.changed.emit()
        self._announce(words)

    def _announce(self, words: str) -> None:
        if words:
            announce(self, words)
            self.announced.emit(words)
