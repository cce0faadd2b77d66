"""What every screen shares: the open project, the labeler, the settings, the worker.

Screens get the context in their constructor, call the store through it, and say what they
changed; other screens listen to `data_changed` and refresh when they are next shown.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from studio.config import Settings, save_settings
from studio.gui.bridge import Bridge
from studio.store.project import Project
from studio.store.records import Labeler

RECENT_PROJECTS = 8


class Context(QObject):
    project_changed = Signal()
    labeler_changed = Signal()
    settings_changed = Signal()
    data_changed = Signal(str)  # prompts, responses, demonstrations, comparisons, runs
    saved_changed = Signal(bool)  # whether the work on the screen is safely kept
    message = Signal(str)  # a quiet line for what worked
    go_to = Signal(str, object)  # a screen's name and what to show there, or None

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.project: Project | None = None
        self.labeler: Labeler | None = None
        self.bridge = Bridge(self)

    def open(self, project: Project, labeler: Labeler) -> None:
        """Make a project and its labeler the current ones, and remember both."""
        self.close()
        self.project = project
        self.labeler = labeler
        self.bridge.project = project
        folder = str(project.folder)
        others = [path for path in self.settings.recent_projects if path != folder]
        recent = (folder, *others)[:RECENT_PROJECTS]
        self.change_settings(recent_projects=recent, labeler=labeler.name)
        self.project_changed.emit()
        self.labeler_changed.emit()

    def close(self) -> None:
        """Close the open project, if there is one. None of its jobs may run any more."""
        if self.project is not None:
            project, self.project, self.labeler = self.project, None, None
            self.bridge.project = None
            self.project_changed.emit()
            self.labeler_changed.emit()
            project.close()

    def switch_labeler(self, labeler: Labeler) -> None:
        self.labeler = labeler
        self.change_settings(labeler=labeler.name)
        self.labeler_changed.emit()

    def change_settings(self, **changes: object) -> None:
        """Apply and keep changed settings at once; there is no OK button."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        save_settings(self.settings)
        self.settings_changed.emit()
