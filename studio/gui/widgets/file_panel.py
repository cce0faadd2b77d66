"""Import and export as they go on, and what came of them, row by row."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar, QWidget

from studio.errors import StudioError
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.errand import Errand
from studio.gui.widgets.basic import Caption, Card, Heading, IconButton, Mark, QuietButton
from studio.gui.widgets.notice import announce, error_words, words_for
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.records import BadRow, ImportReport

PARTS = 1000  # of the progress bar
ROWS_SHOWN = 1000  # of those that could not be used


class FilePanel(Card):
    """Hidden until something is imported or exported."""

    imported = Signal(object)  # ImportReport

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._file = ""
        self._report: ImportReport | None = None
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
        self.cancel.set_text(self.tr("Cancel"), self.tr("Import nothing of this file"))
        self.close_button.set_text(self.tr("Close"))
        self.bar.setAccessibleName(self.tr("Progress"))
        self.rows.setAccessibleName(self.tr("Rows that could not be used"))
        if self._report is not None:
            self._show_report(self._report)

    def import_file(self, path: Path) -> None:
        """Import a file into the open project, in a thread."""
        project, labeler = self._context.project, self._context.labeler
        if project is None or labeler is None or self.errand.running:
            return
        store, labeler_id = project.store, labeler.id
        self._begin(path, self.tr("Importing {file}").format(file=path.name))
        self.cancel.show()
        self.errand.start(
            lambda errand: import_file(
                store, path, labeler_id=labeler_id, progress=errand.report, stop=errand.stopping
            )
        )

    def export_file(self, path: Path, what: str) -> None:
        """Export prompts, demonstrations, comparisons or all, in a thread."""
        project = self._context.project
        if project is None or self.errand.running:
            return
        store = project.store
        self._begin(path, self.tr("Exporting to {file}").format(file=path.name))
        self.errand.start(lambda _: export_file(store, path, what).rows)

    def _begin(self, path: Path, title: str) -> None:
        self._file, self._report = path.name, None
        self._tell("info", title, "")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.rows.hide()
        self.close_button.hide()
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
        self.rows.hide()
        self.close_button.show()
        announce(self, f"{title} {sentence}")

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, PARTS)
        self.bar.setValue(round(PARTS * done / total) if total else 0)

    def _cancel(self) -> None:
        self.errand.stop()
        self.title.setText(self.tr("Cancelling …"))
        self.cancel.hide()

    def _take_result(self, result: ImportReport | int) -> None:
        if isinstance(result, ImportReport):
            self._report = result
            self._show_report(result)
            self.imported.emit(result)
            return
        title = self.tr("Exported to {file}").format(file=self._file)
        self._tell("check", title, self.tr("%n row(s) written", "", result))

    def _show_report(self, report: ImportReport) -> None:
        counts = (
            (report.prompts, self.tr("%n new prompt(s)", "", report.prompts)),
            (
                report.demonstrations,
                self.tr("%n demonstration(s)", "", report.demonstrations),
            ),
            (report.comparisons, self.tr("%n comparison(s)", "", report.comparisons)),
            (
                report.duplicates,
                self.tr("%n prompt(s) that were there already", "", report.duplicates),
            ),
        )
        told = ",  ".join(words for count, words in counts if count)
        title = self.tr("Imported {file}").format(file=self._file)
        bad = report.bad_rows
        self._tell("warning" if bad else "check", title, told or self.tr("There was nothing in it"))
        if bad:
            count = self.tr("%n row(s) could not be used and were left out:", "", len(bad))
            self.sentence.setText(f"{self.sentence.text()}.  {count}")
            lines = [_row_words(row) for row in bad[:ROWS_SHOWN]]
            if len(bad) > ROWS_SHOWN:
                lines.append("…")
            self.rows.setPlainText("\n".join(lines))
            self.rows.show()

    def _take_stop(self) -> None:
        title = self.tr("{file} was not imported").format(file=self._file)
        self._tell("info", title, self.tr("You cancelled; nothing has changed."))

    def _take_failure(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            reason = {"reason": f"{type(error).__name__}: {error}"}
            self._tell("error", *words_for("unexpected", reason))
            return
        self._tell("error", *error_words(error))

    def _project_changed(self) -> None:
        """A file belongs to the project that was open: end what runs, forget what was."""
        self.errand.finish()
        self._report = None
        self.hide()

    def _take_size(self) -> None:
        self.rows.setFixedHeight(theme.px(120))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _row_words(row: BadRow) -> str:
    line = QCoreApplication.translate("FilePanel", "Line {number}: {reason}")
    message, _ = words_for(row.code, row.details)
    return line.format(number=QLocale().toString(row.line), reason=message)
