"""Every checkpoint below the one it was trained from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from studio.gui import theme
from studio.gui.figures import headline
from studio.gui.icons import icon
from studio.gui.stage_names import stage_name
from studio.store.checkpoints import note_of, tree
from studio.store.records import Checkpoint

NAME, STAGE, FIGURE, SIZE = range(4)
WIDTHS = {STAGE: 120, FIGURE: 168, SIZE: 88}  # px at 100 %; the name takes the rest
MARKS = {"base": "muted", "sft": "sft", "reward": "reward", "ppo": "ppo"}
ROW = Qt.ItemDataRole.UserRole
INDENT, HEIGHT = 20, 32  # px at 100 %
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CheckpointTree(QTreeWidget):
    chosen = Signal(object)  # Checkpoint, or None where there is none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[int, QTreeWidgetItem] = {}
        self.setColumnCount(4)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setItemsExpandable(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in WIDTHS:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self.currentItemChanged.connect(lambda: self.chosen.emit(self.checkpoint()))
        theme.changed.connect(self._take_size)
        self._take_size()
        self.retranslate()

    def show_checkpoints(
        self, checkpoints: Sequence[Checkpoint], sizes: Mapping[int, int | None]
    ) -> None:
        """Show all of them; `sizes` are bytes, None where files are missing.

        The chosen one stays chosen; one that has gone hands over to its neighbour.
        """
        before, place = self.checkpoint(), self._place()
        self.blockSignals(True)
        self.clear()
        self._items = {}
        above: list[QTreeWidgetItem] = [self.invisibleRootItem()]
        for depth, checkpoint in tree(checkpoints):
            item = self._item(checkpoint, sizes.get(checkpoint.id))
            above[depth].addChild(item)
            above[depth + 1 :] = [item]
            self._items[checkpoint.id] = item
        self.expandAll()
        self.blockSignals(False)
        if self._items:
            kept = None if before is None else self._items.get(before.id)
            rows = list(self._items.values())
            self.setCurrentItem(kept or rows[min(place, len(rows) - 1)])
        self.chosen.emit(self.checkpoint())

    def checkpoint(self) -> Checkpoint | None:
        item = self.currentItem()
        return None if item is None else item.data(NAME, ROW)

    def choose(self, checkpoint_id: int) -> None:
        if (item := self._items.get(checkpoint_id)) is not None:
            self.setCurrentItem(item)

    def retranslate(self) -> None:
        self.setHeaderLabels(
            [self.tr("Name"), self.tr("Stage"), self.tr("Figure"), self.tr("Size")]
        )
        self.headerItem().setTextAlignment(SIZE, RIGHT)
        self.setAccessibleName(self.tr("Checkpoints"))

    def _item(self, checkpoint: Checkpoint, size: int | None) -> QTreeWidgetItem:
        told = self.tr("missing") if size is None else size_text(size)
        figure = headline(checkpoint.stage, checkpoint.summary)
        item = QTreeWidgetItem([checkpoint.name, stage_name(checkpoint.stage), figure, told])
        item.setData(NAME, ROW, checkpoint)
        item.setIcon(NAME, icon("dot", MARKS.get(checkpoint.stage, "muted")))
        item.setTextAlignment(SIZE, RIGHT)
        item.setSizeHint(NAME, QSize(0, theme.px(HEIGHT)))
        words = ", ".join(part for part in item_texts(item) if part)
        item.setData(NAME, Qt.ItemDataRole.AccessibleTextRole, words)
        item.setToolTip(NAME, note_of(checkpoint) or checkpoint.name)
        return item

    def _place(self) -> int:
        """Which row is chosen, counted from the top."""
        item = self.currentItem()
        rows = list(self._items.values())
        return rows.index(item) if item in rows else 0

    def _take_size(self) -> None:
        self.setIndentation(theme.px(INDENT))
        for column, width in WIDTHS.items():
            self.header().resizeSection(column, theme.px(width))
        for item in self._items.values():
            item.setSizeHint(NAME, QSize(0, theme.px(HEIGHT)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def item_texts(item: QTreeWidgetItem) -> list[str]:
    return [item.text(column) for column in range(item.columnCount())]


def size_text(size: int) -> str:
    """19.2 MB, in the language's way of writing it."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
