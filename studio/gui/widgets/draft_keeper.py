"""Keeps unsubmitted work in the store as one goes, and tells truthfully whether it is there."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from studio.errors import StudioError

SAVE_AFTER_MS = 400  # from the first unsaved change, so that steady typing is saved too
RETRY_AFTER_MS = 2000


class Kept(Enum):
    """Whether what is on the screen is also in the store."""

    NOTHING = auto()  # nothing to keep yet
    NOT_YET = auto()  # changed a moment ago
    SAVING = auto()  # the store has been asked, and has not answered yet
    DRAFT = auto()
    SUBMITTED = auto()
    FAILED = auto()  # the store refused; tried again on and on


def kept_words(state: Kept) -> str:
    """Whether the work is safe, in words."""
    return {
        Kept.NOTHING: "",
        Kept.NOT_YET: QCoreApplication.translate("DraftKeeper", "Not saved yet"),
        Kept.SAVING: QCoreApplication.translate("DraftKeeper", "Saving …"),
        Kept.DRAFT: QCoreApplication.translate("DraftKeeper", "Draft saved"),
        Kept.SUBMITTED: QCoreApplication.translate("DraftKeeper", "Saved"),
        Kept.FAILED: QCoreApplication.translate("DraftKeeper", "Not saved, trying again"),
    }[state]


class DraftKeeper(QObject):
    """Calls `write` soon after each change, and again and again while the store refuses.

    `write` returns what the work then is: `DRAFT`, `NOTHING` when there is none to keep, or
    `SAVING` while the store takes its time; `wrote` or `refused` says later what came of it.
    `failed` comes once for a row of failures, `recovered` when the next attempt succeeds.
    """

    changed_state = Signal(object)  # Kept
    failed = Signal(object)  # StudioError
    recovered = Signal()

    def __init__(self, write: Callable[[], Kept], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self.state = Kept.NOTHING
        self._failing = False
        self._under_way = False  # the store has been asked
        self._touched = False  # since the store was asked
        self._before = Kept.NOTHING  # the state then
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def unsaved(self) -> bool:
        return self.state in (Kept.NOT_YET, Kept.SAVING, Kept.FAILED)

    def touch(self) -> None:
        """Something changed: save it soon, or when the store has answered."""
        self._touched = True
        if self.state is not Kept.FAILED:
            self._become(Kept.NOT_YET)
        if not self._under_way and not self._timer.isActive():
            self._timer.start(SAVE_AFTER_MS)

    def flush(self) -> bool:
        """Save now if anything is unsaved; true when all is in the store."""
        if self._under_way:
            return False
        self._timer.stop()
        if not self.unsaved:
            return True
        try:
            state = self._write()
        except StudioError as error:
            self.refused(error)
            return False
        if state is Kept.SAVING:
            self.ask()
            return False
        self._succeed()
        self._become(state)
        return True

    def ask(self) -> None:
        """The store is being asked to take the work, and does not answer at once."""
        self._timer.stop()
        self._under_way, self._touched, self._before = True, False, self.state
        if not self._failing:  # else it is said already, once, that it is not saved
            self._become(Kept.SAVING)

    def wrote(self, state: Kept) -> None:
        """The store has taken the work as it was when it was asked."""
        self._under_way = False
        self._succeed()
        if self._touched:
            self._become(Kept.NOT_YET)
            self._timer.start(SAVE_AFTER_MS)
        else:
            self._become(state)

    def go_on(self) -> None:
        """As before the store was asked."""
        self._under_way = False
        self._become(self._before)
        if self.unsaved:
            self._timer.start(SAVE_AFTER_MS)

    def settle(self, state: Kept) -> None:
        """Another item is shown, or this one is in the store by other means."""
        self._timer.stop()
        self._under_way = False
        self._succeed()
        self._become(state)

    def refused(self, error: StudioError) -> None:
        """The store failed to take the work: go on trying to keep it as a draft."""
        first = not self._failing
        self._failing = True
        self._under_way = False
        self._become(Kept.FAILED)
        self._timer.start(RETRY_AFTER_MS)
        if first:
            self.failed.emit(error)

    def _succeed(self) -> None:
        if self._failing:
            self._failing = False
            self.recovered.emit()

    def _become(self, state: Kept) -> None:
        if state is not self.state:
            self.state = state
            self.changed_state.emit(state)
