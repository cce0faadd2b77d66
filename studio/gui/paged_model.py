"""A table over a long list in the store, read page by page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

PAGE = 200  # rows
PAGES_KEPT = 25

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[int, int], Sequence[Any]]  # (after this id, at most so many) -> records


@dataclass(frozen=True)
class Column:
    title: str
    text: Callable[[Any], str]  # of a record
    width: int = 0  # px at 100 %; 0 takes the room that the others leave


class PagedModel(QAbstractTableModel):
    """Rows in order of id. It keeps where each page begins, and the records of the last pages.

    A page that was dropped is read again by its beginning, so that neither memory nor the time
    for a row grows with the length of the list.
    """

    def __init__(self, columns: Sequence[Column], parent: Any = None) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._fetch: Fetch = lambda _after, _limit: ()
        self._begins: list[int] = []  # the id that each page comes after
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._rows = 0
        self._complete = True

    def show(self, fetch: Fetch) -> None:
        """Show what `fetch` gives, from its beginning."""
        self.beginResetModel()
        self._fetch = fetch
        self._begins.clear()
        self._pages.clear()
        self._rows = 0
        self._complete = False
        self.endResetModel()
        self.fetchMore()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Take over new titles and texts for the same columns."""
        self._columns = list(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        if self._rows:
            last = self.index(self._rows - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def record(self, row: int) -> Any | None:
        """The record in a row; None when it has vanished since the row was counted."""
        if not 0 <= row < self._rows:
            return None
        records = self._page(row // PAGE)
        place = row % PAGE
        return records[place] if place < len(records) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return not parent.isValid() and not self._complete

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        if not self.canFetchMore(parent):
            return
        after = 0 if not self._pages else self._last_id()
        records = self._fetch(after, PAGE)
        self._complete = len(records) < PAGE
        if records:
            self.beginInsertRows(QModelIndex(), self._rows, self._rows + len(records) - 1)
            self._begins.append(after)
            self._keep(len(self._begins) - 1, records)
            self._rows += len(records)
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            record = self.record(index.row())
            return "" if record is None else self._columns[index.column()].text(record)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _last_id(self) -> int:
        last_page = self._page(len(self._begins) - 1)
        return int(last_page[-1].id) if last_page else self._begins[-1]

    def _page(self, number: int) -> Sequence[Any]:
        if number in self._pages:
            self._pages.move_to_end(number)
            return self._pages[number]
        records = self._fetch(self._begins[number], PAGE)
        self._keep(number, records)
        return records

    def _keep(self, number: int, records: Sequence[Any]) -> None:
        self._pages[number] = records
        self._pages.move_to_end(number)
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
