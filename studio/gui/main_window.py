"""The window: rail, top bar, the current screen, status line, and the ways between screens."""

from __future__ import annotations

import importlib
import logging
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.errors import StudioError
from studio.gui import formatting, keys, theme
from studio.gui.actions import COMMANDS, SCREENS, WITHOUT_PROJECT, command, text_of
from studio.gui.bridge import Job
from studio.gui.context import Context
from studio.gui.geometry import restore_geometry, save_geometry
from studio.gui.language import apply_language
from studio.gui.leaving import Leaving
from studio.gui.projects import Projects
from studio.gui.screens.base import Screen
from studio.gui.stage_names import stage_name, stage_of
from studio.gui.widgets.basic import Line
from studio.gui.widgets.key_list import KeyList
from studio.gui.widgets.notice import Notice, error_words, words_for
from studio.gui.widgets.rail import Rail
from studio.gui.widgets.status_line import StatusLine
from studio.gui.widgets.top_bar import TopBar
from studio.gui.widgets.welcome import Welcome
from studio.jobs.events import Event, Failed, Finished

MINIMUM = (1024, 700)
USUAL = (1280, 800)
WAIT_FOR_JOBS_MS = 10_000
SCALE_STEP, SMALLEST, LARGEST = 10, 80, 200  # percent

# Where a screen lives; it is imported when it is first shown, so that the window opens at once.
CLASSES = {name: f"{name.capitalize()}Screen" for name, _ in SCREENS}
# The screen that tells itself when a job of the stage fails, and what a finished job changes.
TELLS = {
    "sft": ("train", "runs"),
    "reward": ("train", "runs"),
    "ppo": ("train", "runs"),
    "evaluate": ("train", "runs"),
    "suite": ("train", "runs"),
    "sample": ("rank", "responses"),
    "fill": ("rank", "responses"),
    "label": ("home", "comparisons"),
    "chat": ("chat", ""),
}
QUIET = ("chat", "fill")  # nobody needs to be told that they have finished

log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.screens: dict[str, Screen] = {}
        self.current = "home"
        self._closing = False
        self._look = (context.settings.color_scheme, context.settings.scale_percent)
        self._language = context.settings.language
        formatting.show(context.settings.show_formatting)
        self._act: Callable[[], None] | None = None  # what the notice's button does
        self.projects = Projects(context, self)
        self.leaving = Leaving(context, self.projects, self.screens.values, self.tell, self)
        self.rail = Rail()
        self.top_bar = TopBar(context)
        self.status = StatusLine(context.bridge)
        self.notice = Notice()
        self.welcome = Welcome(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self._lay_out()
        self._connect()
        self._make_actions()
        self.setMinimumSize(*MINIMUM)
        if not restore_geometry(self):
            self.resize(*USUAL)
        self._project_changed()

    # Screens

    def go(self, name: str, item: Any = None) -> None:
        """Show a screen, and `item` on it."""
        if name not in CLASSES:
            log.error("There is no screen named %s", name)
            return
        if self.context.project is None and name not in WITHOUT_PROJECT:
            name = "home"
        self._leave()
        self.current = name
        self.rail.show_current(name)
        if self.context.project is None and name == "home":
            self.welcome.refresh()
            self.stack.setCurrentWidget(self.welcome)
            return
        screen = self._screen(name)
        self.stack.setCurrentWidget(screen)
        self._refresh(screen)
        if item is not None:
            screen.show_item(item)
        if self.isVisible():
            screen.take_focus()

    def _screen(self, name: str) -> Screen:
        if name not in self.screens:
            module = importlib.import_module(f"studio.gui.screens.{name}")
            screen = getattr(module, CLASSES[name])(self.context)
            self.screens[name] = screen
            self.stack.addWidget(screen)
        return self.screens[name]

    def _shown(self) -> Screen | None:
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def _leave(self) -> None:
        if (screen := self._shown()) is not None:
            screen.leave()

    def _refresh(self, screen: Screen) -> None:
        try:
            screen.refresh()
        except StudioError as error:
            self.tell_error(error)

    # Telling

    def tell(
        self,
        message: str,
        hint: str = "",
        *,
        level: str = "warning",
        action: str = "",
        then: Callable[[], None] | None = None,
        details: str = "",
    ) -> None:
        """Show a notice above the screen; its button, named `action`, does `then`."""
        self._act = then
        self.notice_holder.show()
        self.notice.tell(message, hint, level=level, action=action, details=details)

    def tell_error(self, error: StudioError) -> None:
        message, hint = error_words(error)
        self.tell(message, hint, level="error")

    def tell_exception(self, error: BaseException) -> None:
        """Say that something went wrong that nobody expected; the window stays open."""
        details = "".join(traceback.format_exception(error))
        message, hint = error_words(error)
        self.tell(message, hint, level="error", details=details)

    def _forget_notice(self) -> None:
        self.notice_holder.hide()
        self.leaving.stay()

    def _act_on_notice(self) -> None:
        act, self._act = self._act, None
        self.notice.dismiss()
        if act is not None:
            act()

    @Slot(object, object)
    def _job_ended(self, job: Job, event: Event) -> None:
        stage = stage_of(job.request)
        screen, changed = TELLS[stage]
        if changed and job.project is self.context.project:
            self.context.data_changed.emit(changed)
        name = stage_name(stage)
        if isinstance(event, Failed) and screen != self.current:
            message, hint = words_for(event.code, event.details)
            self.tell(
                self.tr("{stage}: {message}").format(stage=name, message=message),
                hint,
                level="error",
                action=self.tr("Go there"),
                then=lambda: self.go(screen),
                details=event.traceback,
            )
        elif isinstance(event, Finished) and stage not in QUIET:
            self.status.say(self.tr("{stage} finished").format(stage=name))

    def _ask_to_stop_jobs(self) -> None:
        job = self.context.bridge.current
        assert job is not None
        self.tell(
            self.tr("{stage} is still running in this project.").format(
                stage=stage_name(stage_of(job.request))
            ),
            self.tr("It has to end first. What it has done so far is kept."),
            action=self.tr("Stop, keep and go on"),
            then=self.projects.go_on,
        )

    # Reacting

    @Slot()
    def _project_changed(self) -> None:
        project = self.context.project
        self.rail.set_project_open(project is not None)
        self.setWindowTitle("RLHF Studio" if project is None else f"{project.name} – RLHF Studio")
        self._set_actions()
        if self._closing:
            return
        self.notice.dismiss()
        self.go("home")

    @Slot()
    def _labeler_changed(self) -> None:
        if self.context.labeler is not None and (screen := self._shown()) is not None:
            self._refresh(screen)

    @Slot(str)
    def _data_changed(self, _: str) -> None:
        if (screen := self._shown()) is not None:
            self._refresh(screen)

    def apply_settings(self) -> None:
        """Take over keys, language, scheme and scale, where they have changed."""
        settings = self.context.settings
        keys.apply(settings.own_keys)
        formatting.show(settings.show_formatting)
        look = (settings.color_scheme, settings.scale_percent)
        if look != self._look:
            self._look = look
            theme.apply(*look)
        if settings.language != self._language:
            self._language = settings.language
            apply_language(settings.language)

    def _scale(self, by: int) -> None:
        percent = self.context.settings.scale_percent + by if by else 100
        self.context.change_settings(scale_percent=min(max(percent, SMALLEST), LARGEST))

    def _toggle_formatting(self) -> None:
        shown = not self.context.settings.show_formatting
        self.context.change_settings(show_formatting=shown)

    def show_keys(self) -> None:
        """List the keys of the current screen."""
        screen = self._shown()
        found, about = ([], "") if screen is None else (screen.keys(), screen.about_keys())
        shown = KeyList(text_of(command(f"go.{self.current}")), found, about, self)
        shown.change_wanted.connect(lambda: self.go("settings", "keys"))
        shown.open()

    # Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once when all is saved and nothing runs; else say so, and close then."""
        if not self._closing:
            self._leave()
            if not self.leaving.may_close():
                event.ignore()
                return
            self._closing = True
            save_geometry(self)
            self.status.show_closing()
            self.context.bridge.stop_all()
            QTimer.singleShot(WAIT_FOR_JOBS_MS, self, self._give_up_waiting)
        if self.context.bridge.jobs:
            event.ignore()
            return
        event.accept()

    @Slot()
    def _close_when_done(self) -> None:
        if self._closing and not self.context.bridge.jobs:
            self.close()

    @Slot()
    def _give_up_waiting(self) -> None:
        """A job does not answer; its last checkpoint is safe on disk."""
        if self.isVisible():
            self.context.bridge.jobs.clear()
            self.close()

    # Making

    def _lay_out(self) -> None:
        content = QVBoxLayout()
        content.setSpacing(0)
        content.addWidget(self.top_bar)
        content.addWidget(Line())
        holder = QVBoxLayout()
        holder.setContentsMargins(theme.SECTION_GAP, theme.WIDE_GAP, theme.SECTION_GAP, 0)
        holder.addWidget(self.notice)
        self.notice_holder = QWidget()
        self.notice_holder.setLayout(holder)
        self.notice_holder.hide()
        content.addWidget(self.notice_holder)
        content.addWidget(self.stack, 1)
        content.addWidget(Line())
        content.addWidget(self.status)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(Line(vertical=True))
        row.addLayout(content, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        context, bar = self.context, self.top_bar
        self.rail.chosen.connect(self.go)
        context.go_to.connect(self.go)
        context.message.connect(self.status.say)
        context.project_changed.connect(self._project_changed)
        context.labeler_changed.connect(self._labeler_changed)
        context.data_changed.connect(self._data_changed)
        context.settings_changed.connect(self.apply_settings)
        context.bridge.ended.connect(self._job_ended)
        context.bridge.ended.connect(self._close_when_done)
        self.notice.acted.connect(self._act_on_notice)
        self.notice.closed.connect(self._forget_notice)
        for part in (bar, self.welcome):
            part.new_project.connect(self.projects.ask_new)
            part.open_project.connect(self.projects.ask_open)
            part.recent_chosen.connect(self._open_recent)
        self.welcome.sample_wanted.connect(self.projects.create_sample)
        bar.close_project.connect(self.projects.close)
        bar.labeler_chosen.connect(self.projects.switch_labeler)
        bar.labeler_wanted.connect(self.projects.ask_labeler)
        self.projects.failed.connect(self.tell_error)
        self.projects.leaving.connect(self._leave)
        self.projects.busy.connect(self._ask_to_stop_jobs)

    def _open_recent(self, folder: str) -> None:
        self.projects.open(Path(folder))

    def _make_actions(self) -> None:
        does: dict[str, Callable[[], Any]] = {
            "project.new": self.projects.ask_new,
            "project.open": self.projects.ask_open,
            "project.close": self.projects.close,
            "labeler.switch": self.top_bar.labeler.showMenu,
            "view.larger": lambda: self._scale(SCALE_STEP),
            "view.smaller": lambda: self._scale(-SCALE_STEP),
            "view.normal": lambda: self._scale(0),
            "view.formatting": self._toggle_formatting,
            "help.keys": self.show_keys,
            "quit": self.close,
        }
        for name, _ in SCREENS:
            does[f"go.{name}"] = partial(self.go, name)
        self._actions: dict[str, QAction] = {}
        for known in COMMANDS:
            if known.when == "job":
                continue  # the status line listens to these while a job runs
            action = QAction(self)
            action.triggered.connect(lambda _=False, act=does[known.id]: act())
            self.addAction(action)
            self._actions[known.id] = action
        keys.changed.connect(self._take_keys)
        self._take_keys()

    def _take_keys(self) -> None:
        for name, action in self._actions.items():
            action.setShortcuts(keys.sequences(name))

    def _set_actions(self) -> None:
        has_project = self.context.project is not None
        for known in COMMANDS:
            if known.when == "project":
                self._actions[known.id].setEnabled(has_project)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (screen := self._shown()) is not None:
            QTimer.singleShot(0, screen.take_focus)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.notice.dismiss()  # what it says is in the old language
        super().changeEvent(event)
