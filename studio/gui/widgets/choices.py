"""Boxes that show one of the user's settings and change it at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QWidget

from studio.gui.context import Context


class SettingChoice(QComboBox):
    """A box of codes with words; the chosen code is kept under `setting`."""

    setting = ""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._fill()
        self.activated.connect(self._keep)
        context.settings_changed.connect(self._show_setting)

    def words(self) -> Sequence[tuple[Any, str]]:
        """(code, what it is called), in order."""
        raise NotImplementedError

    def title(self) -> str:
        """What a screen reader calls the box."""
        raise NotImplementedError

    def _fill(self) -> None:
        self.clear()
        for code, word in self.words():
            self.addItem(word, code)
        self.setAccessibleName(self.title())
        self.setToolTip(self.title())
        self._show_setting()

    def _show_setting(self) -> None:
        self.setCurrentIndex(self.findData(getattr(self._context.settings, self.setting)))

    def _keep(self) -> None:
        self._context.change_settings(**{self.setting: self.currentData()})

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)


class LanguageChoice(SettingChoice):
    setting = "language"

    def title(self) -> str:
        return self.tr("Language of the window")

    def words(self) -> list[tuple[str, str]]:
        # The languages name themselves, so that one finds one's own.
        return [("system", self.tr("As the system")), ("en", "English"), ("de", "Deutsch")]


class SchemeChoice(SettingChoice):
    setting = "color_scheme"

    def title(self) -> str:
        return self.tr("Light, dark or high contrast")

    def words(self) -> list[tuple[str, str]]:
        return [
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
            ("high_contrast", self.tr("High contrast")),
        ]
