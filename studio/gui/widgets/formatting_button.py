"""Turns formatted Markdown on and off, wherever texts are read."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from studio.gui.context import Context
from studio.gui.widgets.basic import IconButton


class FormattingButton(IconButton):
    """Pressed while formatting is shown; the window listens to the key."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("formatting", command="view.formatting", parent=parent)
        self._context = context
        self.setCheckable(True)
        self.clicked.connect(self._keep)
        context.settings_changed.connect(self._show_setting)
        self.retranslate()
        self._show_setting()

    def retranslate(self) -> None:
        self.set_text(self.tr("Show formatting"))

    def _keep(self, shown: bool) -> None:
        self._context.change_settings(show_formatting=shown)

    def _show_setting(self) -> None:
        self.setChecked(self._context.settings.show_formatting)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
