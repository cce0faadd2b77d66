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
    DRAFT = auto()
    SUBMITTED = auto()
    FAILED = auto()  # the store refused; tried again on and on


def kept_words(state: Kept) -> str:
    """Whether the work is safe, in words."""
    return {
        Kept.NOTHING: "",
        Kept.NOT_YET: QCoreApplication.translate("DraftKeeper", "Not saved yet"),
        Kept.DRAFT: QCoreApplication.translate("DraftKeeper", "Draft saved"),
        Kept.SUBMITTED: QCoreApplication.translate("DraftKeeper", "Saved"),
        Kept.FAILED: QCoreApplication.translate("DraftKeeper", "Not saved, trying again"),
    }[state]


class DraftKeeper(QObject):
    """Calls `write` soon after each change, and again and again while the store refuses.

    `write` returns what the work then is: `DRAFT`, or `NOTHING` when there is none to keep.
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
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def unsaved(self) -> bool:
        return self.state in (Kept.NOT_YET, Kept.FAILED)

    def touch(self) -> None:
        """Something changed: save it soon."""
        if self.state is not Kept.FAILED:
            self._become(Kept.NOT_YET)
        if not self._timer.isActive():
            self._timer.start(SAVE_AFTER_MS)

    def flush(self) -> bool:
        """Save now if anything is unsaved; true when all is in the store."""
        self._timer.stop()
        if not self.unsaved:
            return True
        try:
            state = self._write()
        except StudioError as error:
            self.refused(error)
            return False
        self._succeed()
        self._become(state)
        return True

    def settle(self, state: Kept) -> None:
        """Another item is shown, or this one is in the store by other means."""
        self._timer.stop()
        self._succeed()
        self._become(state)

    def refused(self, error: StudioError) -> None:
        """The store failed to take the work: go on trying to keep it as a draft."""
        first = not self._failing
        self._failing = True
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
