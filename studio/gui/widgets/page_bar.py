"""Goes through the pages of a text that is too long to be laid out at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption, IconButton
from studio.gui.widgets.reading_text import ReadingText


class PageBar(QWidget):
    """Two buttons and where one is; there only while the text has more than one page."""

    def __init__(self, text: ReadingText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.back = IconButton("chevron-left")
        self.on = IconButton("chevron-right")
        self.place = Caption()
        self.place.setWordWrap(False)
        self.back.clicked.connect(lambda: text.turn_to(text.page - 1))
        self.on.clicked.connect(lambda: text.turn_to(text.page + 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self.back)
        row.addWidget(self.place)
        row.addWidget(self.on)
        row.addStretch(1)
        text.pages_changed.connect(self._show_place)
        self.retranslate()

    def retranslate(self) -> None:
        self.back.set_text(self.tr("Previous page of this text"))
        self.on.set_text(self.tr("Next page of this text"))
        self._show_place()

    def _show_place(self) -> None:
        page, count = self._text.page, self._text.page_count
        number = QLocale().toString
        said = self.tr("Page {page} of {count} of this long text")
        self.place.setText(said.format(page=number(page + 1), count=number(count)))
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page + 1 < count)
        self.setVisible(count > 1)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
