"""What writing and ranking have in common: items dealt one after another, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from studio.gui import keys
from studio.gui.context import Context
from studio.gui.desk import Desk
from studio.gui.guide import Guide
from studio.gui.labeling_saves import LabelingSaves, translate
from studio.gui.reader import Reader
from studio.gui.widgets.done_line import DoneLine
from studio.gui.widgets.draft_keeper import Kept
from studio.gui.widgets.language_box import LanguageBox
from studio.gui.widgets.last_ones import LastOnes
from studio.gui.widgets.revision_bar import RevisionBar
from studio.gui.widgets.skip_bar import SkipBar


class LabelingScreen(LabelingSaves):
    """Deals an item, keeps its draft, submits or skips it; goes back, revises, withdraws.

    What an item and a label are is the `desk_kind`'s business; how they are shown and changed,
    the subclass's.
    """

    desk_kind: type[Desk]
    skip_codes: tuple[str, ...] = ()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._next: Any = None  # fetched ahead, so that the swap is instant
        self._reader = Reader(self)  # of the next item
        self._parked: Any = None  # to return to after a look back
        self.guide = Guide(self)
        self.done_line = DoneLine()
        self.revision_bar = RevisionBar(self.content_words)
        self.revision_bar.withdraw.connect(self.withdraw)
        self.revision_bar.back.connect(self.leave_revision)
        self.skip_bar = SkipBar(self.skip_codes)
        self.skip_bar.chosen.connect(self.skip)
        self.skip_bar.cancelled.connect(self.focus_work)
        self.last_ones = LastOnes(self._own)
        self.last_ones.chosen.connect(self.revise)
        self.languages = LanguageBox()
        self.languages.chosen.connect(self._choose_language)
        keys.listen(self, "label.back", self.go_back)
        keys.listen(self, "label.forward", self.go_forward)
        keys.listen(self, "label.undo", lambda: self._while_at_work(self.undo))
        keys.listen(self, "label.redo", lambda: self._while_at_work(self.redo))

    def _while_at_work(self, act: Callable[[], None]) -> None:
        """Nothing while a save is waited for."""
        if self.work.isEnabled():
            act()

    # Dealing items

    @property
    def has_desk(self) -> bool:
        """Whether a project and a labeler have been chosen."""
        return self._desk is not None

    @property
    def language(self) -> str | None:
        """The language of the prompts one wants to be dealt; None for all."""
        return self.context.settings.label_language or None

    def refresh(self) -> None:
        """Go on with what was shown, or begin with the latest draft or the next item."""
        project, labeler = self.context.project, self.context.labeler
        if project is None or labeler is None:
            return
        desk = self.desk_kind(project, labeler)
        if desk != self._desk:
            if self._desk is not None and self._desk.project is project:
                self.keeper.flush()
            self._desk = desk
            self.item = self.label = self._next = self._parked = None
            self.done_line.clear()
            self._attempt(self._begin, self.advance)
        elif self.item is None:
            self.advance()

    def _begin(self) -> None:
        if (draft := self.desk.latest_draft()) is None:
            self._advance()
            return
        revised = draft.content.get("revision_of")
        own = (label for label in self.desk.own() if label.id == revised)
        self.show_one(self.desk.item_of_draft(draft), next(own, None))

    def advance(self) -> None:
        """Show the next item; the one before must be settled."""
        self._attempt(self._advance, self.advance)

    def _advance(self) -> None:
        item = self._next or self.desk.fetch(self.language)
        self._next = self._parked = None
        if item is not None:
            self.show_one(item)
            return
        self.item = self.label = None
        self.clock.end()
        self.keeper.settle(Kept.NOTHING)
        self.revision_bar.tell(None)
        self.skip_bar.hide()
        self.present_nothing()
        self.update_state()
        self.focus_work()

    def show_one(self, item: Any, label: Any = None) -> None:
        """Show an item with its draft, if there is one, or with one's own label for revision."""
        draft = self.desk.draft(item.id)
        own = self.desk.content_of(label) if label is not None else None
        content = dict(draft.content) if draft is not None else own
        self.item, self.label = item, label
        self._restored, self._wants_submitted = draft is not None, False
        self.skip_bar.hide()
        self.revision_bar.tell(label, self.desk.earlier(label) if label is not None else ())
        self.present(item, content)
        self.guide.show_for(self.desk, item)
        submitted = Kept.SUBMITTED if label is not None else Kept.NOTHING
        self.keeper.settle(Kept.DRAFT if draft is not None else submitted)
        self.clock.begin(float(content.get("seconds", 0.0)) if content else 0.0)
        self.update_state()
        self.focus_work()
        self._fetch_ahead()

    def _fetch_ahead(self) -> None:
        item, language, desk = self.item, self.language, self.desk

        def keep(found: Any) -> None:
            if self.item is item and self.language == language and self.label is None:
                self._next = found

        if item is not None and self._next is None and self.label is None:
            self._reader.ask(lambda: desk.fetch(language, (item.id,)), keep)

    def _choose_language(self, code: str) -> None:
        self.context.change_settings(label_language=code)
        if not self.has_desk or not self.keeper.flush():
            return
        self._next = None
        dealt = None if self.item is None else self.desk.prompt_of(self.item).language
        if dealt is None or self.language not in (None, dealt):
            self.advance()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.focus_work)

    # Submitting and skipping

    def _submitted(self, label: Any) -> None:
        self.keeper.settle(Kept.SUBMITTED)
        self.notice.hide()
        said = translate("LabelingScreen", "Submitted.")
        self.done_line.say_undoable(said, lambda: self.take_back(label))
        self._go_on()
        self.context.data_changed.emit(self.desk.changes)

    def skip(self, reason: str) -> None:
        """Skip the item for the labeler; `reason` is a code or the person's own words."""
        desk, item, content, kept = self.desk, self.item, self.content(), self.worth_keeping()

        def then(_: Any) -> None:
            self.keeper.settle(Kept.NOTHING)
            said = translate("LabelingScreen", "Skipped.")
            self.done_line.say_undoable(said, lambda: self._unskip(item, content if kept else None))
            self._go_on()

        self.ask_or_tell(lambda: desk.skip(item.id, reason), then, lambda: self.skip(reason))

    def _unskip(self, item: Any, content: Mapping[str, Any] | None) -> None:
        desk = self.desk

        def write() -> None:
            if content is not None:
                desk.keep_draft(item.id, content)
            desk.unskip(item.id)

        again = partial(self._unskip, item, content)
        self.ask_or_tell(write, lambda _: self._look_at(item), again)

    def _go_on(self) -> None:
        """To the item that was left for a look back, or to the next one."""
        parked, self._parked = self._parked, None
        if parked is None or parked.id == self.item.id:
            self.advance()
        else:
            self._attempt(lambda: self.show_one(parked), self.advance)

    # One's own labels: back to them, revised, withdrawn, taken back

    def take_back(self, label: Any) -> None:
        """Withdraw what was just submitted and make it a draft again."""
        desk = self.desk

        def write() -> Any:
            item = desk.item_of(label)
            desk.keep_draft(item.id, desk.content_of(label))
            desk.withdraw(label)
            return item

        def then(item: Any) -> None:
            self._look_at(item)
            self.done_line.say(translate("LabelingScreen", "Taken back. It is a draft again."))
            self.context.data_changed.emit(desk.changes)

        self.ask_or_tell(write, then, lambda: self.take_back(label))

    def go_back(self) -> None:
        """Open one's last label, or the one before the open one."""
        self._step(1)

    def go_forward(self) -> None:
        """Open the label after the open one, or return to the next item."""
        self._step(-1)

    def _step(self, by: int) -> None:
        own = self._own()
        at = next((i for i, label in enumerate(own) if label == self.label), -1) + by
        if 0 <= at < len(own):
            self.revise(own[at])
        elif at < 0 and self.label is not None:
            self.leave_revision()

    def _own(self) -> list[Any]:
        found: list[Any] = []
        if self.has_desk:
            self._attempt(lambda: found.extend(self.desk.own()), self.refresh)
        return found

    def revise(self, label: Any) -> None:
        """Open one of one's own labels; submitting it saves a new revision."""

        def act() -> None:
            self._look_at(self.desk.item_of(label), label)

        self._attempt(act, lambda: self.revise(label))

    def _look_at(self, item: Any, label: Any = None) -> None:
        if self.keeper.flush():
            if self._parked is None and self.label is None:
                self._parked = self.item
            self.done_line.clear()
            self.show_one(item, label)

    def leave_revision(self) -> None:
        """Back to the next item; changes that were not submitted stay as a draft."""
        if self.keeper.flush():
            self._go_on()

    def withdraw(self) -> None:
        """Withdraw the label that is open for revision; undoing that saves it anew."""
        desk, item, label = self.desk, self.item, self.label

        def write() -> Mapping[str, Any]:
            content = desk.content_of(label)  # some of it goes with the label
            desk.withdraw(label)
            desk.discard_draft(item.id)
            return content

        def then(content: Mapping[str, Any]) -> None:
            self.keeper.settle(Kept.NOTHING)
            undo = translate("LabelingScreen", "Undo")
            said = translate("LabelingScreen", "Withdrawn.")
            self.done_line.say(said, undo, lambda: self._submit_anew(label, content))
            self._go_on()
            self.context.data_changed.emit(desk.changes)

        self.ask_or_tell(write, then, self.withdraw)

    def _submit_anew(self, label: Any, content: Mapping[str, Any]) -> None:
        desk = self.desk

        def then(_: Any) -> None:
            self.done_line.say(translate("LabelingScreen", "It counts again."))
            self.context.data_changed.emit(desk.changes)

        self.ask_or_tell(
            lambda: desk.save(desk.item_of(label), content, label.seconds, None),
            then,
            partial(self._submit_anew, label, content),
        )

    def retranslate(self) -> None:
        for part in (self.guide, self.revision_bar, self.skip_bar, self.last_ones, self.languages):
            part.retranslate()
        self.languages.choose(self.context.settings.label_language)
        self.update_state()
