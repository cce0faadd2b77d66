"""Import and export as they go on, and what came of them, row by row."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar, QWidget

from studio.data_card import write_card
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.errand import Errand
from studio.gui.icons import icon
from studio.gui.widgets.basic import Caption, Card, Heading, IconButton, Mark, QuietButton
from studio.gui.widgets.export_page import Order
from studio.gui.widgets.notice import announce, error_words, words_for
from studio.store.engine import Store
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.formats.reading import Reading
from studio.store.records import BadRow, ExportReport, ImportReport

PARTS = 1000  # of the progress bar
LINES_SHOWN = 5  # of rows that could not be used; the others by scrolling


class FilePanel(Card):
    """Hidden until something is imported or exported."""

    imported = Signal(object)  # ImportReport

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._file = ""
        self._result: ImportReport | ExportReport | None = None
        self.errand = Errand(self)
        self.errand.progressed.connect(self._show_progress)
        self.errand.done.connect(self._take_result)
        self.errand.stopped.connect(self._take_stop)
        self.errand.failed.connect(self._take_failure)
        context.project_changed.connect(self._project_changed)
        self.mark = Mark("info", "accent")
        self.title = Heading()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = QuietButton(key="Esc")
        self.cancel.clicked.connect(self._cancel)
        self.copy = QuietButton()
        self.copy.setIcon(icon("copy"))
        self.copy.clicked.connect(self._copy_report)
        self.close_button = IconButton("close")
        self.close_button.clicked.connect(self.hide)
        self.sentence = Caption()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.rows = QPlainTextEdit()
        self.rows.setReadOnly(True)
        self.rows.setTabChangesFocus(True)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.copy)
        head.addWidget(self.close_button)
        self.body.addLayout(head)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.rows)
        theme.changed.connect(self._take_size)
        self._take_size()
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.cancel.set_text(self.tr("Cancel"), self.tr("Leave everything as it was"))
        self.copy.set_text(self.tr("Copy report"))
        self.close_button.set_text(self.tr("Close"))
        self.bar.setAccessibleName(self.tr("Progress"))
        self.rows.setAccessibleName(self.tr("Rows that could not be used"))
        if self._result is not None:
            self._show_result(self._result)

    def import_file(self, path: Path, reading: Reading) -> None:
        """Import a file into the open project, in a thread."""
        project, labeler = self._context.project, self._context.labeler
        if project is None or labeler is None or self.errand.running:
            return
        store, labeler_id = project.store, labeler.id
        self._begin(path, self.tr("Importing {file}").format(file=path.name))
        self.errand.start(
            lambda errand: import_file(
                store,
                path,
                labeler_id=labeler_id,
                reading=reading,
                progress=errand.report,
                stop=errand.stopping,
            )
        )

    def export_file(self, path: Path, order: Order) -> None:
        """Export what is ordered to a file, in a thread."""
        project = self._context.project
        if project is None or self.errand.running:
            return
        store = project.store
        self._begin(path, self.tr("Exporting to {file}").format(file=path.name))
        self.errand.start(lambda errand: _export(store, path, order, errand))

    def _begin(self, path: Path, title: str) -> None:
        self._file, self._result = path.name, None
        self._tell("info", title, "")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.rows.hide()
        self.close_button.hide()
        self.cancel.show()
        self.show()

    def _tell(self, mark: str, title: str, sentence: str) -> None:
        """Show a state; everything that belongs to a running errand goes."""
        colors = {"info": "accent", "check": "good_mark", "warning": "warning_mark"}
        self.mark.show_icon(mark, colors.get(mark, "error_mark"))
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.bar.hide()
        self.cancel.hide()
        self.copy.hide()
        self.rows.hide()
        self.close_button.show()
        announce(self, f"{title} {sentence}")

    def _show_progress(self, done: int, total: int) -> None:
        if not total:  # an export knows only how many rows are written
            self.sentence.setText(self.tr("%n row(s) so far", "", done))
            self.sentence.show()
            return
        self.bar.setRange(0, PARTS)
        self.bar.setValue(round(PARTS * done / total))

    def _cancel(self) -> None:
        self.errand.stop()
        self.title.setText(self.tr("Cancelling …"))
        self.cancel.hide()

    def _take_result(self, result: ImportReport | ExportReport) -> None:
        self._result = result
        self._show_result(result)
        if isinstance(result, ImportReport):
            self.imported.emit(result)

    def _show_result(self, result: ImportReport | ExportReport) -> None:
        if isinstance(result, ImportReport):
            self._show_report(result)
            return
        title = self.tr("Exported to {file}").format(file=self._file)
        self._tell("check", title, self.tr("%n row(s) written", "", result.rows))

    def _show_report(self, report: ImportReport) -> None:
        counts = (
            (report.prompts, self.tr("%n new prompt(s)", "", report.prompts)),
            (
                report.demonstrations,
                self.tr("%n demonstration(s)", "", report.demonstrations),
            ),
            (report.comparisons, self.tr("%n comparison(s)", "", report.comparisons)),
            (report.repeats, self.tr("%n of them repeated", "", report.repeats)),
            (report.revisions, self.tr("%n earlier version(s)", "", report.revisions)),
            (report.gold, self.tr("%n known order(s) (gold)", "", report.gold)),
            (report.skips, self.tr("%n skipped item(s)", "", report.skips)),
            (
                report.duplicates,
                self.tr("%n row(s) that were there already", "", report.duplicates),
            ),
        )
        told = ",  ".join(words for count, words in counts if count)
        title = self.tr("Imported {file}").format(file=self._file)
        bad = report.bad_rows
        self._tell("warning" if bad else "check", title, told or self.tr("There was nothing in it"))
        if bad:
            count = self.tr("%n row(s) could not be used", "", report.bad_row_count)
            self.sentence.setText(f"{self.sentence.text()},  {count}")
            lines = [_row_words(row) for row in bad]
            if unnamed := report.bad_row_count - len(bad):
                lines.append(self.tr("… and %n more", "", unnamed))
            self.rows.setPlainText("\n".join(lines))
            self._take_size()
            self.rows.show()
        self.copy.show()

    def _copy_report(self) -> None:
        parts = [self.title.text(), self.sentence.text()]
        if self.rows.isVisible():
            parts.append(self.rows.toPlainText())
        QGuiApplication.clipboard().setText("\n".join(parts) + "\n")

    def _take_stop(self) -> None:
        title = self.tr("Cancelled: {file}").format(file=self._file)
        self._tell("info", title, self.tr("Everything is as it was before."))

    def _take_failure(self, error: Exception) -> None:
        self._tell("error", *error_words(error))

    def _project_changed(self) -> None:
        """A file belongs to the project that was open: end what runs, forget what was."""
        self.errand.finish()
        self._result = None
        self.hide()

    def _take_size(self) -> None:
        lines = min(self.rows.blockCount(), LINES_SHOWN)
        height = self.rows.fontMetrics().lineSpacing() * lines
        self.rows.setFixedHeight(height + theme.px(36))  # with its frame

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


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
