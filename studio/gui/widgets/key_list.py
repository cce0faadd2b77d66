"""The list of keys that `?` and F1 show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.gui import keys, theme
from studio.gui.widgets.basic import Caption, Heading, QuietButton, key_text

Keys = Sequence[tuple[str, str]]  # keys, with ` / ` between several, and what they do


class KeyList(QDialog):
    """The keys of the current screen on the left, those that work everywhere on the right."""

    change_wanted = Signal()

    def __init__(
        self, screen: str, found: Keys, about: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(48)
        parts = [(screen, found)] if found else []
        parts.append((self.tr("Everywhere"), keys.sheet()))
        for place, (title, pairs) in enumerate(parts):
            grid.addWidget(Heading(title), 0, place)
            grid.addLayout(_table(pairs), 1, place, Qt.AlignmentFlag.AlignTop)
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close ({key})").format(key=key_text("Esc")))
        close.clicked.connect(self.close)
        change = QuietButton(self.tr("Change keys …"))
        change.clicked.connect(self._change)
        foot = QHBoxLayout()
        foot.addWidget(change)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.SECTION_GAP)
        column.addLayout(grid)
        if about:
            column.addWidget(Caption(about))
        column.addLayout(foot)
        close.setFocus()

    def _change(self) -> None:
        self.close()
        self.change_wanted.emit()


def _table(pairs: Keys) -> QGridLayout:
    table = QGridLayout()
    table.setHorizontalSpacing(theme.WIDE_GAP)
    table.setVerticalSpacing(6)
    for row, (found, meaning) in enumerate(pairs):
        # Some name a group, such as 1 … 9, which is no key.
        shown = QLabel(" / ".join(key_text(key) or key for key in found.split(" / ")))
        shown.setFont(theme.font(bold=True))
        table.addWidget(shown, row, 0)
        table.addWidget(QLabel(meaning), row, 1)
    table.setColumnStretch(1, 1)
    return table
