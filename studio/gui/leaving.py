"""Warns before work is left behind that the store has not taken, and waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from studio.gui.context import Context
from studio.gui.projects import Projects
from studio.gui.screens.base import Screen


class Tell(Protocol):
    """As `MainWindow.tell`."""

    def __call__(
        self, message: str, hint: str = "", *, action: str = "", then: Callable[[], None]
    ) -> None: ...


class Leaving(QObject):
    """For the window: closing it, or going to another project or labeler."""

    def __init__(
        self,
        context: Context,
        projects: Projects,
        screens: Callable[[], Iterable[Screen]],
        tell: Tell,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._screens = screens
        self._tell = tell
        self._window = window
        self._projects = projects
        self._wants_to_close = False  # as soon as all is saved
        self._may_lose = False
        projects.all_saved = self.all_saved
        projects.unsaved.connect(self._ask_to_go_on)
        context.saved_changed.connect(self._close_when_saved)

    def all_saved(self) -> bool:
        return not any(screen.unsaved for screen in self._screens())

    def may_close(self) -> bool:
        """Whether the window may close now; if not, says so, and closes it when all is saved."""
        if self.all_saved() or self._may_lose:
            return True
        self._wants_to_close = True
        self._tell(
            self.tr("Your last work is not saved yet."),
            self.tr("The window closes as soon as it is."),
            action=self.tr("Close and lose it"),
            then=self._close_and_lose,
        )
        return False

    def stay(self) -> None:
        """The person has closed the notice: the window need not close any more."""
        self._wants_to_close = False

    def _close_and_lose(self) -> None:
        self._may_lose = True
        self._window.close()

    @Slot(bool)
    def _close_when_saved(self, _: bool) -> None:
        if self._wants_to_close and self.all_saved():
            QTimer.singleShot(0, self, self._close)  # the screen is about to go on

    def _close(self) -> None:
        if self._wants_to_close:
            self._window.close()

    def _ask_to_go_on(self) -> None:
        self._tell(
            self.tr("Your last work is not saved yet."),
            self.tr("It stays here, and is saved as soon as possible."),
            action=self.tr("Go on and lose it"),
            then=self._projects.leave_unsaved,
        )
