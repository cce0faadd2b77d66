"""The first rows of a file as the studio would read them, and the chosen one in full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QHeaderView,
    QSplitter,
    QTableView,
    QWidget,
)

from studio.gui import theme
from studio.gui.data_kinds import rank_title
from studio.gui.icons import icon
from studio.gui.widgets.notice import words_for
from studio.gui.widgets.plain_text import first_line
from studio.gui.widgets.record_view import RecordView
from studio.gui.widgets.rows_to_read import set_rows_to_read
from studio.store.formats.preview import PreviewRow
from studio.store.records import BadRow

LINE = 200  # characters of a text that a row shows
ROW_HEIGHT, NUMBER_WIDTH, BRINGS_WIDTH = 32, 64, 144  # px at 100 %
TABLE_WIDTH, DETAIL_WIDTH = 520, 264  # px at 100 %, to start from
Row = PreviewRow | BadRow


class PreviewTable(QSplitter):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Row] = ()
        self.model = QStandardItemModel(0, 3, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        set_rows_to_read(self.table)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().currentRowChanged.connect(self._show_record)
        self.detail = RecordView()
        self.addWidget(self.table)
        self.addWidget(self.detail)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.SECTION_GAP)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setFocusProxy(self.table)
        theme.changed.connect(self._take_size)
        self._take_size()
        self.retranslate()

    def show_rows(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.model.setRowCount(0)
        for row in rows:
            self.model.appendRow(self._items(row))
        if rows:
            self.table.selectRow(0)
        self._show_record()

    def _items(self, row: Row) -> list[QStandardItem]:
        if isinstance(row, BadRow):
            reason, _ = words_for(row.code, row.details)
            texts = [QLocale().toString(row.line), first_line(reason, LINE), self.tr("Left out")]
        else:
            prompt = first_line(row.prompt, LINE)
            texts = [QLocale().toString(row.number), prompt, self._brings(row)]
        items = [QStandardItem(text) for text in texts]
        if isinstance(row, BadRow):
            items[2].setIcon(icon("warning", "warning_mark"))
            items[1].setToolTip(texts[1])
        return items

    def _brings(self, row: PreviewRow) -> str:
        """What comes with the prompt, in a word or two."""
        if row.is_ranked:
            ranks = enumerate(row.responses, 1)
            return "   ".join(" = ".join([str(rank)] * len(tied)) for rank, tied in ranks)
        if row.responses:
            return self.tr("%Ln to rank", "", len(row.responses))
        if row.demonstration is not None:
            return self.tr("Demonstration")
        return self.tr("Prompt")

    def _show_record(self) -> None:
        place = self.table.currentIndex().row()
        if not 0 <= place < len(self._rows):
            self.detail.show_record("", [])
            return
        row = self._rows[place]
        if isinstance(row, BadRow):
            facts = self.tr("Row {number} is left out").format(number=QLocale().toString(row.line))
            self.detail.show_record(facts, [words_for(row.code, row.details)])
            return
        sections = [(self.tr("Prompt"), row.prompt)]
        if row.demonstration is not None:
            sections.append((self.tr("Demonstration"), row.demonstration))
        for rank, tied in enumerate(row.responses, 1):
            title = rank_title(rank, len(tied) > 1) if row.is_ranked else self.tr("Answer to rank")
            sections += [(title, text) for text in tied]
        facts = self.tr("Row {number}").format(number=QLocale().toString(row.number))
        if row.labeler is not None:
            facts += "   ·   " + self.tr("Labeler: {name}").format(name=row.labeler)
        self.detail.show_record(facts, sections)

    def retranslate(self) -> None:
        titles = [self.tr("Row"), self.tr("Prompt"), self.tr("Brings")]
        self.model.setHorizontalHeaderLabels(titles)
        self.table.setAccessibleName(self.tr("The first rows of the file"))
        self.detail.text.setAccessibleName(self.tr("The chosen row in full"))
        place = self.table.currentIndex().row()
        self.show_rows(self._rows)
        if place > 0:
            self.table.selectRow(place)

    def _take_size(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        self.table.horizontalHeader().resizeSection(0, theme.px(NUMBER_WIDTH))
        self.table.horizontalHeader().resizeSection(2, theme.px(BRINGS_WIDTH))
        self.detail.setMinimumWidth(theme.px(220))
        self.setSizes([theme.px(TABLE_WIDTH), theme.px(DETAIL_WIDTH)])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
