"""The way in and out: asks about each file and export, then shows how it goes and ends."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from studio.gui.context import Context
from studio.gui.format_names import file_type_name
from studio.gui.widgets.export_page import ExportPage, Order
from studio.gui.widgets.file_panel import FilePanel
from studio.gui.widgets.import_page import ImportPage
from studio.store.formats.file_types import FILE_TYPES
from studio.store.formats.reading import Reading


class FileExchange(QObject):
    """Files are asked about one after the other; a report stays while the next is looked at.

    The screen gives `files` and `pages` their places.
    """

    asking = Signal(bool)  # whether a page asks, and needs the room

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: list[Path] = []  # to be imported after the one that is
        self.files = FilePanel(context)
        self.import_page = ImportPage()
        self.export_page = ExportPage(context)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.import_page)
        self.pages.addWidget(self.export_page)
        self.pages.hide()
        self._connect()

    @property
    def page(self) -> QWidget:
        """The page that asks."""
        page = self.pages.currentWidget()
        assert page is not None
        return page

    @property
    def is_asking(self) -> bool:
        return not self.pages.isHidden()

    def title(self) -> str:
        """What is asked; empty when nothing is."""
        if not self.is_asking:
            return ""
        return self.tr("Import") if self.page is self.import_page else self.tr("Export")

    # Import

    def ask_to_import(self) -> None:
        if paths := self.choose_files():
            self.import_files(paths)

    def choose_files(self) -> list[Path]:
        """Ask which files to import."""
        usual = " ".join(f"*.{suffix}" for suffix in FILE_TYPES)
        known, every = self.tr("Prompts and labels"), self.tr("All files")
        kinds = f"{known} ({usual});;{every} (*)"
        chosen, _ = QFileDialog.getOpenFileNames(self.pages, self.tr("Import"), "", kinds)
        return [Path(path) for path in chosen]

    def import_files(self, paths: list[Path]) -> None:
        """Ask about files, each once those before it are imported."""
        self._waiting += paths
        if self.is_asking:
            self.import_page.tell_waiting(len(self._waiting))
        else:
            self._ask_about_next()

    @Slot()
    def _ask_about_next(self) -> None:
        if self._waiting and not self.files.errand.running:
            path = self._waiting.pop(0)
            self.import_page.show_file(path, len(self._waiting))
            self._ask(self.import_page)

    @Slot(object, object)
    def _import(self, path: Path, reading: Reading) -> None:
        self._close_page()
        self.files.import_file(path, reading)

    @Slot()
    def _give_up(self) -> None:
        """After a cancel, a failure or another project, what was to follow is not imported."""
        self._waiting.clear()
        self._close_page()

    # Export

    def ask_to_export(self, what: str) -> None:
        if self.is_asking:
            return
        if self.files.errand.running:
            said = self.tr("A file is being read or written. Export again when that has ended.")
            self._context.message.emit(said)
            return
        self.export_page.ask(what)
        self._ask(self.export_page)

    def choose_target(self, suggestion: Path, file_type: str) -> Path | None:
        """Ask where to write an export."""
        dialog = QFileDialog(self.pages, self.tr("Export"), str(suggestion.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{file_type_name(file_type)} (*.{file_type})")
        dialog.setDefaultSuffix(file_type)
        dialog.selectFile(suggestion.name)
        wanted = dialog.exec() == QFileDialog.DialogCode.Accepted
        chosen = dialog.selectedFiles()
        dialog.deleteLater()
        return Path(chosen[0]) if wanted and chosen else None

    @Slot(object)
    def _export(self, order: Order) -> None:
        project = self._context.project
        if project is None:
            return
        name = f"{project.name} {order.what}.{order.file_type}"
        path = self.choose_target(project.folder.parent / name, order.file_type)
        if path is not None:
            self._close_page()
            self.files.export_file(path, order)

    # The page that asks

    def _ask(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        self.pages.show()
        self.asking.emit(True)

    def _close_page(self) -> None:
        if self.is_asking:
            self.import_page.leave()
            self.pages.hide()
            self.asking.emit(False)

    def _connect(self) -> None:
        self.import_page.accepted.connect(self._import)
        self.import_page.rejected.connect(self._give_up)
        self.export_page.accepted.connect(self._export)
        self.export_page.rejected.connect(self._give_up)
        self.files.errand.done.connect(self._ask_about_next)
        self.files.errand.stopped.connect(self._give_up)
        self.files.errand.failed.connect(self._give_up)
        self._context.project_changed.connect(self._project_changed)

    @Slot()
    def _project_changed(self) -> None:
        self._give_up()
        self.import_page.errand.finish()
        self.export_page.filters.errand.finish()
