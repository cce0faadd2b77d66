"""A menu of one's own last labels, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from studio.gui import keys
from studio.gui.widgets.plain_text import first_line
from studio.store.records import Comparison, Demonstration


class LastOnes(QPushButton):
    """Asks `own` for the labels each time it opens."""

    chosen = Signal(object)  # Demonstration or Comparison

    def __init__(
        self,
        own: Callable[[], Sequence[Demonstration | Comparison]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._own = own
        self.setProperty("role", "menu")
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self.fill)

    def retranslate(self) -> None:
        self.setText(self.tr("Your last ones"))
        self.setAccessibleName(self.tr("Your last ones"))
        tip = self.tr("Revise or withdraw what you submitted ({key})")
        self.setToolTip(tip.format(key=keys.shown("label.back")))

    def fill(self) -> None:
        """Read the labels again."""
        menu = self.menu()
        menu.clear()
        for label in self._own():
            words = f"{when(label)}   {first_line(label.prompt.text)}"
            action = QAction(words.replace("&", "&&"), menu)
            action.triggered.connect(lambda _=False, label=label: self.chosen.emit(label))
            menu.addAction(action)
        if menu.isEmpty():
            menu.addAction(self.tr("Nothing yet")).setEnabled(False)


def when(label: Demonstration | Comparison) -> str:
    """The local time of a label, as the language writes it."""
    local = QDateTime.fromSecsSinceEpoch(int(label.created_at.timestamp()))
    return QLocale().toString(local, QLocale.FormatType.ShortFormat)
