"""Opening, making and closing projects, and who labels in them."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from studio.errors import StudioError
from studio.gui.context import Context
from studio.gui.widgets.new_project import NewProjectDialog
from studio.store.labels import add_labeler
from studio.store.owner import set_owner
from studio.store.project import Project, create_project, open_project
from studio.store.records import Labeler

Step = Callable[[], None]


def default_folder() -> Path:
    """Where new projects go unless the person says otherwise."""
    return Path.home() / "RLHF Studio"


def free_folder(parent: Path, name: str) -> Path:
    """A folder in `parent` that is not there yet: the name, or the name with a number."""
    folder, number = parent / name, 2
    while folder.exists():
        folder, number = parent / f"{name} {number}", number + 1
    return folder


def system_user() -> str:
    """The name under which the person is logged in; empty where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


class Projects(QObject):
    """Changes the context's project. Jobs of the old one end first, with the person's consent."""

    failed = Signal(object)  # StudioError
    leaving = Signal()  # the open project is about to be closed: save what is on the screen
    busy = Signal()  # jobs run: ask whether to stop them, then call `go_on`
    unsaved = Signal()  # some work could not be saved: ask, then call `leave_unsaved`

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._waiting: Step | None = None
        self._may_go_on = False
        self.all_saved: Callable[[], bool] = lambda: True  # the window knows
        self._left: Step | None = None
        context.bridge.ended.connect(self._take_end)

    # What people ask for

    def create_sample(self) -> None:
        """Make a sample project in the default folder and open it."""
        folder = free_folder(default_folder(), self.tr("Sample project"))
        self.create(folder, sample=True)

    def ask_new(self) -> None:
        chosen = NewProjectDialog.ask(self._window, default_folder())
        if chosen is not None:
            folder, sample = chosen
            self.create(folder, sample=sample)

    def ask_open(self) -> None:
        project = self._context.project
        start = default_folder() if project is None else project.folder.parent
        title = self.tr("Open a project folder")
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(start))
        if chosen:
            self.open(Path(chosen))

    def create(self, folder: Path, *, sample: bool) -> None:
        self._enter(lambda: create_project(folder, sample=sample), owns=True)

    def open(self, folder: Path) -> None:
        project = self._context.project
        if project is None or project.folder != folder.absolute():
            self._enter(lambda: open_project(folder))

    def close(self) -> None:
        self._when_idle(self._close)

    def switch_labeler(self, labeler: Labeler) -> None:
        self._leave(lambda: self._context.switch_labeler(labeler))

    def ask_labeler(self) -> None:
        """Have someone who is not in the project's list yet name herself."""
        project = self._context.project
        name = self.ask_name("")
        if project is not None and name:
            self._guarded(lambda: self.switch_labeler(add_labeler(project.store, name)))

    def ask_name(self, suggestion: str) -> str:
        """The labeler's name, or an empty text when the person thinks better of it."""
        name, given = QInputDialog.getText(
            self._window,
            self.tr("Who is labeling?"),
            self.tr("Your name is kept with everything you write and rank:"),
            text=suggestion,
        )
        return name.strip() if given else ""

    # How it is done

    def go_on(self) -> None:
        """Stop the jobs, then do what waits for them."""
        self._may_go_on = True
        self._context.bridge.stop_all()
        self._take_end()

    def _enter(self, get: Callable[[], Project], *, owns: bool = False) -> None:
        """Open what `get` gives. The old project stays open until that has worked.

        If `owns`, it is new and the labeler's own.
        """

        def enter() -> None:
            name = self._context.settings.labeler or self.ask_name(system_user())
            if name:
                self._leave(lambda: self._guarded(lambda: self._open(get(), name, owns)))

        self._when_idle(enter)

    def _open(self, project: Project, name: str, owns: bool) -> None:
        try:
            labeler = add_labeler(project.store, name)
            if owns:
                set_owner(project.store, labeler.id)
        except StudioError:
            project.close()
            raise
        self._context.open(project, labeler)

    def _close(self) -> None:
        self._leave(self._context.close)

    def _leave(self, step: Step) -> None:
        """Save what is on the screen, then do the step; ask first where it is not saved."""
        self.leaving.emit()
        if self.all_saved():
            step()
        else:
            self._left = step
            self.unsaved.emit()

    def leave_unsaved(self) -> None:
        """Do what was asked for, although some work is not saved."""
        step, self._left = self._left, None
        if step is not None:
            step()

    def _when_idle(self, step: Step) -> None:
        if not self._context.bridge.jobs:
            step()
            return
        self._waiting, self._may_go_on = step, False
        self.busy.emit()

    def _take_end(self, *_: object) -> None:
        if self._waiting is not None and self._may_go_on and not self._context.bridge.jobs:
            step, self._waiting = self._waiting, None
            step()

    def _guarded(self, step: Step) -> None:
        try:
            step()
        except StudioError as error:
            self.failed.emit(error)
