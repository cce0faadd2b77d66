"""A file before it is imported: what it was taken for, which can be changed, and its first rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.errand import Errand
from studio.gui.format_names import file_type_name, format_name, formats_by_name
from studio.gui.widgets.basic import Caption, Heading, PrimaryButton, QuietButton
from studio.gui.widgets.column_map import ColumnMap
from studio.gui.widgets.notice import Notice, announce
from studio.gui.widgets.plain_text import first_line
from studio.gui.widgets.preview_table import PreviewTable
from studio.store.formats.file_types import FILE_TYPES
from studio.store.formats.preview import Preview, preview_file
from studio.store.formats.reading import Reading
from studio.store.records import BadRow

SLOW_AFTER_MS = 300
NAME_CHARACTERS = 80
COLUMNS_WIDTH, ROWS_WIDTH = 272, 800  # px at 100 %, to start from


class ImportPage(QWidget):
    """Reads the beginning of the file in a thread, and again whenever something is changed."""

    accepted = Signal(object, object)  # Path, Reading
    rejected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._waiting = 0
        self._preview: Preview | None = None
        self._is_stale = False  # whether what the thread reads was changed meanwhile
        self.errand = Errand(self)
        self.name = Heading()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.more = Caption()
        self.more.setWordWrap(False)
        self.file_type, self.format = QComboBox(), QComboBox()
        self._file_type_label, self._format_label = QLabel(), QLabel()
        self.notice = Notice()
        self.columns = ColumnMap()
        self.rows = PreviewTable()
        self.summary = Caption()
        self.cancel = QuietButton(key="Esc")
        self.import_button = PrimaryButton(command="data.confirm")
        self._slow = QTimer(self, singleShot=True, interval=SLOW_AFTER_MS)
        self.setFocusProxy(self.rows)
        self._connect()
        self._lay_out()
        self.retranslate()

    def show_file(self, path: Path, waiting: int) -> None:
        """Preview a file; `waiting` others come after it."""
        self._path, self._preview = path, None
        self.columns.forget()
        self.columns.hide()
        self.notice.dismiss()
        self.rows.show_rows(())
        self.work.show()
        for box in (self.file_type, self.format):
            box.setCurrentIndex(0)
        self.name.setText(first_line(path.name, NAME_CHARACTERS))
        self.name.setToolTip(str(path))
        self.tell_waiting(waiting)
        self._read()

    def tell_waiting(self, waiting: int) -> None:
        """So many files come after this one."""
        self._waiting = waiting
        self.more.setText(
            self.tr("%Ln more file(s) after this one", "", waiting) if waiting else ""
        )

    def reading(self) -> Reading:
        """How the file is to be read, as it is chosen now."""
        return Reading(
            self.file_type.currentData(), self.format.currentData(), self.columns.mapping() or None
        )

    def leave(self) -> None:
        """The file is not asked about any more."""
        self._path = None
        self._slow.stop()
        self.errand.stop()

    # Reading

    def _read(self) -> None:
        self.import_button.setEnabled(False)
        if self.errand.running:
            self._is_stale = True
            self.errand.stop()
            return
        path, reading = self._path, self.reading()
        if path is None:
            return
        self._is_stale = False
        self._slow.start()
        self.errand.start(lambda errand: preview_file(path, reading, stop=errand.stopping))

    def _is_wanted(self) -> bool:
        """Whether what the thread came back with still matters; else it is sent again."""
        self._slow.stop()
        if self._path is not None and self._is_stale:
            self._read()
            return False
        return self._path is not None

    def _take_preview(self, preview: Preview) -> None:
        if not self._is_wanted():
            return
        self._preview = preview
        self.notice.dismiss()
        self._name_recognized()
        self.columns.setVisible(bool(preview.keys and preview.columns))
        if preview.keys:
            self.columns.show_columns(preview.columns, preview.keys)
        self.rows.show_rows(preview.rows)
        self.work.show()
        self.import_button.setEnabled(bool(preview.rows) or not preview.is_whole)
        self._tell_summary()
        announce(self, self.summary.text())

    def _take_failure(self, error: Exception) -> None:
        if not self._is_wanted():
            return
        self._preview = None
        self._name_recognized()
        self.rows.show_rows(())
        if self.work.isAncestorOf(self.focusWidget() or self):
            self.file_type.setFocus()  # what follows hides what has the focus
        self.work.hide()
        self._tell_summary()
        self.notice.tell_error(error)

    def _take_stop(self) -> None:
        self._is_wanted()

    def _choose_file_type(self) -> None:
        self.columns.forget()  # another type finds other columns
        self._read()

    def _choose_columns(self) -> None:
        """Keep the format: recognized anew, it might change under the hand that maps."""
        if self.format.currentData() is None and self._preview is not None:
            self.format.setCurrentIndex(self.format.findData(self._preview.format))
        self._read()

    def _accept(self) -> None:
        if self._path is not None:
            self.accepted.emit(self._path, self.reading())

    # Words

    def retranslate(self) -> None:
        self._file_type_label.setText(self.tr("File type"))
        self._format_label.setText(self.tr("Format"))
        self.file_type.setAccessibleName(self.tr("File type"))
        self.file_type.setToolTip(self.tr("How the file is written"))
        self.format.setAccessibleName(self.tr("Format"))
        self.format.setToolTip(self.tr("What the rows mean"))
        self.cancel.set_text(self.tr("Cancel"), self.tr("Import nothing of this file"))
        self.import_button.set_text(self.tr("Import"))
        for box, names in (
            (self.file_type, {name: file_type_name(name) for name in FILE_TYPES}),
            (self.format, {name: format_name(name) for name in formats_by_name()}),
        ):
            chosen = max(0, box.currentIndex())
            box.clear()
            box.addItem("", None)
            for name, words in names.items():
                box.addItem(words, name)
            box.setCurrentIndex(chosen)
        self._name_recognized()
        self.tell_waiting(self._waiting)
        self._tell_summary()

    def _name_recognized(self) -> None:
        """The first choice of a box says what was recognized, once it is."""
        preview = self._preview
        for box, name in (
            (self.file_type, file_type_name(preview.file_type) if preview else ""),
            (self.format, format_name(preview.format) if preview else ""),
        ):
            words = self.tr("Recognize it")
            if name and box.currentData() is None:
                words = self.tr("{name} (recognized)").format(name=name)
            box.setItemText(0, words)

    def _tell_summary(self) -> None:
        preview = self._preview
        if preview is None:
            self.summary.setText("")
            return
        bad = sum(isinstance(row, BadRow) for row in preview.rows)
        good = len(preview.rows) - bad
        if not preview.rows:
            words = self.tr("There are no rows in it.") if preview.is_whole else ""
        else:
            shown = self.tr("All rows") if preview.is_whole else self.tr("The first rows")
            words = self.tr("{shown}: {good} can be used, {bad} cannot").format(
                shown=shown, good=QLocale().toString(good), bad=QLocale().toString(bad)
            )
            if not bad:
                words = self.tr("{shown}: all {good} can be used").format(
                    shown=shown, good=QLocale().toString(good)
                )
        self.summary.setText(words)

    def _tell_slow(self) -> None:
        self.summary.setText(self.tr("Reading the beginning of the file …"))

    # Making

    def _connect(self) -> None:
        self.errand.done.connect(self._take_preview)
        self.errand.failed.connect(self._take_failure)
        self.errand.stopped.connect(self._take_stop)
        self._slow.timeout.connect(self._tell_slow)
        self.file_type.activated.connect(self._choose_file_type)
        self.format.activated.connect(self._read)
        self.columns.changed.connect(self._choose_columns)
        self.cancel.clicked.connect(self.rejected)
        self.import_button.clicked.connect(self._accept)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.WIDE_GAP)
        head.addWidget(self.name)
        head.addWidget(self.more)
        head.addStretch(1)
        boxes = QHBoxLayout()
        boxes.setSpacing(theme.GAP)
        for label, box in (
            (self._file_type_label, self.file_type),
            (self._format_label, self.format),
        ):
            label.setBuddy(box)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            boxes.addWidget(label)
            boxes.addWidget(box)
            boxes.addSpacing(theme.WIDE_GAP)
        boxes.addStretch(1)
        self.work = QSplitter()
        self.work.setChildrenCollapsible(False)
        self.work.setHandleWidth(theme.SECTION_GAP)
        policy = self.work.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when there is nothing to show
        self.work.setSizePolicy(policy)
        self.work.addWidget(self.columns)
        self.work.addWidget(self.rows)
        self.work.setStretchFactor(0, 0)
        self.work.setStretchFactor(1, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.import_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.WIDE_GAP)
        page.addLayout(head)
        page.addLayout(boxes)
        page.addWidget(self.notice)
        page.addWidget(self.work, 1)
        page.addLayout(foot)
        theme.changed.connect(self._take_size)
        self._take_size()

    def _take_size(self) -> None:
        self.columns.setMinimumWidth(theme.px(COLUMNS_WIDTH))
        self.work.setSizes([theme.px(COLUMNS_WIDTH), theme.px(ROWS_WIDTH)])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
