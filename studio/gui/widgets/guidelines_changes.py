"""What changed in the guidelines, as a text with its additions and removals marked."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption, PrimaryButton, Title, set_line_height
from studio.gui.widgets.plain_text import breakable
from studio.gui.widgets.reading_text import ReadingText
from studio.text_changes import Change, text_changes

SIZE = (720, 560)  # px at 100 %


class GuidelinesChanges(QDialog):
    """`old` is None where the earlier version has not been kept: then all is shown as it is."""

    def __init__(self, old: str | None, new: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What changed in the guidelines"))
        self.changes = [Change("same", new)] if old is None else text_changes(old, new)
        title = Title(self.tr("What changed in the guidelines"))
        legend = Caption(self.tr("Underlined is new. What is struck out no longer holds."))
        if old is None:
            legend.setText(self.tr("The version before was not kept. This one holds now."))
        self.text = ReadingText(15)
        self.text.document().setDocumentMargin(theme.GAP)
        self.text.setAccessibleName(self.tr("What changed in the guidelines"))
        self._write()
        close = PrimaryButton(self.tr("Seen"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.WIDE_GAP)
        column.addWidget(title)
        column.addWidget(legend)
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        self.resize(theme.px(SIZE[0]), theme.px(SIZE[1]))

    def _write(self) -> None:
        """Marked by line and weight, so that nothing hangs on colour alone."""
        cursor = QTextCursor(self.text.document())
        first = 0
        for change in self.changes:
            look = QTextCharFormat()
            if change.kind == "same":
                if len(self.changes) > 1:
                    look.setForeground(QColor(theme.tokens().muted))
            elif change.kind == "added":
                look.setFontWeight(QFont.Weight.Bold)
                look.setFontUnderline(True)
            else:
                look.setFontStrikeOut(True)
            first = first or (cursor.position() if change.kind != "same" else 0)
            cursor.insertText(breakable(change.text), look)
        set_line_height(self.text.document())
        start = self.text.textCursor()
        start.setPosition(first)
        self.text.setTextCursor(start)
        self.text.ensureCursorVisible()
