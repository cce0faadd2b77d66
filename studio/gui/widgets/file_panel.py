"""Import and export as they go on, and what came of them, row by row."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.data_card import write_card
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.errand import Errand, Work
from studio.gui.icons import icon
from studio.gui.widgets.basic import QuietButton
from studio.gui.widgets.errand_panel import ErrandPanel
from studio.gui.widgets.export_page import Order
from studio.gui.widgets.notice import words_for
from studio.store.engine import Store
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.formats.reading import Reading
from studio.store.records import BadRow, ExportReport, ImportReport

LINES_SHOWN = 5  # of rows that could not be used; the others by scrolling


class FilePanel(ErrandPanel):
    imported = Signal(object)  # ImportReport

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._result: ImportReport | ExportReport | None = None
        self.copy = QuietButton()
        self.copy.setIcon(icon("copy"))
        self.copy.clicked.connect(self._copy_report)
        self.rows = QPlainTextEdit()
        self.rows.setReadOnly(True)
        self.rows.setTabChangesFocus(True)
        self.buttons.insertWidget(self.buttons.indexOf(self.close_button), self.copy)
        self.body.addWidget(self.rows)
        theme.changed.connect(self._take_size)
        self._take_size()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.copy.set_text(self.tr("Copy report"))
        self.rows.setAccessibleName(self.tr("Rows that could not be used"))
        if self._result is not None:
            self._show_result(self._result)

    def import_file(self, path: Path, reading: Reading) -> None:
        """Import a file into the open project, in a thread."""
        project, labeler = self._context.project, self._context.labeler
        if project is None or labeler is None or self.errand.running:
            return
        store, labeler_id = project.store, labeler.id
        self.begin(
            path.name,
            self.tr("Importing {file}").format(file=path.name),
            lambda errand: import_file(
                store,
                path,
                labeler_id=labeler_id,
                reading=reading,
                progress=errand.report,
                stop=errand.stopping,
            ),
        )

    def export_file(self, path: Path, order: Order) -> None:
        """Export what is ordered to a file, in a thread."""
        project = self._context.project
        if project is None or self.errand.running:
            return
        store = project.store
        title = self.tr("Exporting to {file}").format(file=path.name)
        self.begin(path.name, title, lambda errand: _export(store, path, order, errand))

    def begin(self, subject: str, title: str, work: Work) -> None:
        self._result = None
        super().begin(subject, title, work)

    def tell(self, mark: str, title: str, sentence: str = "") -> None:
        super().tell(mark, title, sentence)
        self.copy.hide()
        self.rows.hide()

    def _show_progress(self, done: int, total: int) -> None:
        super()._show_progress(done, total)
        if not total:  # an export knows only how many rows are written
            self.tell_more(self.tr("%Ln row(s) so far", "", done))

    def take_result(self, result: ImportReport | ExportReport) -> None:
        self._result = result
        self._show_result(result)
        if isinstance(result, ImportReport):
            self.imported.emit(result)

    def _show_result(self, result: ImportReport | ExportReport) -> None:
        if isinstance(result, ImportReport):
            self._show_report(result)
            return
        title = self.tr("Exported to {file}").format(file=self.subject)
        self.tell("check", title, self.tr("%Ln row(s) written", "", result.rows))

    def _show_report(self, report: ImportReport) -> None:
        counts = (
            (report.prompts, self.tr("%Ln new prompt(s)", "", report.prompts)),
            (
                report.demonstrations,
                self.tr("%Ln demonstration(s)", "", report.demonstrations),
            ),
            (report.comparisons, self.tr("%Ln comparison(s)", "", report.comparisons)),
            (report.repeats, self.tr("%Ln of them repeated", "", report.repeats)),
            (report.ratings, self.tr("%Ln rating(s)", "", report.ratings)),
            (report.revisions, self.tr("%Ln earlier version(s)", "", report.revisions)),
            (report.gold, self.tr("%Ln known order(s) (gold)", "", report.gold)),
            (report.skips, self.tr("%Ln skipped item(s)", "", report.skips)),
            (
                report.duplicates,
                self.tr("%Ln row(s) that were there already", "", report.duplicates),
            ),
        )
        told = ",  ".join(words for count, words in counts if count)
        title = self.tr("Imported {file}").format(file=self.subject)
        bad = report.bad_rows
        self.tell("warning" if bad else "check", title, told or self.tr("There was nothing in it"))
        if bad:
            count = self.tr("%Ln row(s) could not be used", "", report.bad_row_count)
            self.sentence.setText(f"{self.sentence.text()},  {count}")
            lines = [_row_words(row) for row in bad]
            if unnamed := report.bad_row_count - len(bad):
                lines.append(self.tr("… and %Ln more", "", unnamed))
            self.rows.setPlainText("\n".join(lines))
            self._take_size()
            self.rows.show()
        self.copy.show()

    def _copy_report(self) -> None:
        parts = [self.title.text(), self.sentence.text()]
        if self.rows.isVisible():
            parts.append(self.rows.toPlainText())
        QGuiApplication.clipboard().setText("\n".join(parts) + "\n")

    def _project_changed(self) -> None:
        super()._project_changed()
        self._result = None

    def _take_size(self) -> None:
        lines = min(self.rows.blockCount(), LINES_SHOWN)
        height = self.rows.fontMetrics().lineSpacing() * lines
        self.rows.setFixedHeight(height + theme.px(36))  # with its frame


def _export(store: Store, path: Path, order: Order, errand: Errand) -> ExportReport:
    report = export_file(
        store,
        path,
        order.what,
        conversational=order.conversational,
        selection=order.selection,
        file_type=order.type_of(path),
        progress=lambda rows: errand.report(rows, 0),
        stop=errand.stopping,
    )
    if order.has_card:
        write_card(path, report, order.selection)
    return report


def _row_words(row: BadRow) -> str:
    line = QCoreApplication.translate("FilePanel", "Line {number}: {reason}")
    message, _ = words_for(row.code, row.details)
    return line.format(number=QLocale().toString(row.line), reason=message)
