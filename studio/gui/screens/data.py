"""All that a project holds: prompts, demonstrations, comparisons; what comes in, what goes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QSplitter,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.errors import StudioError
from studio.gui import keys, theme
from studio.gui.context import Context
from studio.gui.data_kinds import KINDS, Kind
from studio.gui.icons import icon
from studio.gui.paged_model import PagedModel
from studio.gui.reader import Reader
from studio.gui.screens.base import Screen
from studio.gui.widgets.basic import KeyButton, Title
from studio.gui.widgets.file_exchange import FileExchange
from studio.gui.widgets.gold_switch import GoldSwitch
from studio.gui.widgets.notice import EmptyState, Notice
from studio.gui.widgets.record_view import RecordView
from studio.gui.widgets.rows_to_read import set_rows_to_read
from studio.store.labels import list_labelers
from studio.store.records import SPLITS, ImportReport, Labeler

SEARCH_AFTER_MS = 250
COUNTING = "…"
ROW_HEIGHT = 36  # px at 100 %
TABLE_WIDTH, DETAIL_WIDTH = 700, 400  # px at 100 %, to start from


class DataScreen(Screen):
    name = "data"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._labelers: dict[int, Labeler] = {}
        self._counts: dict[str, int] = {}  # by kind, of what fits `_counted`
        self._counted: tuple[object, str, str | None] | None = None
        self._counter = Reader(self)
        self._chosen = -1  # the row before the table was filled anew
        self.title = Title()
        self.import_button = KeyButton(command="data.import")
        self.import_button.setIcon(icon("import"))
        self.export_button = KeyButton(command="data.export")
        self.export_button.setIcon(icon("export"))
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.splits = QComboBox()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        for _ in KINDS:
            self.tabs.addTab("")
        self.model = PagedModel(KINDS[0].columns({}), self)
        self.table = QTableView()
        self.setFocusProxy(self.table)
        self.detail = RecordView()
        self.gold = GoldSwitch(context)
        self.detail.add_below(self.gold)
        self.exchange = FileExchange(context, self)
        self.browse = QWidget()
        self.notice = Notice()
        self.gold.failed.connect(self.notice.tell_error)
        self.empty = EmptyState()
        self._searching = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._set_table()
        self._connect()
        self._lay_out()
        self.setAcceptDrops(True)
        self.retranslate()

    @property
    def kind(self) -> Kind:
        """The kind of the table that is shown."""
        return KINDS[self.tabs.currentIndex()]

    # What is shown

    def refresh(self) -> None:
        """Read the counts and the table again; the chosen row stays chosen where it is near."""
        project = self.context.project
        if project is None:
            return
        try:
            self._labelers = {one.id: one for one in list_labelers(project.store)}
            self._count()
            self._fill()
        except StudioError as error:
            self.notice.tell_error(error)

    def show_item(self, item: Any) -> None:
        """Show a table by its name."""
        for place, kind in enumerate(KINDS):
            if kind.name == item:
                self.tabs.setCurrentIndex(place)

    @Slot()
    def show_found(self) -> None:
        """Show what fits the search and the split."""
        self._searching.stop()
        self.refresh()

    def _fill(self) -> None:
        project = self.context.project
        assert project is not None
        store, kind, search, split = project.store, self.kind, self._search(), self._split()
        columns = kind.columns(self._labelers)
        self.model.show(lambda after, limit: kind.page(store, search, split, after, limit), columns)

    @Slot()
    def _remember_row(self) -> None:
        self._chosen = self.table.currentIndex().row()

    @Slot()
    def _show_filled(self) -> None:
        has_any = bool(self.model.rowCount() or self._search() or self._split())
        self.empty.set_texts(*self.kind.empty_words())
        self.empty.setVisible(not has_any)
        self.work.setVisible(has_any)
        if self.model.rowCount():
            self.table.selectRow(min(max(self._chosen, 0), self.model.rowCount() - 1))
        self._show_record()

    def _count(self) -> None:
        """Count what fits of each kind, aside: in a large store that takes long."""
        project = self.context.project
        assert project is not None
        store, search, split = project.store, self._search(), self._split()
        if self._counted != (project, search, split):
            self._counts = {}
        self._counted = (project, search, split)

        def count() -> dict[str, int]:
            of_prompts = {"prompts": split}
            return {
                kind.name: kind.count(store, search, of_prompts.get(kind.name)) for kind in KINDS
            }

        self._counter.soon(count, self._take_counts)
        self._name_tabs()

    def _take_counts(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._name_tabs()

    @Slot()
    def _show_record(self) -> None:
        project = self.context.project
        record = self.model.record(self.table.currentIndex().row())
        if record is None or project is None:
            searching = bool(self._search() or self._split()) and not self.model.waiting
            words = self.tr("Nothing fits this search.") if searching else ""
            self.detail.show_record(words, [])
            self.gold.hide()
            return
        try:
            self.gold.show_for(record)
            facts, sections = self.kind.in_full(project.store, record, self._labelers)
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self.detail.show_record(facts, sections)

    @Slot()
    def _show_kind(self) -> None:
        self.splits.setVisible(self.kind.name == "prompts")
        self.model.clear(self.kind.columns(self._labelers))
        self.refresh()
        if self.model.waiting:
            self._show_record()  # none as yet
        self._size_columns()

    def _search(self) -> str:
        return self.search.text().strip()

    def _split(self) -> str | None:
        return self.splits.currentData() if self.kind.name == "prompts" else None

    # In and out

    @Slot()
    def ask_to_import(self) -> None:
        if self.context.project is not None:
            self.exchange.ask_to_import()

    @Slot()
    def ask_to_export(self) -> None:
        """Ask what to export."""
        if self.context.project is not None:
            self.exchange.ask_to_export("all")

    @Slot(object)
    def _take_report(self, report: ImportReport) -> None:
        for count, changed in (
            (report.prompts, "prompts"),
            (report.demonstrations, "demonstrations"),
            (report.comparisons, "comparisons"),
        ):
            if count:
                self.context.data_changed.emit(changed)
        self.refresh()

    @Slot(bool)
    def _give_way(self, is_asking: bool) -> None:
        """The table, or what the exchange asks instead of it."""
        for widget in (self.browse, self.import_button, self.export_button):
            widget.setVisible(not is_asking)
        first = self.exchange.page if is_asking else self.table
        self.setFocusProxy(first)
        self.title.setText(self.exchange.title() if is_asking else self.tr("Data"))
        if self.isVisible():  # what had the focus is hidden now
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.context.project is not None and _files_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.exchange.import_files(_files_in(event))

    @Slot()
    def _act_on_empty(self) -> None:
        if self.kind.made_on:
            self.context.go_to.emit(self.kind.made_on, None)
        else:
            self.ask_to_import()

    # Words

    def retranslate(self) -> None:
        self.title.setText(self.exchange.title() or self.tr("Data"))
        self.gold.retranslate()
        tip = self.tr("Add prompts and labels from files of many formats")
        self.import_button.set_text(self.tr("Import …"), tip)
        tip = self.tr("Write a file for another project or for a trainer")
        self.export_button.set_text(self.tr("Export …"), tip)
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search prompts and answers"))
        tip = self.tr("Search prompts and answers ({key})")
        self.search.setToolTip(tip.format(key=keys.shown("data.find")))
        self.tabs.setAccessibleName(self.tr("What is shown"))
        self.table.setAccessibleName(self.tr("Rows"))
        self.detail.text.setAccessibleName(self.tr("The chosen row in full"))
        self._name_splits()
        self._name_tabs()
        self.refresh()

    def keys(self) -> list[tuple[str, str]]:
        return [
            *super().keys(),
            ("Esc", self.tr("Cancel an import or export")),
        ]

    def _name_splits(self) -> None:
        names = {
            None: self.tr("Used for anything"),
            "sft": self.tr("Used for writing"),
            "reward": self.tr("Used for ranking"),
            "ppo": self.tr("Used for PPO"),
            "heldout": self.tr("Held out"),
        }
        with QSignalBlocker(self.splits):
            place = max(0, self.splits.currentIndex())
            self.splits.clear()
            for split in (None, *SPLITS):
                self.splits.addItem(names[split], split)
            self.splits.setCurrentIndex(place)
        self.splits.setAccessibleName(self.tr("What the prompts are used for"))
        self.splits.setToolTip(self.tr("Show only the prompts that are used for one thing"))

    def _name_tabs(self) -> None:
        """With how many there are; while these are counted for the first time, without."""
        for place, kind in enumerate(KINDS):
            words = kind.title()
            if self.context.project is not None:
                count = self._counts.get(kind.name)
                words += f"  {COUNTING if count is None else QLocale().toString(count)}"
            self.tabs.setTabText(place, words)

    # Making

    def _set_table(self) -> None:
        self.table.setModel(self.model)
        self.model.modelAboutToBeReset.connect(self._remember_row)
        self.model.filled.connect(self._show_filled)
        set_rows_to_read(self.table)

    def _connect(self) -> None:
        self.import_button.clicked.connect(self.ask_to_import)
        self.search.textChanged.connect(lambda: self._searching.start())
        self.search.returnPressed.connect(self.show_found)
        self._searching.timeout.connect(self.show_found)
        self.splits.activated.connect(self.show_found)
        keys.listen(
            self,
            "data.find",
            lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason),
        )
        self.tabs.currentChanged.connect(self._show_kind)
        self.table.selectionModel().currentRowChanged.connect(self._show_record)
        self.export_button.clicked.connect(self.ask_to_export)
        self.exchange.files.imported.connect(self._take_report)
        self.exchange.asking.connect(self._give_way)
        self.empty.acted.connect(self._act_on_empty)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.export_button)
        head.addWidget(self.import_button)
        tools = QHBoxLayout()
        tools.setSpacing(theme.WIDE_GAP)
        tools.addWidget(self.tabs)
        tools.addStretch(1)
        tools.addWidget(self.splits)
        tools.addWidget(self.search)
        self.work = QSplitter()
        self.work.setChildrenCollapsible(False)
        self.work.setHandleWidth(theme.SECTION_GAP)
        self.work.addWidget(self.table)
        self.work.addWidget(self.detail)
        self.work.setStretchFactor(0, TABLE_WIDTH)
        self.work.setStretchFactor(1, DETAIL_WIDTH)
        table = QVBoxLayout(self.browse)
        table.setContentsMargins(0, 0, 0, 0)
        table.setSpacing(theme.WIDE_GAP)
        table.addLayout(tools)
        table.addWidget(self.work, 1)
        table.addWidget(self.empty, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(*[theme.SECTION_GAP] * 4)
        page.setSpacing(theme.WIDE_GAP)
        page.addLayout(head)
        page.addWidget(self.notice)
        page.addWidget(self.exchange.files)
        page.addWidget(self.exchange.pages, 1)
        page.addWidget(self.browse, 1)
        theme.changed.connect(self._take_size)
        self._take_size()

    def _take_size(self) -> None:
        self.search.setFixedWidth(theme.px(240))
        self.table.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        self.detail.setMinimumWidth(theme.px(240))
        self.work.setSizes([theme.px(TABLE_WIDTH), theme.px(DETAIL_WIDTH)])
        self._size_columns()

    def _size_columns(self) -> None:
        header = self.table.horizontalHeader()
        for place, column in enumerate(self.kind.columns(self._labelers)):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(place, mode.Fixed if column.width else mode.Stretch)
            if column.width:
                header.resizeSection(place, theme.px(column.width))


def _files_in(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    """Files of any name: what they are is known by their content. No folders."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]
