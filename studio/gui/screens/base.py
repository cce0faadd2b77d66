"""What the main window expects of a screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from studio.gui import keys
from studio.gui.context import Context


class Screen(QWidget):
    """A page of the window.

    Subclasses build their widgets in `__init__`, set every visible text in `retranslate` (called
    at the end of their `__init__` and again when the language changes), and read the store in
    `refresh` (called by the window each time the screen is shown, and on a change while shown).
    """

    name = ""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        keys.changed.connect(self.retranslate)  # texts name keys

    @property
    def unsaved(self) -> bool:
        """Whether there is work here that the store does not have yet."""
        return False

    def retranslate(self) -> None:
        """Set every text that a person sees."""

    def refresh(self) -> None:
        """Read what is shown from the store again."""

    def show_item(self, item: Any) -> None:
        """Show one thing that another screen pointed to (see `Context.go_to`)."""

    def leave(self) -> None:
        """Called before another screen, or the end of the program, takes over: save drafts."""

    def keys(self) -> list[tuple[str, str]]:
        """The keys of this screen and what they do, for the list of keys.

        Those of its commands; a screen adds the ones that are always the same.
        """
        return keys.sheet(self.name)

    def about_keys(self) -> str:
        """A rule about the keys that takes a sentence to explain, for the list of keys."""
        return ""

    def take_focus(self) -> None:
        """Give the keyboard to the focus proxy, or to what comes first, unless it is here."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            return
        proxy = self.focusProxy()
        for widget in self.findChildren(QWidget) if proxy is None else [proxy]:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
