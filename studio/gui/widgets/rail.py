"""The rail on the left: an icon and a word for each screen, in the order of the work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from studio.gui import keys, theme
from studio.gui.actions import SCREENS, WITHOUT_PROJECT, command, text_of
from studio.gui.icons import icon

ICON_PX = 20
WIDTH = 136  # px at 100 %, at least
LAST = "settings"  # stands alone at the bottom


class Rail(QFrame):
    chosen = Signal(str)  # a screen's name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP, theme.WIDE_GAP, theme.GAP, theme.WIDE_GAP)
        column.setSpacing(4)
        for name, _ in SCREENS:
            if name == LAST:
                column.addStretch(1)
            button = self._button(name)
            column.addWidget(button)
            self.buttons[name] = button
        theme.changed.connect(self._take_size)
        keys.changed.connect(self.retranslate)
        self._take_size()
        self.retranslate()

    def retranslate(self) -> None:
        for name, button in self.buttons.items():
            go = command(f"go.{name}")
            word = text_of(go)
            button.setText(f"\u2002{word}")  # room between icon and word
            button.setAccessibleName(word)
            button.setToolTip(f"{word} ({key})" if (key := keys.shown(go.id)) else word)
        self._fit()

    def show_current(self, name: str) -> None:
        for other, button in self.buttons.items():
            button.setChecked(other == name)

    def set_project_open(self, is_open: bool) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(is_open or name in WITHOUT_PROJECT)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "nav")
        button.setIcon(icon(name, "muted", "text"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(name))
        return button

    def _take_size(self) -> None:
        for button in self.buttons.values():
            button.setIconSize(QSize(theme.px(ICON_PX), theme.px(ICON_PX)))
        self._fit()

    def _fit(self) -> None:
        """As wide as the longest word needs; the checked one is bold, and so a little wider."""
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        self.setFixedWidth(max(theme.px(WIDTH), widest + theme.px(8) + 2 * theme.GAP))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
