"""How labeling asks the store to keep things: nothing lost, and the window never held up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QWidget

from studio.errors import StoreError, StudioError
from studio.gui.context import Context
from studio.gui.desk import Desk
from studio.gui.labeling_work import LabelingWork
from studio.gui.saver import Saver
from studio.gui.widgets.draft_keeper import DraftKeeper, Kept, kept_words
from studio.gui.widgets.notice import Notice, error_words
from studio.gui.widgets.work_clock import WorkClock

translate = QCoreApplication.translate  # `self.tr` would look under the name of the subclass


class LabelingSaves(LabelingWork):
    """Keeps the draft of the item that is shown, and has the store do what is asked of it.

    Where the store takes its time, the page says so and stays as it is: a draft is saved behind
    the work; for anything else (submitting, skipping, withdrawing) the work rests until it is
    done, and the draft is kept where it fails. A submission that failed is sent again when the
    store takes drafts again, unless the person has changed something since.
    """

    work: QWidget  # what rests while the store is waited for

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk: Desk | None = None
        self.item: Any = None
        self.label: Any = None  # one's own label that is open for revision
        self._restored = False  # the draft on the screen is as it was found
        self._asking = False  # the store is to do something, and has not answered yet
        self._wants_submitted = False  # the store has refused to, and nothing was changed since
        self._retry: Callable[[], object] = self.refresh
        self.clock = WorkClock(self)
        self.saver = Saver(self)
        self.keeper = DraftKeeper(self._keep, self)
        self.keeper.failed.connect(self._draft_failed)
        self.keeper.recovered.connect(self._draft_recovered)
        self.keeper.changed_state.connect(self._tell_state)
        self.notice = Notice()
        self.notice.acted.connect(self._try_again)

    @property
    def desk(self) -> Desk:
        assert self._desk is not None
        return self._desk

    @property
    def unsaved(self) -> bool:
        return self.keeper.unsaved or self._asking

    # The draft

    def touched(self) -> None:
        """The person changed something."""
        self._restored = self._wants_submitted = False
        self.keeper.touch()
        self.update_state()

    def leave(self) -> None:
        self.keeper.flush()

    def _keep(self) -> Kept:
        desk, item = self.desk, self.item
        if self.worth_keeping():
            revised = getattr(self.label, "id", None)
            about = {"seconds": round(self.clock.seconds, 1), "revision_of": revised}
            content, then = {**self.content(), **about}, Kept.DRAFT
        else:
            content, then = None, Kept.NOTHING if self.label is None else Kept.SUBMITTED
        answers: list[Kept | StudioError] = []
        late = False

        def write() -> None:
            if content is None:
                desk.discard_draft(item.id)
            else:
                desk.keep_draft(item.id, content)

        def take(answer: Kept | StudioError) -> None:
            answers.append(answer)
            if late and self.item is item and not self._asking:
                if isinstance(answer, StudioError):
                    self.keeper.refused(answer)
                else:
                    self.keeper.wrote(answer)

        late = not self.saver.save(write, lambda _: take(then), take)
        if late:
            return Kept.SAVING
        [answer] = answers
        if isinstance(answer, StudioError):
            raise answer
        return answer

    def _tell_state(self) -> None:
        self.context.saved_changed.emit(not self.keeper.unsaved)
        self.update_state()

    def state_words(self) -> str:
        """Whether what is on the screen is safe, in words."""
        if self._restored and self.keeper.state is Kept.DRAFT:
            return translate("LabelingScreen", "Draft restored")
        return kept_words(self.keeper.state)

    def _draft_failed(self, error: StudioError) -> None:
        message, hint = error_words(error)
        stays = translate(
            "LabelingScreen", "Your work stays here and is saved as soon as possible."
        )
        self._retry, again = self.keeper.flush, translate("LabelingScreen", "Try again")
        self.notice.tell(message, f"{stays} {hint}", level="error", action=again)

    def _draft_recovered(self) -> None:
        self.notice.hide()
        self.context.message.emit(translate("LabelingScreen", "Saved again."))
        if self._wants_submitted:  # when the draft has told that it is saved
            QTimer.singleShot(0, self, self._submit_after_all)

    # Anything else

    def ask(
        self, write: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Any], None]
    ) -> None:
        """Have the store do something; the work rests until it has.

        `write` is called in a thread, then `then` with what it gives or `failed` with its error.
        """
        if self._asking:
            return
        self._asking = True

        def end(follow: Callable[[Any], None], answer: Any) -> None:
            self._asking = False
            if not self.work.isEnabled():
                self.keeper.go_on()
                self.work.setEnabled(True)
                self.focus_work()
            self._attempt(lambda: follow(answer))

        if not self.saver.save(write, lambda found: end(then, found), lambda e: end(failed, e)):
            self.keeper.ask()
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # or a key would press another button
            self.work.setEnabled(False)

    def ask_or_tell(
        self, write: Callable[[], Any], then: Callable[[Any], None], retry: Callable[[], object]
    ) -> None:
        """As `ask`; a failure is told, with the offer to try again."""
        self.ask(write, then, lambda error: self._offer(error, retry))

    def _attempt(
        self, action: Callable[[], None], retry: Callable[[], object] | None = None
    ) -> bool:
        """Read from the store; when it fails, say so and offer to try again."""
        try:
            action()
        except StudioError as error:
            self._offer(error, retry or (lambda: self._attempt(action)))
            return False
        return True

    def _offer(self, error: StudioError, retry: Callable[[], object]) -> None:
        self._retry = retry
        self.notice.tell_error(error, action=translate("LabelingScreen", "Try again"))

    def _try_again(self) -> None:
        self.notice.hide()
        self._retry()

    # Submitting

    def submit(self) -> None:
        """Save the label and go on; when the store refuses, everything stays as it is."""
        if self.item is not None and self.ready():
            self._send(again=True)

    def _submit_after_all(self) -> None:
        if self._wants_submitted and self.item is not None and self.ready():
            self._send(again=False)

    def _send(self, again: bool) -> None:
        desk, item, content, seconds = self.desk, self.item, self.content(), self.clock.seconds
        revised = getattr(self.label, "id", None)
        self._wants_submitted = False

        def refused(error: StudioError) -> None:
            if not isinstance(error, StoreError):
                self.keeper.touch()
                self.notice.tell_error(error)
                return
            self._wants_submitted = again
            self.keeper.refused(error)
            if not self.notice.isVisible():
                self._draft_failed(error)
            self._retry = self.submit

        self.ask(lambda: desk.save(item, content, seconds, revised), self._submitted, refused)

    def _submitted(self, label: Any) -> None:
        raise NotImplementedError
