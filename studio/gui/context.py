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


class Context(QObject):
    project_changed = Signal()
    labeler_changed = Signal()
    settings_changed = Signal()
    data_changed = Signal(str)  # prompts, responses, demonstrations, comparisons, runs
    message = Signal(str)  # a quiet line for what worked
    go_to = Signal(str, object)  # a screen's name and what to show there, or None

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.project: Project | None = None
        self.labeler: Labeler | None = None
        self.bridge = Bridge(self)

    def open(self, project: Project, labeler: Labeler) -> None:
        """Make a project and its labeler the current ones."""
        self.project = project
        self.labeler = labeler
        self.bridge.project = project
        self.project_changed.emit()
        self.labeler_changed.emit()

    def change_settings(self, **changes: object) -> None:
        """Apply and keep changed settings at once; there is no OK button."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        save_settings(self.settings)
        self.settings_changed.emit()
