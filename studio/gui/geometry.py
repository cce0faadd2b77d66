"""Where the window stood and how large it was when it was closed."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from studio.config import settings_path


def save_geometry(window: QWidget) -> None:
    _file().setValue("geometry", window.saveGeometry())


def restore_geometry(window: QWidget) -> bool:
    """Put the window where it was; whether it is known where that is."""
    kept = _file().value("geometry")
    return kept is not None and window.restoreGeometry(kept)


def _file() -> QSettings:
    path = settings_path().with_name("window.ini")
    return QSettings(str(path), QSettings.Format.IniFormat)
