"""Adds a labeler's own answer to the comparison on the screen, and takes it out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from studio.errors import StudioError
from studio.gui import keys
from studio.gui.widgets.answer_dialog import AnswerDialog
from studio.gui.widgets.basic import IconButton
from studio.gui.widgets.notice import error_words
from studio.store.added_answers import MOST_ANSWERS, add_answer, remove_answer
from studio.store.records import ResponseSet

if TYPE_CHECKING:
    from studio.gui.screens.rank import RankScreen


def fitted(content: Mapping[str, Any], item: ResponseSet) -> dict[str, Any]:
    """The content of a draft for the answers that the set has now.

    New ones come last, without a mark; what was said of those that are gone is left out. Choices
    between pairs cannot be kept, since every question follows from those before.
    """
    ids = [response.id for response in item.responses]
    before = list(content.get("shown_order", ()))
    if not before or sorted(before) == sorted(ids):
        return dict(content)
    new = [id for id in ids if id not in before]
    kept = {**content, "shown_order": [id for id in before if id in ids] + new}
    if "groups" in content:
        groups = [[id for id in group if id in ids] for group in content["groups"]]
        kept["groups"] = [group for group in groups if group]
        if content.get("way") == "list":
            kept["groups"] += [[id] for id in new]
    kept.pop("columns", None)  # a board is made of the groups again
    if "thumbs" in content:
        marks = dict(zip(before, content["thumbs"], strict=True))
        kept["thumbs"] = [marks.get(id, "") for id in kept["shown_order"]]
    if "ratings" in content:
        kept["ratings"] = [one for one in content["ratings"] if one["response"] in ids]
    if "verdicts" in content:
        kept |= {"verdicts": [], "groups": []}
    return kept


class AnswerAdder(QObject):
    """A button for the screen that ranks, and what comes of it. Undone as the last thing of all."""

    def __init__(self, screen: RankScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._added: tuple[int, int] | None = None  # ids of the set and the response
        self.button = IconButton("plus", command="rank.add_answer")
        self.button.clicked.connect(self.ask)
        keys.listen(screen, "rank.add_answer", self.ask)

    def retranslate(self) -> None:
        self.button.set_text(self.tr("Add an answer of your own"))

    @property
    def can_undo(self) -> bool:
        """Whether the answer added last is among those on the screen, and nothing came after."""
        screen = self._screen
        return (
            self._added is not None
            and screen.item is not None
            and screen.item.id == self._added[0]
            and screen.label is None
            and not screen.way.can_undo
        )

    def ask(self) -> None:
        """Ask for an answer, unless these cannot get another one."""
        screen = self._screen
        if screen.item is None:
            return
        if screen.label is not None or screen.item.repeat_of is not None:
            words = self.tr("These answers have been compared already, and stay as they are.")
            self._refuse(words)
            return
        if len(screen.item.responses) >= MOST_ANSWERS:
            most = self.tr("No more than {most} answers can be compared.")
            self._refuse(most.format(most=MOST_ANSWERS))
            return
        case = screen.way.shown_case
        texts = {case.letters[one.id]: one.text for one in screen.item.responses}
        dialog = AnswerDialog(texts, screen.window())
        dialog.accepted.connect(lambda: self.add(dialog.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(screen.focus_work)
        dialog.open()

    def add(self, text: str) -> None:
        """Put a text among the answers on the screen, where all that was done so far stays."""
        screen, desk = self._screen, self._screen.desk
        try:
            added = add_answer(desk.store, screen.item.id, text, desk.labeler.id)
            self._show_again()
        except StudioError as error:
            self._refuse(" ".join(error_words(error)))
            return
        self._added = (screen.item.id, added)
        letter = screen.way.shown_case.letters[added]
        said = self.tr("Your answer is {letter}.").format(letter=letter)
        screen.done_line.say_undoable(said, self.take_back)
        screen.update_state()

    def undo(self) -> bool:
        """Take the answer back if that is what comes next; whether it was."""
        if not self.can_undo:
            return False
        self.take_back()
        return True

    def take_back(self) -> None:
        """Remove the answer that was added last, unless somebody has compared it."""
        added, self._added = self._added, None
        screen = self._screen
        if added is None:
            return
        try:
            remove_answer(screen.desk.store, added[1])
            if screen.item is not None and screen.item.id == added[0]:
                self._show_again()
        except StudioError as error:
            self._refuse(" ".join(error_words(error)))
            return
        screen.done_line.say(self.tr("Your answer is taken out again."))

    def _show_again(self) -> None:
        """Show the set as the store has it now; raises `StudioError` when it cannot be read."""
        screen = self._screen
        content = screen.content()
        screen.item = screen.desk.item_with_id(screen.item.id)
        screen.present(screen.item, content)
        screen.touched()
        screen.focus_work()

    def _refuse(self, words: str) -> None:
        self._screen.question.tell(words, level="info")
