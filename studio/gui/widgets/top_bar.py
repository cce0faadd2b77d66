"""The bar on top: which project, who labels, and whether all is saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from studio.gui import keys, theme
from studio.gui.actions import command, text_of
from studio.gui.context import Context
from studio.gui.icons import icon
from studio.gui.widgets.basic import Mark
from studio.store.labels import list_labelers
from studio.store.project import SAMPLE_LABELER
from studio.store.records import Labeler


class TopBar(QFrame):
    """Emits what is asked for; the window does it."""

    new_project = Signal()
    open_project = Signal()
    close_project = Signal()
    recent_chosen = Signal(str)  # a folder
    labeler_chosen = Signal(object)  # Labeler
    labeler_wanted = Signal()  # one who is not in the list yet

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._context = context
        self._is_saved = True
        self.project = QPushButton()
        self.project.setProperty("role", "menu")
        self.project.setMenu(self._menu(self._fill_project_menu))
        self.labeler = QPushButton()
        self.labeler.setProperty("role", "menu")
        self.labeler.setIcon(icon("person", "muted"))
        self.labeler.setMenu(self._menu(self._fill_labeler_menu))
        self.saved_mark = Mark("check", "good_mark", 16)
        self.saved = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GAP, 6, theme.WIDE_GAP, 6)
        row.setSpacing(theme.GAP)
        row.addWidget(self.project)
        row.addStretch(1)
        row.addWidget(self.saved_mark)
        row.addWidget(self.saved)
        row.addSpacing(theme.WIDE_GAP)
        row.addWidget(self.labeler)
        context.project_changed.connect(self.refresh)
        context.labeler_changed.connect(self.refresh)
        context.saved_changed.connect(self.show_saved)
        theme.changed.connect(self._take_size)
        keys.changed.connect(self.refresh)
        self._take_size()
        self.refresh()

    def refresh(self) -> None:
        """Show project, labeler and saved state as they are now."""
        project, labeler = self._context.project, self._context.labeler
        self.project.setText(self.tr("No project") if project is None else project.name)
        self.project.setAccessibleName(self.tr("Project: {name}").format(name=self.project.text()))
        self.project.setToolTip(self.tr("New, open, recent, close"))
        for part in (self.labeler, self.saved, self.saved_mark):
            part.setVisible(project is not None)
        if labeler is not None:
            self.labeler.setText(labeler.name)
            self.labeler.setAccessibleName(self.tr("Labeler: {name}").format(name=labeler.name))
        tip = self.tr("Who is labeling; switch here ({keys})")
        self.labeler.setToolTip(tip.format(keys=keys.shown("labeler.switch")))
        self.show_saved(self._is_saved)

    def show_saved(self, is_saved: bool) -> None:
        self._is_saved = is_saved
        self.saved.setText(self.tr("All saved") if is_saved else self.tr("Not saved yet"))
        self.saved_mark.show_icon(
            "check" if is_saved else "write", "good_mark" if is_saved else "warning_mark"
        )

    def _menu(self, fill: Callable[[QMenu], None]) -> QMenu:
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: fill(menu))
        return menu

    def _fill_project_menu(self, menu: QMenu) -> None:
        menu.clear()
        for name, asked in (("project.new", self.new_project), ("project.open", self.open_project)):
            item = menu.addAction(_labelled(name))
            item.triggered.connect(asked.emit)
        project = self._context.project
        current = None if project is None else str(project.folder)
        recent = [path for path in self._context.settings.recent_projects if path != current]
        if recent:
            menu.addSeparator()
        for path in recent:
            item = menu.addAction(Path(path).name.replace("&", "&&"))
            item.setToolTip(path)
            item.triggered.connect(lambda _=False, path=path: self.recent_chosen.emit(path))
        menu.setToolTipsVisible(True)
        if project is not None:
            menu.addSeparator()
            menu.addAction(_labelled("project.close")).triggered.connect(self.close_project.emit)

    def _fill_labeler_menu(self, menu: QMenu) -> None:
        menu.clear()
        project, current = self._context.project, self._context.labeler
        if project is None or current is None:
            return
        for labeler in list_labelers(project.store):
            if labeler.synthetic or labeler.name == SAMPLE_LABELER:
                continue
            item = menu.addAction(labeler.name.replace("&", "&&"))
            item.setCheckable(True)
            item.setChecked(labeler.id == current.id)
            item.triggered.connect(lambda _=False, who=labeler: self._choose(who))
        menu.addSeparator()
        menu.addAction(self.tr("Someone else …")).triggered.connect(self.labeler_wanted.emit)

    def _choose(self, labeler: Labeler) -> None:
        self.labeler_chosen.emit(labeler)

    def _take_size(self) -> None:
        self.setMinimumHeight(theme.px(48))
        self.project.setFont(theme.font(15, bold=True))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)


def _labelled(command_id: str) -> str:
    """A menu's text with its key, which the window listens to."""
    return f"{text_of(command(command_id))}\t{keys.shown(command_id)}"
