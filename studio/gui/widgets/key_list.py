"""The list of keys that `?` and F1 show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.actions import COMMANDS, text_of
from studio.gui.widgets.basic import Heading, key_text

Keys = Sequence[tuple[str, str]]  # key and what it does


class KeyList(QDialog):
    """The keys of the current screen on the left, those that work everywhere on the right."""

    def __init__(self, screen: str, keys: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        everywhere = [(command.keys[0], text_of(command)) for command in COMMANDS]
        grid = QGridLayout()
        grid.setHorizontalSpacing(48)
        parts = [(screen, keys)] if keys else []
        parts.append((self.tr("Everywhere"), everywhere))
        for place, (title, pairs) in enumerate(parts):
            grid.addWidget(Heading(title), 0, place)
            grid.addLayout(_table(pairs), 1, place, Qt.AlignmentFlag.AlignTop)
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Close ({key})").format(key=key_text("Esc")))
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.SECTION_GAP)
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _table(pairs: Keys) -> QGridLayout:
    table = QGridLayout()
    table.setHorizontalSpacing(theme.WIDE_GAP)
    table.setVerticalSpacing(6)
    for row, (key, meaning) in enumerate(pairs):
        shown = QLabel(key_text(key) or key)  # some name a group, such as 1–9
        shown.setFont(theme.font(bold=True))
        table.addWidget(shown, row, 0)
        table.addWidget(QLabel(meaning), row, 1)
    table.setColumnStretch(1, 1)
    return table
