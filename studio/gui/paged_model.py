"""A table over a long list in the store, read page by page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from studio.gui.reader import Reader

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
    for a row grows with the length of the list. New pages are read aside, for a search may go
    through everything until it has found one; until then what was shown stays.
    """

    filled = Signal()  # the beginning of what is to be shown is there

    def __init__(self, columns: Sequence[Column], parent: Any = None) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._fetch: Fetch = lambda _after, _limit: ()
        self._begins: list[int] = []  # the id that each page comes after
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._rows = 0
        self._complete = True
        self._reader = Reader(self)
        self.waiting = False  # for a page

    def show(self, fetch: Fetch, columns: Sequence[Column] | None = None) -> None:
        """Show what `fetch` gives, from its beginning, once that has been read."""

        def take(records: Sequence[Any]) -> None:
            self.waiting = False
            self.clear(columns)
            self._fetch = fetch
            self._complete = False
            self._append(0, records)
            self.filled.emit()

        self.waiting = True
        self._reader.soon(lambda: fetch(0, PAGE), take)

    def clear(self, columns: Sequence[Column] | None = None) -> None:
        """Show no rows, under these columns."""
        self.beginResetModel()
        self._columns = self._columns if columns is None else list(columns)
        self._begins.clear()
        self._pages.clear()
        self._rows = 0
        self._complete = True
        self.endResetModel()

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
        return not parent.isValid() and not self._complete and not self.waiting

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        if not self.canFetchMore(parent):
            return
        after, fetch = self._last_id(), self._fetch

        def take(records: Sequence[Any]) -> None:
            self.waiting = False
            self._append(after, records)

        self.waiting = True
        self._reader.soon(lambda: fetch(after, PAGE), take)

    def _append(self, after: int, records: Sequence[Any]) -> None:
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
        if not self._begins:
            return 0
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
