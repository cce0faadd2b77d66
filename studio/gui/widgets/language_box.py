"""Chooses the language of the prompts that a labeler is dealt."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

LANGUAGES = ("", "en", "de")  # "" is all


class LanguageBox(QComboBox):
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for code in LANGUAGES:
            self.addItem("", code)
        self.activated.connect(lambda: self.chosen.emit(self.currentData()))

    def choose(self, code: str) -> None:
        """Show a language as the chosen one."""
        self.setCurrentIndex(max(0, self.findData(code)))

    def retranslate(self) -> None:
        names = (self.tr("All languages"), self.tr("English"), self.tr("German"))
        for index, name in enumerate(names):
            self.setItemText(index, name)
        tip = self.tr("Language of the prompts you are given")
        self.setAccessibleName(tip)
        self.setToolTip(tip)
