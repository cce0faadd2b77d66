"""One prompt, demonstration or comparison in full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption, set_line_height
from studio.gui.widgets.plain_text import breakable
from studio.gui.widgets.reading_text import ReadingText


class RecordView(QWidget):
    """A line of facts above a text with bold headings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: Sequence[tuple[str, str]] = ()
        self.facts = Caption()
        self.text = ReadingText(15)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.facts)
        column.addWidget(self.text, 1)
        theme.changed.connect(self._render)

    def add_below(self, widget: QWidget) -> None:
        """Put something that is done with the record under its text."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(widget)

    def show_record(self, facts: str, sections: Sequence[tuple[str, str]]) -> None:
        """`sections` are headings, each with its text."""
        self.facts.setText(facts)
        self._sections = sections
        self._render()

    def _render(self) -> None:
        self.text.clear()
        cursor = QTextCursor(self.text.document())
        heading, plain = QTextCharFormat(), QTextCharFormat()
        heading.setFont(theme.font(bold=True))
        plain.setFont(theme.reading_font(15))
        for place, (title, words) in enumerate(self._sections):
            if place:
                cursor.insertText("\n\n", plain)
            cursor.insertText(title + "\n", heading)
            cursor.insertText(breakable(words), plain)
        set_line_height(self.text.document())
        self.text.verticalScrollBar().setValue(0)
